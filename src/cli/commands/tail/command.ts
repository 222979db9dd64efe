/**
 * The command `tail`: reads back what was published, from whichever store is configured.
 */
import * as Argument from "effect/cli/Argument"
import * as Command from "effect/cli/Command"
import * as Flag from "effect/cli/Flag"
import * as Effect from "effect/Effect"
import { type Extractor, extractors, Markets } from "../../../domain/Markets.ts"
import { sources } from "../../../domain/Source.ts"
import * as settingsFlags from "../../settingsFlags.ts"

const spellings = extractors.flatMap((extractor) =>
  [extractor, ...Markets[extractor].aliases].map((spelling) => [spelling, extractor] as readonly [string, Extractor])
)

const config = {
  extractor: Argument.ChoiceWithValue("extractor", spellings).pipe(Argument.withDescription("Market")),
  source: Argument.Literals("source", sources).pipe(Argument.withDescription("Live or upcoming matches")),
  follow: Flag.Boolean("follow").pipe(
    Flag.withAlias("f"),
    Flag.withDescription("Wait for more"),
    Flag.withDefault(false)
  ),
  ...settingsFlags.storeFlags
}

/** Prints the published entries of one market and source, oldest first; with `--follow` also those to come. */
export const command = Command.make("tail", config, (given) =>
  Effect.flatMap(
    Effect.promise(() => import("./handler.ts")),
    ({ tail }) => tail(given)
  )
).pipe(
  Command.withDescription("Read back what was published and has not expired, one JSON line an entry"),
  Command.withExamples([{ command: "bookiegamma tail btts live --follow", description: "Watch live entries appear" }])
)
