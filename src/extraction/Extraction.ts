/**
 * A run: the competition list, from the cache or the bookmaker; the matches of every competition at once; documents; the
 * store; a report for each market.
 *
 * One direction, no way back. Whatever the bookmaker and the store do ends in the reports; only wrong options fail.
 */
import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Layer from "effect/Layer"
import { Bookmaker } from "../bookmaker/Bookmaker.ts"
import type { Market } from "../domain/Market.ts"
import type { MatchDocument } from "../domain/MatchDocument.ts"
import * as OddsWarnings from "../domain/OddsWarnings.ts"
import type { OptionsError } from "../domain/OptionsError.ts"
import * as Keys from "../store/Keys.ts"
import { layerFailed, OddsStore, StoreError } from "../store/OddsStore.ts"
import * as Collector from "./Collector.ts"
import * as competitionList from "./competitionList.ts"
import { type Fetched, type FetchFailure, fetchMatches } from "./fetchMatches.ts"
import * as PreviousRun from "./PreviousRun.ts"
import type { FailedCompetition, Problem, Report } from "./Report.ts"
import type { RunOptions } from "./RunOptions.ts"
import * as RunPlan from "./RunPlan.ts"
import * as Shutdown from "./Shutdown.ts"
import { storeDocuments, unstored } from "./storeDocuments.ts"
import { judge } from "./Verdict.ts"

/** What one extractor brings: its report, and the documents it kept, in the order of the listing. */
export interface MarketResult {
  readonly report: Report
  readonly documents: ReadonlyArray<MatchDocument>
}

/** What all markets of a run have in common once fetching has ended. */
interface RunState {
  readonly plan: RunPlan.RunPlan
  readonly list: competitionList.ListedCompetitions
  readonly fetched: Fetched
  readonly counts: PreviousRun.RunCounts
  /** These go on beside the storing; their results are joined last. */
  readonly keepingNotes: Fiber.Fiber<ReadonlyArray<StoreError>>
  readonly readingPrevious: Fiber.Fiber<PreviousRun.PreviousRun>
}

const failedCompetition = ({ error: { attempts, last, reason }, id }: FetchFailure): FailedCompetition => ({
  id,
  reason,
  tries: attempts,
  ...(last === undefined ? {} : { last })
})

/** Names what went wrong with the run as a whole: the store before the bookmaker, as the verdicts do. */
const problemOf = (
  { fetched, list }: RunState,
  storeErrors: ReadonlyArray<StoreError>,
  isInterrupted: boolean
): Problem | undefined => {
  const [storeError] = storeErrors
  if (storeError !== undefined) return { step: "store", reason: storeError.operation, detail: storeError.message }
  const { listingError } = list
  if (listingError !== undefined) {
    return { step: "competitions", reason: listingError.reason, detail: listingError.message }
  }
  const error = fetched.failures[0]?.error
  if (error !== undefined) return { step: "matches", reason: error.reason, detail: error.message }
  return isInterrupted ? { step: "run", reason: "interrupted", detail: "a signal came while storing" } : undefined
}

const store = (plan: RunPlan.RunPlan, market: Market, collected: Collector.Collected) => {
  const { dryRun, entryExpirySeconds, period, prefix, source } = plan
  if (dryRun) return Effect.succeed(unstored(collected.documents))
  return storeDocuments(
    {
      market,
      keys: Keys.ofMarket(prefix, market, source),
      period,
      expirySeconds: entryExpirySeconds,
      asOf: plan.stamp.create_date,
      deadline: plan.deadline,
      marker: Keys.note(prefix, `published_${market.keyPart}_${crypto.randomUUID()}`, source, period)
    },
    collected
  )
}

