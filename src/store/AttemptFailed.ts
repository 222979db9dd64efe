/**
 * Where a store says why an attempt has failed that it makes again: for the message of an operation that runs out of time, which
 * would else be said to have had no answer at all.
 */
import * as Context from "effect/Context"

/** Is called with what happened and what to do, without any secret. */
export type SayFailure = (message: string) => void

/** Is told of failed attempts. @default nobody */
export const AttemptFailed: Context.Reference<SayFailure> = Context.Reference<SayFailure>("bookiegamma/AttemptFailed", {
  defaultValue: () => () => {}
})
