/**
 * What the extractors' commands do, loaded once one of them is run.
 */
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import { monotonicMillis } from "../../../domain/Deadline.ts"
import type { Extractor } from "../../../domain/Markets.ts"
import type { Period, Source } from "../../../domain/Source.ts"
import { Extraction } from "../../../extraction/Extraction.ts"
import { worstExitCode } from "../../../extraction/exitCode.ts"
import { sourceDefaults } from "../../../extraction/RunOptions.ts"
import { layerFailed, OddsStore } from "../../../store/OddsStore.ts"
import { openStoreUnlessStopped, STORE_MILLIS } from "../../openStore.ts"
import { Exit, exitCodes, refuse, say } from "../../output.ts"
import { Parts } from "../../Parts.ts"
import { runOptionsOf } from "../../runOptionsOf.ts"
import type { Settings } from "../../Settings.ts"
import * as settingsFlags from "../../settingsFlags.ts"
import { type Tracing, tracing } from "../../tracing.ts"
import { drawingProgress } from "./progress.ts"
import { type ResultFormat, show } from "./show.ts"

/** The arguments and flags of these commands. */
export type ExtractArguments = settingsFlags.Flags & {
  readonly source: Source
  readonly period: Period
  readonly format: ResultFormat
  readonly limit: Option.Option<number>
  readonly dryRun: boolean
}

/** Provides the store of a run, and says which it is. One that cannot be opened in its share of the budget has failed. */
const storeOf = Effect.fnUntraced(function* (settings: Settings, budgetSeconds: number, observed: Tracing["store"]) {
  const { store } = yield* Parts
  const millis = Math.min(STORE_MILLIS, (budgetSeconds * 1000) / 2)
  const { layer } = yield* store(settings.store)
  return observed(Layer.catch(openStoreUnlessStopped(layer, millis), (error) => layerFailed(error)))
})

/** Runs extractors as the flags say, shows what they bring, and ends with the exit code of the worst of them. */
export const runAndShow = Effect.fnUntraced(function* (
  { dryRun, format, limit, period, source, ...flags }: ExtractArguments,
  extractors: ReadonlyArray<Extractor>
) {
  if (Option.isSome(limit) && format !== "table") {
    return yield* refuse(
      exitCodes.usage,
      `--limit is for a table; with --format ${format} take what you need of the result`
    )
  }
  const { bookmaker } = yield* Parts
  const settings = yield* settingsFlags.load(flags)
  yield* settingsFlags.sayBookmaker(settings, source)
  const observed = yield* tracing(settings)
  const start = yield* monotonicMillis
  const run = Effect.gen(function* () {
    const extraction = yield* Extraction
    const spent = Duration.millis((yield* monotonicMillis) - start)
    return yield* extraction.run({ extractors, source, period, dryRun, spent, ...runOptionsOf(settings) })
  })
  const withStore = Effect.gen(function* () {
    const { description } = yield* OddsStore
    yield* say(`store:     ${description}`)
    return yield* Effect.provide(run, Extraction.layer)
  })
  const results = yield* (
    dryRun
      ? Effect.andThen(say("store:     none, a dry run"), Effect.provide(run, Extraction.layerDryRun))
      : Effect.provide(
          withStore,
          yield* storeOf(settings, settings.budgetSeconds ?? sourceDefaults[source].budgetSeconds, observed.store)
        )
  ).pipe(
    Effect.provide(observed.bookmaker(bookmaker(settings))),
    drawingProgress(dryRun ? "listing competitions" : "opening the store"),
    Effect.provide(observed.exporter),
    Effect.orDie
  )

  yield* show(results, { format, limit: Option.getOrUndefined(limit), isTogether: extractors.length > 1 })
  const code = worstExitCode(
    results.map(({ report }) => report),
    settings.minCoverage
  )
  if (code !== 0) return yield* new Exit({ code })
})