/** Stores what was collected for one market, and reports. */
const finish = Effect.fnUntraced(function* (state: RunState, market: Market, collected: Collector.Collected) {
  const { counts, fetched, list, plan } = state
  const { documents, rejected, seen } = collected
  const stored = yield* store(plan, market, collected)
  const previous = yield* Fiber.join(state.readingPrevious)
  const storeErrors = [
    ...list.storeErrors,
    ...stored.errors,
    ...(yield* Fiber.join(state.keepingNotes)),
    ...previous.errors
  ]
  const isInterrupted = (yield* Shutdown.Shutdown).requestedAt() !== undefined
  const problem = problemOf(state, storeErrors, isInterrupted)
  const failed = fetched.failures.map(failedCompetition)
  const fetchedCount = list.ids.length - failed.length
  const heldBack = list.heldBack + fetched.heldBack
  const report: Report = {
    extractor: market.id,
    source: plan.source,
    period: plan.period,
    day: plan.day,
    prefix: plan.prefix,
    startedAt: new Date(plan.startedAt).toISOString(),
    finishedAt: new Date(yield* Clock.currentTimeMillis).toISOString(),
    verdict: judge({
      listingFailure: list.listingError,
      fetched: fetchedCount,
      failed,
      seen,
      kept: documents.length,
      storeFailed: storeErrors.length > 0,
      interrupted: isInterrupted
    }),
    competitions: {
      listed: list.listed,
      virtual: list.virtual,
      fromCache: list.cacheAgeSeconds !== undefined,
      cacheAgeSeconds: list.cacheAgeSeconds ?? null,
      fetched: fetchedCount,
      failed
    },
    matches: { seen, kept: documents.length, rejected },
    documents: {
      updated: stored.updated,
      created: stored.created,
      unstored: stored.unstored,
      withdrawn: stored.withdrawn
    },
    entries: {
      updated: stored.touched,
      created: stored.publication?.key ?? null,
      streamId: stored.publication?.streamId ?? null
    },
    warnings: {
      ...list.warnings,
      ...(heldBack > 0 && { "circuit-open": heldBack }),
      ...PreviousRun.warnings(previous.counts, counts),
      ...OddsWarnings.count(documents, market, plan)
    },
    ...(problem === undefined ? {} : { problem })
  }
  return { report, documents } satisfies MarketResult as MarketResult
})

/** Keeps the ids and the counts of this run, beside the other steps; returns what went wrong. */
const keepNotes = Effect.fnUntraced(function* (
  plan: RunPlan.RunPlan,
  list: competitionList.ListedCompetitions,
  fetched: Fetched,
  counts: PreviousRun.RunCounts,
  readingPrevious: Fiber.Fiber<PreviousRun.PreviousRun>
) {
  if (list.listingError !== undefined || fetched.isStopped) return []
  const previous = yield* Fiber.join(readingPrevious)
  return yield* PreviousRun.keep(plan, counts, previous.counts, fetched.failures.length > 0)
})

const runPlan = Effect.fnUntraced(function* (plan: RunPlan.RunPlan) {
  const list = yield* competitionList.listCompetitions(plan)
  const readingPrevious = yield* Effect.forkChild(PreviousRun.read(plan))
  const cachingIds = yield* Effect.forkChild(competitionList.cacheIds(plan, list))
  const collecting = plan.markets.map((market) => ({
    market,
    collector: Collector.make(market, { stamp: plan.stamp, isStored: !plan.dryRun })
  }))
  const fetched = yield* fetchMatches(
    plan,
    list.ids,
    collecting.map(({ collector }) => collector)
  )
  const counts = { competitions: list.ids.length, matches: fetched.seen }
  const keepingNotes = yield* Effect.forkChild(
    Effect.zipWith(
      Fiber.join(cachingIds),
      keepNotes(plan, list, fetched, counts, readingPrevious),
      (ofIds, ofCounts) => [...ofIds, ...ofCounts]
    )
  )
  for (const { error, id } of fetched.failures) yield* Effect.logDebug(`competition ${id}: ${error.message}`)
  const state: RunState = { plan, list, fetched, counts, keepingNotes, readingPrevious }
  return yield* Effect.forEach(collecting, ({ collector, market }) => finish(state, market, collector.close()), {
    concurrency: "unbounded"
  })
})

/** Runs extractors. */
export class Extraction extends Context.Service<
  Extraction,
  {
    /**
     * Fetches each competition once, and stores and reports for each extractor, in their order. Several runs at once
     * share the bookmaker's limits. Fails only where an option is wrong; everything else is in the reports.
     */
    readonly run: (options: RunOptions) => Effect.Effect<ReadonlyArray<MarketResult>, OptionsError>
  }
>()("bookiegamma/Extraction") {
  /** Provides extraction over a bookmaker and a store. */
  static readonly layer: Layer.Layer<Extraction, never, Bookmaker | OddsStore> = Layer.effect(
    Extraction,
    Effect.gen(function* () {
      const context = yield* Effect.context<Bookmaker | OddsStore>()
      const services = Context.pick(Bookmaker, OddsStore)(context)
      const run = Effect.fn("Extraction.run")(function* (options: RunOptions) {
        const plan = yield* RunPlan.make(options)
        return yield* Effect.provideServiceEffect(runPlan(plan), Shutdown.Shutdown, Shutdown.listen)
      }, Effect.scoped)
      return { run: (options) => Effect.provideContext(run(options), services) }
    })
  )

  /** Provides extraction without a store: every run is a dry run. */
  static readonly layerDryRun: Layer.Layer<Extraction, never, Bookmaker> = Layer.effect(
    Extraction,
    Effect.map(Extraction, ({ run }) => ({ run: (options) => run({ ...options, dryRun: true }) }))
  ).pipe(
    Layer.provide(Extraction.layer),
    Layer.provide(layerFailed(new StoreError({ operation: "open", message: "a dry run" })))
  )
}
