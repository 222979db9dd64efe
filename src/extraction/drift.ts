/**
 * Drift that no schema shows: answers of a known shape in which nearly nothing can be read any more.
 *
 * Pure. An answer without its lists is found where it is read; this looks at the sum of all answers of a run.
 */
import type { Collected } from "./Collector.ts"

/** Fewer matches say nothing. */
const MIN_MATCHES = 20
/** The share of the matches that must have been rejected for reasons of shape. */
const SHARE = 0.9

/** What has changed, for people. */
export interface Drift {
  readonly reason: string
  readonly detail: string
}

/** Sums the doubts up; of matches that are not soccer, only the most frequent sport counts. */
const doubtsOf = ({ doubts }: Collected) => {
  const sports = doubts.filter(({ reason }) => reason === "not-soccer").toSorted((a, b) => b.count - a.count)
  return [...doubts.filter(({ reason }) => reason !== "not-soccer"), ...sports.slice(0, 1)].toSorted(
    (a, b) => b.count - a.count
  )
}

/** Returns what was found instead where nearly all matches were rejected because their shape has changed. */
export const shapeDrift = (collected: Collected): Drift | undefined => {
  const { drafts, seen } = collected
  if (seen < MIN_MATCHES || drafts.length > 0) return undefined
  const doubts = doubtsOf(collected)
  const doubtful = doubts.reduce((sum, { count }) => sum + count, 0)
  const [first] = doubts
  if (first === undefined || doubtful < seen * SHARE) return undefined
  const reasons = doubts.map(({ count, reason }) => `${count} ${reason}`).join(", ")
  return { reason: first.reason, detail: `none of ${seen} matches could be read (${reasons}): ${first.describe()}` }
}

/** Returns the drift of a run that keeps nothing though the previous one of its kind kept many. */
export const emptyDrift = (kept: number, previous: number | undefined): Drift | undefined =>
  kept > 0 || previous === undefined || previous < MIN_MATCHES
    ? undefined
    : { reason: "fewer-documents", detail: `no match was kept; the previous run kept ${previous}` }
