/**
 * A match as every bookmaker gives it once its answer is parsed: what all markets share, and for each market asked for
 * the odds, or the reason why there are none.
 */

/**
 * Lists why a match may be rejected, in the order of the checks. `suspended` is a choice of the run, and `duplicate` is
 * found when all answers are collected.
 */
export const rejections = [
  "not-a-match",
  "not-soccer",
  "virtual",
  "bad-id",
  "no-team",
  "bad-start-time",
  "no-market",
  "incomplete-market",
  "suspended",
  "duplicate"
] as const

/** Names why a match is rejected. */
export type Rejection = (typeof rejections)[number]

/** A string that is clean, a finite number or a boolean, as it came; `""` where it was none of these. */
export type Scalar = string | number | boolean

/** The odds of one outcome, and what the bookmaker says of its state. */
export interface OutcomeOdds {
  /** The outcome as the store names it. */
  readonly outcome: string
  /** Decimal odds as text, above 1. */
  readonly odds: string
  /** Odds before the last change, as text; `""` where unknown. */
  readonly previousOdds: string
  /** The bookmaker's name of the outcome, clean. */
  readonly name: string
  /** The outcome's `live`. */
  readonly live: Scalar
  /** The outcome's `status`. */
  readonly status: Scalar
  /** The outcome's `active`. */
  readonly active: Scalar
}

/** The odds of all outcomes of one market, in the market's order. */
export interface MarketOdds {
  /** One for each outcome of the market. */
  readonly outcomes: ReadonlyArray<OutcomeOdds>
  /** True where betting on the match, the market or an outcome is suspended. */
  readonly isSuspended: boolean
  /** True where the market was found by its id alone, under another name. */
  readonly isRenamed: boolean
}

/**
 * What a rejection says of the answer's shape, for finding out that the bookmaker has changed it. Absent where the
 * rejection says nothing of that kind.
 */
export interface ShapeHint {
  /** What was expected and what was there instead, such as the sport's or the markets' names, in a few words. */
  readonly describe: () => string
  /** The sport, of a match that is not soccer. */
  readonly sport?: string
}

/** Why a match has no odds in a market. */
export interface RejectedMarket {
  /** The first reason that applies. */
  readonly reason: Rejection
  /** True where the market was found by its id alone, under another name. */
  readonly isRenamed?: boolean
  /** What the rejection says of the answer's shape. */
  readonly hint?: ShapeHint
}

/** A match that has passed every check that does not concern a market. */
export interface Match {
  /** The bookmaker's number of the match. */
  readonly id: number
  /** `home;away`, normalised; exactly one `;`. */
  readonly teams: string
  /** Local time in Nairobi, `YYYY-MM-DD HH:MM:SS`. */
  readonly startTime: string
  /** Name and category in lower case, joined by `_`. */
  readonly competitionName: string
  /** Odds or a rejection for each market asked for, by the market's `id`. */
  readonly markets: Readonly<Record<string, MarketOdds | RejectedMarket>>
}

/** A match that is rejected whatever the market. */
export interface RejectedMatch {
  /** The first reason that applies. */
  readonly reason: Rejection
  /** What the rejection says of the answer's shape. */
  readonly hint?: ShapeHint
}

/** A match, or the reason why it is none. */
export type ParsedMatch = Match | RejectedMatch
