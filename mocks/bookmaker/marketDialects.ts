/**
 * All the ways in which the contract lets a market be written: its name, its lines, its outcomes' keys, odds and flags,
 * and what tells that it is suspended. A match keeps its way for a market, chosen by seed and id.
 * Beside the market may stand another bet, which a reader must pass over: its odds are 9.99.
 */

import type { Fields } from "./answers.ts"
import type { Fixture } from "./fixtures.ts"
import type { Market } from "./markets.ts"
import type { Moment, Offer, QuotedOutcome } from "./offers.ts"
import { hash, pick, sequence } from "./random.ts"

/** How a list is written: an array, or an object as PHP writes one whose keys are not 0, 1, 2, … */
export const listStyles = ["array", "array", "array", "object", "object-with-gaps"] as const
export type ListStyle = (typeof listStyles)[number]

/** Writes a list in a style. */
export const listAs = (style: ListStyle, items: ReadonlyArray<unknown>): unknown => {
  if (style === "array") return items
  const gap = style === "object" ? 1 : 3
  return Object.fromEntries(items.map((item, i) => [String(i * gap + gap - 1), item]))
}

const nameFields = ["odd_type", "market_name", "name"] as const
const casings = [(name: string) => name, (name: string) => name, (name: string) => name.toLowerCase()] as const
const lineStyles = ["none", "none", "absent", "null", "empty", "both"] as const
const oddsStyles = ["text", "text", "text", "number", "number", "inexact"] as const
const flagStyles = ["texts", "numbers", "booleans", "mixed", "absent"] as const
const otherBets = ["line", "outcomes", "market", "empty", "period"] as const

/** The values of an outcome's `status` and `active`, where it is on and where it is off, and of its `live`. */
const flags = {
  texts: { on: ["1", "1"], off: ["0", "0"], live: (live: boolean) => (live ? "1" : "0") },
  numbers: { on: [1, 1], off: [-1, 0], live: (live: boolean) => (live ? 1 : 0) },
  booleans: { on: [true, true], off: [false, false], live: (live: boolean) => live },
  mixed: { on: ["1", 1], off: ["-1", 0], live: (live: boolean) => (live ? 1 : 0) },
  absent: { on: [undefined, undefined], off: [undefined, 0], live: () => undefined }
} as const
const openMarket: ReadonlyArray<Fields> = [{}, {}, { status: 1 }, { status: "1" }, { status: true }, { status: "open" }]
const offMarket: ReadonlyArray<Fields> = [
  { status: 0 },
  { status: "0" },
  { status: -1 },
  { status: "-1" },
  { status: false }
]

/** What tells that a market is suspended: its own `status`, or those of all or one of its outcomes. */
const suspensions = ["market", "outcomes", "outcome"] as const

const writeOdds = (style: (typeof oddsStyles)[number], odds: string): string | number => {
  if (style === "text") return odds
  // The next number that there is, such as 2.1500000000000004.
  return style === "number" ? Number(odds) : Number(odds) * (1 + Number.EPSILON)
}

const styleOf = ({ seed }: Moment, { id }: Fixture, { market, name, suspended }: Offer) => {
  const next = sequence(hash(seed, "market", id, name))
  return {
    nameField: pick(next, nameFields),
    casing: pick(next, casings),
    otherName: next() < 0.08 ? pick(next, market.otherNames) : undefined,
    keys: pick(next, market.keys),
    // The key is in the name, and the name in the key.
    swapped: next() < 0.1,
    // What has specifiers of its own stands in a line with them.
    lines: market.specifiers === undefined ? pick(next, lineStyles) : "absent",
    odds: pick(next, oddsStyles),
    flags: flags[pick(next, flagStyles)],
    otherBet: next() < 0.55 ? "none" : pick(next, otherBets),
    list: pick(next, listStyles),
    subTypeId: next() < 0.3 ? Number(market.subTypeId) : market.subTypeId,
    open: pick(next, openMarket),
    off: pick(next, offMarket),
    suspension: suspended ? pick(next, suspensions) : "none"
  } as const
}

type Style = ReturnType<typeof styleOf>

const writeOutcome = (
  moment: Moment,
  fixture: Fixture,
  style: Style,
  market: Market,
  quoted: QuotedOutcome,
  i: number
) => {
  const { flags, keys, odds: oddsStyle, suspension, swapped } = style
  const { before, odds, outcome } = quoted
  const isOff = suspension === "outcomes" || (suspension === "outcome" && i === 0)
  const [status, active] = isOff ? flags.off : flags.on
  const name = outcome.name(fixture)
  return {
    outcome_id: String(Number(market.subTypeId) * 10 + i),
    outcome_key: swapped ? name : keys[i],
    outcome_name: swapped ? keys[i] : name,
    odd_value: odds === undefined ? "-" : writeOdds(oddsStyle, odds),
    prev_odd_value: writeOdds(oddsStyle, before),
    status,
    active,
    live: flags.live(moment.live)
  }
}

/** Writes a market, and maybe another bet beside it. */
export const writeMarket = (moment: Moment, fixture: Fixture, offer: Offer): ReadonlyArray<Fields> => {
  const { market, name, quoted } = offer
  const style = styleOf(moment, fixture, offer)
  const { otherBet, otherName, subTypeId } = style
  const outcomes = quoted.map((one, i) => writeOutcome(moment, fixture, style, market, one, i))
  const list = (items: ReadonlyArray<unknown>): unknown => listAs(style.list, items)
  const others = outcomes.map((outcome) => ({ ...outcome, odd_value: "9.99", prev_odd_value: "9.99" }))
  const handicap = { specifiers: "hcp=0:1" }
  const head = { [style.nameField]: otherName ?? style.casing(name), sub_type_id: subTypeId }

  const right =
    otherBet === "outcomes" ? [...others.map((other) => ({ ...other, ...handicap })), ...outcomes] : outcomes
  const own = market.specifiers === undefined ? {} : { specifiers: market.specifiers }
  const line = { ...own, outcomes: list(right) }
  const lines: Record<(typeof lineStyles)[number], Fields> = {
    none: { outcomes: list(right) },
    absent: { lines: list([line]) },
    null: { specifiers: null, lines: list([{ specifiers: null, ...line }]) },
    empty: { specifiers: "", outcomes: list([]), lines: list([{ specifiers: "", ...line }]) },
    both: { outcomes: list(right.slice(0, -1)), lines: list([{ ...line, outcomes: list(right.slice(-1)) }]) }
  }
  const body =
    otherBet === "line" ? { lines: list([{ ...handicap, outcomes: list(others) }, line]) } : lines[style.lines]
  const written = { ...head, ...(style.suspension === "market" ? style.off : style.open), ...body }

  switch (otherBet) {
    case "market":
      return [{ ...head, ...handicap, outcomes: list(others) }, written]
    case "empty":
      return [{ ...head, outcomes: list([]) }, written]
    case "period":
      // Only the right name tells these apart, so it must be there.
      if (otherName !== undefined) return [written]
      return [{ [style.nameField]: `Half time ${name}`, sub_type_id: subTypeId, outcomes: others }, written]
    default:
      return [written]
  }
}
