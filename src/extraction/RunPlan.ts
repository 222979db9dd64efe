/**
 * What is fixed once, at the start of a run: its options, its markets, its day, its times.
 */
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as BookieGamma from "../bookmaker/bookiegamma/BookieGamma.ts"
import * as Courtesy from "../bookmaker/http/Throttle.ts"
import * as TimeLimit from "../bookmaker/http/TimeLimits.ts"
import { dayOf } from "../domain/Day.ts"
import { Markets } from "../domain/Markets.ts"
import * as Keys from "../store/Keys.ts"
import { type Options, resolve } from "./RunOptions.ts"

/** The share of a run's budget after which fetching ends; the rest belongs to the store. */
export const FETCH_SHARE = 0.8
/** The share of a run's budget that the store may take to read, and again to write, the cached ids. */
const CACHE_SHARE = 0.1

/** Fixes a run's plan. Times are Unix milliseconds. Fails where an option is wrong. */
export const begin = Effect.fnUntraced(function* (options: Options) {
  const resolved = yield* resolve(options)
  const { startedAt = yield* Clock.currentTimeMillis } = resolved
  const budget = resolved.budgetSeconds * 1000
  const day = dayOf(resolved.source, resolved.period, startedAt)
  return {
    ...resolved,
    startedAt,
    day,
    markets: resolved.extractors.map((extractor) => Markets[extractor]),
    timeLimit: yield* TimeLimit.make,
    courtesy: yield* Courtesy.make(resolved.concurrency, resolved.rate),
    stamp: { create_date: Math.floor(startedAt / 1000), target_date: day },
    cacheMillis: budget * CACHE_SHARE,
    fetchDeadline: startedAt + budget * FETCH_SHARE,
    tryMillis: BookieGamma.tryMillis(budget * FETCH_SHARE),
    deadline: startedAt + budget,
    idsKey: Keys.cachedIds(resolved.prefix, resolved.source, resolved.period)
  }
})

/** The plan of a run. */
export type Plan = Effect.Success<ReturnType<typeof begin>>

/** Gives what a plan asks of the bookmaker. */
export const inquiryOf = (plan: Plan): BookieGamma.Inquiry => ({
  bookmaker: plan.bookmaker,
  source: plan.source,
  day: plan.day,
  subTypeIds: plan.markets.map((market) => market.subTypeId),
  deadline: plan.fetchDeadline,
  tryMillis: plan.tryMillis,
  timeLimit: plan.timeLimit,
  courtesy: plan.courtesy
})
