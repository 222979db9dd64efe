/**
 * Requests and answers as files for a bug report: what was asked, what came, word for word but without the user's secrets.
 *
 * Pure. What is a secret follows from the options; how it is found in a text is `domain/withoutSecrets.ts`'s.
 */
import * as Redacted from "effect/Redacted"
import * as Result from "effect/Result"
import { isPlain, segmentsOf, shownPath } from "../../domain/plainWords.ts"
import { sources } from "../../domain/Source.ts"
import { PLACE, withoutSecrets } from "../../domain/withoutSecrets.ts"
import type { AnswerFile } from "../BookmakerAdmin.ts"
import type { ClientOptions } from "../http/ClientOptions.ts"
import { isPublicHeader, isPublicParam } from "../http/Excerpt.ts"
import { type Exchange, jsonOf } from "./Exchange.ts"
import { literalsOf, publicWords } from "./requests.ts"

const steps = ["competitions", "matches"] as const

/** The headers of a response that are shown. */
const SHOWN_HEADERS = ["content-type", "content-encoding", "age", "cache-control", "date", "retry-after", "server"]

/** Returns what is secret of a parameter: its value, or its name where it has none. */
const secretIn = (name: string, value: string): ReadonlyArray<string> =>
  isPublicParam(name, value, publicWords) ? [] : [value === "" ? name : value]

/** Returns everything of the user's that is sent, with either step of either source. */
const secretsOf = ({ overrides, secrets = [], ...urls }: ClientOptions): ReadonlyArray<string> => [
  ...secrets.map(Redacted.value),
  ...sources.flatMap((source) => {
    const { pathname, search, searchParams } = new URL(urls[source])
    const path = segmentsOf(pathname).filter((segment) => !isPlain(segment))
    const query = [...searchParams].flatMap(([name, value]) => secretIn(name, value))
    // As it is written, too: what is no UTF-8 there reads otherwise.
    const written = search
      .slice(1)
      .split("&")
      .flatMap((part) => {
        const [name = "", ...value] = part.split("=")
        return secretIn(name, value.join("="))
      })
    const sent = steps.flatMap((step) => {
      const headers = Object.entries(overrides?.headers?.[source]?.[step] ?? {}).flatMap(([name, value]) =>
        value === null || isPublicHeader(name) ? [] : literalsOf(Redacted.value(value))
      )
      const params = Object.entries(overrides?.params?.[source]?.[step] ?? {}).flatMap(([name, value]) =>
        value === null ? [] : secretIn(name, value).flatMap(literalsOf)
      )
      return [...headers, ...params]
    })
    return [...path, ...query, ...written, ...sent]
  })
]

/** Returns a URL with plain words of its path, and the values of its query only where anybody may know them. */
const shownUrl = (url: string): string => {
  const { origin, pathname } = new URL(url)
  const path = `${origin}${shownPath(pathname)}`
  const at = url.indexOf("?")
  if (at < 0) return path
  const query = url
    .slice(at + 1)
    .split("&")
    .map((part) => {
      const [name = "", value = ""] = [...new URLSearchParams(part)][0] ?? []
      if (isPublicParam(name, value, publicWords)) return part
      return value === "" ? PLACE : `${part.slice(0, part.indexOf("="))}=${PLACE}`
    })
  return `${path}?${query.join("&")}`
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

/** Returns two files for each exchange, or one where no body came. */
export const filesOf = (
  exchanges: ReadonlyArray<Exchange<unknown>>,
  options: ClientOptions
): ReadonlyArray<AnswerFile> => {
  const clean = withoutSecrets(secretsOf(options), publicWords.members)
  return exchanges.flatMap((exchange): ReadonlyArray<AnswerFile> => {
    const { name, received } = exchange
    const body = received?.body
    const file = `${name}.body.${jsonOf(exchange) === undefined ? "txt" : "json"}`
    const head = { name: `${name}.request.txt`, text: clean(headOf(exchange, body === undefined ? undefined : file)) }
    return body === undefined ? [head] : [head, { name: file, text: clean(body) }]
  })
}
