/**
 * A short excerpt of a response, for messages about what went wrong.
 *
 * A response may echo what was sent, whole, in part, or in another spelling. So its text is shown only where nothing of
 * the user's was sent; else only its length or, of JSON, its shape.
 */
import type * as HttpClientRequest from "effect/http/HttpClientRequest"
import * as Predicate from "effect/Predicate"
import { shortened } from "./ResponseError.ts"

const MAX_MEMBERS = 8
const MAX_DEPTH = 3

/** What anybody may know of a bookmaker's requests and responses. */
export interface PublicWords {
  /** The parameters that every run sends, with their usual values; others are the user's. */
  readonly params: Readonly<Record<string, RegExp>>
  /** True where more is sent than a request shows, such as the login of a proxy. @default false */
  readonly isMoreSent?: boolean
  /** Names of members that may be shown in a shape. */
  readonly members: ReadonlySet<string>
}

/** Headers that hold no secret. */
const PUBLIC_HEADERS: ReadonlySet<string> = new Set(["accept", "accept-encoding", "accept-language", "user-agent"])

/** Tells whether a header holds no secret, by its name. */
export const isPublicHeader = (name: string): boolean => PUBLIC_HEADERS.has(name.toLowerCase())

/** Tells whether a parameter has one of its usual values. */
export const isPublicParam = (name: string, value: unknown, { params }: PublicWords): boolean =>
  typeof value === "string" && Object.hasOwn(params, name) && params[name]!.test(value)

/** Returns whether the request holds nothing of the user's own: no header, parameter or query. */
const isPublic = ({ headers, url, urlParams }: HttpClientRequest.HttpClientRequest, words: PublicWords): boolean => {
  const query = URL.parse(url)?.searchParams
  return (
    words.isMoreSent !== true &&
    query !== undefined &&
    [...query, ...urlParams].every(([name, value]) => isPublicParam(name, value, words)) &&
    Object.keys(headers).every(isPublicHeader)
  )
}

/** Returns an excerpt of a response that is not JSON. */
export const ofText = (text: string, request: HttpClientRequest.HttpClientRequest, words: PublicWords): string =>
  isPublic(request, words)
    ? shortened(text)
    : `${text.length} characters, not shown because they may repeat what was sent`

const shapeOf = (value: unknown, shown: ReadonlySet<string>, depth = 0): string => {
  if (Array.isArray(value)) return value.length === 0 ? "[]" : "[…]"
  if (!Predicate.isReadonlyObject(value)) return value === null ? "null" : `a ${typeof value}`
  const names = Object.keys(value)
  if (depth === MAX_DEPTH && names.length > 0) return "{…}"
  const members = names
    .slice(0, MAX_MEMBERS)
    .map((name) => `${shown.has(name) ? name : "…"}: ${shapeOf(value[name], shown, depth + 1)}`)
  return `{${members.join(", ")}${names.length > MAX_MEMBERS ? ", …" : ""}}`
}

/** Returns an excerpt of a value in a response. */
export const ofValue = (value: unknown, request: HttpClientRequest.HttpClientRequest, words: PublicWords): string =>
  typeof value === "string" ? ofText(value, request, words) : ofJson(JSON.stringify(value) ?? "", value, request, words)

/** Returns an excerpt of a response that is JSON. */
export const ofJson = (
  text: string,
  value: unknown,
  request: HttpClientRequest.HttpClientRequest,
  words: PublicWords
): string => (isPublic(request, words) ? shortened(text) : shortened(shapeOf(value, words.members)))
