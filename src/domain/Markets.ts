/**
 * The markets, by the name of their extractor, in the order in which everything lists them.
 *
 * Flags, help, requests to the bookmaker, tests and tables read this record.
 */
import type { Market } from "./Market.ts"
import { Btts } from "./markets/Btts.ts"
import { DoubleChance } from "./markets/DoubleChance.ts"
import { ThreeWay } from "./markets/ThreeWay.ts"

const all = [
  ThreeWay, //
  Btts,
  DoubleChance
] as const satisfies ReadonlyArray<Market>

/** Names an extractor: one market each. */
export type Extractor = (typeof all)[number]["id"]

/** Holds every market under the name of its extractor. */
export const Markets = Object.fromEntries(all.map((market) => [market.id, market])) as {
  readonly [M in (typeof all)[number] as M["id"]]: M
}

/** Lists the extractors in order. */
export const extractors: ReadonlyArray<Extractor> = all.map(({ id }) => id)
