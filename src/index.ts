/**
 * The public surface. Bring any `HttpClient` layer and any `OddsStore` layer, and run `extract`; or provide
 * `BookieGamma.layer` and `Extraction.layer`, and run as often as you like.
 */
export type { AttemptLog, Wait, WaitReason } from "./bookmaker/AttemptLog.ts"
export {
  Bookmaker,
  type CompetitionList,
  type CompetitionMatches,
  type CompetitionQuery,
  type FetchMatches,
  type MatchQuery
} from "./bookmaker/Bookmaker.ts"
export { BookmakerError, FailureReason } from "./bookmaker/BookmakerError.ts"
export * as BookieGamma from "./bookmaker/bookiegamma/BookieGamma.ts"
export { ClientOptions, MAX_IN_FLIGHT } from "./bookmaker/http/ClientOptions.ts"
export { RequestOverrides } from "./bookmaker/http/RequestOverrides.ts"
export { BOOKMAKER_ID } from "./domain/BookmakerId.ts"
export * as Deadline from "./domain/Deadline.ts"
export type { Market } from "./domain/Market.ts"
export { type Extractor, extractors, Markets } from "./domain/Markets.ts"
export type {
  MarketOdds,
  Match,
  OutcomeOdds,
  ParsedMatch,
  RejectedMarket,
  RejectedMatch,
  Rejection,
  Scalar
} from "./domain/Match.ts"
export { MatchDocument } from "./domain/MatchDocument.ts"
export { OptionsError } from "./domain/OptionsError.ts"
export { Period, Source, sources } from "./domain/Source.ts"
export { type ExtractOptions, extract } from "./extract.ts"
export { Extraction } from "./extraction/Extraction.ts"
export { coverage, exitCode } from "./extraction/exitCode.ts"
export type { MarketResult } from "./extraction/MarketResult.ts"
export { Progress, type Requests } from "./extraction/Progress.ts"
export { FailedCompetition, Part, Problem, Report, ShortCompetition } from "./extraction/Report.ts"
export type { RunOptions } from "./extraction/RunOptions.ts"
export { StopSignal } from "./extraction/Shutdown.ts"
export { type Verdict, verdicts } from "./extraction/Verdict.ts"
export { type Warning, warnings } from "./extraction/Warnings.ts"
export type { WatchEvent, Watched } from "./extraction/watch/WatchEvent.ts"
export type { Outage, SourceState, WatchState } from "./extraction/watch/WatchState.ts"
export type { ShownMove, WatchView } from "./extraction/watch/WatchView.ts"
export type { WatchedSource, WatchOptions } from "./extraction/watch/watch.ts"
export * as Keys from "./store/Keys.ts"
export * as MergePatch from "./store/MergePatch.ts"
export { type MergeCase, mergeCases } from "./store/mergeCases.ts"
export {
  type Announced,
  type CachedIds,
  type Change,
  type ChangeOptions,
  type ChangeResult,
  type FoundEntries,
  OddsStore,
  type Publication,
  type Publish,
  STREAM_MEMORY_SECONDS,
  StoreError
} from "./store/OddsStore.ts"
export { Prefix } from "./store/Prefix.ts"
export { layerReopening } from "./store/reopening.ts"
