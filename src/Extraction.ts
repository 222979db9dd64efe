/**
 * A run: ids, from the cache or the bookmaker; the matches of every competition at once; documents; the store; a report.
 *
 * One direction, no way back. It brings no HTTP client and no store, and it does not fail over what they do: whatever
 * happens ends in the report.
 */
import { Clock, Effect, Option, Result } from "effect"
import type { HttpClient } from "effect/http"
import * as BookieGamma from "./BookieGamma.ts"
import type { BookieGammaError } from "./BookieGammaError.ts"
import { dayOf } from "./Day.ts"
import * as Keys from "./Keys.ts"
import * as Ledger from "./Ledger.ts"
import { Markets } from "./Markets.ts"
import type { MatchDocument } from "./MatchDocument.ts"
import { OddsStore, type StoreError } from "./OddsStore.ts"
import { type Options, resolve, type SettingsError } from "./Options.ts"
import { Progress } from "./Progress.ts"
import { type FailedCompetition, judge, type Problem, type Report } from "./Report.ts"
import { Stop } from "./Stop.ts"
import * as Storing from "./Storing.ts"

/** The share of a run's budget after which fetching ends; the rest belongs to the store. */
export const FETCH_SHARE = 0.8

/** What one extractor brings: its report, and the documents it kept, in order. */
export interface Extract {
  readonly report: Report
  readonly documents: ReadonlyArray<MatchDocument>
}

type Run = Effect.Success<ReturnType<typeof begin>>

/** Fixes what holds for the whole run: its options, its times, its day. */
const begin = Effect.fnUntraced(function* (options: Options) {
  const resolved = yield* resolve(options)
  const startedAt = yield* Clock.currentTimeMillis
  const budget = resolved.budgetSeconds * 1000
  const day = dayOf(resolved.source, resolved.period, startedAt)
  return {
    ...resolved,
    startedAt,
    day,
    markets: resolved.extractors.map((extractor) => Markets[extractor]),
    stamp: { create_date: Math.floor(startedAt / 1000), target_date: day },
    fetchDeadline: startedAt + budget * FETCH_SHARE,
    deadline: startedAt + budget,
    idsKey: Keys.cachedIds(resolved.prefix, resolved.source, resolved.period)
  }
})

/** Whose matches are to be fetched, and what went wrong on the way to know it. */
interface Agenda {
  readonly ids: ReadonlyArray<string>
  readonly listed: number
  readonly virtual: number
  readonly cacheAgeSeconds: number | undefined
  readonly warnings: Readonly<Record<string, number>>
  readonly listingFailure: BookieGammaError | undefined
  readonly storeErrors: ReadonlyArray<StoreError>
}

const inquiryOf = (run: Run): BookieGamma.Inquiry => ({
  bookmaker: run.bookmaker,
  source: run.source,
  day: run.day,
  subTypeIds: run.markets.map((market) => market.subTypeId),
  deadline: run.fetchDeadline
})

const interruptedError = (count: BookieGamma.Attempts): BookieGammaError =>
  BookieGamma.failure(count, "interrupted", "a signal ended the run")

/** Takes the ids from the cache, else from the bookmaker, and caches what it gives. */
const agenda = Effect.fn("Extraction.agenda")(function* (run: Run) {
  const store = yield* OddsStore
  const storeErrors: Array<StoreError> = []
  const nothing = {
    ids: [],
    listed: 0,
    virtual: 0,
    cacheAgeSeconds: undefined,
    warnings: {},
    listingFailure: undefined
  }

  if (!run.dryRun) {
    const cached = yield* Effect.result(
      store.cachedIds(run.idsKey, run.cacheExpirySeconds).pipe(Storing.within(run.fetchDeadline, "read"))
    )
    if (Result.isFailure(cached)) {
      storeErrors.push(cached.failure)
    } else if (Option.isSome(cached.success)) {
      const { ageSeconds, ids } = cached.success.value
      return { ...nothing, ids, listed: ids.length, cacheAgeSeconds: ageSeconds, storeErrors } satisfies Agenda
    }
  }

  const count = BookieGamma.attempts()
  const listing = yield* BookieGamma.competitions(inquiryOf(run), count).pipe(
    Effect.raceFirst(
      Effect.andThen(
        yield* Stop,
        Effect.suspend(() => Effect.fail(interruptedError(count)))
      )
    ),
    Effect.result
  )
  if (Result.isFailure(listing)) {
    return { ...nothing, listingFailure: listing.failure, storeErrors } satisfies Agenda
  }
  const { ids, listed, repeated, virtual, withoutId } = listing.success
  if (!run.dryRun && ids.length > 0) {
    yield* store.cacheIds(run.idsKey, ids, run.cacheExpirySeconds).pipe(
      Storing.within(run.deadline, "write"),
      Effect.catch((error) => Effect.sync(() => storeErrors.push(error)))
    )
  }
  const warnings = {
    ...(withoutId > 0 && { "competition-without-id": withoutId }),
    ...(repeated > 0 && { "competition-repeated": repeated })
  }
  return { ...nothing, ids, listed, virtual, warnings, storeErrors } satisfies Agenda
})

/** What came of one competition: a tally for each market, or why there is none. */
type Harvest = Result.Result<ReadonlyArray<Ledger.Tally>, BookieGammaError>

