/** The error of a response whose status is no success. */
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import type * as HttpClientResponse from "effect/http/HttpClientResponse"
import { retryAfter, waitText } from "../../domain/retryAfter.ts"
import type { FailureReason } from "../BookmakerError.ts"
import type { ResponseError } from "./ResponseError.ts"

/** Returns where a redirect leads: its origin only, since a path may repeat what was sent. */
const target = (location: string | undefined, from: string): string => {
  if (location === undefined || location.trim() === "") return "nowhere: no location"
  const url = URL.parse(location, from)
  if (url === null || !/^https?:$/.test(url.protocol)) return "nowhere: its location is no web address"
  return url.origin === URL.parse(from)?.origin ? `another path of ${url.origin}` : url.origin
}

/**
 * Fails with `reason`, the status, where a redirect leads, and the wait that `Retry-After` asks for. `where` says where the status was
 * found. Default: in the head of the response.
 */
export const failForStatus = (
  response: HttpClientResponse.HttpClientResponse,
  status: number,
  reason: FailureReason,
  where = ""
): Effect.Effect<never, ResponseError> =>
  Effect.flatMap(Clock.currentTimeMillis, (now) => {
    const { headers, request } = response
    const to = reason === "redirected" ? `, to ${target(headers.location, request.url)}` : ""
    const retryAfterMillis = retryAfter(headers, now)
    const wait = retryAfterMillis === undefined || retryAfterMillis === 0 ? "" : waitText(retryAfterMillis, now)
    const asked = retryAfterMillis === undefined ? {} : { retryAfterMillis }
    return Effect.fail<ResponseError>({ reason, status, detail: `status ${status}${where}${to}${wait}`, ...asked })
  })
