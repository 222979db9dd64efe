/**
 * The commands `three-way`, `btts`, `double-chance` and `all`: one run of one extractor, or of all of them in one go.
 */
import { Effect, Layer, Schedule, Stdio } from "effect"
import { Argument, Command, Flag, TerminalCapabilities } from "effect/cli"
import { type Extract, extract } from "../Extraction.ts"
import { type Extractor, extractors, Markets } from "../Markets.ts"
import { layerFailed, OddsStore, StoreError } from "../OddsStore.ts"
import { Progress } from "../Progress.ts"
import { exitCode, type Report } from "../Report.ts"
import { Period, type Source, sources } from "../Run.ts"
import type { Settings } from "../Settings.ts"
import { Exit, print, say, write } from "./Output.ts"
import { Parts } from "./Parts.ts"
import * as SettingsFlags from "./SettingsFlags.ts"

const source = Argument.Literals("source", Object.keys(sources) as Array<Source>).pipe(
  Argument.withDescription("Matches being played, or still to come")
)

const period = Argument.ChoiceWithValue(
  "period",
  Period.literals.map((value) => [String(value), value] as const)
).pipe(
  Argument.withDescription("Day as an offset from today in Nairobi, 0 to 4; a live run is always today's"),
  Argument.withDefault(0 as Period)
)

const flags = {
  format: Flag.Literals("format", ["table", "json", "ndjson"]).pipe(
    Flag.withDescription("table: odds and ledger; json: the report; ndjson: one document a line"),
    Flag.withDefault("table")
  ),
  dryRun: Flag.Boolean("dry-run").pipe(
    Flag.withDescription("Fetch and transform, store nothing"),
    Flag.withDefault(false)
  ),
  ...SettingsFlags.runFlags
}

type Format = "table" | "json" | "ndjson"

/** Prints what a run brought, in the format asked for. `together` says that the extractors ran in one go. */
const show = Effect.fnUntraced(function* (extracts: ReadonlyArray<Extract>, format: Format, together: boolean) {
  switch (format) {
    case "table": {
      const { table } = yield* Parts
      const { canColor } = yield* TerminalCapabilities.TerminalCapabilities
      const tables = yield* Effect.forEach(extracts, (extracted) => table(extracted, canColor))
      return yield* print(tables.join("\n\n"))
    }
    case "json": {
      const reports = extracts.map(({ report }) => report)
      return yield* print(JSON.stringify(together ? reports : reports[0]))
    }
    case "ndjson": {
      const lines = extracts.flatMap(({ documents, report }) =>
        documents.map((document) => JSON.stringify(together ? { extractor: report.extractor, document } : document))
      )
      if (lines.length > 0) yield* print(lines.join("\n"))
    }
  }
})

const sayVerdict = ({ extractor, problem, verdict }: Report) =>
  say(`${extractor}: ${verdict}${problem === undefined ? "" : ` (${problem.step}: ${problem.detail})`}`)

/** Draws how far the run is on the last line of a terminal, and takes it away at the end. */
const drawn = Effect.fnUntraced(function* <A, E, R>(run: Effect.Effect<A, E, R>) {
  const stdio = yield* Stdio.Stdio
  if (!(yield* stdio.stderrIsTerminal)) return yield* run
  let line = "listing competitions"
  const draw = Effect.suspend(() => write(`\r\x1b[2K${line}`))
  yield* Effect.forkScoped(Effect.repeat(draw, Schedule.spaced("100 millis")))
  return yield* run.pipe(
    Effect.provideService(Progress, ({ answered, competitions, matches }) => {
      line = `competitions ${answered}/${competitions}, matches ${matches}`
    }),
    Effect.ensuring(write("\r\x1b[2K"))
  )
}, Effect.scoped)

const optionsOf = (settings: Settings, sandboxUrl: string) => ({
  bookmaker: settings.bookmaker ?? { live: sandboxUrl, upcoming: sandboxUrl, changes: {} },
  prefix: settings.prefix,
  ...(settings.concurrency === undefined ? {} : { concurrency: settings.concurrency }),
  ...(settings.budgetSeconds === undefined ? {} : { budgetSeconds: settings.budgetSeconds }),
  ...(settings.rate === undefined ? {} : { rate: settings.rate }),
  ...(settings.cacheExpirySeconds === undefined ? {} : { cacheExpirySeconds: settings.cacheExpirySeconds }),
  ...(settings.entryExpirySeconds === undefined ? {} : { entryExpirySeconds: settings.entryExpirySeconds })
})

const dryRunError = new StoreError({ operation: "open", message: "a dry run" })

const command = <Name extends string>(name: Name, which: ReadonlyArray<Extractor>, description: string) =>
  Command.make(
    name,
    { source, period, ...flags },
    Effect.fnUntraced(function* (given) {
      const parts = yield* Parts
      const settings = yield* SettingsFlags.load(given)
      yield* SettingsFlags.sayBookmaker(settings, given.source)
      const store = given.dryRun
        ? layerFailed(dryRunError)
        : (yield* parts.store(settings.store)).layer.pipe(Layer.catch((error) => layerFailed(error)))

      const extracts = yield* Effect.gen(function* () {
        const { description } = yield* OddsStore
        yield* say(`store:     ${description}`)
        return yield* extract({
          extractors: which,
          source: given.source,
          period: given.period,
          dryRun: given.dryRun,
          ...optionsOf(settings, parts.sandboxUrl)
        })
      }).pipe(drawn, Effect.provide(Layer.merge(store, parts.http(settings))), Effect.orDie)

      yield* show(extracts, given.format, which.length > 1)
      if (given.format !== "table") yield* Effect.forEach(extracts, ({ report }) => sayVerdict(report))
      const code = Math.max(...extracts.map(({ report }) => exitCode(report, settings.minCoverage)))
      if (code !== 0) return yield* new Exit({ code })
    })
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
