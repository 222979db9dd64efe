/**
 * The ledger of a run: every competition and every match accounted for, and the verdict that follows from it.
 *
 * Pure. It adds up: listed = virtual + fetched + failed; matches seen = kept + rejected; kept = updated + created +
 * unstored; withdrawn is a part of rejected.
 */
import { type FailureReason, failures } from "../bookmaker/BookmakerError.ts"
import type { Extractor } from "../domain/Markets.ts"
import type { Rejection } from "../domain/MatchDocument.ts"
import type { Period, Source } from "../domain/Source.ts"

/** Lists the verdicts with their exit codes; where several apply, the later one wins. */
export const verdicts = {
  complete: { exitCode: 0, means: "every competition answered, something was kept" },
  empty: { exitCode: 0, means: "the bookmaker lists no match" },
  filtered: { exitCode: 0, means: "there were matches, all of them were rejected" },
  partial: { exitCode: 75, means: "some competitions failed" },
  drifted: { exitCode: 65, means: "the bookmaker answers in another shape than it used to" },
  blocked: { exitCode: 69, means: "the bookmaker refuses or throttles" },
  unavailable: { exitCode: 69, means: "the bookmaker could not be reached, or kept failing" },
  "store-failed": { exitCode: 74, means: "the store could not be opened, read or written" },
  interrupted: { exitCode: 130, means: "a signal ended the run" }
} as const satisfies Record<string, { exitCode: number; means: string }>
export type Verdict = keyof typeof verdicts

/** A competition without an answer. `last` is how its last try ended, where time ran out before the next one. */
export interface FailedCompetition {
  readonly id: string
  readonly reason: FailureReason
  readonly tries: number
  readonly last?: FailureReason
}

/** What went wrong with the run as a whole, for people. */
export interface Problem {
  readonly step: "competitions" | "matches" | "store" | "run"
  readonly reason: string
  readonly detail: string
}

/** The report of one extractor's run; times are ISO 8601 in UTC, `day` is a date in Nairobi. */
export interface Report {
  readonly extractor: Extractor
  readonly source: Source
  readonly period: Period
  readonly day: string
  readonly prefix: string
  readonly startedAt: string
  readonly finishedAt: string
  readonly verdict: Verdict
  readonly competitions: {
    readonly listed: number
    readonly virtual: number
    readonly fromCache: boolean
    /** Null where the ids did not come from the cache. */
    readonly cacheAgeSeconds: number | null
    readonly fetched: number
    readonly failed: ReadonlyArray<FailedCompetition>
  }
  readonly matches: {
    readonly seen: number
    readonly kept: number
    readonly rejected: Readonly<Partial<Record<Rejection, number>>>
  }
  readonly documents: {
    readonly updated: number
    readonly created: number
    readonly unstored: number
    readonly withdrawn: number
  }
  readonly entries: {
    /** Keys of the matched entries that were touched. */
    readonly updated: ReadonlyArray<string>
    /** Null where nothing was published. */
    readonly created: string | null
    readonly streamId: string | null
  }
  readonly warnings: Readonly<Record<string, number>>
  /** The gravest thing that went wrong; absent where nothing did. */
  readonly problem?: Problem
}

/** What the verdict depends on. */
export interface Evidence {
  readonly listingFailure: Pick<FailedCompetition, "reason" | "last"> | undefined
  readonly fetched: number
  readonly failed: ReadonlyArray<FailedCompetition>
  readonly seen: number
  readonly kept: number
  readonly storeFailed: boolean
  readonly interrupted: boolean
}

const order = Object.keys(verdicts) as ReadonlyArray<Verdict>

/** Names the verdict that a failure leads to when nothing answers; a deadline is judged by what came before it. */
const verdictOf = ({ reason, last }: Pick<FailedCompetition, "reason" | "last">): Verdict =>
  failures[reason === "deadline" ? (last ?? reason) : reason].verdict

/** Judges a run. One competition that fails makes it partial; only where none answers does their reason decide. */
export const judge = (evidence: Evidence): Verdict => {
  const { listingFailure, fetched, failed, seen, kept, storeFailed, interrupted } = evidence
  const applying: Array<Verdict> = [kept > 0 ? "complete" : seen > 0 ? "filtered" : "empty"]
  if (listingFailure !== undefined) applying.push(verdictOf(listingFailure))
  // One that was never asked for, because time ran out or the circuit was open, says nothing of the bookmaker.
  const asked = failed.filter(({ tries }) => tries > 0)
  for (const failure of asked.length > 0 ? asked : failed) applying.push(fetched > 0 ? "partial" : verdictOf(failure))
  if (storeFailed) applying.push("store-failed")
  if (interrupted) applying.push("interrupted")
  return applying.reduce((worst, verdict) => (order.indexOf(verdict) > order.indexOf(worst) ? verdict : worst))
}

/** Gives the share of competitions that answered, 0 to 1; 1 where there were none. */
export const coverage = ({ fetched, failed }: Report["competitions"]): number =>
  failed.length === 0 ? 1 : fetched / (fetched + failed.length)

/** Gives a report's exit code; a partial run with at least `minCoverage` (0 to 1) is a success. */
export const exitCode = (report: Report, minCoverage: number): number =>
  report.verdict === "partial" && coverage(report.competitions) >= minCoverage ? 0 : verdicts[report.verdict].exitCode

/** Gives the exit code of several reports: that of the gravest verdict which is no success. */
export const worstExitCode = (reports: ReadonlyArray<Report>, minCoverage: number): number => {
  const failures = reports.filter((report) => exitCode(report, minCoverage) !== 0)
  const worst = Math.max(...failures.map(({ verdict }) => order.indexOf(verdict)))
  return failures.length === 0 ? 0 : verdicts[order[worst]!].exitCode
}
