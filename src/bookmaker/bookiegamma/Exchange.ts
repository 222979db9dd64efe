/** One request of an examination, what was received, and what a run makes of it. */
import type * as HttpClientRequest from "effect/http/HttpClientRequest"
import type * as Result from "effect/Result"
import type { Received } from "../AttemptLog.ts"
import type { BookmakerError } from "../BookmakerError.ts"

/** A request and its outcome; after retries, that of the last attempt. */
export interface Exchange<A> {
  /** Such as `live-matches-1`. */
  readonly name: string
  readonly request: HttpClientRequest.HttpClientRequest
  /** Undefined where no response came. */
  readonly received: Received | undefined
  readonly result: Result.Result<A, BookmakerError>
}

/** Returns the JSON that was received; undefined where there is none. */
export const jsonOf = ({ received }: Exchange<unknown>): unknown => {
  try {
    return JSON.parse(received?.body ?? "")
  } catch {
    return undefined
  }
}
