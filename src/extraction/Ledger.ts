/**
 * What the matches of a run come to for one market: documents kept, matches rejected and why.
 *
 * Answers arrive in any order; each is tallied and entered at once, so that its body and its duplicates can be let go. Of
 * an id, the first match wins in the order of the listing, not of arrival.
 */

import type { WireMatch } from "../bookmaker/bookiegamma/responses.ts"
import type { Market } from "../domain/Market.ts"
import { type MatchDocument, type Rejection, readFixture, readMarket, type Stamp } from "../domain/MatchDocument.ts"

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
  /** The documents as JSON by their match's id, where the ledger was opened to be stored. */
  readonly texts: ReadonlyMap<number, string>
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

/** A ledger that is being written; it holds one document for each id, however many come. */
export interface OpenLedger {
  /** Enters what an answer comes to; `position` is its competition's in the listing, one answer each. */
  readonly enter: (position: number, tally: Tally) => void
  /** Gives all that was entered, documents in the order of the listing. A match kept anywhere is not without odds. */
  readonly close: () => Ledger
}

/**
 * Opens the ledger of one market. One that is to be stored writes its documents as they come, while the bookmaker is
 * waited for, so that publishing after the last one takes less time.
 */
export const open = ({ isStored = false }: { readonly isStored?: boolean } = {}): OpenLedger => {
  const kept = new Map<number, { readonly position: number; readonly document: MatchDocument }>()
  const texts = new Map<number, string>()
  const rejected = new Map<Rejection, number>()
  const withoutOdds = new Set<number>()
  let seen = 0
  return {
    enter: (position, tally) => {
      seen += tally.seen
      for (const [reason, times] of tally.rejected) count(rejected, reason, times)
      for (const id of tally.withoutOdds) withoutOdds.add(id)
      for (const document of tally.documents) {
        const { parent_match_id: id } = document
        const other = kept.get(id)
        if (other !== undefined) count(rejected, "duplicate")
        if (other !== undefined && other.position <= position) continue
        // Set anew, an id stands behind those of its answer that came before it.
        kept.delete(id)
        kept.set(id, { position, document })
        if (isStored) texts.set(id, JSON.stringify(document))
      }
    },
    close: () => ({
      seen,
      documents: [...kept.values()].sort((a, b) => a.position - b.position).map(({ document }) => document),
      texts,
      rejected: Object.fromEntries(rejected),
      withoutOdds: withoutOdds.difference(kept)
    })
  }
}
