/**
 * The public surface. Bring any `HttpClient` layer and any `OddsStore` layer, and run `extract`.
 */
export { BookieGammaError, FailureReason, failures } from "./BookieGammaError.ts"
export { type Extract, extract } from "./Extraction.ts"
export * as Keys from "./Keys.ts"
export type { Market } from "./Market.ts"
export { type Extractor, extractors, Markets } from "./Markets.ts"
export { MatchDocument, type Rejection, rejections } from "./MatchDocument.ts"
export {
  type Announced,
  type CachedIds,
  type Change,
  type Changed,
  type Changing,
  OddsStore,
  type Publication,
  type Publish,
  STREAM_MEMORY_SECONDS,
  StoreError
} from "./OddsStore.ts"
export { MAX_CONCURRENCY, type Options, SettingsError } from "./Options.ts"
export * as Patch from "./Patch.ts"
export { FETCH_SHARE } from "./Plan.ts"
export { Progress } from "./Progress.ts"
export {
  coverage,
  exitCode,
  type FailedCompetition,
  type Problem,
  type Report,
  type Verdict,
  verdicts
} from "./Report.ts"
export type { Bookmaker } from "./Request.ts"
export { RequestChanges } from "./RequestChanges.ts"
export { Period, Source, sources } from "./Run.ts"
export { Stop } from "./Stop.ts"
