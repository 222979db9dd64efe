/**
 * A short sample of an answer, for the messages of what went wrong.
 *
 * An answer may echo what was sent, whole, in part, or in another spelling. So its text is shown only where nothing of the
 * user's was sent; else no more than its length or, of JSON, its shape.
 */
import type * as HttpClientRequest from "effect/http/HttpClientRequest"
import * as Predicate from "effect/Predicate"
import { clean } from "../../domain/Text.ts"

const LENGTH = 120
const MOST_MEMBERS = 8
const DEEPEST = 3

/** Headers that anybody may know. */
const PUBLIC_HEADERS: ReadonlySet<string> = new Set(["accept", "accept-encoding", "accept-language", "user-agent"])

/** The values that every run sends, by their parameters. */
const PUBLIC_PARAMS: Readonly<Record<string, RegExp>> = {
  src: /^[12]$/,
  sport_id: /^soccer$/,
  day: /^(\d{4}-\d\d-\d\d)?$/,
  competition_id: /^/,
  sub_type_id: /^[\d,]*$/,
  tab: /^$/,
  country_id: /^$/,
  sort_by: /^$/,
  trials: /^0$/
}

/** Names that may stand in a shape: those of the contract, and those of error messages. */
const SHOWN_NAMES: ReadonlySet<string> = new Set([
  ...["data", "competitions", "leagues", "matches"],
  ...["code", "error", "errors", "message", "status", "success"]
])

const isPublicParam = (name: string, value: unknown): boolean =>
  typeof value === "string" && Object.hasOwn(PUBLIC_PARAMS, name) && PUBLIC_PARAMS[name]!.test(value)

/** Tells whether nothing but the usual was sent: no header, parameter or query of the user's. */
const isPublic = ({ headers, url, urlParams }: HttpClientRequest.HttpClientRequest): boolean => {
  const query = URL.parse(url)?.searchParams
  return (
    query !== undefined &&
    [...query, ...urlParams].every(([name, value]) => isPublicParam(name, value)) &&
    Object.keys(headers).every((name) => PUBLIC_HEADERS.has(name.toLowerCase()))
  )
}

/** Shortens text from outside to a clean line. */
export const short = (text: string): string => clean(clean(text.slice(0, LENGTH * 2)).slice(0, LENGTH))

/** Samples an answer that is not JSON. */
export const ofText = (text: string, request: HttpClientRequest.HttpClientRequest): string =>
  isPublic(request) ? short(text) : `${text.length} characters, not shown because they may repeat what was sent`

const shapeOf = (value: unknown, depth = 0): string => {
  if (Array.isArray(value)) return value.length === 0 ? "[]" : "[…]"
  if (!Predicate.isReadonlyObject(value)) return value === null ? "null" : `a ${typeof value}`
  const names = Object.keys(value)
  if (depth === DEEPEST && names.length > 0) return "{…}"
  const members = names
    .slice(0, MOST_MEMBERS)
    .map((name) => `${SHOWN_NAMES.has(name) ? name : "…"}: ${shapeOf(value[name], depth + 1)}`)
  return `{${members.join(", ")}${names.length > MOST_MEMBERS ? ", …" : ""}}`
}

/** Samples an answer that is JSON. */
export const ofJson = (text: string, value: unknown, request: HttpClientRequest.HttpClientRequest): string =>
  isPublic(request) ? short(text) : short(shapeOf(value))
