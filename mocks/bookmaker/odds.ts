/**
 * What a match costs: hidden strengths of both sides, the chances that follow from them, and the three markets' prices.
 * All three are priced from the same chances, so they agree with each other; they drift from step to step.
 * How a price is written into an answer is left to dialects.ts.
 */

import { drift, type Part, unit } from "./random.ts"

/** How long a price stands before it may move: milliseconds. */
export const step = 15_000

/** Chances, 0 to 1: those of the result add up to 1, `btts` is that both sides score. */
export interface Chances {
  readonly home: number
  readonly draw: number
  readonly away: number
  readonly btts: number
}

/** The markets by their names on the wire, with their outcomes in the bookmaker's order. */
export const markets = {
  "1X2": { subTypeId: "1", outcomes: ["1", "X", "2"] },
  "Double chance": { subTypeId: "10", outcomes: ["1X", "12", "X2"] },
  "GG/NG": { subTypeId: "29", outcomes: ["yes", "no"] }
} as const

export type MarketName = keyof typeof markets
export type Outcome = (typeof markets)[MarketName]["outcomes"][number]

const poisson = (mean: number): ReadonlyArray<number> => {
  const out = [Math.exp(-mean)]
  for (let goals = 1; goals <= 12; goals++) out.push((out[goals - 1]! * mean) / goals)
  return out
}

/** Derives the chances from the goals that either side is expected to score. */
export const chances = (homeGoals: number, awayGoals: number): Chances => {
  const home = poisson(homeGoals)
  const away = poisson(awayGoals)
  let win = 0
  let draw = 0
  for (let h = 0; h < home.length; h++) {
    for (let a = 0; a < h; a++) win += home[h]! * away[a]!
    draw += home[h]! * away[h]!
  }
  return { home: win, draw, away: 1 - win - draw, btts: (1 - home[0]!) * (1 - away[0]!) }
}

const chanceOf: Record<Outcome, (c: Chances) => number> = {
  "1": (c) => c.home,
  X: (c) => c.draw,
  "2": (c) => c.away,
  "1X": (c) => c.home + c.draw,
  "12": (c) => c.home + c.away,
  X2: (c) => c.draw + c.away,
  yes: (c) => c.btts,
  no: (c) => 1 - c.btts
}

const chancesAt = (at: number, liveliness: number, key: ReadonlyArray<Part>): Chances => {
  const total = 2.1 + unit(...key, "total") * 1.2
  const share = 0.26 + unit(...key, "share") * 0.48
  const sway = (side: string) =>
    Math.exp(liveliness * (drift(at / 20, ...key, side, "slow") * 0.1 + drift(at / 4, ...key, side, "fast") * 0.03))
  return chances(total * share * sway("home"), total * (1 - share) * sway("away"))
}

/** Prices of one match, by outcome, as the bookmaker prints them: two decimals, above 1. */
export type Prices = Readonly<Record<Outcome, string>>

/** Quotes all outcomes of the match named by `key` at a time (unix milliseconds); matches in play move more. */
export const prices = (time: number, inPlay: boolean, ...key: ReadonlyArray<Part>): Prices => {
  const now = chancesAt(Math.floor(time / step), inPlay ? 2 : 1, key)
  const margin = 1.05 + unit(...key, "margin") * 0.02
  const quote = (outcome: Outcome): string => Math.max(1.01, 1 / (chanceOf[outcome](now) * margin)).toFixed(2)
  return {
    "1": quote("1"),
    X: quote("X"),
    "2": quote("2"),
    "1X": quote("1X"),
    "12": quote("12"),
    X2: quote("X2"),
    yes: quote("yes"),
    no: quote("no")
  }
}
