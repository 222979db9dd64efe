/**
 * What `tail` does, loaded once it is run.
 */
import * as Effect from "effect/Effect"
import * as Schedule from "effect/Schedule"
import { Markets } from "../../../domain/Markets.ts"
import * as Keys from "../../../store/Keys.ts"
import { OddsStore } from "../../../store/OddsStore.ts"
import { exitCodes, print, refuse, say } from "../../Output.ts"
import { openStore, PATIENCE_MILLIS, untilStopped, within } from "../../openStore.ts"
import { Parts } from "../../Parts.ts"
import * as SettingsFlags from "../../settingsFlags.ts"
import type { Given } from "./command.ts"

const POLL = Schedule.spaced("500 millis")

/** Prints the published entries of one market and source, oldest first. */
export const tail = Effect.fnUntraced(function* ({ extractor, follow, source, ...flags }: Given) {
  const parts = yield* Parts
  const settings = yield* SettingsFlags.load(flags)
  const keys = Keys.ofMarket(settings.prefix, Markets[extractor], source)
  let after = "0-0"
  const readOn = Effect.gen(function* () {
    const store = yield* OddsStore
    for (const entry of yield* store.announced(keys, after).pipe(within(PATIENCE_MILLIS, "read"))) {
      yield* print(JSON.stringify(entry))
      after = entry.streamId
    }
  })
  yield* Effect.gen(function* () {
    const store = yield* OddsStore
    yield* say(`store:     ${store.description}, ${keys.stream}`)
    yield* follow ? Effect.repeat(readOn, POLL) : readOn
  }).pipe(
    Effect.provide(openStore((yield* parts.store(settings.store)).layer, PATIENCE_MILLIS)),
    untilStopped,
    Effect.catchTag("StoreError", ({ message }) => refuse(exitCodes.store, message))
  )
})
