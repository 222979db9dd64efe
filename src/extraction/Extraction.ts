/**
 * A run: ids, from the cache or the bookmaker; the matches of every competition at once; documents; the store; a report.
 *
 * One direction, no way back. It brings no HTTP client and no store, and it does not fail over what they do: whatever
 * happens ends in the report.
 */
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import type * as HttpClient from "effect/http/HttpClient"
import type { MatchDocument } from "../domain/MatchDocument.ts"
import * as Sanity from "../domain/OddsWarnings.ts"
import * as Keys from "../store/Keys.ts"
import type { OddsStore, StoreError } from "../store/OddsStore.ts"
import * as Agenda from "./competitionList.ts"
import * as Harvest from "./fetchMatches.ts"
import * as Suspicion from "./PreviousRun.ts"
import { type FailedCompetition, judge, type Problem, type Report } from "./Report.ts"
import type { Options, SettingsError } from "./RunOptions.ts"
import { begin, type Plan } from "./RunPlan.ts"
import * as Stopping from "./Stopping.ts"
import * as Storing from "./storeDocuments.ts"

/** What one extractor brings: its report, and the documents it kept, in order. */
export interface Extract {
  readonly report: Report
  readonly documents: ReadonlyArray<MatchDocument>
}

/** How long a publication that was begun in time may take beyond the deadline. */
const GRACE_MILLIS = 5000

/** What all extractors of a run have in common once fetching has ended. */
interface Yield {
  readonly agenda: Agenda.Agenda
  readonly harvest: Harvest.Harvest
  readonly failed: ReadonlyArray<FailedCompetition>
  /** Caching the ids and recalling the last counts go on beside everything else; what they came to is asked last. */
  readonly caching: Fiber.Fiber<ReadonlyArray<StoreError>>
  readonly recalling: Fiber.Fiber<Suspicion.Recollection>
  readonly counts: Suspicion.Counts
}

const failedCompetition = ({ error: { last, reason, tries }, id }: Harvest.Failure): FailedCompetition => ({
  id,
  reason,
  tries,
  ...(last === undefined ? {} : { last })
})

/** Names what went wrong with the run as a whole: the store before the bookmaker, as the verdicts do. */
const problemOf = (
  { agenda, harvest }: Yield,
  storeErrors: ReadonlyArray<StoreError>,
  interrupted: boolean
): Problem | undefined => {
  const [storeError] = storeErrors
  if (storeError !== undefined) return { step: "store", reason: storeError.operation, detail: storeError.message }
  const { listingFailure } = agenda
  if (listingFailure !== undefined) {
    return { step: "competitions", reason: listingFailure.reason, detail: listingFailure.message }
  }
  const error = harvest.failures[0]?.error
  if (error !== undefined) return { step: "matches", reason: error.reason, detail: error.message }
  return interrupted ? { step: "run", reason: "interrupted", detail: "a signal came while storing" } : undefined
}

/** Counts the requests that an open circuit held back, as a warning. */
const heldBack = ({ courtesy }: Plan) => (courtesy.heldBack() > 0 ? { "circuit-open": courtesy.heldBack() } : {})

/** Stores what was found for one market, and reports. */
const settle = Effect.fnUntraced(function* (plan: Plan, found: Yield, index: number) {
  const { agenda, failed, harvest } = found
  const extractor = plan.extractors[index]!
  const market = plan.markets[index]!
  const ledger = harvest.ledgers[index]!
  const stored = plan.dryRun
    ? Storing.unstored(ledger.documents)
    : yield* Storing.store(
        {
          market,
          keys: Keys.ofMarket(plan.prefix, market, plan.source),
          period: plan.period,
          expirySeconds: plan.entryExpirySeconds,
          asOf: plan.stamp.create_date,
          deadline: plan.deadline,
          graceMillis: GRACE_MILLIS,
          marker: Keys.note(plan.prefix, `published_${market.keyPart}_${crypto.randomUUID()}`, plan.source, plan.period)
        },
        ledger
      )
  const recollection = yield* Fiber.join(found.recalling)
  const storeErrors = [
    ...agenda.storeErrors,
    ...stored.errors,
    ...(yield* Fiber.join(found.caching)),
    ...recollection.errors
  ]
  const interrupted = (yield* Stopping.Stopping).askedAt() !== undefined
  const problem = problemOf(found, storeErrors, interrupted)
  const fetched = agenda.ids.length - failed.length
  const finishedAt = yield* Clock.currentTimeMillis
  const report: Report = {
    extractor,
    source: plan.source,
    period: plan.period,
    day: plan.day,
    prefix: plan.prefix,
    startedAt: new Date(plan.startedAt).toISOString(),
    finishedAt: new Date(finishedAt).toISOString(),
    verdict: judge({
      listingFailure: agenda.listingFailure,
      fetched,
      failed,
      seen: ledger.seen,
      kept: ledger.documents.length,
      storeFailed: storeErrors.length > 0,
      interrupted
    }),
    competitions: {
      listed: agenda.listed,
      virtual: agenda.virtual,
      fromCache: agenda.cacheAgeSeconds !== undefined,
      cacheAgeSeconds: agenda.cacheAgeSeconds ?? null,
      fetched,
      failed
    },
    matches: { seen: ledger.seen, kept: ledger.documents.length, rejected: ledger.rejected },
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
      ...agenda.warnings,
      ...heldBack(plan),
      ...Suspicion.warnings(recollection.last, found.counts),
      ...Sanity.count(ledger.documents, market, plan)
    },
    ...(problem === undefined ? {} : { problem })
  }
  return { report, documents: ledger.documents } satisfies Extract as Extract
})

/** Carries a plan out. */
const carryOut = Effect.fnUntraced(function* (plan: Plan) {
  const agenda = yield* Agenda.read(plan)
  const recalling = yield* Effect.forkChild(Suspicion.recall(plan))
  const cachingIds = yield* Effect.forkChild(Agenda.remember(plan, agenda))
  const harvest = yield* Harvest.gather(plan, agenda.ids)
  const counts = {
    competitions: agenda.ids.length,
    matches: harvest.ledgers[0]?.seen ?? 0
  }
  const isWhole = agenda.listingFailure === undefined && !harvest.stopped
  const remembering = Effect.flatMap(Fiber.join(recalling), ({ last }) =>
    Suspicion.remember(plan, counts, last, harvest.failures.length > 0)
  )
  const caching = yield* Effect.forkChild(
    Effect.zipWith(Fiber.join(cachingIds), isWhole ? remembering : Effect.succeed([]), (a, b) => [...a, ...b])
  )
  const failed = harvest.failures.map(failedCompetition)
  for (const { error, id } of harvest.failures) yield* Effect.logDebug(`competition ${id}: ${error.message}`)
  const found: Yield = { agenda, harvest, failed, caching, counts, recalling }
  return yield* Effect.forEach(
    plan.extractors.map((_, index) => index),
    (index) => settle(plan, found, index),
    { concurrency: "unbounded" }
  )
})

/**
 * Runs extractors: fetches each competition once, and stores and reports for each of them, in their order. Needs any
 * `HttpClient` and any `OddsStore`. Fails only where the options are wrong; everything else is in the reports.
 */
export const extract: (
  options: Options
) => Effect.Effect<ReadonlyArray<Extract>, SettingsError, HttpClient.HttpClient | OddsStore> = Effect.fn(
  "Extraction.extract"
)(function* (options: Options) {
  const plan = yield* begin(options)
  return yield* Effect.provideServiceEffect(carryOut(plan), Stopping.Stopping, Stopping.watch)
}, Effect.scoped)
