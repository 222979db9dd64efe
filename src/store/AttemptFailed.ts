/**
 * Lets a store report why an attempt failed that it retries, so that an operation that runs out of time can name its last failure
 * instead of "no answer".
 */
import * as Context from "effect/Context"

/** Is called with what happened and what to do, without any secret. */
export type SayFailure = (message: string) => void

/** Called after each failed attempt that is retried. @default ignored */
export const AttemptFailed: Context.Reference<SayFailure> = Context.Reference<SayFailure>("bookiegamma/AttemptFailed", {
  defaultValue: () => () => {}
})
