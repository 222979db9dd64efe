/**
 * What has been tried for one answer, known even while the request is under way or after it was interrupted.
 */
import type * as HttpClientRequest from "effect/http/HttpClientRequest"
import type { Deadline } from "../domain/Deadline.ts"
import { BookmakerError, type FailureReason } from "./BookmakerError.ts"

/** A response as it was received, whatever its status. */
export interface Received {
  /** What was asked. */
  readonly request: HttpClientRequest.HttpClientRequest
  /** The response's status. */
  readonly status: number
  /** The response's headers, by names in lower case. */
  readonly headers: Readonly<Record<string, string>>
  /** The body as text; undefined where it is too long or broke off. */
  readonly body: string | undefined
}

/**
 * Why an attempt is not sent yet: the bookmaker asks for a pause, the rate is reached, the circuit is open, or the attempt
 * before has failed.
 */
export type WaitReason = "pause" | "rate" | "circuit-open" | "retry"

/** A wait before an attempt. */
export interface Wait {
  /** What is waited for. */
  readonly reason: WaitReason
  /** When it ends. */
  readonly until: Deadline
}

/** Counts the attempts of one answer; a bookmaker's layer writes it, a run reads it. */
export interface AttemptLog {
  /** Requests sent. */
  attempts: number
  /** Requests held back because the circuit was open. */
  heldBack: number
  /** How the last attempt ended. */
  last: { readonly reason: FailureReason; readonly detail: string } | undefined
  /** The last wait before an attempt, which is over once its time has come; undefined where there was none. */
  wait: Wait | undefined
  /** Is shown every response. @default nobody is */
  readonly observe?: ((received: Received) => void) | undefined
}

/** Makes a log without attempts. */
export const make = (observe?: AttemptLog["observe"]): AttemptLog => ({
  attempts: 0,
  heldBack: 0,
  last: undefined,
  wait: undefined,
  observe
})

/** Makes the error that ends a request for a reason of our own, with how its last attempt ended. */
export const endedBy = ({ attempts, last }: AttemptLog, reason: FailureReason, detail: string): BookmakerError =>
  new BookmakerError({
    reason,
    detail: last === undefined ? detail : `${detail}; last attempt: ${last.reason}, ${last.detail}`,
    attempts,
    ...(last === undefined ? {} : { last: last.reason })
  })

/** Makes the error of a request that the run's time for fetching has ended. */
export const deadlinePassed = (log: AttemptLog): BookmakerError =>
  endedBy(log, "deadline", "the run's time for fetching was over")

/** Makes the error of a request that may not be sent, because the run has sent as many as it may. */
export const requestsSpent = (log: AttemptLog): BookmakerError =>
  endedBy(log, "request-limit", "the run may send no more requests")

/** Makes the error of a request that a signal has ended. */
export const interrupted = (log: AttemptLog): BookmakerError => endedBy(log, "interrupted", "a signal ended the run")
