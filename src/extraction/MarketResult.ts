/** What one extractor brings in one run. */
import type { Market } from "../domain/Market.ts"
import type { MatchDocument } from "../domain/MatchDocument.ts"
import type { Report } from "./Report.ts"

/** What one extractor brings: its report, and the documents it kept, in the order of the listing. */
export interface MarketResult {
  readonly market: Market
  readonly report: Report
  readonly documents: ReadonlyArray<MatchDocument>
  /** Ids of documents whose betting is suspended. */
  readonly suspended: ReadonlySet<number>
}
