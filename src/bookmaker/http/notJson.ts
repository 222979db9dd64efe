/** Why the text of a response is not JSON. Pure. */
import type * as Headers from "effect/http/Headers"
import type * as HttpClientResponse from "effect/http/HttpClientResponse"
import * as Excerpt from "./Excerpt.ts"
import { type ResponseError, shortened } from "./ResponseError.ts"

/** Characters that text does not have: compressed bytes that were decoded as text. */
const BINARY = /[\0-\x08\x0e-\x1f\ufffd]/
/** Number of characters that are searched for them. */
const SEARCHED = 200
const KNOWN_ENCODING = /^(x-gzip|gzip|deflate|br|zstd|compress)(, (x-gzip|gzip|deflate|br|zstd|compress))*$/i

/** Returns how a body was compressed, by its `content-encoding`; undefined where it was not. */
const encodingOf = ({ "content-encoding": encoding = "" }: Headers.Headers): string | undefined =>
  /^\s*(identity)?\s*$/i.test(encoding) ? undefined : shortened(encoding)

/**
 * Returns why a text that does not parse is not JSON: `network` for a compressed answer that is cut short, `malformed`, or `page`
 * for a text of another kind. Some clients end a compressed answer that is cut short as if it were whole, and some return bytes
 * that they cannot decompress as text.
 */
export const notJson = (
  text: string,
  { headers, request }: HttpClientResponse.HttpClientResponse,
  words: Excerpt.PublicWords
): ResponseError => {
  const start = text.trimStart()
  const encoding = encodingOf(headers)
  const isJson = /^[[{]/.test(start)
  if (encoding !== undefined) {
    if (start === "" || isJson) return { reason: "network", detail: "the compressed answer is cut short or broken" }
    if (BINARY.test(start.slice(0, SEARCHED))) {
      const known = KNOWN_ENCODING.test(encoding) ? encoding : "something unknown"
      const detail = `the answer is compressed with ${known}, which cannot be read here; ask for gzip in accept-encoding`
      return { reason: "malformed", detail }
    }
  }
  if (start === "") return { reason: "malformed", detail: "the answer is empty" }
  const excerpt = Excerpt.ofText(start, request, words)
  return isJson
    ? { reason: "malformed", detail: `the answer is JSON cut short or broken: ${excerpt}` }
    : { reason: "page", detail: `the answer is not JSON: ${excerpt}` }
}
