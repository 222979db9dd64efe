/**
 * When the runs of a source begin: at multiples of its interval, by a monotonic clock, so that nothing drifts.
 *
 * Pure. What happens at a turn is `watch.ts`'s.
 */
import type { Deadline } from "../../domain/Deadline.ts"

/** The turns of a source. */
export interface Turns {
  /** When turn 0 is, in monotonic milliseconds. */
  readonly first: Deadline
  readonly intervalMillis: number
}

/** The longest time between the first turns of two sources. */
const MAX_SPREAD_MILLIS = 5000
/** The share of an interval, and the most milliseconds, that lie between a run's deadline and the next turn. */
const RESERVE_SHARE = 0.25
const MAX_RESERVE_MILLIS = 5000
/** The shortest budget of a run. */
const MIN_BUDGET_MILLIS = 1000

/** Returns how long after the start the first turn of each source is, so that sources do not begin together. */
export const offsets = (intervals: ReadonlyArray<number>): ReadonlyArray<number> => {
  const spread = Math.min(MAX_SPREAD_MILLIS, Math.min(...intervals) / intervals.length)
  return intervals.map((_, index) => index * spread)
}

/** Returns the budget of a run: the one wanted, and at most the interval less the time that a late publication may take. */
export const budgetMillis = (wantedMillis: number, intervalMillis: number): number => {
  const reserve = Math.min(MAX_RESERVE_MILLIS, intervalMillis * RESERVE_SHARE)
  return Math.max(MIN_BUDGET_MILLIS, Math.min(wantedMillis, intervalMillis - reserve))
}

/** Returns when a turn is. */
export const timeOf = ({ first, intervalMillis }: Turns, turn: number): Deadline => first + turn * intervalMillis

/** Returns the turn that comes next, and how many have passed since `last` without a run. */
export const next = (
  { first, intervalMillis }: Turns,
  last: number,
  now: Deadline
): { readonly turn: number; readonly missed: number } => {
  const turn = Math.max(last + 1, Math.ceil((now - first) / intervalMillis))
  return { turn, missed: turn - last - 1 }
}
