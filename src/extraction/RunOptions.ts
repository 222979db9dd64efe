/**
 * The options of a run, with bounds and defaults.
 *
 * The library checks its options here, and the command's settings are decoded with the same bounds, so each is defined once.
 */
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import { type Bounds, within } from "../domain/Bounds.ts"
import type { Market } from "../domain/Market.ts"
import { type Extractor, extractors, Markets } from "../domain/Markets.ts"
import { OptionsError } from "../domain/OptionsError.ts"
import { Period, Source } from "../domain/Source.ts"
import { Prefix } from "../store/Prefix.ts"

/** A run's budget. */
export const budgetSeconds: Bounds = { minimum: 1, maximum: 86_400, what: "seconds" }
/** The share of competitions that must be answered. */
export const minCoverage: Bounds = { minimum: 0, maximum: 1, what: "a share" }
/** How many requests a run may send. */
export const maxRequests: Bounds = { minimum: 2, maximum: 1_000_000, what: "a whole number", isWhole: true }
/** An expiry. */
export const expirySeconds: Bounds = { minimum: 1, maximum: 86_400, what: "whole seconds", isWhole: true }

/** Decodes what becomes of matches whose betting is suspended. */
export const Suspended: Schema.Literals<readonly ["keep", "withdraw"]> = Schema.Literals(["keep", "withdraw"])
/** Names what becomes of matches whose betting is suspended. */
export type Suspended = typeof Suspended.Type

/** How long a run of each source may take, and how long its competition ids are cached, in seconds. */
export const sourceDefaults: Readonly<Record<Source, { budgetSeconds: number; cacheExpirySeconds: number }>> = {
  live: { budgetSeconds: 20, cacheExpirySeconds: 60 },
  upcoming: { budgetSeconds: 40, cacheExpirySeconds: 1200 }
}

/** The options of a run. */
export interface RunOptions {
  /** Names of extractors, or markets of your own; at least one, each once. They share the ids and the requests. */
  readonly extractors: ReadonlyArray<Extractor | Market>
  /** Live matches, or those to come. */
  readonly source: Source
  /** A day as an offset from today in Nairobi, 0 to 4; a live run is always today's. */
  readonly period: Period
  /** First part of every key: 1 to 32 letters and digits. @default "lst" */
  readonly prefix?: string
  /** Time for the whole run, 1 s to 1 day. @default 20 s live, 40 s upcoming */
  readonly budget?: Duration.Input
  /**
   * The most requests that the run sends, 2 to 1,000,000: for the listing, pages and those sent again too. Competitions that do
   * not fit are asked for in the next runs. @default no limit
   */
  readonly maxRequests?: number
  /** How much of the budget has been spent already, say on opening the store. @default 0 */
  readonly spent?: Duration.Input
  /** How long competition ids are cached, in whole seconds. @default 60 s live, 1200 s upcoming */
  readonly cacheExpiry?: Duration.Input
  /** How long a published entry lives, in whole seconds. @default 200 s */
  readonly entryExpiry?: Duration.Input
  /** Matches whose betting is suspended: `keep` their odds, or `withdraw` them. @default "keep" */
  readonly suspended?: Suspended
  /** Fetches and transforms, but does not touch the store. @default false */
  readonly dryRun?: boolean
}

const Resolved = Schema.Struct({
  source: Source,
  period: Period,
  prefix: Prefix,
  budgetSeconds: within(budgetSeconds),
  maxRequests: Schema.optionalKey(within(maxRequests)),
  spentSeconds: within({ ...budgetSeconds, minimum: 0 }),
  cacheExpirySeconds: within(expirySeconds),
  entryExpirySeconds: within(expirySeconds),
  suspended: Suspended,
  dryRun: Schema.Boolean
})

const marketOf = (extractor: Extractor | Market): Market | undefined =>
  typeof extractor !== "string" ? extractor : extractors.includes(extractor) ? Markets[extractor] : undefined

const resolveMarkets = (given: RunOptions["extractors"]): Result.Result<ReadonlyArray<Market>, string> => {
  const markets: Array<Market> = []
  for (const extractor of given) {
    const market = marketOf(extractor)
    if (market === undefined) return Result.fail(`Expected extractors among ${extractors.join(", ")}`)
    markets.push(market)
  }
  if (markets.length === 0) return Result.fail("Expected at least one extractor")
  const isUnique = new Set(markets.map(({ id }) => id)).size === markets.length
  return isUnique ? Result.succeed(markets) : Result.fail("Expected each extractor once")
}

const secondsOf = (input: Duration.Input | undefined, usual: number): number =>
  input === undefined
    ? usual
    : Option.match(Duration.fromInput(input), { onNone: () => Number.NaN, onSome: Duration.toSeconds })

/** Fills in the defaults and checks the bounds. Fails with the first option that is wrong. */
export const resolve = Effect.fnUntraced(function* (options: RunOptions) {
  const markets = resolveMarkets(options.extractors)
  if (Result.isFailure(markets)) return yield* new OptionsError({ message: markets.failure })
  const defaults = sourceDefaults[options.source] ?? sourceDefaults.live
  const decoded = Schema.decodeUnknownResult(Resolved)({
    source: options.source,
    period: options.period,
    prefix: options.prefix ?? "lst",
    budgetSeconds: secondsOf(options.budget, defaults.budgetSeconds),
    ...(options.maxRequests === undefined ? {} : { maxRequests: options.maxRequests }),
    spentSeconds: secondsOf(options.spent, 0),
    cacheExpirySeconds: secondsOf(options.cacheExpiry, defaults.cacheExpirySeconds),
    entryExpirySeconds: secondsOf(options.entryExpiry, 200),
    suspended: options.suspended ?? "keep",
    dryRun: options.dryRun ?? false
  })
  if (Result.isFailure(decoded)) return yield* new OptionsError({ message: decoded.failure.message })
  return { ...decoded.success, markets: markets.success }
})
