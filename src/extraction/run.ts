/**
 * A run: the competition list, from the cache or the bookmaker; the matches of every competition at once; documents; the
 * store; a report for each market.
 *
 * One direction, no way back. Whatever the bookmaker and the store do ends in the reports; only wrong options fail.
 */
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import { monotonicMillis } from "../domain/Deadline.ts"
import type { Market } from "../domain/Market.ts"
import * as Keys from "../store/Keys.ts"
import type { StoreError } from "../store/OddsStore.ts"
import * as ChosenPart from "./ChosenPart.ts"
import * as Collector from "./Collector.ts"
import { listCompetitions } from "./competitionList.ts"
import { fetchListed } from "./fetchListed.ts"
import { someFailed } from "./fetchMatches.ts"
import type { MarketResult, Timings } from "./MarketResult.ts"
import * as PreviousRun from "./PreviousRun.ts"
import * as Progress from "./Progress.ts"
import * as RunNotes from "./RunNotes.ts"
import type { RunOptions } from "./RunOptions.ts"
import * as RunPlan from "./RunPlan.ts"
import { type FetchedRun, reportOf } from "./reportOf.ts"
import * as Shutdown from "./Shutdown.ts"
import { storeDocuments, unstored } from "./storeDocuments.ts"

/** The most failed competitions that are logged; all are in the report. */
const MAX_LOGGED = 100

/** A run once fetching has ended, and what goes on beside the storing; the results of that are joined last. */
interface RunState extends FetchedRun {
  readonly notes: RunNotes.RunNotes
  readonly keepingNotes: Fiber.Fiber<ReadonlyArray<StoreError>>
  readonly timings: Omit<Timings, "storingMillis">
}

const store = (plan: RunPlan.RunPlan, market: Market, collected: Collector.Collected) => {
  const { dryRun, entryExpirySeconds, period, prefix, source } = plan
  if (dryRun) return Effect.succeed(unstored(collected.drafts.length))
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
  const { fetched, keepingNotes, list, notes, plan, waiting } = state
  const { drafts, suspended } = collected
  const storingFrom = yield* monotonicMillis
  const stored = yield* store(plan, market, collected)
  const timings: Timings = { ...state.timings, storingMillis: (yield* monotonicMillis) - storingFrom }
  const previous = yield* Fiber.join(notes.readingPrevious)
  const previousKept = yield* Fiber.join(notes.readingKept.get(market)!)
  const isWhole = list.listingError === undefined && !fetched.isStopped && waiting === 0
  const keptErrors = isWhole
    ? yield* PreviousRun.keepKept(plan, market, drafts.length, previousKept.kept, someFailed(fetched))
    : []
  const storeErrors = [
    ...list.storeErrors,
    ...stored.errors,
    ...(yield* Fiber.join(keepingNotes)),
    ...previous.errors,
    ...previousKept.errors,
    ...keptErrors
  ]
  const isInterrupted = (yield* Shutdown.Shutdown).requestedAt() !== undefined
  // By the monotonic clock: the machine's may have been set since.
  const finishedAt = plan.startedAt + (yield* monotonicMillis) - plan.start
  const report = reportOf(
    { ...state, previousCounts: previous.counts, isInterrupted, finishedAt },
    // A part says nothing of the whole, nor of another part.
    { market, collected, stored, storeErrors, comparable: waiting === 0 ? previousKept.kept : undefined }
  )
  let documents: MarketResult["documents"] | undefined
  return {
    market,
    report,
    get documents() {
      documents ??= drafts.map(({ document }) => document)
      return documents
    },
    suspended,
    timings
  } satisfies MarketResult as MarketResult
})

/** Makes the collectors of a run, one for each market. */
const collectorsOf = ({ dryRun, markets, stamp, suspended }: RunPlan.RunPlan) =>
  markets.map((market) => ({
    market,
    collector: Collector.make(market, { stamp, withdrawsSuspended: suspended === "withdraw", writes: !dryRun })
  }))

/** Carries out a plan. */
const execute = Effect.fnUntraced(function* (plan: RunPlan.RunPlan) {
  const listingFrom = yield* monotonicMillis
  const listed = yield* listCompetitions(plan)
  const fetchingFrom = yield* monotonicMillis
  const notes = yield* RunNotes.start(plan, listed)
  const collecting = collectorsOf(plan)
  const collectors = collecting.map(({ collector }) => collector)
  const fetchedList = yield* fetchListed(plan, listed, collectors)
  const { chosen, fetched, list, waiting } = fetchedList
  const timings = {
    listingMillis: fetchingFrom - listingFrom,
    fetchingMillis: (yield* monotonicMillis) - fetchingFrom
  }
  const counts = { competitions: list.ids.length, matches: waiting === 0 ? fetched.seen : undefined }
  const keepingNotes = yield* Effect.forkChild(RunNotes.keep(plan, notes, listed, fetchedList, counts))
  for (const { error, id } of fetched.failures.slice(0, MAX_LOGGED))
    yield* Effect.logDebug(`competition ${id}: ${error.message}`)
  const part = chosen === undefined || waiting === 0 ? undefined : ChosenPart.partOf(chosen, fetched.unasked)
  const state: RunState = { plan, list, fetched, part, waiting, counts, notes, keepingNotes, timings }
  const all = collecting.map(({ collector, market }) => ({ market, collected: collector.close() }))
  if (!plan.dryRun) {
    const documents = all.reduce((sum, { collected }) => sum + collected.drafts.length, 0)
    const progress = yield* Progress.Progress
    const { competitions } = counts
    const matches = fetched.seen
    progress({ ...Progress.none, competitions, matches, step: "store", answered: competitions, documents })
  }
  return yield* Effect.forEach(all, ({ collected, market }) => finish(state, market, collected), {
    concurrency: "unbounded"
  })
})

/**
 * Fetches each competition once, and stores and reports for each extractor, in their order. Fails only where an option is
 * wrong; everything else is in the reports.
 */
export const run = Effect.fn("Extraction.run")(function* (options: RunOptions) {
  const plan = yield* RunPlan.make(options)
  yield* Effect.annotateCurrentSpan({ source: plan.source, period: plan.period, day: plan.day })
  return yield* Effect.provideServiceEffect(execute(plan), Shutdown.Shutdown, Shutdown.listen)
}, Effect.scoped)
