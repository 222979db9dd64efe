/**
 * The report of a run for one market: what became of every competition and match, the verdict, and the gravest thing that
 * went wrong.
 *
 * Pure: it only combines what the steps of the run return.
 */
import type { Market } from "../domain/Market.ts"
import * as OddsWarnings from "../domain/OddsWarnings.ts"
import { listed } from "../domain/Text.ts"
import type { StoreError } from "../store/OddsStore.ts"
import type { Collected } from "./Collector.ts"
import type { ListedCompetitions } from "./competitionList.ts"
import { type Drift, emptyDrift, shapeDrift } from "./drift.ts"
import type { Fetched, FetchFailure, ShortFetch } from "./fetchMatches.ts"
import * as PreviousRun from "./PreviousRun.ts"
import type { FailedCompetition, Part, Problem, Report, ShortCompetition } from "./Report.ts"
import type { RunPlan } from "./RunPlan.ts"
import type { Stored } from "./storeDocuments.ts"
import { judge } from "./Verdict.ts"

/** What all markets of a run have in common once fetching has ended. */
export interface FetchedRun {
  readonly plan: RunPlan
  readonly list: ListedCompetitions
  readonly fetched: Fetched
  /** Undefined where no competition is left for a later run. */
  readonly part: Part | undefined
  /** Competitions that are asked for in a later run. */
  readonly waiting: number
  readonly counts: PreviousRun.CountsNow
}

/** What they have in common when it is over. */
export interface EndedRun extends FetchedRun {
  /** The counts of the run before; undefined where none are known. */
  readonly previousCounts: PreviousRun.PreviousRun["counts"]
  readonly isInterrupted: boolean
  /** Unix milliseconds. */
  readonly finishedAt: number
}

/** What one market adds. */
export interface MarketOutcome {
  readonly market: Market
  readonly collected: Collected
  readonly stored: Stored
  /** What the run before kept; undefined where it is not known, or says nothing of this run. */
  readonly comparable: PreviousRun.PreviousKept["kept"]
  /** In the order in which the steps had them. */
  readonly storeErrors: ReadonlyArray<StoreError>
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
  const competitions = short.map(({ id, seen, stated }) => `${id} (${seen} of ${stated})`)
  return `${missing} matches are missing, of competitions ${listed(competitions, 5)}`
}

/** Names what went wrong with the run as a whole: the store before the bookmaker, as the verdicts do. */
const problemOf = (
  { fetched, isInterrupted, list, part }: EndedRun,
  storeErrors: ReadonlyArray<StoreError>,
  drift: Drift | undefined
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

/** Makes the report of one market. */
export const reportOf = (
  run: EndedRun,
  { collected, comparable, market, storeErrors, stored }: MarketOutcome
): Report => {
  const { counts, fetched, list, part, plan, previousCounts, waiting } = run
  const { drafts, rejected, seen } = collected
  const drift = shapeDrift(collected) ?? emptyDrift(drafts.length, comparable)
  const problem = problemOf(run, storeErrors, drift)
  const failed = fetched.failures.map(failedCompetition)
  const fetchedCount = list.ids.length - failed.length - waiting
  const heldBack = list.heldBack + fetched.heldBack
  const stale = list.stale + fetched.stale
  return {
    extractor: market.id,
    source: plan.source,
    period: plan.period,
    day: plan.day,
    prefix: plan.prefix,
    startedAt: new Date(plan.startedAt).toISOString(),
    finishedAt: new Date(run.finishedAt).toISOString(),
    verdict: judge({
      listingFailure: list.listingError,
      fetched: fetchedCount,
      failed,
      waiting,
      short: fetched.short.length,
      seen,
      kept: drafts.length,
      drifted: drift !== undefined,
      storeFailed: storeErrors.length > 0,
      interrupted: run.isInterrupted
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
    matches: { seen, kept: drafts.length, rejected },
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
      ...PreviousRun.warnings(previousCounts, counts),
      ...PreviousRun.keptWarnings(comparable, drafts.length),
      ...OddsWarnings.count(drafts, plan)
    },
    ...(problem === undefined ? {} : { problem })
  }
}
