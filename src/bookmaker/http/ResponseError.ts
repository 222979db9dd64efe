/**
 * Why a response is of no use, and which statuses mean which reason.
 *
 * Pure. It knows a single response; how often a request is attempted is `attempts.ts`'s.
 */
import { networkReason } from "../../domain/networkReason.ts"
import { clean } from "../../domain/Text.ts"
import type { FailureReason } from "../BookmakerError.ts"

/** Why a response is of no use. */
export interface ResponseError {
  readonly reason: FailureReason
  /** For people; no secret. */
  readonly detail: string
  readonly status?: number
  readonly retryAfterMillis?: number
}

const statusReasons: Readonly<Record<number, FailureReason>> = {
  301: "redirected",
  302: "redirected",
  303: "redirected",
  307: "redirected",
  308: "redirected",
  401: "refused",
  403: "refused",
  407: "refused",
  408: "timeout",
  429: "throttled",
  451: "refused"
}

/** Returns the reason that a status stands for; undefined for success. */
export const reasonOfStatus = (status: number): FailureReason | undefined =>
  status >= 200 && status < 300 ? undefined : (statusReasons[status] ?? (status >= 500 ? "server-error" : "bad-status"))

const LONGEST_DETAIL = 120

/** Shortens text from outside to a clean line. */
export const shortened = (text: string): string =>
  clean(clean(text.slice(0, LONGEST_DETAIL * 2)).slice(0, LONGEST_DETAIL))

/** Makes a network error of what a client threw. */
export const networkError = (error: unknown): ResponseError => ({
  reason: "network",
  detail: shortened(networkReason(error)) || "no reason given"
})
