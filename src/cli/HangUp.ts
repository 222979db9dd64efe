/**
 * The signal SIGHUP, for a command that reads its configuration again instead of ending.
 */
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"

/** Calls a function at each SIGHUP until the scope closes; meanwhile the signal does not stop the command. */
export const HangUp = Context.Reference<(onHangUp: () => void) => Effect.Effect<void, never, Scope.Scope>>(
  "bookiegamma/cli/HangUp",
  { defaultValue: () => () => Effect.void }
)
