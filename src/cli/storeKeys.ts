/** The names of everything that the commands examine in a store. */
import { extractors, Markets } from "../domain/Markets.ts"
import { sources } from "../domain/Source.ts"
import * as Keys from "../store/Keys.ts"

/** Returns the keys of every market of every source. */
export const allKeys = (prefix: string): ReadonlyArray<Keys.MarketKeys> =>
  extractors.flatMap((extractor) => sources.map((source) => Keys.ofMarket(prefix, Markets[extractor], source)))
