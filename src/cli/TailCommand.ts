/**
 * The command `tail`: reads back what was published, from whichever store is configured.
 */
import { Effect, Schedule } from "effect"
import { Argument, Command, Flag } from "effect/cli"
import * as Keys from "../Keys.ts"
import { type Extractor, extractors, Markets } from "../Markets.ts"
import { OddsStore } from "../OddsStore.ts"
import { verdicts } from "../Report.ts"
import { type Source, sources } from "../Run.ts"
import { Stop } from "../Stop.ts"
import { Exit, exitCodes, print, refuse, say } from "./Output.ts"
import { Parts } from "./Parts.ts"
import * as SettingsFlags from "./SettingsFlags.ts"

const POLL = Schedule.spaced("500 millis")

const spellings = extractors.flatMap((extractor) =>
  [extractor, ...Markets[extractor].aliases].map((spelling) => [spelling, extractor] as readonly [string, Extractor])
)

/** Prints the published entries of one market and source, oldest first; with `--follow` also those to come. */
export const command = Command.make(
  "tail",
  {
    extractor: Argument.ChoiceWithValue("extractor", spellings).pipe(Argument.withDescription("Whose entries")),
    source: Argument.Literals("source", Object.keys(sources) as Array<Source>).pipe(
      Argument.withDescription("Of live or of upcoming matches")
    ),
    follow: Flag.Boolean("follow").pipe(
      Flag.withAlias("f"),
      Flag.withDescription("Wait for more"),
      Flag.withDefault(false)
    ),
    ...SettingsFlags.storeFlags
  },
  Effect.fnUntraced(function* ({ extractor, follow, source, ...flags }) {
    const parts = yield* Parts
    const settings = yield* SettingsFlags.load(flags)
    const keys = Keys.ofMarket(settings.prefix, Markets[extractor], source)
    let after = "0-0"
    const readOn = Effect.gen(function* () {
      const store = yield* OddsStore
      for (const entry of yield* store.announced(keys, after)) {
        yield* print(JSON.stringify(entry))
        after = entry.streamId
      }
    })
    yield* Effect.gen(function* () {
      const store = yield* OddsStore
      yield* say(`store:     ${store.description}, ${keys.stream}`)
      if (!follow) return yield* readOn
      yield* Effect.raceFirst(Effect.repeat(readOn, POLL), yield* Stop)
      return yield* new Exit({ code: verdicts.interrupted.exitCode })
    }).pipe(
      Effect.provide((yield* parts.store(settings.store)).layer),
      Effect.catchTag("StoreError", ({ message }) => refuse(exitCodes.store, message))
    )
  })
).pipe(
  Command.withDescription("Read back what was published and has not expired, one JSON line an entry"),
  Command.withExamples([{ command: "bookiegamma tail btts live --follow", description: "Watch live entries appear" }])
)
