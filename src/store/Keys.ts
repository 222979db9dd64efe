/**
 * The key grammar of the store: every name that other programs read or write.
 *
 * Pure. No other file makes a key. Readers split keys at `:`, `-` and `_`, so a prefix has only letters and digits.
 */
import { BOOKMAKER_ID } from "../domain/BookmakerId.ts"
import type { Market } from "../domain/Market.ts"
import type { Period, Source } from "../domain/Source.ts"

/** Returns the key of the cached competition ids of a source and period. */
export const cachedIds = (prefix: string, source: Source, period: Period): string =>
  `${prefix}-odi_competition_ids_${source}-${period}`

/** Returns the key of a note of our own, such as a publication's marker. `what` is a word of ours, never text from outside. */
export const note = (prefix: string, what: string, source: Source, period: Period): string =>
  `${prefix}-bookiegamma_${what}_${source}-${period}`

/** The names of everything that one market of one source has in the store. */
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

/** Returns the names of what a market of a source has in the store. */
export const ofMarket = (prefix: string, market: Market, source: Source): MarketKeys => {
  const key = `${prefix}-${market.keyPart}_${source}`
  return {
    index: `idx:${prefix}${market.indexPart}_${source}`,
    matchedPrefix: `matched_teams_${key}_stream:`,
    publishedPrefix: `${BOOKMAKER_ID}_${key}:`,
    stream: `${key}_stream`
  }
}

/**
 * Returns the names for a trial write that no other program reads: those of `keys`, with `suffix`, letters and digits, behind the
 * prefix.
 */
export const forTrial = (keys: MarketKeys, suffix: string): MarketKeys => {
  const prefix = keys.stream.slice(0, keys.stream.indexOf("-"))
  const longer = (name: string) => name.replace(`_${prefix}-`, () => `_${prefix}${suffix}-`)
  return {
    index: `idx:${prefix}${suffix}${keys.index.slice(`idx:${prefix}`.length)}`,
    matchedPrefix: longer(keys.matchedPrefix),
    publishedPrefix: longer(keys.publishedPrefix),
    stream: `${prefix}${suffix}${keys.stream.slice(prefix.length)}`
  }
}

/** Returns the key of an entry published at a Unix second. */
export const published = (keys: MarketKeys, second: number, period: Period): string =>
  `${keys.publishedPrefix}${second}-${period}`