/** Fetches all competitions, at most `concurrency` in flight; ends early when asked to stop. In the ids' order. */
const harvest = Effect.fn("Extraction.harvest")(function* (run: Run, ids: ReadonlyArray<string>) {
  const progress = yield* Progress
  const inquiry = inquiryOf(run)
  const counts = ids.map(BookieGamma.attempts)
  const harvests: Array<Harvest | undefined> = ids.map(() => undefined)
  let answered = 0
  let seen = 0
  progress({ competitions: ids.length, answered, matches: seen })

  const fetchOne = (id: string, index: number) =>
    BookieGamma.matches(inquiry, id, counts[index]!).pipe(
      Effect.map((matches) => Ledger.tally(matches, run.markets, run.stamp)),
      Effect.result,
      Effect.flatMap((result) =>
        Effect.sync(() => {
          harvests[index] = result
          answered++
          if (Result.isSuccess(result)) seen += result.success[0]?.seen ?? 0
          progress({ competitions: ids.length, answered, matches: seen })
        })
      )
    )
  const stopped = yield* Effect.forEach(ids, fetchOne, { concurrency: run.concurrency, discard: true }).pipe(
    Effect.as(false),
    Effect.raceFirst(Effect.as(yield* Stop, true))
  )
  return {
    stopped,
    harvests: harvests.map((result, index): Harvest => result ?? Result.fail(interruptedError(counts[index]!)))
  }
})

const failedCompetition = (id: string, { last, reason, tries }: BookieGammaError): FailedCompetition => ({
  id,
  reason,
  tries,
  ...(last === undefined ? {} : { last })
})

/** Names what went wrong with the run as a whole: the store before the bookmaker, as the verdicts do. */
const problemOf = (
  listingFailure: BookieGammaError | undefined,
  failures: ReadonlyArray<BookieGammaError>,
  storeErrors: ReadonlyArray<StoreError>
): Problem | undefined => {
  const [storeError] = storeErrors
  if (storeError !== undefined) return { step: "store", reason: storeError.operation, detail: storeError.message }
  if (listingFailure !== undefined) {
    return { step: "competitions", reason: listingFailure.reason, detail: listingFailure.message }
  }
  const [failure] = failures
  return failure && { step: "matches", reason: failure.reason, detail: failure.message }
}

/**
 * Runs extractors: fetches each competition once, and stores and reports for each of them, in their order. Needs any
 * `HttpClient` and any `OddsStore`. Fails only where the options are wrong; everything else is in the reports.
 */
export const extract: (
  options: Options
) => Effect.Effect<ReadonlyArray<Extract>, SettingsError, HttpClient.HttpClient | OddsStore> = Effect.fn(
  "Extraction.extract"
)(function* (options: Options) {
  const run = yield* begin(options)
  const { cacheAgeSeconds, ids, listed, listingFailure, storeErrors, virtual, warnings } = yield* agenda(run)
  const { harvests, stopped } = yield* harvest(run, ids)
  const failures = harvests.filter(Result.isFailure).map((result) => result.failure)
  const failed = harvests.flatMap((result, index) =>
    Result.isFailure(result) ? [failedCompetition(ids[index]!, result.failure)] : []
  )
  for (const [index, result] of harvests.entries()) {
    if (Result.isFailure(result)) yield* Effect.logDebug(`competition ${ids[index]}: ${result.failure.message}`)
  }

  const settle = Effect.fnUntraced(function* (index: number) {
    const extractor = run.extractors[index]!
    const market = run.markets[index]!
    const ledger = Ledger.join(harvests.filter(Result.isSuccess).map((result) => result.success[index]!))
    const stored = run.dryRun
      ? Storing.unstored(ledger.documents)
      : yield* Storing.store(
          {
            market,
            keys: Keys.ofMarket(run.prefix, market, run.source),
            period: run.period,
            expirySeconds: run.entryExpirySeconds,
            deadline: run.deadline,
            marker: Keys.note(run.prefix, `published_${market.keyPart}_${crypto.randomUUID()}`, run.source, run.period)
          },
          ledger
        )
    const finishedAt = yield* Clock.currentTimeMillis
    const allStoreErrors = [...storeErrors, ...stored.errors]
    const problem = problemOf(listingFailure, failures, allStoreErrors)
    const report: Report = {
      extractor,
      source: run.source,
      period: run.period,
      day: run.day,
      prefix: run.prefix,
      startedAt: new Date(run.startedAt).toISOString(),
      finishedAt: new Date(finishedAt).toISOString(),
      verdict: judge({
        listingFailure,
        fetched: ids.length - failed.length,
        failed,
        seen: ledger.seen,
        kept: ledger.documents.length,
        storeFailed: allStoreErrors.length > 0,
        interrupted: stopped
      }),
      competitions: {
        listed,
        virtual,
        fromCache: cacheAgeSeconds !== undefined,
        cacheAgeSeconds: cacheAgeSeconds ?? null,
        fetched: ids.length - failed.length,
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
      warnings,
      ...(problem === undefined ? {} : { problem })
    }
    return { report, documents: ledger.documents }
  })
  return yield* Effect.forEach(
    run.extractors.map((_, index) => index),
    settle,
    { concurrency: "unbounded" }
  )
})
