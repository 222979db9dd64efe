/**
 * What `indexes` does, loaded once it is run.
 */
import * as Effect from "effect/Effect"
import { type FindingsFormat, printFindings } from "../../findings.ts"
import { untilStopped } from "../../openStore.ts"
import { Parts } from "../../Parts.ts"
import * as settingsFlags from "../../settingsFlags.ts"
import { allKeys } from "../../storeKeys.ts"

/** Shows the search indexes, and makes those that are missing. */
export const createIndexes = Effect.fnUntraced(function* ({
  addField,
  format,
  ...flags
}: settingsFlags.Flags & { readonly addField: boolean; readonly format: FindingsFormat }) {
  const parts = yield* Parts
  const { prefix, sandbox, store } = yield* settingsFlags.load(flags)
  const { admin } = yield* parts.store(store)
  yield* printFindings(yield* admin.createIndexes(allKeys(prefix), addField).pipe(untilStopped), format, sandbox)
})
