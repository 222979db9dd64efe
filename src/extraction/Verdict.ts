/**
 * The verdicts on a run, and what they follow from.
 *
 * Pure. One competition that fails makes a run partial; only where none is answered does their reason decide.
 */
import type { FailureReason } from "../bookmaker/BookmakerError.ts"

/** Where several verdicts apply, the later one wins. */
const order = [
  "complete",
  "empty",
  "filtered",
  "partial",
  "drifted",
  "blocked",
  "unavailable",
  "store-failed",
  "interrupted"
] as const

/** Names a verdict. */
export type Verdict = (typeof order)[number]

/** Lists the verdicts with their exit codes; where several apply, the later one wins. */
export const verdicts = {
  complete: { exitCode: 0, means: "every competition answered, something was kept" },
  empty: { exitCode: 0, means: "the bookmaker lists no match" },
  filtered: { exitCode: 0, means: "there were matches, all of them were rejected" },
  partial: { exitCode: 75, means: "some competitions failed, are short or wait for the next run" },
  drifted: { exitCode: 65, means: "the bookmaker answers in another shape than it used to" },
  blocked: { exitCode: 69, means: "the bookmaker refuses or throttles" },
  unavailable: { exitCode: 69, means: "the bookmaker could not be reached, or kept failing" },
  "store-failed": { exitCode: 74, means: "the store could not be opened, read or written" },
  interrupted: { exitCode: 130, means: "a signal ended the run" }
} as const satisfies Record<Verdict, { exitCode: number; means: string }>

/** The verdict that a failure leads to when nothing is answered. */
const verdictsOfFailures = {
  network: "unavailable",
  timeout: "unavailable",
  "server-error": "unavailable",
  throttled: "blocked",
  refused: "blocked",
  page: "blocked",
  "bad-status": "unavailable",
  redirected: "blocked",
  "too-large": "drifted",
  "circuit-open": "unavailable",
  malformed: "drifted",
  drifted: "drifted",
  deadline: "unavailable",
  "request-limit": "unavailable",
  interrupted: "interrupted"
} as const satisfies Record<FailureReason, Verdict>

/** How a listing or a competition failed. */
interface Failure {
  readonly reason: FailureReason
  readonly last?: FailureReason
}

/** What the verdict depends on. */
export interface Evidence {
  readonly listingFailure: Failure | undefined
  readonly fetched: number
  readonly failed: ReadonlyArray<Failure & { readonly tries: number }>
  /** Competitions that are asked for in a later run. */
  readonly waiting: number
  /** Competitions of which fewer matches came than they state. */
  readonly short: number
  readonly seen: number
  readonly kept: number
  /** True where nearly nothing could be read any more. */
  readonly drifted: boolean
  readonly storeFailed: boolean
  readonly interrupted: boolean
}

/** Returns the graver of two verdicts. */
export const graver = (a: Verdict, b: Verdict): Verdict => (order.indexOf(b) > order.indexOf(a) ? b : a)

/** Returns the verdict that a failure leads to; a limit of the run's own is judged by what came before it. */
export const verdictOfFailure = ({ last, reason }: Failure): Verdict =>
  verdictsOfFailures[reason === "deadline" || reason === "request-limit" ? (last ?? reason) : reason]

/** Judges a run. */
export const judge = (evidence: Evidence): Verdict => {
  const { drifted, failed, fetched, interrupted, kept, listingFailure, seen, short, storeFailed, waiting } = evidence
  const applying = new Set<Verdict>([kept > 0 ? "complete" : seen > 0 ? "filtered" : "empty"])
  if (listingFailure !== undefined) applying.add(verdictOfFailure(listingFailure))
  // One that was never asked for, because time ran out or the circuit was open, says nothing of the bookmaker.
  const asked = failed.filter(({ tries }) => tries > 0)
  for (const failure of asked.length > 0 ? asked : failed) {
    applying.add(fetched > 0 ? "partial" : verdictOfFailure(failure))
  }
  if (short > 0 || waiting > 0) applying.add("partial")
  if (drifted) applying.add("drifted")
  if (storeFailed) applying.add("store-failed")
  if (interrupted) applying.add("interrupted")
  return [...applying].reduce(graver)
}
