/**
 * How BookieGamma writes a match. Shapes and spellings differ from match to match and are chosen by the match's id, so a
 * match keeps its own; a few percent have a flaw for which a reader must reject them.
 * Which matches there are is in fixtures.ts, their markets in markets.ts, their odds in odds.ts.
 */

import type { Competition } from "./competitions.ts"
import { type Fixture, localTime } from "./fixtures.ts"
import { type Market, type MarketName, markets } from "./markets.ts"
import { type Quote, quotes, step } from "./odds.ts"
import { hash, pick, sequence, unit } from "./random.ts"

/** One object of an answer. */
export type Fields = Readonly<Record<string, unknown>>

/** The lists under `data` that matches can stand in. */
export type Shape = "competitions" | "leagues" | "matches"

const nameFields = ["odd_type", "market_name", "name"] as const
const casings = [(name: string) => name, (name: string) => name, (name: string) => name.toLowerCase()] as const
const lineStyles = ["none", "none", "absent", "null", "empty", "beside"] as const
const flagStyles = ["strings", "numbers", "booleans", "mixed"] as const
const inheritances = ["own", "absent", "null"] as const

/** The chance that a match never has a market, and that one outcome of a market has no odds, for two minutes at a time. */
const missing = 0.03
const withoutOdds = 0.03
const withoutOddsFor = 120_000

const flags = (style: (typeof flagStyles)[number], live: boolean): Fields => {
  if (style === "strings") return { status: "1", active: "1", live: live ? "1" : "0" }
  if (style === "numbers") return { status: 1, active: 1, live: live ? 1 : 0 }
  if (style === "booleans") return { status: true, active: true, live }
  return { status: "1", active: 1, live: live ? 1 : 0 }
}

/** What all matches of one answer share. */
export interface Occasion {
  readonly seed: number
  /** Unix milliseconds. */
  readonly now: number
  readonly live: boolean
  /** The markets asked for. */
  readonly wanted: ReadonlyArray<MarketName>
}

const marketOf = (occasion: Occasion, fixture: Fixture, name: MarketName, now: Quote, before: Quote): Fields => {
  const { live, seed } = occasion
  const next = sequence(hash(seed, "market", fixture.id, name))
  const nameField = pick(next, nameFields)
  const casing = pick(next, casings)
  const lines = pick(next, lineStyles)
  const flagStyle = pick(next, flagStyles)
  const numeric = next() < 0.3
  const odds = (quoted: string) => (numeric ? Number(quoted) : quoted)
  const { outcomes, specifiers, subTypeId }: Market = markets[name]
  const period = Math.floor(occasion.now / withoutOddsFor)
  const closed = unit(seed, "suspended", fixture.id, name, period) < withoutOdds
  const gap = closed ? outcomes[hash(seed, "gap", fixture.id, name, period) % outcomes.length] : undefined
  const quoted = outcomes.map((outcome, i) => ({
    outcome_id: String(Number(subTypeId) * 10 + i),
    outcome_key: pick(next, outcome.keys),
    outcome_name: outcome.name(fixture),
    odd_value: outcome === gap ? "-" : odds(now(outcome.chance)),
    prev_odd_value: odds(before(outcome.chance)),
    ...flags(flagStyle, live)
  }))
  const head = { [nameField]: casing(name), sub_type_id: numeric ? Number(subTypeId) : subTypeId }
  const line = { ...(specifiers === undefined ? {} : { specifiers }), outcomes: quoted }
  if (lines === "beside") {
    // The odds of another bet stand first and are complete, so a reader that ignores the specifiers takes those.
    const others = quoted.map((outcome) => ({ ...outcome, odd_value: "9.99", prev_odd_value: "9.99" }))
    return { ...head, lines: [{ specifiers: "hcp=0:1", outcomes: others }, line] }
  }
  if (specifiers !== undefined || lines === "absent") return { ...head, lines: [line] }
  if (lines === "none") return { ...head, outcomes: quoted }
  if (lines === "null") return { ...head, lines: [{ specifiers: null, outcomes: quoted }] }
  return { ...head, outcomes: [], lines: [{ specifiers: "", outcomes: quoted }] }
}

/** Writes one match as it stands in a list of that shape; in `matches` it has no group to inherit from. */
export const writeMatch = (occasion: Occasion, competition: Competition, fixture: Fixture, shape: Shape): Fields => {
  const { live, now, seed, wanted } = occasion
  const next = sequence(hash(seed, "match", fixture.id))
  const id = next() < 0.5 ? fixture.id : String(fixture.id)
  const inherits = pick(next, inheritances)
  const own = shape === "matches" || inherits === "own"
  const quote = quotes(now, live, seed, fixture.id)
  const before = quotes(now - step, live, seed, fixture.id)
  return {
    parent_match_id: id,
    home_team: fixture.home,
    away_team: fixture.away,
    start_time: localTime(fixture.start),
    ...(own ? groupFields(competition) : {}),
    ...(!own && inherits === "null"
      ? { competition_id: null, competition_name: null, category_name: null, sport_name: null }
      : {}),
    markets: wanted
      .filter((name) => unit(seed, "missing", fixture.id, name) >= missing)
      .map((name) => marketOf(occasion, fixture, name, quote, before))
  }
}

/** Writes the fields of a competition, which a match without a group has itself. */
export const groupFields = (competition: Competition): Fields => ({
  competition_id: competition.id,
  competition_name: competition.name,
  category_name: competition.category,
  sport_name: competition.index % 4 === 3 ? "soccer" : "Soccer"
})
