/**
 * The markets of the simulated bookmaker: all there is to know of one is its entry here, so a new market is one entry.
 * The chances come from odds.ts, the teams from fixtures.ts; how an answer writes a market is left to feeds.ts and dialects.ts.
 */

import type { Fixture } from "./fixtures.ts"
import type { Chances } from "./odds.ts"

export interface Outcome {
  /** Returns `outcome_name`. */
  readonly name: (fixture: Fixture) => string
  /** Returns the chance that the outcome occurs, 0 to 1. */
  readonly chance: (chances: Chances) => number
}

export interface Market {
  readonly subTypeId: string
  /** Names that some answers use instead of the market's own, so that only `sub_type_id` tells which market it is. */
  readonly otherNames: ReadonlyArray<string>
  /** Which bet of its kind it is, such as `total=2.5`; its outcomes then stand in a line with these specifiers. */
  readonly specifiers?: string
  /** The spellings of `outcome_key`, each for all outcomes in their order; the first is the usual one. */
  readonly keys: ReadonlyArray<ReadonlyArray<string>>
  /** In the bookmaker's order. */
  readonly outcomes: ReadonlyArray<Outcome>
}

/** The markets by their names on the wire, in the order in which a match lists them. */
export const markets: Readonly<Record<string, Market>> = {
  "1X2": {
    subTypeId: "1",
    otherNames: ["3 Way", "Match Result"],
    keys: [
      ["1", "X", "2"],
      ["1", "x", "2"],
      ["home", "draw", "away"],
      ["Home", "Draw", "Away"]
    ],
    outcomes: [
      { name: ({ home }) => home, chance: (c) => c.home },
      { name: () => "draw", chance: (c) => c.draw },
      { name: ({ away }) => away, chance: (c) => c.away }
    ]
  },
  "Double chance": {
    subTypeId: "10",
    otherNames: ["DC"],
    keys: [
      ["1 or X", "1 or 2", "X or 2"],
      ["1/X", "1/2", "X/2"],
      ["1X", "12", "X2"],
      ["1x", "12", "x2"],
      ["1__X", "1__2", "X__2"]
    ],
    outcomes: [
      { name: ({ home }) => `${home} or draw`, chance: (c) => c.home + c.draw },
      { name: ({ away, home }) => `${home} or ${away}`, chance: (c) => c.home + c.away },
      { name: ({ away }) => `draw or ${away}`, chance: (c) => c.draw + c.away }
    ]
  },
  "GG/NG": {
    subTypeId: "29",
    otherNames: ["Both Teams To Score"],
    keys: [
      ["yes", "no"],
      ["Yes", "No"],
      ["YES", "NO"],
      ["GG", "NG"]
    ],
    outcomes: [
      { name: () => "yes", chance: (c) => c.btts },
      { name: () => "no", chance: (c) => 1 - c.btts }
    ]
  }
}

/** A market and its name on the wire. */
export type NamedMarket = readonly [name: string, market: Market]

/** Returns the markets that a list of `sub_type_id`, joined by commas, asks for; all of them if it is empty. */
export const marketsOf = (subTypeIds: string): ReadonlyArray<NamedMarket> => {
  const all = Object.entries(markets)
  const ids = subTypeIds.split(",").map((id) => id.trim())
  return subTypeIds.trim() === "" ? all : all.filter(([, { subTypeId }]) => ids.includes(subTypeId))
}
