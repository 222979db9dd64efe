/**
 * The stored document of a match, and how a match on the wire becomes one, or the reason why it does not.
 *
 * Pure. The checks stand in the contract's order, and the first that fails names the rejection. `duplicate` is left to
 * `Extraction.ts`, which alone sees the matches of all competitions in order.
 */
import * as Predicate from "effect/Predicate"
import * as Schema from "effect/Schema"
import { isVirtual, objectsIn, type Wild, type WireMatch } from "../bookmaker/bookiegamma/responses.ts"
import { isLocalTime } from "./Day.ts"
import type { Market } from "./Market.ts"
import { asText, clean, nameAsText, teamName } from "./Text.ts"

/** Lists why a match may be rejected, in the order of the checks. */
export const rejections = [
  "not-a-match",
  "not-soccer",
  "virtual",
  "bad-id",
  "no-team",
  "bad-start-time",
  "no-market",
  "incomplete-market",
  "duplicate"
] as const
export type Rejection = (typeof rejections)[number]

const WireScalar = Schema.Union([Schema.String, Schema.Finite, Schema.Boolean])

/** One outcome's odds under the teams' key. `odd_value` is decimal odds as text. */
export const TeamOdds = Schema.Struct({
  odd_value: Schema.String,
  prev_oddValue: Schema.String,
  outcome: Schema.String
})

/** One outcome's odds and state at the top of the document. */
export const OutcomeState = Schema.Struct({
  odd_: Schema.String,
  live: WireScalar,
  odd_status: WireScalar,
  event_status: WireScalar,
  "split(%)": Schema.String,
  currency: Schema.String
})

/** The document of one match and market; the outcomes' states stand beside the named fields, under their own names. */
export const MatchDocument = Schema.StructWithRest(
  Schema.Struct({
    bookmaker: Schema.Literal("BookieGamma"),
    start_time: Schema.String,
    competition_name: Schema.String,
    teams: Schema.Record(Schema.String, Schema.Record(Schema.String, TeamOdds)),
    parent_match_id: Schema.Int,
    create_date: Schema.Int,
    target_date: Schema.String
  }),
  [Schema.Record(Schema.String, Schema.Unknown)]
)
export type MatchDocument = typeof MatchDocument.Type

/** What is fixed once for all documents of a run: Unix seconds, and the day `YYYY-MM-DD`. */
export interface Stamp {
  readonly create_date: number
  readonly target_date: string
}

/** A match that has passed every check that does not concern a market. */
export interface Fixture {
  readonly id: number
  readonly teams: string
  readonly startTime: string
  readonly competitionName: string
  readonly markets: unknown
}

/** Says why a match gives no document; the id is there where the reason is its market. */
export interface Rejected {
  readonly reason: Rejection
  readonly id?: number
}

const ID = /^[0-9]{1,15}$/
const ODDS = /^[0-9]{1,6}(?:\.[0-9]{1,6})?$/
const FIRST_ID_TOO_LONG = 1e15

const matchId = (value: unknown): number | undefined => {
  const id = typeof value === "string" && ID.test(value) ? Number(value) : value
  return Number.isInteger(id) && (id as number) > 0 && (id as number) < FIRST_ID_TOO_LONG ? (id as number) : undefined
}

const odds = (value: unknown): string | undefined => {
  const text = asText(value)
  return ODDS.test(text) && Number(text) > 1 ? text : undefined
}

const scalar = (value: unknown): string | number | boolean =>
  typeof value === "string"
    ? clean(value)
    : typeof value === "boolean" || (typeof value === "number" && Number.isFinite(value))
      ? value
      : ""

/** Reads what all markets share of a match. */
export const readFixture = ({ raw, group }: WireMatch): Fixture | Rejected => {
  if (!Predicate.isReadonlyObject(raw)) return { reason: "not-a-match" }
  if (nameAsText(raw.sport_name ?? group?.sport_name).toLowerCase() !== "soccer") return { reason: "not-soccer" }
  const competition = nameAsText(raw.competition_name ?? group?.competition_name)
  const category = nameAsText(raw.category_name ?? group?.category_name)
  if (isVirtual(competition, category)) return { reason: "virtual" }
  const id = matchId(raw.parent_match_id)
  if (id === undefined) return { reason: "bad-id" }
  const home = teamName(raw.home_team)
  const away = teamName(raw.away_team)
  if (home === undefined || away === undefined) return { reason: "no-team" }
  if (!isLocalTime(raw.start_time)) return { reason: "bad-start-time" }
  return {
    id,
    teams: `${home};${away}`,
    startTime: raw.start_time,
    competitionName: `${competition}_${category}`.toLowerCase(),
    markets: raw.markets
  }
}

const textOf = (value: unknown): string => (typeof value === "string" ? clean(value) : "")

const nameOf = (market: Wild): string =>
  (textOf(market.odd_type) || textOf(market.market_name) || textOf(market.name)).toLowerCase()

/** Finds a market by its name, which is in lower case. */
const marketNamed = (markets: unknown, name: string): Wild | undefined =>
  Array.isArray(markets)
    ? markets.find((market) => Predicate.isReadonlyObject(market) && nameOf(market) === name)
    : undefined

const hasNoSpecifiers = (line: Wild): boolean => (line.specifiers ?? "") === ""

const outcomesOf = (market: Wild): ReadonlyArray<Wild> => {
  const outcomes = objectsIn(market.outcomes)
  if (market.lines === undefined) return outcomes
  return [
    ...outcomes,
    ...objectsIn(market.lines)
      .filter(hasNoSpecifiers)
      .flatMap((line) => objectsIn(line.outcomes))
  ]
}

/** Says which of a market's outcomes an outcome on the wire stands for; undefined where for none. */
const outcomeOf = (market: Market, wire: Wild): string | undefined => {
  const key = asText(wire.outcome_key).toLowerCase()
  return Object.hasOwn(market.outcomeKeys, key) ? market.outcomeKeys[key] : undefined
}

/** Reads one market of a match and makes the document of it. */
export const readMarket = (fixture: Fixture, market: Market, stamp: Stamp): MatchDocument | Rejected => {
  const wireMarket = marketNamed(fixture.markets, market.wireName.toLowerCase())
  if (wireMarket === undefined) return { reason: "no-market", id: fixture.id }

  const outcomes = outcomesOf(wireMarket)
  const teamOdds: Record<string, typeof TeamOdds.Type> = {}
  const document: Record<string, unknown> & typeof MatchDocument.Type = {
    bookmaker: "BookieGamma",
    start_time: fixture.startTime,
    competition_name: fixture.competitionName,
    teams: { [fixture.teams]: teamOdds },
    parent_match_id: fixture.id,
    create_date: stamp.create_date,
    target_date: stamp.target_date
  }
  for (const outcome of market.outcomes) {
    const wire = outcomes.find((wire) => outcomeOf(market, wire) === outcome && odds(wire.odd_value) !== undefined)
    const price = odds(wire?.odd_value)
    if (wire === undefined || price === undefined) return { reason: "incomplete-market", id: fixture.id }
    teamOdds[outcome] = {
      odd_value: price,
      prev_oddValue: odds(wire.prev_odd_value) ?? "",
      outcome: asText(wire.outcome_name)
    }
    document[outcome] = {
      odd_: price,
      live: scalar(wire.live),
      odd_status: scalar(wire.status),
      event_status: scalar(wire.active),
      "split(%)": "",
      currency: ""
    } satisfies typeof OutcomeState.Type
  }
  return document
}
