/**
 * What the extractors' commands do, loaded once one of them is run.
 */
import * as Clock from "effect/Clock"
import * as TerminalCapabilities from "effect/cli/TerminalCapabilities"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Schedule from "effect/Schedule"
import * as Stdio from "effect/Stdio"
import type { Extractor } from "../../../domain/Markets.ts"
import { sources } from "../../../domain/Source.ts"
import { type Extract, extract } from "../../../extraction/Extraction.ts"
import { Progress } from "../../../extraction/Progress.ts"
import { type Report, worstExitCode } from "../../../extraction/Report.ts"
import { layerFailed, OddsStore, StoreError } from "../../../store/OddsStore.ts"
import { Exit, print, say, write } from "../../Output.ts"
import { openStoreUnlessStopped, PATIENCE_MILLIS } from "../../openStore.ts"
import { Parts } from "../../Parts.ts"
import type { Settings } from "../../Settings.ts"
import * as SettingsFlags from "../../settingsFlags.ts"
import type { Given } from "./command.ts"

/** Prints what a run brought, in the format asked for. `together` says that the extractors ran in one go. */
const show = Effect.fnUntraced(function* (
  extracts: ReadonlyArray<Extract>,
  format: Given["format"],
  together: boolean
) {
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

/** Runs extractors as the flags say, shows what they bring, and ends with the exit code of the worst of them. */
export const extractAndShow = Effect.fnUntraced(function* (given: Given, which: ReadonlyArray<Extractor>) {
  const parts = yield* Parts
  const settings = yield* SettingsFlags.load(given)
  yield* SettingsFlags.sayBookmaker(settings, given.source)
  const budgetSeconds = settings.budgetSeconds ?? sources[given.source].budgetSeconds
  const openingMillis = Math.min(PATIENCE_MILLIS, (budgetSeconds * 1000) / 2)
  const store = given.dryRun
    ? layerFailed(dryRunError)
    : openStoreUnlessStopped((yield* parts.store(settings.store)).layer, openingMillis).pipe(
        Layer.catch((error) => layerFailed(error))
      )
  const startedAt = yield* Clock.currentTimeMillis

  const extracts = yield* Effect.gen(function* () {
    const { description } = yield* OddsStore
    yield* say(`store:     ${description}`)
    return yield* extract({
      extractors: which,
      source: given.source,
      period: given.period,
      dryRun: given.dryRun,
      startedAt,
      ...optionsOf(settings, parts.sandboxUrl)
    })
  }).pipe(drawn, Effect.provide(Layer.merge(store, parts.http(settings))), Effect.orDie)

  yield* show(extracts, given.format, which.length > 1)
  if (given.format !== "table") yield* Effect.forEach(extracts, ({ report }) => sayVerdict(report))
  const code = worstExitCode(
    extracts.map(({ report }) => report),
    settings.minCoverage
  )
  if (code !== 0) return yield* new Exit({ code })
})
