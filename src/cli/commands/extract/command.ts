/**
 * The commands `three-way`, `btts`, `double-chance` and `all`: one run of one extractor, or of all of them at once.
 */
import * as Argument from "effect/cli/Argument"
import * as Command from "effect/cli/Command"
import * as Flag from "effect/cli/Flag"
import * as Effect from "effect/Effect"
import { type Extractor, extractors, Markets } from "../../../domain/Markets.ts"
import { Period, sources } from "../../../domain/Source.ts"
import { numberFlag } from "../../numberText.ts"
import * as settingsFlags from "../../settingsFlags.ts"

const source = Argument.Literals("source", sources).pipe(
  Argument.withDescription("Matches being played, or still to come")
)

const period = Argument.ChoiceWithValue(
  "period",
  Period.literals.map((value) => [String(value), value] as const)
).pipe(
  Argument.withDescription("Day as an offset from today in Nairobi, 0 to 4; a live run is always today's"),
  Argument.withDefault(0 as Period)
)

const config = {
  source,
  period,
  format: Flag.Literals("format", ["table", "json", "ndjson"]).pipe(
    Flag.withDescription("table: odds and report; json: the report; ndjson: one document a line (default: table)"),
    Flag.withDefault("table")
  ),
  limit: numberFlag("limit", { minimum: 1, what: "a whole number", isWhole: true }).pipe(
    Flag.withMetavar("matches"),
    Flag.withDescription("The most matches that a table shows; all are stored (default: all)"),
    Flag.optional
  ),
  dryRun: Flag.Boolean("dry-run").pipe(
    Flag.withDescription("Fetch and transform, store nothing"),
    Flag.withDefault(false)
  ),
  ...settingsFlags.runFlags
}

const command = <Name extends string>(name: Name, which: ReadonlyArray<Extractor>, description: string) =>
  Command.make(name, config, (given) =>
    Effect.flatMap(
      Effect.promise(() => import("./handler.ts")),
      ({ runAndShow }) => runAndShow(given, which)
    )
  ).pipe(
    Command.withDescription(description),
    Command.withExamples([
      { command: `bookiegamma ${name} live 0`, description: "Matches being played now" },
      { command: `bookiegamma ${name} upcoming 2 --format json`, description: "Matches of the day after tomorrow" }
    ])
  )

const commandsOf = (extractor: Extractor) => {
  const { aliases, title } = Markets[extractor]
  return [
    command(extractor, [extractor], `Extract ${title}`),
    ...aliases.map((alias) => command(alias, [extractor], `Same as ${extractor}`).pipe(Command.unlisted))
  ]
}

/** The commands that run extractors, with the other spellings of their names. */
export const commands = [
  ...extractors.flatMap(commandsOf),
  command("all", extractors, "Extract all markets in one go, one request a competition")
]
