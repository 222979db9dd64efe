/**
 * Requests and answers as files for a bug report: what was asked, what came, word for word but without the user's secrets.
 *
 * Pure. What is a secret follows from the options; how it is found in a text is `http/withoutSecrets.ts`'s.
 */
import * as Redacted from "effect/Redacted"
import * as Result from "effect/Result"
import { sources } from "../../domain/Source.ts"
import type { AnswerFile } from "../BookmakerAdmin.ts"
import type { ClientOptions } from "../http/ClientOptions.ts"
import { isPublicHeader, isPublicParam } from "../http/Excerpt.ts"
import { PLACE, withoutSecrets } from "../http/withoutSecrets.ts"
import { type Exchange, jsonOf } from "./Exchange.ts"
import { literalsOf, publicWords } from "./requests.ts"

const steps = ["competitions", "matches"] as const

/** The headers of a response that are shown. */
const SHOWN_HEADERS = ["content-type", "content-encoding", "age", "cache-control", "date", "retry-after", "server"]

/** Returns everything of the user's that is sent, with either step of either source. */
const secretsOf = ({ overrides, ...urls }: ClientOptions): ReadonlyArray<string> =>
  sources.flatMap((source) => {
    const query = [...new URL(urls[source]).searchParams].flatMap(([name, value]) =>
      isPublicParam(name, value, publicWords) ? [] : [value === "" ? name : value]
    )
    const sent = steps.flatMap((step) => {
      const headers = Object.entries(overrides?.headers?.[source]?.[step] ?? {}).flatMap(([name, value]) =>
        value === null || isPublicHeader(name) ? [] : literalsOf(Redacted.value(value))
      )
      const params = Object.entries(overrides?.params?.[source]?.[step] ?? {}).flatMap(([name, value]) =>
        value === null || isPublicParam(name, value, publicWords) ? [] : literalsOf(value)
      )
      return [...headers, ...params]
    })
    return [...query, ...sent]
  })

/** Returns a URL with the values of its query only where anybody may know them. */
const shownUrl = (url: string): string => {
  const at = url.indexOf("?")
  if (at < 0) return url
  const query = url
    .slice(at + 1)
    .split("&")
    .map((part) => {
      const [name = "", value = ""] = [...new URLSearchParams(part)][0] ?? []
      if (isPublicParam(name, value, publicWords)) return part
      return value === "" ? PLACE : `${part.slice(0, part.indexOf("="))}=${PLACE}`
    })
  return `${url.slice(0, at)}?${query.join("&")}`
}

/** Writes what was asked, and how it was answered. */
const headOf = ({ received, request, result }: Exchange<unknown>, body: string | undefined): string => {
  const shown = SHOWN_HEADERS.flatMap((name) => {
    const value = received?.headers[name]
    return value === undefined ? [] : [`${name}: ${value}`]
  })
  return [
    `${request.method} ${shownUrl(request.url)}`,
    `headers sent: ${Object.keys(request.headers).join(", ")}`,
    "",
    received === undefined ? "no response" : `status ${received.status}`,
    ...shown,
    `body: ${body ?? "none"}`,
    ...(Result.isFailure(result) ? ["", `a run would say: ${result.failure.message}`] : []),
    ""
  ].join("\n")
}

/** Returns two files for each exchange, or one where no body came. `more` are secrets besides those of the options. */
export const filesOf = (
  exchanges: ReadonlyArray<Exchange<unknown>>,
  options: ClientOptions,
  more: ReadonlyArray<Redacted.Redacted<string>>
): ReadonlyArray<AnswerFile> => {
  const clean = withoutSecrets([...secretsOf(options), ...more.map(Redacted.value)], publicWords.members)
  return exchanges.flatMap((exchange): ReadonlyArray<AnswerFile> => {
    const { name, received } = exchange
    const body = received?.body
    const file = `${name}.body.${jsonOf(exchange) === undefined ? "txt" : "json"}`
    const head = { name: `${name}.request.txt`, text: clean(headOf(exchange, body === undefined ? undefined : file)) }
    return body === undefined ? [head] : [head, { name: file, text: clean(body) }]
  })
}
