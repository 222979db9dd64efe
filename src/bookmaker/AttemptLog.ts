/**
 * What has been tried for one answer, known even while the request is under way or after it was interrupted.
 */
import type * as HttpClientRequest from "effect/http/HttpClientRequest"
import { BookmakerError, type FailureReason } from "./BookmakerError.ts"

/** A response as it was received, whatever its status. */
export interface Received {
  readonly request: HttpClientRequest.HttpClientRequest
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  /** The body as text; undefined where it is too long or broke off. */
  readonly body: string | undefined
}

/** Counts the attempts of one answer; a bookmaker's layer writes it, a run reads it. */
export interface AttemptLog {
  /** Requests sent. */
  attempts: number
  /** Requests held back because the circuit was open. */
  heldBack: number
  /** How the last attempt ended. */
  last: { readonly reason: FailureReason; readonly detail: string } | undefined
  /** Is shown every response. @default nobody is */
  readonly observe?: ((received: Received) => void) | undefined
}

/** Makes a log without attempts. */
export const make = (observe?: AttemptLog["observe"]): AttemptLog => ({
  attempts: 0,
  heldBack: 0,
  last: undefined,
  observe
})

/** Makes the error that ends a request for a reason of our own, with how its last attempt ended. */
export const endedBy = ({ attempts, last }: AttemptLog, reason: FailureReason, detail: string): BookmakerError =>
  new BookmakerError({
    reason,
    detail: last === undefined ? detail : `${detail}; the last try: ${last.reason}, ${last.detail}`,
    attempts,
    ...(last === undefined ? {} : { last: last.reason })
  })

/** Makes the error of a request that the run's time for fetching has ended. */
export const deadlinePassed = (log: AttemptLog): BookmakerError =>
  endedBy(log, "deadline", "the run's time for fetching was over")

/** Makes the error of a request that a signal has ended. */
export const interrupted = (log: AttemptLog): BookmakerError => endedBy(log, "interrupted", "a signal ended the run")
