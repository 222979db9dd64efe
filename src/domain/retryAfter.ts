/**
 * How long a server asks to wait, by its own clock where it shows it.
 *
 * Pure.
 */
import * as Duration from "effect/Duration"
import * as Headers from "effect/http/Headers"
import * as Result from "effect/Result"

/** The last time that a date can show, in Unix milliseconds. */
const MAX_DATE = 8.64e15
const WHOLE_SECONDS = /^\s*\d+\s*$/

/** Returns what the server's clock shows, by `Date` and the `Age` of a copy; undefined where it does not say. */
const serverTime = ({ age = "0", date = "" }: Headers.Headers): number | undefined => {
  const parsed = Headers.parseRetryAfter(date)
  if (Result.isFailure(parsed) || WHOLE_SECONDS.test(date)) return undefined
  const millis = Duration.toMillis(Headers.retryAfterDelay(parsed.success, 0))
  return millis + (WHOLE_SECONDS.test(age) ? Math.min(Number(age), MAX_DATE) * 1000 : 0)
}

/**
 * Returns how many milliseconds `Retry-After` asks to wait; undefined where it is missing or cannot be read. A date in it is compared
 * with the server's clock, or with `now` where the headers do not show that; `now` is in Unix milliseconds.
 */
export const retryAfter = (headers: Headers.Headers, now: number): number | undefined => {
  const parsed = Headers.parseRetryAfter(headers["retry-after"] ?? "")
  if (Result.isFailure(parsed)) return undefined
  // A header of some hundred digits asks for an infinite wait.
  const millis = Duration.toMillis(Headers.retryAfterDelay(parsed.success, serverTime(headers) ?? now))
  return Math.min(millis, Number.MAX_SAFE_INTEGER)
}

/** Says how long that is, and until when by this machine's clock. */
export const waitText = (millis: number, now: number): string => {
  const seconds = Math.ceil(millis / 1000)
  const until = now + millis <= MAX_DATE ? `, until ${new Date(now + millis).toISOString().slice(0, 19)}Z` : ""
  return `; it asks to wait ${seconds} s${until}`
}
