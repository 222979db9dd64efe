/**
 * One response, from its status to what it holds, or the reason why it holds nothing.
 *
 * A body is read once, never past its limit, and parsed once. What its JSON means is for `decode`.
 */
import * as Clock from "effect/Clock"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Headers from "effect/http/Headers"
import type * as HttpClientRequest from "effect/http/HttpClientRequest"
import type * as HttpClientResponse from "effect/http/HttpClientResponse"
import * as Result from "effect/Result"
import type { FailureReason } from "../BookmakerError.ts"
import * as Excerpt from "./Excerpt.ts"
import * as ResponseBody from "./ResponseBody.ts"
import { networkError, type ResponseError, reasonOfStatus } from "./ResponseError.ts"

/** Where JSON has left the expected shape. */
export interface Drift {
  /** The path that should hold something else, such as `data.competitions`. */
  readonly path: string
  /** What stands there, in a few words. */
  readonly found: string
}

/** How a bookmaker's responses are read. */
export interface ResponseFormat<A> {
  readonly decode: (json: unknown) => Result.Result<A, Drift>
  /** What may be shown in messages. */
  readonly publicWords: Excerpt.PublicWords
}

const retryAfter = (header: string | undefined, now: number): { retryAfterMillis: number } | undefined => {
  if (header === undefined) return undefined
  const parsed = Headers.parseRetryAfter(header)
  if (Result.isFailure(parsed)) return undefined
  // A header of some hundred digits asks for an infinite wait.
  const millis = Duration.toMillis(Headers.retryAfterDelay(parsed.success, now))
  return { retryAfterMillis: Math.min(millis, Number.MAX_SAFE_INTEGER) }
}

const tooLarge = (found: string): ResponseError => ({
  reason: "too-large",
  detail: `the answer has ${found}; at most ${ResponseBody.MAX_BODY_BYTES} bytes are read`
})

const readText = (response: HttpClientResponse.HttpClientResponse) => {
  const length = Number(response.headers["content-length"] ?? Number.NaN)
  return length > ResponseBody.MAX_BODY_BYTES
    ? Effect.andThen(ResponseBody.discard(response), Effect.fail(tooLarge(`${length} bytes`)))
    : Effect.mapError(ResponseBody.read(response), (cause) =>
        cause instanceof ResponseBody.TooLarge ? tooLarge("more") : networkError(cause)
      )
}

const parse = (
  text: string,
  request: HttpClientRequest.HttpClientRequest,
  words: Excerpt.PublicWords
): Result.Result<unknown, ResponseError> => {
  try {
    return Result.succeed(JSON.parse(text))
  } catch {
    const start = text.trimStart()
    if (start === "") return Result.fail({ reason: "malformed", detail: "the answer is empty" })
    const excerpt = Excerpt.ofText(start, request, words)
    return /^[[{]/.test(start)
      ? Result.fail({ reason: "malformed", detail: `the answer is JSON cut short or broken: ${excerpt}` })
      : Result.fail({ reason: "page", detail: `the answer is no JSON but: ${excerpt}` })
  }
}

/** Fails for a status that is no success, with what its headers say. */
const failForStatus = (
  response: HttpClientResponse.HttpClientResponse,
  reason: FailureReason
): Effect.Effect<never, ResponseError> =>
  Effect.gen(function* () {
    const { headers, request, status } = response
    yield* ResponseBody.discard(response)
    const to = reason === "redirected" ? `, to ${URL.parse(headers.location ?? "", request.url)?.origin}` : ""
    const wait = retryAfter(headers["retry-after"], yield* Clock.currentTimeMillis)
    return yield* Effect.fail<ResponseError>({ reason, status, detail: `status ${status}${to}`, ...wait })
  })

/** Reads what a response holds. Fails with why it holds nothing. */
export const readResponse = <A>(
  response: HttpClientResponse.HttpClientResponse,
  { decode, publicWords }: ResponseFormat<A>
): Effect.Effect<A, ResponseError> => {
  const reason = reasonOfStatus(response.status)
  if (reason !== undefined) return failForStatus(response, reason)
  return Effect.flatMap(readText(response), (text) => {
    const json = parse(text, response.request, publicWords)
    if (Result.isFailure(json)) return Effect.fail(json.failure)
    const content = decode(json.success)
    if (Result.isSuccess(content)) return Effect.succeed(content.success)
    const { found, path } = content.failure
    const excerpt = Excerpt.ofJson(text, json.success, response.request, publicWords)
    return Effect.fail<ResponseError>({ reason: "drifted", detail: `${path}: found ${found} in ${excerpt}` })
  })
}
