/**
 * Builders of matches, markets and responses as the bookmaker sends them.
 */
import { type Extractor, Markets } from "../../src/index.ts"

/** Makes an outcome with odds. */
export const offer = (key: unknown, odds: unknown = "1.50") => ({ outcome_key: key, odd_value: odds })

/** Both outcomes of the market GG/NG. */
export const outcomes = [offer("yes", "1.61"), offer("no", "2.25")]

/** Makes a valid match with the market GG/NG, changed by `changes`. */
export const match = (changes: Readonly<Record<string, unknown>> = {}): Record<string, unknown> => ({
  parent_match_id: 50850101,
  home_team: "Arsenal FC",
  away_team: "Tottenham Hotspur",
  start_time: "2026-11-23 22:00:00",
  sport_name: "Soccer",
  competition_name: "Premier League",
  category_name: "England",
  markets: [{ name: "GG/NG", outcomes }],
  ...changes
})

/** Makes a market with the same odds on all outcomes. */
export const market = (extractor: Extractor, odds = "1.50") => ({
  name: Markets[extractor].wireName,
  outcomes: Markets[extractor].outcomes.map((outcome) => offer(outcome, odds))
})

/** Makes a listing's response. */
export const listingOf = (...ids: ReadonlyArray<string>) => ({
  data: {
    competitions: ids.map((id) => ({ competition_id: id, competition_name: `Cup ${id}`, category_name: "World" }))
  }
})

/** Makes a competition's response. */
export const answerOf = (...matches: ReadonlyArray<unknown>) => ({ data: { matches } })
