/**
 * The markets, by the name of their extractor, in the order in which everything lists them.
 *
 * Flags, help, the requests to the bookmaker, the tests and the tables read this record.
 */
import type { Market } from "./Market.ts"
import { Btts } from "./markets/Btts.ts"
import { DoubleChance } from "./markets/DoubleChance.ts"
import { ThreeWay } from "./markets/ThreeWay.ts"

/** Holds every market under the name of its extractor. */
export const Markets = {
  "three-way": ThreeWay,
  btts: Btts,
  "double-chance": DoubleChance
} as const satisfies Record<string, Market>

/** Names an extractor: one market each. */
export type Extractor = keyof typeof Markets

/** Lists the extractors in order. */
export const extractors = Object.keys(Markets) as ReadonlyArray<Extractor>
