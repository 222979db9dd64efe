/**
 * What is fixed once, at the start of a run: its options, its markets, its day, its deadlines.
 */
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import type { MatchQuery } from "../bookmaker/Bookmaker.ts"
import { dayOf } from "../domain/Day.ts"
import { monotonicMillis } from "../domain/Deadline.ts"
import * as Keys from "../store/Keys.ts"
import { type RunOptions, resolve } from "./RunOptions.ts"

/** The share of a run's budget after which fetching ends; the rest belongs to the store. */
const FETCH_SHARE = 0.8
/** The share of a run's budget that the store may take to read, and again to write, the cached ids or a note. */
const CACHE_SHARE = 0.1
/** Bounds of one attempt: half of the time for fetching, so that one that hangs leaves time for another. */
const MIN_ATTEMPT_MILLIS = 5000
const MAX_ATTEMPT_MILLIS = 30_000

/** Counts the requests that a run may still send. */
export interface RequestAllowance {
  /** Takes one, or says false where none is left. */
  readonly take: () => boolean
  readonly left: () => number
}

const allowanceOf = (maxRequests: number | undefined): RequestAllowance | undefined => {
  if (maxRequests === undefined) return undefined
  let left = maxRequests
  return { take: () => left > 0 && left-- > 0, left: () => left }
}

/** Makes the plan of a run. Fails where an option is wrong. */
export const make = Effect.fnUntraced(function* (options: RunOptions) {
  const resolved = yield* resolve(options)
  const { budgetSeconds, period, prefix, source, spentSeconds } = resolved
  const spentMillis = spentSeconds * 1000
  /** Unix milliseconds, for what is stored and shown. */
  const startedAt = (yield* Clock.currentTimeMillis) - spentMillis
  /** Monotonic milliseconds, for what must end in time. */
  const start = (yield* monotonicMillis) - spentMillis
  const budgetMillis = budgetSeconds * 1000
  const day = dayOf(source, period, startedAt)
  return {
    ...resolved,
    startedAt,
    start,
    /** Undefined where requests are not limited. */
    requests: allowanceOf(resolved.maxRequests),
    day,
    stamp: { create_date: Math.floor(startedAt / 1000), target_date: day },
    cacheMillis: budgetMillis * CACHE_SHARE,
    fetchDeadline: start + budgetMillis * FETCH_SHARE,
    attemptMillis: Math.min(Math.max((budgetMillis * FETCH_SHARE) / 2, MIN_ATTEMPT_MILLIS), MAX_ATTEMPT_MILLIS),
    deadline: start + budgetMillis,
    idsKey: Keys.cachedIds(prefix, source, period)
  }
})

/** The plan of a run. */
export type RunPlan = Effect.Success<ReturnType<typeof make>>

/** Returns what a plan asks of the bookmaker. */
export const queryOf = ({ attemptMillis, day, fetchDeadline, markets, requests, source }: RunPlan): MatchQuery => ({
  source,
  day,
  markets,
  deadline: fetchDeadline,
  attemptMillis,
  mayRequest: requests?.take
})
