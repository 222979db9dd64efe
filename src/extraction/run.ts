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
import * as OddsWarnings from "../domain/OddsWarnings.ts"
import * as Keys from "../store/Keys.ts"
import type { StoreError } from "../store/OddsStore.ts"
import * as Collector from "./Collector.ts"
import * as competitionList from "./competitionList.ts"
import { type Drift, emptyDrift, shapeDrift } from "./drift.ts"
import { type Fetched, type FetchFailure, fetchMatches, type ShortCompetition as ShortFetch } from "./fetchMatches.ts"
import type { MarketResult, Timings } from "./MarketResult.ts"
import * as PreviousRun from "./PreviousRun.ts"
import * as Progress from "./Progress.ts"
import type { FailedCompetition, Part, Problem, Report, ShortCompetition } from "./Report.ts"
import type { RunOptions } from "./RunOptions.ts"
import * as RunPlan from "./RunPlan.ts"
import * as Shutdown from "./Shutdown.ts"
import { storeDocuments, unstored } from "./storeDocuments.ts"
import * as Turn from "./Turn.ts"
import { judge } from "./Verdict.ts"

/** The most failed competitions that are logged; all are in the report. */
const MAX_LOGGED = 100

/** What all markets of a run have in common once fetching has ended. */
interface RunState {
  readonly plan: RunPlan.RunPlan
  readonly list: competitionList.ListedCompetitions
  readonly fetched: Fetched
  /** Undefined where all competitions had their turn. */
  readonly part: Part | undefined
  /** Competitions that have their turn in a later run. */
  readonly waiting: number
  /** The failures of `fetched`, as all reports list them. */
  readonly failed: ReadonlyArray<FailedCompetition>
  readonly counts: PreviousRun.CountsNow
  /** These go on beside the storing; their results are joined last. */
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

const failedCompetition = ({ error: { attempts: tries, last, reason }, id }: FetchFailure): FailedCompetition =>
  last === undefined ? { id, reason, tries } : { id, reason, tries, last }

const shortCompetition = ({ error, id, seen, stated }: ShortFetch): ShortCompetition => ({
  id,
  stated,
  seen,
  ...(error === undefined ? {} : { reason: error.reason })
})

/** Says how many matches are missing, and of which competitions. */
const shortDetail = (short: ReadonlyArray<ShortFetch>): string => {
  const missing = short.reduce((sum, { seen, stated }) => sum + stated - seen, 0)
  const shown = short.slice(0, 5).map(({ id, seen, stated }) => `${id} (${seen} of ${stated})`)
  const more = short.length > shown.length ? `, and ${short.length - shown.length} more` : ""
  return `${missing} matches are missing, of competitions ${shown.join(", ")}${more}`
}

/** Names what went wrong with the run as a whole: the store before the bookmaker, as the verdicts do. */
const problemOf = (
  { fetched, list, part }: RunState,
  storeErrors: ReadonlyArray<StoreError>,
  drift: Drift | undefined,
  isInterrupted: boolean
): Problem | undefined => {
  const [storeError] = storeErrors
  if (storeError !== undefined) return { step: "store", reason: storeError.operation, detail: storeError.message }
  const { listingError } = list
  if (listingError !== undefined) {
    return { step: "competitions", reason: listingError.reason, detail: listingError.message }
  }
  if (drift !== undefined) return { step: "matches", ...drift }
  const error = fetched.failures[0]?.error
  if (error !== undefined) return { step: "matches", reason: error.reason, detail: error.message }
  if (fetched.short.length > 0) return { step: "matches", reason: "short", detail: shortDetail(fetched.short) }
  if (part !== undefined && part.last < part.first) {
    return { step: "matches", reason: "request-limit", detail: "no request was left for a competition" }
  }
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
const finish = Effect.fnUntraced(function* (state: RunState, { collected, market, readingKept }: MarketState) {
  const { counts, failed, fetched, list, part, plan, waiting } = state
  const { documents, rejected, seen } = collected
  const storingFrom = yield* monotonicMillis
  const stored = yield* store(plan, market, collected)
  const timings: Timings = { ...state.timings, storingMillis: (yield* monotonicMillis) - storingFrom }
  const previous = yield* Fiber.join(state.readingPrevious)
  const previousKept = yield* Fiber.join(readingKept)
  // A part says nothing of the whole, nor of another part.
  const comparable = waiting === 0 ? previousKept.kept : undefined
  const drift = shapeDrift(collected) ?? emptyDrift(documents.length, comparable)
  const isWhole = list.listingError === undefined && !fetched.isStopped && waiting === 0
  const someFailed = fetched.failures.length > 0 || fetched.short.length > 0
  const keptErrors = isWhole
    ? yield* PreviousRun.keepKept(plan, market, documents.length, previousKept.kept, someFailed)
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
  const problem = problemOf(state, storeErrors, drift, isInterrupted)
  const fetchedCount = list.ids.length - failed.length - waiting
  const heldBack = list.heldBack + fetched.heldBack
  const stale = list.stale + fetched.stale
  const report: Report = {
    extractor: market.id,
    source: plan.source,
    period: plan.period,
    day: plan.day,
    prefix: plan.prefix,
    startedAt: new Date(plan.startedAt).toISOString(),
    // By the monotonic clock: the machine's may have been set since.
    finishedAt: new Date(plan.startedAt + (yield* monotonicMillis) - plan.start).toISOString(),
    verdict: judge({
      listingFailure: list.listingError,
      fetched: fetchedCount,
      failed,
      waiting,
      short: fetched.short.length,
      seen,
      kept: documents.length,
      drifted: drift !== undefined,
      storeFailed: storeErrors.length > 0,
      interrupted: isInterrupted
    }),
    competitions: {
      listed: list.listed,
      virtual: list.virtual,
      fromCache: list.cacheAgeSeconds !== undefined,
      cacheAgeSeconds: list.cacheAgeSeconds ?? null,
      fetched: fetchedCount,
      failed,
      ...(fetched.short.length > 0 && { short: fetched.short.map(shortCompetition) }),
      ...(waiting > 0 && { waiting }),
      ...(part !== undefined && { part })
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
      ...(stale > 0 && { "stale-answer": stale }),
      ...(collected.renamed > 0 && { "renamed-market": collected.renamed }),
      ...(stored.leftOut > 0 && { "index-left-out": stored.leftOut }),
      ...(collected.suspended.size > 0 && { suspended: collected.suspended.size }),
      ...PreviousRun.warnings(previous.counts, counts),
      ...PreviousRun.keptWarnings(comparable, documents.length),
      ...OddsWarnings.count(documents, market, plan)
    },
    ...(problem === undefined ? {} : { problem })
  }
  return { market, report, documents, suspended: collected.suspended, timings } satisfies MarketResult as MarketResult
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
const collectorsOf = ({ markets, stamp, suspended }: RunPlan.RunPlan) =>
  markets.map((market) => ({
    market,
    collector: Collector.make(market, { stamp, withdrawsSuspended: suspended === "withdraw" })
  }))

/** Takes the turn of a run whose requests are limited; undefined where all have it. */
const takeTurn = (plan: RunPlan.RunPlan, { ids }: competitionList.ListedCompetitions) =>
  plan.requests === undefined || ids.length === 0 ? Effect.undefined : Turn.take(plan, ids, plan.requests.left())

/**
 * Fetches the matches of a list, or of the part whose turn it is. Where the list comes from the cache and all of it answers
 * empty, it is not believed any longer: the bookmaker is asked for it, and what is new on it is fetched too.
 */
const fetchListed = Effect.fnUntraced(function* (
  plan: RunPlan.RunPlan,
  cached: competitionList.ListedCompetitions,
  collectors: ReadonlyArray<Collector.Collector>
) {
  const turn = yield* takeTurn(plan, cached)
  const isTheirs = new Set(turn?.ids)
  const ids = turn === undefined ? cached.ids : cached.ids.filter((id) => isTheirs.has(id))
  const fetched = yield* fetchMatches(plan, ids, collectors)
  const waiting = cached.ids.length - ids.length + fetched.waiting
  const isEmpty = fetched.seen === 0 && fetched.failures.length === 0 && fetched.short.length === 0 && waiting === 0
  const canList = plan.requests === undefined || plan.requests.left() > 0
  if (cached.cacheAgeSeconds === undefined || !isEmpty || fetched.isStopped || !canList) {
    return { list: cached, fetched, turn, waiting }
  }
  const listed = yield* competitionList.listAnew(plan, [...cached.storeErrors, ...(turn?.storeErrors ?? [])])
  if (listed.listingError !== undefined) {
    const list = { ...cached, listingError: listed.listingError, heldBack: listed.heldBack }
    return { list, fetched, turn, waiting }
  }
  const known = new Set(cached.ids)
  const fresh = listed.ids.filter((id) => !known.has(id))
  const more = yield* fetchMatches(plan, fresh, collectors)
  const all: Fetched = { ...more, heldBack: fetched.heldBack + more.heldBack, stale: fetched.stale + more.stale }
  return { list: listed, fetched: all, turn: undefined, waiting: more.waiting }
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
  const { fetched, list, turn, waiting } = yield* fetchListed(
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
        turn === undefined || fetched.isStopped ? Effect.succeed([]) : Turn.keep(plan, turn, fetched.unasked)
      ]),
      (errors) => [...(turn?.storeErrors ?? []), ...errors.flat()]
    )
  )
  for (const { error, id } of fetched.failures.slice(0, MAX_LOGGED))
    yield* Effect.logDebug(`competition ${id}: ${error.message}`)
  const failed = fetched.failures.map(failedCompetition)
  const part = turn === undefined || waiting === 0 ? undefined : Turn.partOf(turn, fetched.unasked)
  const state: RunState = {
    plan,
    list,
    fetched,
    part,
    waiting,
    failed,
    counts,
    keepingNotes,
    readingPrevious,
    timings
  }
  const all = collecting.map(({ collector, market }) => ({ market, collected: collector.close() }))
  if (!plan.dryRun) {
    const documents = all.reduce((sum, { collected }) => sum + collected.documents.length, 0)
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
