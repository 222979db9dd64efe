/**
 * The key grammar of the store: every name that the neighbours read or write.
 *
 * Pure. No other file puts a key together; who reads a key back splits it at `:`, `-` and `_`, which is why a prefix is
 * letters and digits only.
 */
import * as Schema from "effect/Schema"
import type { Market } from "../domain/Market.ts"
import type { Period, Source } from "../domain/Source.ts"

/** Decodes a prefix: 1 to 32 ASCII letters and digits. */
export const Prefix = Schema.String.check(
  Schema.isPattern(/^[A-Za-z0-9]{1,32}$/, { message: "Expected 1 to 32 letters and digits (A-Z, a-z, 0-9)" })
)

/** Names the cached competition ids of a source and period. */
export const cachedIds = (prefix: string, source: Source, period: Period): string =>
  `${prefix}-odi_competition_ids_${source}-${period}`

/** Names a note of our own, such as a publication's marker. `what` is our own word, never text from outside. */
export const note = (prefix: string, what: string, source: Source, period: Period): string =>
  `${prefix}-bookiegamma_${what}_${source}-${period}`

/** Names everything that one market of one source has in the store. */
export interface MarketKeys {
  /** The index of the matched entries. */
  readonly index: string
  /** What the key of every matched entry begins with. */
  readonly matchedPrefix: string
  /** What the key of every published entry of this bookmaker begins with. */
  readonly publishedPrefix: string
  /** The stream that announces published entries, shared by all bookmakers. */
  readonly stream: string
}

/** Names what a market of a source has in the store. */
export const ofMarket = (prefix: string, market: Market, source: Source): MarketKeys => {
  const key = `${prefix}-${market.keyPart}_${source}`
  return {
    index: `idx:${prefix}${market.indexPart}_${source}`,
    matchedPrefix: `matched_teams_${key}_stream:`,
    publishedPrefix: `BookieGamma_${key}:`,
    stream: `${key}_stream`
  }
}

/** Names an entry published at a Unix second. */
export const published = (keys: MarketKeys, second: number, period: Period): string =>
  `${keys.publishedPrefix}${second}-${period}`
