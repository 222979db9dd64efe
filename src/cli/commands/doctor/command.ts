/**
 * The command `doctor`: whether a run would succeed here.
 */
import * as Command from "effect/cli/Command"
import * as Effect from "effect/Effect"
import { findingsFormat } from "../../findings.ts"
import * as settingsFlags from "../../settingsFlags.ts"

/** Examines settings, bookmaker and store. */
export const doctor = Command.make("doctor", { format: findingsFormat, ...settingsFlags.storeFlags }, (given) =>
  Effect.flatMap(
    Effect.promise(() => import("./handler.ts")),
    ({ examine }) => examine(given)
  )
).pipe(Command.withDescription("Check settings, bookmaker and store, and say what to do; exit code 0 or 1"))
