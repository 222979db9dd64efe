/**
 * Why a request has no answers to its commands, by status and body, and whether another attempt may have them.
 *
 * Pure. A message says what happened; `adapters/redis/remedies.ts` says what to do, by its words. Of a body only the error in its
 * JSON is shown: anything else may repeat the token.
 */
import type * as Headers from "effect/http/Headers"
import * as Predicate from "effect/Predicate"
import { retryAfter } from "../../src/domain/retryAfter.ts"

/** Why a request was of no use. */
export interface Failure {
  readonly message: string
  /** True where another attempt would end in the same way. */
  readonly isFinal: boolean
  /** How long the server asks to send no request. @default it does not ask for that */
  readonly pauseMillis?: number
}

/** An answer, and its text as JSON; undefined where it is none. */
export interface Answer {
  readonly status: number
  readonly headers: Headers.Headers
  readonly text: string
  readonly json: unknown
}

/** The longest pause that a request waits for; where the server asks for more, it fails. */
const MAX_WAIT_MILLIS = 5000

/** Returns a text as JSON; undefined where it is none. */
export const parse = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** Returns the error that JSON names, whole: only what the token was taken out of may be cut. Undefined where it names none. */
const errorIn = (json: unknown): string | undefined =>
  Predicate.isReadonlyObject(json) && typeof json.error === "string" ? json.error : undefined

const targetOf = ({ location }: Headers.Headers, from: string): string => {
  const url = location === undefined ? null : URL.parse(location, from)
  return url === null || !/^https?:$/.test(url.protocol) ? "nowhere" : url.origin
}

/** What a status says, for those that say more than that a request failed. */
const byStatus: Readonly<Record<number, string>> = {
  401: "does not accept the token",
  403: "refuses this token or this machine",
  404: "has no REST form of a Redis there",
  405: "has no REST form of a Redis there",
  408: "has waited too long for the request",
  413: "takes no request of that size",
  429: "is asked too often"
}

/** Tells whether an answer should hold replies. */
export const isOk = (status: number): boolean => status >= 200 && status < 300

const isTransient = (status: number) => status === 408 || status === 429 || status >= 500

/** Returns why an answer that holds no replies is of no use. `now` is in Unix milliseconds. */
export const ofStatus = ({ headers, json, status }: Answer, endpoint: string, now: number): Failure => {
  const said = errorIn(json)
  const words = byStatus[status] ?? (status >= 500 ? "fails" : "refuses the request")
  const what = status >= 300 && status < 400 ? `redirects to ${targetOf(headers, endpoint)}` : words
  const message = `it ${what} (status ${status}${said === undefined ? "" : `: ${said}`})`
  if (!isTransient(status)) return { message, isFinal: true }
  const pauseMillis = retryAfter(headers, now)
  if (pauseMillis === undefined) return { message, isFinal: false }
  return pauseMillis > MAX_WAIT_MILLIS
    ? { message: `${message}; it asks to wait ${Math.ceil(pauseMillis / 1000)} s`, isFinal: true, pauseMillis }
    : { message, isFinal: false, pauseMillis }
}

/** Returns the error of the Redis that an answer consists of, as where a request as a whole is refused; else undefined. */
export const replyIn = ({ json, status }: Answer): string | undefined =>
  status === 400 || isOk(status) ? errorIn(json) : undefined

/** Says what JSON is that is no list of answers. */
const nameOf = (json: unknown): string => {
  if (Array.isArray(json)) return `${json.length} ${json.length === 1 ? "answer" : "answers"}`
  if (json === null || typeof json === "boolean") return String(json)
  return { string: "a text", number: "a number" }[typeof json as string] ?? "an object"
}

/** Returns why a body that should hold so many answers is of no use. */
export const ofBody = ({ json, text }: Answer, expected: number): Failure => {
  const start = text.trimStart()
  if (start === "") return { message: "its answer is empty", isFinal: false }
  if (json === undefined && !/^[[{]/.test(start)) {
    const size = `${text.length} characters, not shown because they may repeat the token`
    return { message: `it answers with a page instead of JSON (${size})`, isFinal: true }
  }
  if (json === undefined) return { message: "its answer is JSON cut short or broken", isFinal: false }
  const what = `it answers ${expected} ${expected === 1 ? "command" : "commands"} with ${nameOf(json)}`
  const isAsMany = Array.isArray(json) && json.length === expected
  return { message: isAsMany ? `${what}, of which one is neither a result nor an error` : what, isFinal: true }
}
