/**
 * One header of a response, without converting them all: the client's view of the headers is made anew each time it is read.
 */
import * as HttpClientResponse from "effect/http/HttpClientResponse"
import * as Option from "effect/Option"

/** Returns a header by its name in lower case; undefined where it is absent. */
export const headerOf = (response: HttpClientResponse.HttpClientResponse, name: string): string | undefined => {
  const web = HttpClientResponse.toWeb(response)
  return Option.isSome(web) ? (web.value.headers.get(name) ?? undefined) : response.headers[name]
}
