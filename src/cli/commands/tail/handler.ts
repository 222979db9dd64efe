/**
 * What `tail` does, loaded once it is run.
 */
import * as Effect from "effect/Effect"
import * as Schedule from "effect/Schedule"
import { type Extractor, Markets } from "../../../domain/Markets.ts"
import type { Source } from "../../../domain/Source.ts"
import * as Keys from "../../../store/Keys.ts"
import { OddsStore } from "../../../store/OddsStore.ts"
import { openStore, STORE_MILLIS, untilStopped, withTimeout } from "../../openStore.ts"
import { Exit, exitCodes, print, refuse, say } from "../../output.ts"
import { Parts } from "../../Parts.ts"
import * as settingsFlags from "../../settingsFlags.ts"

/** How often `--follow` looks for more. */
const POLL = Schedule.spaced("500 millis")

/** The arguments and flags of this command. */
export type TailArguments = settingsFlags.Flags & {
  readonly extractor: Extractor
  readonly source: Source
  readonly follow: boolean
}

/** Prints the published entries of one market and source, oldest first, for as long as somebody reads them. */
export const tail = Effect.fnUntraced(function* ({ extractor, follow, source, ...flags }: TailArguments) {
  const parts = yield* Parts
  const settings = yield* settingsFlags.load(flags)
  const keys = Keys.ofMarket(settings.prefix, Markets[extractor], source)
  let after = "0-0"
  const printNew = Effect.gen(function* () {
    const store = yield* OddsStore
    for (const entry of yield* store.announced(keys, after).pipe(withTimeout(STORE_MILLIS, "read"))) {
      const isRead = yield* print(JSON.stringify(entry))
      if (!isRead) return yield* new Exit({ code: 0 })
      after = entry.streamId
    }
  })
  yield* Effect.gen(function* () {
    const store = yield* OddsStore
    yield* say(`store:     ${store.description}, ${keys.stream}`)
    yield* follow ? Effect.repeat(printNew, POLL) : printNew
  }).pipe(
    Effect.provide(openStore((yield* parts.store(settings.store)).layer, STORE_MILLIS)),
    untilStopped,
    Effect.catchTag("StoreError", ({ message }) => refuse(exitCodes.store, message))
  )
})
