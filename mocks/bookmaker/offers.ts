/**
 * What the bookmaker offers for a match at a moment: which markets, at which odds, and whether betting is suspended.
 * This is the truth that every shape of answer tells; feeds.ts and dialects.ts only write it. The odds are from odds.ts.
 */

import type { Fixture } from "./fixtures.ts"
import type { Market, NamedMarket, Outcome } from "./markets.ts"
import { quotes, step } from "./odds.ts"
import { hash, unit } from "./random.ts"

/** When, and for which markets, an answer is given. */
export interface Moment {
  readonly seed: number
  /** Unix milliseconds. */
  readonly now: number
  readonly live: boolean
  /** The markets asked for. */
  readonly wanted: ReadonlyArray<NamedMarket>
}

export interface QuotedOutcome {
  readonly outcome: Outcome
  /** As decimals, above 1; absent where there are none for the time being. */
  readonly odds?: string
  /** The odds one step ago. */
  readonly before: string
}

export interface Offer {
  readonly name: string
  readonly market: Market
  readonly suspended: boolean
  /** One for each outcome of the market, in its order. */
  readonly quoted: ReadonlyArray<QuotedOutcome>
}

export interface MatchOffers {
  /** Betting on the whole match is suspended. */
  readonly suspended: boolean
  readonly offers: ReadonlyArray<Offer>
}

/** The chance that a match never has a market. */
const missing = 0.03

/** The chances that, for a time (milliseconds), an outcome of a market has no odds, or betting in play is suspended. */
const withoutOdds = { chance: 0.03, lasts: 120_000 }
const suspendedMatch = { chance: 0.04, lasts: 180_000 }
const suspendedMarket = { chance: 0.04, lasts: 90_000 }

/** Returns the number of the period that `now` is in; each match has its own beginnings. */
const periodAt = ({ now, seed }: Moment, { id }: Fixture, lasts: number): number =>
  Math.floor((now + (hash(seed, "period", id) % lasts)) / lasts)

const isSuspended = (moment: Moment, fixture: Fixture, what: string, { chance, lasts }: typeof withoutOdds): boolean =>
  moment.live && unit(moment.seed, "suspended", fixture.id, what, periodAt(moment, fixture, lasts)) < chance

/** Returns what is offered for a match; markets that it does not have are left out. */
export const offersOf = (moment: Moment, fixture: Fixture): MatchOffers => {
  const { live, now, seed, wanted } = moment
  const quote = quotes(now, live, seed, fixture.id)
  const before = quotes(now - step, live, seed, fixture.id)
  const period = periodAt(moment, fixture, withoutOdds.lasts)
  const offer = ([name, market]: NamedMarket): Offer => {
    const open = unit(seed, "odds", fixture.id, name, period) >= withoutOdds.chance
    const gap = open ? -1 : hash(seed, "gap", fixture.id, name, period) % market.outcomes.length
    return {
      name,
      market,
      suspended: isSuspended(moment, fixture, name, suspendedMarket),
      quoted: market.outcomes.map((outcome, i) => ({
        outcome,
        before: before(outcome.chance),
        ...(i === gap ? {} : { odds: quote(outcome.chance) })
      }))
    }
  }
  return {
    suspended: isSuspended(moment, fixture, "match", suspendedMatch),
    offers: wanted.filter(([name]) => unit(seed, "missing", fixture.id, name) >= missing).map(offer)
  }
}
