/**
 * The public surface. Bring any `HttpClient` layer and any `OddsStore` layer, and run `extract`.
 */
export { BookieGammaError, FailureReason, failures } from "./bookmaker/BookmakerError.ts"
export type { Bookmaker } from "./bookmaker/bookiegamma/requests.ts"
export { RequestChanges } from "./bookmaker/http/RequestOverrides.ts"
export type { Market } from "./domain/Market.ts"
export { type Extractor, extractors, Markets } from "./domain/Markets.ts"
export { MatchDocument, type Rejection, rejections } from "./domain/MatchDocument.ts"
export { Period, Source, sources } from "./domain/Source.ts"
export { type Extract, extract } from "./extraction/Extraction.ts"
export { Progress } from "./extraction/Progress.ts"
export {
  coverage,
  exitCode,
  type FailedCompetition,
  type Problem,
  type Report,
  type Verdict,
  verdicts
} from "./extraction/Report.ts"
export { MAX_CONCURRENCY, type Options, SettingsError } from "./extraction/RunOptions.ts"
export { FETCH_SHARE } from "./extraction/RunPlan.ts"
export { Stop } from "./extraction/Shutdown.ts"
export * as Keys from "./store/Keys.ts"
export * as Patch from "./store/MergePatch.ts"
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
} from "./store/OddsStore.ts"
