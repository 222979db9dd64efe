/**
 * Parses and collects responses for one market, without a run.
 */
import { Result } from "effect"
import { readersOf, readMatch } from "../../src/bookmaker/bookiegamma/readMatch.ts"
import { readMatches } from "../../src/bookmaker/bookiegamma/responses.ts"
import * as Collector from "../../src/extraction/Collector.ts"
import { type Market, Markets, type ParsedMatch } from "../../src/index.ts"
import { STAMP } from "./vectors.ts"

/** Makes a reader that shows values as they are in the response. */
export const readerFor = (markets: ReadonlyArray<Market>) =>
  readersOf(markets)((value) => (typeof value === "string" ? value : String(JSON.stringify(value))))

/** Parses the matches of a competition's response; throws if it has no list. */
export const parse = (
  answer: unknown,
  markets: ReadonlyArray<Market> = Object.values(Markets)
): ReadonlyArray<ParsedMatch> =>
  Result.getOrThrow(readMatches(answer)).matches.map((match) => readMatch(match, readerFor(markets)))

/** Makes the collector of one market. */
export const collectorOf = (market: Market, options: Partial<Collector.CollectorOptions> = {}) =>
  Collector.make(market, { stamp: STAMP, withdrawsSuspended: false, writes: false, ...options })

/** Ends a collector, and returns what it has, with the documents instead of their drafts. */
export const collectedOf = (collector: Collector.Collector) => {
  const { drafts, ...collected } = collector.close()
  return { ...collected, documents: drafts.map(({ document }) => document) }
}

/** Collects responses for one market, in the order of the listing. */
export const collect = (
  market: Market,
  answers: ReadonlyArray<ReadonlyArray<ParsedMatch>>,
  options: Partial<Collector.CollectorOptions> = {}
): ReturnType<typeof collectedOf> => {
  const collector = collectorOf(market, options)
  for (const [position, matches] of answers.entries()) collector.add(position, matches)
  return collectedOf(collector)
}
