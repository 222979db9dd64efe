/**
 * The markets of the simulated bookmaker: all there is to know of one is its entry here, so a new market is one entry.
 * The chances come from odds.ts, the teams from fixtures.ts; how an answer writes a market is left to dialects.ts.
 */

import type { Fixture } from "./fixtures.ts"
import type { Chances } from "./odds.ts"

export interface Outcome {
  /** The spellings of `outcome_key`, one of which a match uses. */
  readonly keys: ReadonlyArray<string>
  /** Returns `outcome_name`. */
  readonly name: (fixture: Fixture) => string
  /** Returns the chance that the outcome occurs, 0 to 1. */
  readonly chance: (chances: Chances) => number
}

export interface Market {
  readonly subTypeId: string
  /** Which bet of its kind it is, such as `total=2.5`; its outcomes then stand in a line with these specifiers. */
  readonly specifiers?: string
  /** In the bookmaker's order. */
  readonly outcomes: ReadonlyArray<Outcome>
}

/** The markets by their names on the wire, in the order in which a match lists them. */
export const markets = {
  "1X2": {
    subTypeId: "1",
    outcomes: [
      { keys: ["1"], name: ({ home }) => home, chance: (c) => c.home },
      { keys: ["X", "x"], name: () => "draw", chance: (c) => c.draw },
      { keys: ["2"], name: ({ away }) => away, chance: (c) => c.away }
    ]
  },
  "Double chance": {
    subTypeId: "10",
    outcomes: [
      {
        keys: ["1 or X", "1/X", "1X", "1x"],
        name: ({ home }) => `${home} or draw`,
        chance: (c) => c.home + c.draw
      },
      {
        keys: ["1 or 2", "1/2", "12"],
        name: ({ away, home }) => `${home} or ${away}`,
        chance: (c) => c.home + c.away
      },
      {
        keys: ["X or 2", "X/2", "X2", "x or 2"],
        name: ({ away }) => `draw or ${away}`,
        chance: (c) => c.draw + c.away
      }
    ]
  },
  "GG/NG": {
    subTypeId: "29",
    outcomes: [
      { keys: ["Yes", "yes", "YES"], name: () => "yes", chance: (c) => c.btts },
      { keys: ["No", "no", "NO"], name: () => "no", chance: (c) => 1 - c.btts }
    ]
  }
} as const satisfies Record<string, Market>

export type MarketName = keyof typeof markets

/** Returns the names of the markets that a list of `sub_type_id`, joined by commas, asks for; all of them if it is empty. */
export const marketsOf = (subTypeIds: string): ReadonlyArray<MarketName> => {
  const all = Object.keys(markets) as Array<MarketName>
  const ids = subTypeIds.split(",").map((id) => id.trim())
  return subTypeIds.trim() === "" ? all : all.filter((name) => ids.includes(markets[name].subTypeId))
}
