/** What one extractor brings in one run. */
import type { Market } from "../domain/Market.ts"
import type { MatchDocument } from "../domain/MatchDocument.ts"
import type { Report } from "./Report.ts"

/** How long the steps of a run took, in milliseconds. Listing and fetching are those of the run, the same for each extractor. */
export interface Timings {
  /** Until the competitions were known, from the cache or the bookmaker. */
  readonly listingMillis: number
  /** Until all competitions were answered or given up. */
  readonly fetchingMillis: number
  /** Until the store had taken the documents. */
  readonly storingMillis: number
}

/** What one extractor brings: its report, and the documents it kept, in the order of the listing. */
export interface MarketResult {
  /** The market that was extracted. */
  readonly market: Market
  /** What became of every competition and every match. */
  readonly report: Report
  /** What was kept, in the order of the listing. */
  readonly documents: ReadonlyArray<MatchDocument>
  /** Ids of documents whose betting is suspended. */
  readonly suspended: ReadonlySet<number>
  /** How long the steps of the run took. */
  readonly timings: Timings
}
