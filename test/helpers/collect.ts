/**
 * Answers read and collected for one market, without a run.
 */
import { Result } from "effect"
import { readMatch } from "../../src/bookmaker/bookiegamma/readMatch.ts"
import { readMatches } from "../../src/bookmaker/bookiegamma/responses.ts"
import * as Collector from "../../src/extraction/Collector.ts"
import { type Market, Markets, type ParsedMatch } from "../../src/index.ts"
import { STAMP } from "./vectors.ts"

/** Reads the matches of an answer to step 2; throws where it has no list. */
export const parse = (
  answer: unknown,
  markets: ReadonlyArray<Market> = Object.values(Markets)
): ReadonlyArray<ParsedMatch> => Result.getOrThrow(readMatches(answer)).map((match) => readMatch(match, markets))

/** Makes the collector of one market. */
export const collectorOf = (market: Market) => Collector.make(market, { stamp: STAMP, isStored: false })

/** Collects answers for one market, in the order of the listing. */
export const collect = (market: Market, answers: ReadonlyArray<ReadonlyArray<ParsedMatch>>): Collector.Collected => {
  const collector = collectorOf(market)
  for (const [position, matches] of answers.entries()) collector.add(position, matches)
  return collector.close()
}
