/**
 * One market of a match on the wire: how it is found, and its odds, or the reason why there are none.
 *
 * Pure. A market, line or outcome with other specifiers than the market's is another bet, and is passed over.
 */
import type { Market } from "../../domain/Market.ts"
import type { MarketOdds, RejectedMarket, Scalar } from "../../domain/Match.ts"
import { asText, clean, listed } from "../../domain/Text.ts"
import type { Unread } from "../http/BodyOptions.ts"
import { type OutcomeKeys, oddsOf, outcomeOf } from "./outcomes.ts"
import { type JsonObject, objectsIn } from "./responses.ts"

const INTEGER = /^-?[0-9]{1,6}$/
const MAX_NAMES = 12

const scalarOf = (value: unknown): Scalar =>
  typeof value === "string"
    ? clean(value)
    : typeof value === "boolean" || (typeof value === "number" && Number.isFinite(value))
      ? value
      : ""

const textOf = (value: unknown): string => (typeof value === "string" ? clean(value) : "")

/** Returns the name of a market on the wire; empty where it has none. */
export const nameOf = (wire: JsonObject): string =>
  textOf(wire.odd_type) || textOf(wire.market_name) || textOf(wire.name)

/** Returns what makes a market, line or outcome another bet than the plain one; `""` for the plain one. */
const specifiersOf = ({ specifiers }: JsonObject): unknown => specifiers ?? ""

/** Returns the parts that belong to a market on a line: those with its specifiers, or without any where `orPlain`. */
const belonging = (parts: ReadonlyArray<JsonObject>, specifiers: string, orPlain: boolean) => {
  const belongs = (part: JsonObject) => {
    const own = specifiersOf(part)
    return own === specifiers || (own === "" && orPlain)
  }
  return parts.every(belongs) ? parts : parts.filter(belongs)
}

/** Returns the outcomes of a market on the wire that belong to the market: its own, then those of its lines. */
const outcomesOf = (wire: JsonObject, specifiers: string): ReadonlyArray<JsonObject> => {
  const isOnLine = specifiersOf(wire) === specifiers
  const outcomes = belonging(objectsIn(wire.outcomes), specifiers, isOnLine)
  if (wire.lines === undefined) return outcomes
  const lines = belonging(objectsIn(wire.lines), specifiers, isOnLine)
  return [...outcomes, ...lines.flatMap((line) => belonging(objectsIn(line.outcomes), specifiers, true))]
}

/** A market on the wire, and which of its outcomes belong to the market. */
export interface FoundMarket {
  readonly wire: JsonObject
  readonly outcomes: ReadonlyArray<JsonObject>
  readonly isRenamed: boolean
}

/** Finds a market by its name, else by its id: the first one that has outcomes, else the first. */
export const findMarket = (markets: ReadonlyArray<JsonObject>, market: Market): FoundMarket | undefined => {
  const name = market.wireName.toLowerCase()
  return (
    firstOf(markets, market, false, (wire) => nameOf(wire).toLowerCase() === name) ??
    firstOf(markets, market, true, (wire) => asText(wire.sub_type_id) === market.subTypeId)
  )
}

const firstOf = (
  markets: ReadonlyArray<JsonObject>,
  { specifiers = "" }: Market,
  isRenamed: boolean,
  matches: (wire: JsonObject) => boolean
): FoundMarket | undefined => {
  let first: JsonObject | undefined
  for (const wire of markets) {
    const own = specifiersOf(wire)
    if ((own !== "" && own !== specifiers) || !matches(wire)) continue
    const outcomes = outcomesOf(wire, specifiers)
    if (outcomes.length > 0) return { wire, outcomes, isRenamed }
    first ??= wire
  }
  return first === undefined ? undefined : { wire: first, outcomes: [], isRenamed }
}

