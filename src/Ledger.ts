/**
 * What the matches of a run come to for one market: documents kept, matches rejected and why.
 *
 * Pure. Answers arrive in any order; each is tallied at once, so that its body can be let go, and the tallies are joined
 * in the order of the listing, where the first match of an id wins.
 */
import type { Market } from "./Market.ts"
import { type MatchDocument, type Rejection, readFixture, readMarket, type Stamp } from "./MatchDocument.ts"
import type { WireMatch } from "./Wire.ts"

/** What one answer comes to for one market. */
export interface Tally {
  readonly seen: number
  readonly documents: ReadonlyArray<MatchDocument>
  readonly rejected: ReadonlyMap<Rejection, number>
  /** Matches without usable odds in this market: what is stored of them is withdrawn. */
  readonly withoutOdds: ReadonlyArray<number>
}

/** What all answers come to for one market: seen = documents + the sum of rejected. */
export interface Ledger {
  readonly seen: number
  readonly documents: ReadonlyArray<MatchDocument>
  readonly rejected: Readonly<Partial<Record<Rejection, number>>>
  readonly withoutOdds: ReadonlySet<number>
}

const count = (counts: Map<Rejection, number>, reason: Rejection, times = 1) =>
  counts.set(reason, (counts.get(reason) ?? 0) + times)

/** Reads one answer's matches for several markets; the tallies are in the markets' order. */
export const tally = (
  matches: ReadonlyArray<WireMatch>,
  markets: ReadonlyArray<Market>,
  stamp: Stamp
): ReadonlyArray<Tally> => {
  const fixtures = matches.map(readFixture)
  return markets.map((market) => {
    const documents: Array<MatchDocument> = []
    const rejected = new Map<Rejection, number>()
    const withoutOdds: Array<number> = []
    for (const fixture of fixtures) {
      const result = "reason" in fixture ? fixture : readMarket(fixture, market, stamp)
      if ("bookmaker" in result) {
        documents.push(result)
      } else {
        count(rejected, result.reason)
        if (result.id !== undefined) withoutOdds.push(result.id)
      }
    }
    return { seen: matches.length, documents, rejected, withoutOdds }
  })
}

/** Joins the tallies of one market, given in the order of the listing. A match kept anywhere is not without odds. */
export const join = (tallies: Iterable<Tally>): Ledger => {
  const kept = new Map<number, MatchDocument>()
  const rejected = new Map<Rejection, number>()
  const withoutOdds = new Set<number>()
  let seen = 0
  for (const tally of tallies) {
    seen += tally.seen
    for (const [reason, times] of tally.rejected) count(rejected, reason, times)
    for (const id of tally.withoutOdds) withoutOdds.add(id)
    for (const document of tally.documents) {
      if (kept.has(document.parent_match_id)) count(rejected, "duplicate")
      else kept.set(document.parent_match_id, document)
    }
  }
  return {
    seen,
    documents: [...kept.values()],
    rejected: Object.fromEntries(rejected),
    withoutOdds: withoutOdds.difference(kept)
  }
}
