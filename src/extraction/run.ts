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
import * as competitionList from "./competitionList.ts"
import { type Fetched, fetchMatches } from "./fetchMatches.ts"
import type { MarketResult, Timings } from "./MarketResult.ts"
import * as PreviousRun from "./PreviousRun.ts"
import * as Progress from "./Progress.ts"
import type { RunOptions } from "./RunOptions.ts"
import * as RunPlan from "./RunPlan.ts"
import { type FetchedRun, reportOf } from "./reportOf.ts"
import * as Shutdown from "./Shutdown.ts"
import { storeDocuments, unstored } from "./storeDocuments.ts"

/** The most failed competitions that are logged; all are in the report. */
const MAX_LOGGED = 100

/** A run once fetching has ended, and what goes on beside the storing; the results of that are joined last. */
interface RunState extends FetchedRun {
  readonly keepingNotes: Fiber.Fiber<ReadonlyArray<StoreError>>
  readonly readingPrevious: Fiber.Fiber<PreviousRun.PreviousRun>
  readonly timings: Omit<Timings, "storingMillis">
}

/** What one market adds to it. */
interface MarketState {
  readonly market: Market
  readonly collected: Collector.Collected
  readonly readingKept: Fiber.Fiber<PreviousRun.PreviousKept>
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
const finish = Effect.fnUntraced(function* (state: RunState, { collected, market, readingKept }: MarketState) {
  const { fetched, list, plan, waiting } = state
  const { drafts, suspended } = collected
  const storingFrom = yield* monotonicMillis
  const stored = yield* store(plan, market, collected)
  const timings: Timings = { ...state.timings, storingMillis: (yield* monotonicMillis) - storingFrom }
  const previous = yield* Fiber.join(state.readingPrevious)
  const previousKept = yield* Fiber.join(readingKept)
  const isWhole = list.listingError === undefined && !fetched.isStopped && waiting === 0
  const someFailed = fetched.failures.length > 0 || fetched.short.length > 0
  const keptErrors = isWhole
    ? yield* PreviousRun.keepKept(plan, market, drafts.length, previousKept.kept, someFailed)
    : []
  const storeErrors = [
    ...list.storeErrors,
    ...stored.errors,
    ...(yield* Fiber.join(state.keepingNotes)),
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

/** Keeps the ids and the counts of this run, beside the other steps; returns what went wrong. */
const keepNotes = Effect.fnUntraced(function* (
  plan: RunPlan.RunPlan,
  list: competitionList.ListedCompetitions,
  fetched: Fetched,
  counts: PreviousRun.CountsNow,
  readingPrevious: Fiber.Fiber<PreviousRun.PreviousRun>
) {
  if (list.listingError !== undefined || fetched.isStopped) return []
  const previous = yield* Fiber.join(readingPrevious)
  return yield* PreviousRun.keep(plan, counts, previous.counts, fetched.failures.length > 0 || fetched.short.length > 0)
})

/** Makes the collectors of a run, one for each market. */
const collectorsOf = ({ dryRun, markets, stamp, suspended }: RunPlan.RunPlan) =>
  markets.map((market) => ({
    market,
    collector: Collector.make(market, { stamp, withdrawsSuspended: suspended === "withdraw", writes: !dryRun })
  }))

/** Chooses the part of a run whose requests are limited; undefined where they are not, or the list is empty. */
const choosePart = (plan: RunPlan.RunPlan, { ids }: competitionList.ListedCompetitions) =>
  plan.requests === undefined || ids.length === 0
    ? Effect.undefined
    : ChosenPart.choose(plan, ids, plan.requests.left())

/**
 * Fetches the matches of a list, or of a part of it. Where the list comes from the cache and all of it answers
 * empty, it is not believed any longer: the bookmaker is asked for it, and what is new on it is fetched too.
 */
const fetchListed = Effect.fnUntraced(function* (
  plan: RunPlan.RunPlan,
  cached: competitionList.ListedCompetitions,
  collectors: ReadonlyArray<Collector.Collector>
) {
  const chosen = yield* choosePart(plan, cached)
  const chosenIds = new Set(chosen?.ids)
  const ids = chosen === undefined ? cached.ids : cached.ids.filter((id) => chosenIds.has(id))
  const fetched = yield* fetchMatches(plan, ids, collectors)
  const waiting = cached.ids.length - ids.length + fetched.waiting
  const isEmpty = fetched.seen === 0 && fetched.failures.length === 0 && fetched.short.length === 0 && waiting === 0
  const canList = plan.requests === undefined || plan.requests.left() > 0
  if (cached.cacheAgeSeconds === undefined || !isEmpty || fetched.isStopped || !canList) {
    return { list: cached, fetched, chosen, waiting }
  }
  const listed = yield* competitionList.listAnew(plan, [...cached.storeErrors, ...(chosen?.storeErrors ?? [])])
  if (listed.listingError !== undefined) {
    const list = { ...cached, listingError: listed.listingError, heldBack: listed.heldBack }
    return { list, fetched, chosen, waiting }
  }
  const known = new Set(cached.ids)
  const fresh = listed.ids.filter((id) => !known.has(id))
  const more = yield* fetchMatches(plan, fresh, collectors)
  const all: Fetched = { ...more, heldBack: fetched.heldBack + more.heldBack, stale: fetched.stale + more.stale }
  return { list: listed, fetched: all, chosen: undefined, waiting: more.waiting }
})

const runPlan = Effect.fnUntraced(function* (plan: RunPlan.RunPlan) {
  const listingFrom = yield* monotonicMillis
  const listed = yield* competitionList.listCompetitions(plan)
  const fetchingFrom = yield* monotonicMillis
  const readingPrevious = yield* Effect.forkChild(PreviousRun.read(plan))
  const cachingEarly = yield* Effect.forkChild(competitionList.cacheIds(plan, listed))
  const collecting = collectorsOf(plan)
  const readingKept = new Map<Market, Fiber.Fiber<PreviousRun.PreviousKept>>()
  for (const { market } of collecting) {
    readingKept.set(market, yield* Effect.forkChild(PreviousRun.readKept(plan, market)))
  }
  const { chosen, fetched, list, waiting } = yield* fetchListed(
    plan,
    listed,
    collecting.map(({ collector }) => collector)
  )
  const timings = {
    listingMillis: fetchingFrom - listingFrom,
    fetchingMillis: (yield* monotonicMillis) - fetchingFrom
  }
  const cachingLate = yield* Effect.forkChild(
    list === listed ? Effect.succeed([]) : competitionList.cacheIds(plan, list)
  )
  const counts = { competitions: list.ids.length, matches: waiting === 0 ? fetched.seen : undefined }
  const keepingNotes = yield* Effect.forkChild(
    Effect.map(
      Effect.all([
        Fiber.join(cachingEarly),
        Fiber.join(cachingLate),
        keepNotes(plan, list, fetched, counts, readingPrevious),
        chosen === undefined || fetched.isStopped ? Effect.succeed([]) : ChosenPart.keep(plan, chosen, fetched.unasked)
      ]),
      (errors) => [...(chosen?.storeErrors ?? []), ...errors.flat()]
    )
  )
  for (const { error, id } of fetched.failures.slice(0, MAX_LOGGED))
    yield* Effect.logDebug(`competition ${id}: ${error.message}`)
  const part = chosen === undefined || waiting === 0 ? undefined : ChosenPart.partOf(chosen, fetched.unasked)
  const state: RunState = {
    plan,
    list,
    fetched,
    part,
    waiting,
    counts,
    keepingNotes,
    readingPrevious,
    timings
  }
  const all = collecting.map(({ collector, market }) => ({ market, collected: collector.close() }))
  if (!plan.dryRun) {
    const documents = all.reduce((sum, { collected }) => sum + collected.drafts.length, 0)
    const progress = yield* Progress.Progress
    const { competitions } = counts
    const matches = fetched.seen
    progress({ ...Progress.none, competitions, matches, step: "store", answered: competitions, documents })
  }
  return yield* Effect.forEach(
    all,
    ({ collected, market }) => finish(state, { market, collected, readingKept: readingKept.get(market)! }),
    { concurrency: "unbounded" }
  )
})

/**
 * Fetches each competition once, and stores and reports for each extractor, in their order. Fails only where an option is
 * wrong; everything else is in the reports.
 */
export const run = Effect.fn("Extraction.run")(function* (options: RunOptions) {
  const plan = yield* RunPlan.make(options)
  yield* Effect.annotateCurrentSpan({ source: plan.source, period: plan.period, day: plan.day })
  return yield* Effect.provideServiceEffect(runPlan(plan), Shutdown.Shutdown, Shutdown.listen)
}, Effect.scoped)
