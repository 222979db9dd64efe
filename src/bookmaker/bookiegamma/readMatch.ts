/**
 * How a match on BookieGamma's wire is read: what all markets share, and the odds of each market asked for, or the reason
 * why there are none.
 *
 * Pure. The checks stand in the contract's order, and the first that fails names the rejection. `duplicate` is found
 * later, where the matches of all competitions are collected.
 */
import * as Predicate from "effect/Predicate"
import { isLocalTime } from "../../domain/Day.ts"
import type { Market } from "../../domain/Market.ts"
import type { MarketOdds, ParsedMatch, RejectedMarket, Rejection, Scalar } from "../../domain/Match.ts"
import { asText, clean, nameAsText, teamName } from "../../domain/Text.ts"
import { isVirtual, type JsonObject, objectsIn, type WireMatch } from "./responses.ts"

const ID = /^[0-9]{1,15}$/
const ODDS = /^[0-9]{1,6}(?:\.[0-9]{1,6})?$/
const FIRST_ID_TOO_LONG = 1e15

const matchIdOf = (value: unknown): number | undefined => {
  const id = typeof value === "string" && ID.test(value) ? Number(value) : value
  return Number.isInteger(id) && (id as number) > 0 && (id as number) < FIRST_ID_TOO_LONG ? (id as number) : undefined
}

const oddsOf = (value: unknown): string | undefined => {
  const text = asText(value)
  return ODDS.test(text) && Number(text) > 1 ? text : undefined
}

const scalarOf = (value: unknown): Scalar =>
  typeof value === "string"
    ? clean(value)
    : typeof value === "boolean" || (typeof value === "number" && Number.isFinite(value))
      ? value
      : ""

const textOf = (value: unknown): string => (typeof value === "string" ? clean(value) : "")

const nameOf = (market: JsonObject): string =>
  (textOf(market.odd_type) || textOf(market.market_name) || textOf(market.name)).toLowerCase()

/** Finds a market by its name, which is in lower case. */
const marketNamed = (markets: unknown, name: string): JsonObject | undefined =>
  Array.isArray(markets)
    ? markets.find((market) => Predicate.isReadonlyObject(market) && nameOf(market) === name)
    : undefined

/** Returns the outcomes on a market's line: its own where it has no line, and those of its lines. */
const outcomesOf = (wire: JsonObject, { specifiers = "" }: Market): ReadonlyArray<JsonObject> => {
  const outcomes = specifiers === "" ? objectsIn(wire.outcomes) : []
  if (wire.lines === undefined) return outcomes
  return [
    ...outcomes,
    ...objectsIn(wire.lines)
      .filter((line) => (line.specifiers ?? "") === specifiers)
      .flatMap((line) => objectsIn(line.outcomes))
  ]
}

/** Returns the market's outcome that an outcome on the wire stands for; undefined where it stands for none. */
const outcomeOf = (market: Market, wire: JsonObject): string | undefined => {
  const key = asText(wire.outcome_key).toLowerCase()
  return Object.hasOwn(market.outcomeKeys, key) ? market.outcomeKeys[key] : undefined
}

/** Reads one market of a match. */
const readMarket = (markets: unknown, market: Market): MarketOdds | RejectedMarket => {
  const wireMarket = marketNamed(markets, market.wireName.toLowerCase())
  if (wireMarket === undefined) return NO_MARKET
  const wireOutcomes = outcomesOf(wireMarket, market)
  const outcomes: Array<MarketOdds["outcomes"][number]> = []
  for (const outcome of market.outcomes) {
    const wire = wireOutcomes.find(
      (wire) => outcomeOf(market, wire) === outcome && oddsOf(wire.odd_value) !== undefined
    )
    const odds = oddsOf(wire?.odd_value)
    if (wire === undefined || odds === undefined) return INCOMPLETE_MARKET
    outcomes.push({
      outcome,
      odds,
      previousOdds: oddsOf(wire.prev_odd_value) ?? "",
      name: asText(wire.outcome_name),
      live: scalarOf(wire.live),
      status: scalarOf(wire.status),
      active: scalarOf(wire.active)
    })
  }
  return { outcomes }
}

const rejectedAs = <R extends Rejection>(reason: R) => ({ reason })
const NO_MARKET = rejectedAs("no-market")
const INCOMPLETE_MARKET = rejectedAs("incomplete-market")

/** Reads a match, with its odds in each market. */
export const readMatch = ({ group, raw }: WireMatch, markets: ReadonlyArray<Market>): ParsedMatch => {
  if (!Predicate.isReadonlyObject(raw)) return rejectedAs("not-a-match")
  if (nameAsText(raw.sport_name ?? group?.sport_name).toLowerCase() !== "soccer") return rejectedAs("not-soccer")
  const competition = nameAsText(raw.competition_name ?? group?.competition_name)
  const category = nameAsText(raw.category_name ?? group?.category_name)
  if (isVirtual(competition, category)) return rejectedAs("virtual")
  const id = matchIdOf(raw.parent_match_id)
  if (id === undefined) return rejectedAs("bad-id")
  const home = teamName(raw.home_team)
  const away = teamName(raw.away_team)
  if (home === undefined || away === undefined) return rejectedAs("no-team")
  if (!isLocalTime(raw.start_time)) return rejectedAs("bad-start-time")
  const read: Record<string, MarketOdds | RejectedMarket> = {}
  for (const market of markets) read[market.id] = readMarket(raw.markets, market)
  return {
    id,
    teams: `${home};${away}`,
    startTime: raw.start_time,
    competitionName: `${competition}_${category}`.toLowerCase(),
    markets: read
  }
}
