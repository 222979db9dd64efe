/**
 * The odds of a match: hidden strengths of both teams, the chances that follow from them, and odds for any chance.
 * All markets are quoted from the same chances, so they agree with each other; odds drift from step to step.
 * Which chance an outcome has is in markets.ts, how odds are written into an answer in dialects.ts.
 */

import { drift, type Part, unit } from "./random.ts"

/** How long odds stand before they may move: milliseconds. */
export const step = 15_000

/** Chances of what may happen in a match, 0 to 1; those of the three results add up to 1. */
export interface Chances {
  readonly home: number
  readonly draw: number
  readonly away: number
  /** Both teams score. */
  readonly btts: number
  /** Returns the chance of the scores for which `holds` is true; counts up to 12 goals a side, so ask for the lower scores. */
  readonly score: (holds: (home: number, away: number) => boolean) => number
}

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
  const score: Chances["score"] = (holds) => {
    let sum = 0
    for (const [h, p] of home.entries()) for (const [a, q] of away.entries()) if (holds(h, a)) sum += p * q
    return sum
  }
  return { home: win, draw, away: 1 - win - draw, btts: (1 - home[0]!) * (1 - away[0]!), score }
}

const chancesAt = (at: number, liveliness: number, key: ReadonlyArray<Part>): Chances => {
  const total = 2.1 + unit(...key, "total") * 1.2
  const share = 0.26 + unit(...key, "share") * 0.48
  const form = (side: string) =>
    Math.exp(liveliness * (drift(at / 20, ...key, side, "slow") * 0.1 + drift(at / 4, ...key, side, "fast") * 0.03))
  return chances(total * share * form("home"), total * (1 - share) * form("away"))
}

/** Quotes an outcome by its chance, as the bookmaker prints odds: two decimals, above 1. */
export type Quote = (chance: (chances: Chances) => number) => string

/** Returns the quotes of the match named by `key` at a time (unix milliseconds); odds of matches in play move more. */
export const quotes = (time: number, inPlay: boolean, ...key: ReadonlyArray<Part>): Quote => {
  const now = chancesAt(Math.floor(time / step), inPlay ? 2 : 1, key)
  const margin = 1.05 + unit(...key, "margin") * 0.02
  return (chance) => Math.max(1.01, 1 / (chance(now) * margin)).toFixed(2)
}
