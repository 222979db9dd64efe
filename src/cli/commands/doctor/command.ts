/**
 * The command `doctor`: whether a run would succeed here.
 */
import * as Command from "effect/cli/Command"
import * as Flag from "effect/cli/Flag"
import * as Effect from "effect/Effect"
import { findingsFormat } from "../../findings.ts"
import * as settingsFlags from "../../settingsFlags.ts"

const config = {
  format: findingsFormat,
  save: Flag.String("save").pipe(
    Flag.filter(
      (folder) => folder.trim() !== "",
      () => "Expected the path of a folder, got nothing"
    ),
    Flag.withMetavar("folder"),
    Flag.withDescription("Write requests and answers of the bookmaker into this folder, without secrets"),
    Flag.optional
  ),
  ...settingsFlags.storeFlags
}

/** Examines settings, bookmaker and store. */
export const doctor = Command.make("doctor", config, (given) =>
  Effect.flatMap(
    Effect.promise(() => import("./handler.ts")),
    ({ examine }) => examine(given)
  )
).pipe(Command.withDescription("Check settings, bookmaker and store, and say what to do; exit code 0 or 1"))
