/**
 * The commands `doctor` and `indexes`: whether a run would succeed here, and the search indexes it needs.
 */
import * as Command from "effect/cli/Command"
import * as Flag from "effect/cli/Flag"
import * as Effect from "effect/Effect"
import * as SettingsFlags from "../../settingsFlags.ts"

const format = Flag.Literals("format", ["table", "json"]).pipe(
  Flag.withDescription("table: a line a finding; json: one value"),
  Flag.withDefault("table")
)

const doctorConfig = { format, ...SettingsFlags.storeFlags }
const indexesConfig = {
  format,
  addField: Flag.Boolean("add-field").pipe(
    Flag.withDescription("Add the id field to an index that others made without it"),
    Flag.withDefault(false)
  ),
  ...SettingsFlags.storeFlags
}

/** What the flags of `doctor` come to. */
export type DoctorGiven = Command.Command.Config.Infer<typeof doctorConfig>
/** What the flags of `indexes` come to. */
export type IndexesGiven = Command.Command.Config.Infer<typeof indexesConfig>

/** Examines settings, bookmaker and store. */
export const doctor = Command.make("doctor", doctorConfig, (given) =>
  Effect.flatMap(
    Effect.promise(() => import("./handler.ts")),
    ({ examine }) => examine(given)
  )
).pipe(Command.withDescription("Check settings, bookmaker and store, and say what to do; exit code 0 or 1"))

/** Shows the search indexes, and makes those that are missing. */
export const indexes = Command.make("indexes", indexesConfig, (given) =>
  Effect.flatMap(
    Effect.promise(() => import("./handler.ts")),
    ({ settleIndexes }) => settleIndexes(given)
  )
).pipe(Command.withDescription("Show the search indexes of the store, and make those that are missing"))