/** Tells of the outcomes of markets that have the name and the id of none of these. */
export const listsOfOthers = (markets: ReadonlyArray<Market>): Unread => ({
  member: "sub_type_id",
  lists: ["outcomes", "lines"],
  isUnread: (wire) =>
    nameOf(wire) !== "" &&
    asText(wire.sub_type_id) !== "" &&
    markets.every((market) => findMarket([wire], market) === undefined)
})

/** Tells a flag that says no: `false`, or as text an integer not above 0. */
const isOff = (value: unknown): boolean => {
  if (value === undefined || value === 1 || value === "1") return false
  if (value === false) return true
  const text = asText(value)
  return INTEGER.test(text) && Number(text) <= 0
}

const distinct = (words: ReadonlyArray<string>): string => listed([...new Set(words)], MAX_NAMES)

const marketNames = (markets: ReadonlyArray<JsonObject>): string =>
  distinct(markets.map((wire) => `${nameOf(wire) || "(no name)"} (sub_type_id ${asText(wire.sub_type_id) || "none"})`))

const outcomeNames = (outcomes: ReadonlyArray<JsonObject>): string =>
  distinct(outcomes.map((wire) => asText(wire.outcome_key) || "(no key)"))

/** What is needed to read the markets of one match. */
export interface MarketContext {
  readonly keys: OutcomeKeys
  /** Returns a short, clean excerpt of a value of the answer, as far as it may be shown. */
  readonly excerpt: (value: unknown) => string
  /** True where betting on the match as a whole is suspended. */
  readonly isMatchSuspended: boolean
}

/** Reads one market out of those of a match. */
export const readMarket = (
  markets: ReadonlyArray<JsonObject>,
  market: Market,
  context: MarketContext
): MarketOdds | RejectedMarket => {
  const { excerpt, isMatchSuspended, keys } = context
  const found = findMarket(markets, market)
  if (found === undefined) {
    if (markets.length === 0) return { reason: "no-market" }
    const wanted = `${market.wireName} (sub_type_id ${market.subTypeId})`
    const describe = () => `no market ${wanted} among ${excerpt(marketNames(markets))}, such as ${excerpt(markets[0])}`
    return { reason: "no-market", hint: { describe } }
  }
  const { isRenamed, wire } = found
  const meanings = found.outcomes.map((candidate) => outcomeOf(keys, candidate))
  const outcomes: Array<MarketOdds["outcomes"][number]> = []
  let isSuspended = isMatchSuspended || isOff(wire.status)
  for (const outcome of market.outcomes) {
    let quoted: JsonObject | undefined
    let odds: string | undefined
    for (let index = 0; index < meanings.length && odds === undefined; index++) {
      if (meanings[index] !== outcome) continue
      quoted = found.outcomes[index]
      odds = oddsOf(quoted?.odd_value)
    }
    if (quoted === undefined || odds === undefined) return incomplete(found, market, context)
    isSuspended ||= isOff(quoted.status) || isOff(quoted.active)
    outcomes.push({
      outcome,
      odds,
      previousOdds: oddsOf(quoted.prev_odd_value) ?? "",
      name: asText(quoted.outcome_name),
      live: scalarOf(quoted.live),
      status: scalarOf(quoted.status),
      active: scalarOf(quoted.active)
    })
  }
  return { outcomes, isSuspended, isRenamed }
}

/** Rejects a market without all its odds; with a hint where its outcomes have another shape than is known. */
const incomplete = (
  { isRenamed, outcomes }: FoundMarket,
  market: Market,
  { excerpt, keys }: MarketContext
): RejectedMarket => {
  const isUnknown =
    outcomes.length > 0 &&
    (outcomes.every((wire) => outcomeOf(keys, wire) === undefined) ||
      outcomes.every(({ odd_value }) => odd_value === undefined || odd_value === null))
  if (!isUnknown) return { reason: "incomplete-market", isRenamed }
  const describe = () =>
    `no outcome of ${market.wireName} with a known key and odds among ${excerpt(outcomeNames(outcomes))}, such as ${excerpt(outcomes[0])}`
  return { reason: "incomplete-market", isRenamed, hint: { describe } }
}
