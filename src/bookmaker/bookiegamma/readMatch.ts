/**
 * How a match on BookieGamma's wire is read: what all markets share, and the odds of each market asked for, or the reason
 * why there are none.
 *
 * Pure. The checks are in the contract's order, and the first that fails names the rejection. `duplicate` is found
 * later, where the matches of all competitions are collected.
 */
import * as Predicate from "effect/Predicate"
import { isLocalTime } from "../../domain/Day.ts"
import type { Market } from "../../domain/Market.ts"
import type { MarketOdds, ParsedMatch, RejectedMarket, RejectedMatch } from "../../domain/Match.ts"
import { asText, teamName } from "../../domain/Text.ts"
import { type OutcomeKeys, outcomeKeysOf } from "./outcomes.ts"
import { readMarket } from "./readMarket.ts"
import {
  type CompetitionText,
  competitionText,
  type JsonObject,
  objectsIn,
  sportOf,
  type WireMatch
} from "./responses.ts"

const ID = /^[0-9]{1,15}$/
const FIRST_ID_TOO_LONG = 1e15
const SUSPENDED: ReadonlySet<string> = new Set(["stopped", "bet_stop", "suspended"])
const SOCCER: ReadonlySet<string> = new Set(["soccer", "football"])
const NO_NAME = competitionText(undefined)

/** How matches are read: the markets asked for, and what may be shown of an answer in messages. */
export interface MatchReader {
  readonly markets: ReadonlyArray<Market>
  readonly keys: OutcomeKeys
  /** Names that were read already: many matches of an answer share theirs. */
  readonly names: Map<string, CompetitionText>
  /** Returns a short, clean excerpt of a value of the answer. */
  readonly excerpt: (value: unknown) => string
}

/** Makes the readers for some markets: one for each answer, by what may be shown of it. */
export const readersOf = (markets: ReadonlyArray<Market>): ((excerpt: MatchReader["excerpt"]) => MatchReader) => {
  const keys = outcomeKeysOf(markets)
  return (excerpt) => ({ markets, keys, names: new Map(), excerpt })
}

const nameIn = (value: unknown, { names }: MatchReader): CompetitionText => {
  if (typeof value !== "string") return competitionText(value)
  const known = names.get(value)
  if (known !== undefined) return known
  const read = competitionText(value)
  names.set(value, read)
  return read
}

/** Rejects a match, with a description of what was found instead. */
const rejected = (
  reason: RejectedMatch["reason"],
  expected: string,
  value: unknown,
  reader: MatchReader
): RejectedMatch => ({
  reason,
  hint: { describe: () => `${expected}; ${found(value, reader)}` }
})

const matchIdOf = (value: unknown): number | undefined => {
  const id = typeof value === "string" && ID.test(value) ? Number(value) : value
  return Number.isInteger(id) && (id as number) > 0 && (id as number) < FIRST_ID_TOO_LONG ? (id as number) : undefined
}

/** Reads a match, with its odds in each market. */
export const readMatch = ({ group, raw }: WireMatch, reader: MatchReader): ParsedMatch => {
  if (!Predicate.isReadonlyObject(raw)) return rejected("not-a-match", "no object", raw, reader)
  const sport = sportOf(raw.sport_name) ?? sportOf(raw.s_binomen) ?? group?.sport ?? "soccer"
  if (!SOCCER.has(sport.toLowerCase())) {
    return { reason: "not-soccer", hint: { sport, describe: () => `the sport is ${reader.excerpt(sport)}` } }
  }
  const name = raw.competition_name == null ? (group?.name ?? NO_NAME) : nameIn(raw.competition_name, reader)
  const category = raw.category_name == null ? (group?.category ?? NO_NAME) : nameIn(raw.category_name, reader)
  if (name.isVirtual || category.isVirtual) return { reason: "virtual" }
  const id = matchIdOf(raw.parent_match_id)
  if (id === undefined) return rejected("bad-id", "no usable parent_match_id", raw, reader)
  const home = teamName(raw.home_team)
  const away = teamName(raw.away_team)
  if (home === undefined || away === undefined)
    return rejected("no-team", "no usable home_team or away_team", raw, reader)
  if (!isLocalTime(raw.start_time)) return rejected("bad-start-time", "no usable start_time", raw, reader)
  return {
    id,
    teams: `${home};${away}`,
    startTime: raw.start_time,
    competitionName: `${name.text}_${category.text}`.toLowerCase(),
    markets: readMarkets(raw, reader)
  }
}

/** Describes what stands where a match was expected. */
const found = (value: unknown, { excerpt }: MatchReader): string =>
  Predicate.isReadonlyObject(value)
    ? `found the keys ${excerpt(Object.keys(value).join(", "))} in ${excerpt(value)}`
    : `found ${excerpt(value)}`

const readMarkets = (raw: JsonObject, { excerpt, keys, markets }: MatchReader) => {
  const context = { keys, excerpt, isMatchSuspended: SUSPENDED.has(asText(raw.bet_status).toLowerCase()) }
  const wireMarkets = objectsIn(raw.markets)
  const read: Record<string, MarketOdds | RejectedMarket> = {}
  for (const market of markets) read[market.id] = readMarket(wireMarkets, market, context)
  return read
}
