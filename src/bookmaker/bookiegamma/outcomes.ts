/**
 * Which of a market's outcomes an outcome on the wire stands for, and what its odds are.
 *
 * Pure. Keys are those of all markets: a key that means another market's outcome is not looked for under its name.
 */
import type { Market } from "../../domain/Market.ts"
import { Markets } from "../../domain/Markets.ts"
import { asText } from "../../domain/Text.ts"
import type { JsonObject } from "./responses.ts"

const ODDS = /^[0-9]{1,6}(?:\.[0-9]{1,6})?$/
const MAX_ROUNDED = 10_000_000
const DECIMALS = 1e6

/** Returns odds as text: a number rounded to six decimals, halves up. Undefined where they are none, or not above 1. */
export const oddsOf = (value: unknown): string | undefined => {
  const text =
    typeof value === "number"
      ? String(value < MAX_ROUNDED ? Math.round(value * DECIMALS) / DECIMALS : value)
      : typeof value === "string" && !ODDS.test(value)
        ? asText(value)
        : value
  return typeof text === "string" && ODDS.test(text) && Number(text) > 1 ? text : undefined
}

/** The outcomes by their keys on the wire, in lower case, and by their own names. */
export type OutcomeKeys = ReadonlyMap<unknown, string>

/** Returns the keys of all markets, those of one's own included. */
export const outcomeKeysOf = (markets: ReadonlyArray<Market>): OutcomeKeys =>
  new Map(
    [...Object.values<Market>(Markets), ...markets].flatMap(({ outcomeKeys }) =>
      Object.entries(outcomeKeys).flatMap(
        ([key, outcome]): Array<[string, string]> => [
          [key, outcome],
          ...(outcome.toLowerCase() === key ? [[outcome, outcome] satisfies [string, string]] : [])
        ]
      )
    )
  )

const meaningOf = (keys: OutcomeKeys, value: unknown): string | undefined =>
  keys.get(value) ?? keys.get(asText(value).toLowerCase())

/** Returns the outcome that one on the wire stands for, by its key, else by its name; undefined where by neither. */
export const outcomeOf = (keys: OutcomeKeys, wire: JsonObject): string | undefined =>
  meaningOf(keys, wire.outcome_key) ?? meaningOf(keys, wire.outcome_name)
