/**
 * What the text of a setting must be: paths, hosts, proxies, pairs of name and value. Numbers are in `numberText.ts`, addresses of a
 * Redis in `addresses.ts`.
 */
import * as Redacted from "effect/Redacted"
import * as Schema from "effect/Schema"
import * as SchemaTransformation from "effect/SchemaTransformation"
import { httpUrl } from "../bookmaker/http/ClientOptions.ts"
import { ENCODE, isReadable, MISPLACED } from "./addresses.ts"

/** Decodes the path of a file. */
export const FilePath = Schema.NonEmptyString.check(
  Schema.isPattern(/^(?!\s*\{|[a-z][a-z0-9+.-]*:\/\/)/i, {
    message: "Expected the path of a file, not what belongs in it, and not a URL"
  })
)

/** What may stand in a variable where the path of a PEM file belongs: the text itself, also in Base64, or without its ends. */
const PEM_TEXT = /-----|[\r\n]|^\s*LS0tLS|^\s*M[A-Za-z0-9+/]{59,}={0,2}\s*$/

/** Decodes the path of a PEM file. */
export const PemPath = FilePath.check(
  Schema.makeFilter((text) =>
    PEM_TEXT.test(text) ? "Expected the path of a PEM file, not what belongs in it" : undefined
  )
)

/** Decodes a host name or address. */
export const HostName = Schema.String.check(
  Schema.isPattern(/^[^\s\p{Cc}@/?#\\]+$/u, { message: "Expected a host name or address, without a port" })
)

/** Tells whether a text is a proxy's address; without `//`, or with more of them, it would be read as one too. */
export const isProxy = (text: string): boolean => {
  const url = URL.parse(text)
  return url !== null && /^http:\/\/[^/]+\/?$/i.test(text) && !MISPLACED.test(text) && isReadable(url)
}

/** What a proxy's address looks like. */
export const PROXY_FORM = `http://user:password@host:port, ${ENCODE}`

/** Decodes proxies into secrets; what is wrong is named by its place, because a proxy holds a password. */
export const ProxyUrls = Schema.String.check(
  Schema.makeFilter((text) => {
    const wrong = text.split(",").findIndex((proxy) => !isProxy(proxy.trim()))
    return wrong < 0
      ? undefined
      : `Expected http://user:password@host:port as proxy number ${wrong + 1}, ${ENCODE}, and a comma as %2C`
  })
).pipe(
  Schema.decodeTo(
    Schema.Array(Schema.Redacted(Schema.String)),
    SchemaTransformation.transform<ReadonlyArray<Redacted.Redacted<string>>, string>({
      decode: (text) => text.split(",").map((proxy) => Redacted.make(proxy.trim())),
      encode: (proxies) => proxies.map((proxy) => Redacted.value(proxy)).join(",")
    })
  )
)

/** Decodes the URL of a collector of telemetry. */
export const CollectorUrl = httpUrl("give them as an authorization header in OTEL_EXPORTER_OTLP_HEADERS").check(
  Schema.makeFilter((text) => (text.includes("?") ? "Expected a URL without a query" : undefined))
)

/** Reads `name=value,name=value`, percent-encoded; undefined where it is something else, or a pair is not right. */
const pairsOf = (text: string, isRight: (name: string, value: string) => boolean) => {
  const pairs: Array<readonly [string, string]> = []
  for (const part of text.split(",").filter((part) => part.trim() !== "")) {
    const [, name = "", value = ""] = /^\s*([^=\s]+)\s*=(.*)$/.exec(part) ?? []
    try {
      const pair = [decodeURIComponent(name), decodeURIComponent(value.trim())] as const
      if (!isRight(...pair)) return undefined
      pairs.push(pair)
    } catch {
      return undefined
    }
  }
  return Object.fromEntries(pairs)
}

/** Decodes pairs of name and value. What is wrong is not shown: it may be a password. */
const pairs = (expected: string, isRight: (name: string, value: string) => boolean) =>
  Schema.String.check(
    Schema.makeFilter((text) =>
      pairsOf(text, isRight) === undefined
        ? `Expected ${expected} as name=value, separated by commas, with %20 for a space and %2C for a comma`
        : undefined
    )
  ).pipe(
    Schema.decodeTo(
      Schema.Record(Schema.String, Schema.String),
      SchemaTransformation.transform<Readonly<Record<string, string>>, string>({
        decode: (text) => pairsOf(text, isRight) ?? {},
        encode: (pairs) =>
          Object.entries(pairs)
            .map((pair) => pair.map(encodeURIComponent).join("="))
            .join(",")
      })
    )
  )

/** Decodes headers. */
export const HeaderPairs = pairs(
  "headers",
  (name, value) => /^[\w!#$%&'*+.^`|~-]+$/.test(name) && /^[\x20-\x7e\xa0-\xff]*$/.test(value)
)
/** Decodes attributes. */
export const AttributePairs = pairs("attributes", (name) => name !== "")
