/**
 * The command `indexes`: the search indexes that a run needs.
 */
import * as Command from "effect/cli/Command"
import * as Flag from "effect/cli/Flag"
import * as Effect from "effect/Effect"
import { findingsFormat } from "../../findings.ts"
import * as settingsFlags from "../../settingsFlags.ts"

/** Shows the search indexes, and makes those that are missing. */
export const indexes = Command.make(
  "indexes",
  {
    format: findingsFormat,
    addField: Flag.Boolean("add-field").pipe(
      Flag.withDescription("Add the id field to an index that others made without it"),
      Flag.withDefault(false)
    ),
    ...settingsFlags.storeFlags
  },
  (given) =>
    Effect.flatMap(
      Effect.promise(() => import("./handler.ts")),
      ({ createIndexes }) => createIndexes(given)
    )
).pipe(Command.withDescription("Show the search indexes of the store, and make those that are missing"))
