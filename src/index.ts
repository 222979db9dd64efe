/**
 * The public surface. Bring any `HttpClient` layer and any `OddsStore` layer, and run `extract`; or provide
 * `BookieGamma.layer` and `Extraction.layer`, and run as often as you like.
 *
 * @module
 */
export type { AttemptLog, Received, Wait, WaitReason } from "./bookmaker/AttemptLog.ts"
export {
  Bookmaker,
  type BookmakerShape,
  type CompetitionList,
  type CompetitionMatches,
  type CompetitionQuery,
  type FetchMatches,
  type FetchPage,
  type MatchQuery
} from "./bookmaker/Bookmaker.ts"
export { BookmakerError, FailureReason } from "./bookmaker/BookmakerError.ts"
/** The layer for BookieGamma. */
export * as BookieGamma from "./bookmaker/bookiegamma/BookieGamma.ts"
export { type BodyBytes, type BodyCount, type BodyOptions, TooLarge } from "./bookmaker/http/BodyOptions.ts"
export { ClientOptions, type LayerOptions, MAX_IN_FLIGHT } from "./bookmaker/http/ClientOptions.ts"
export { type Overrides, type PerStep, RequestOverrides } from "./bookmaker/http/RequestOverrides.ts"
export type { Traffic, TrafficCounters } from "./bookmaker/Traffic.ts"
export { BOOKMAKER_ID } from "./domain/BookmakerId.ts"
/** Deadlines by the process's monotonic clock. */
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
  Scalar,
  ShapeHint
} from "./domain/Match.ts"
export { MatchDocument, type Outcome, OutcomeState, TeamOdds } from "./domain/MatchDocument.ts"
export type { OddsWarning } from "./domain/OddsWarnings.ts"
export { OptionsError } from "./domain/OptionsError.ts"
export { Period, Source, sources } from "./domain/Source.ts"
export { type ExtractOptions, extract } from "./extract.ts"
export { Extraction, type ExtractionShape } from "./extraction/Extraction.ts"
export { coverage, exitCode } from "./extraction/exitCode.ts"
export type { MarketResult, Timings } from "./extraction/MarketResult.ts"
export { Progress, type ProgressListener, type Requests } from "./extraction/Progress.ts"
export { FailedCompetition, Part, Problem, Report, ShortCompetition } from "./extraction/Report.ts"
export type { RunOptions, Suspended } from "./extraction/RunOptions.ts"
export { StopSignal } from "./extraction/Shutdown.ts"
export { type Verdict, verdicts } from "./extraction/Verdict.ts"
export { type Warning, warnings } from "./extraction/Warnings.ts"
export type { Move } from "./extraction/watch/OddsChanges.ts"
export type {
  NextRun,
  RunAbandoned,
  RunEnded,
  RunStarted,
  TurnsMissed,
  WatchEvent,
  Watched
} from "./extraction/watch/WatchEvent.ts"
export type { Outage, SourceState, WatchState } from "./extraction/watch/WatchState.ts"
export type { ShownMove, WatchView } from "./extraction/watch/WatchView.ts"
export type { WatchedSource, WatchOptions } from "./extraction/watch/watch.ts"
/** The names of everything in the store. */
export * as Keys from "./store/Keys.ts"
/** Merge patches (RFC 7396) between an entry and a document. */
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
  type OddsStoreShape,
  type Publication,
  type Publish,
  STREAM_MEMORY_SECONDS,
  StoreError
} from "./store/OddsStore.ts"
export { Prefix } from "./store/Prefix.ts"
export { layerReopening, type ReopeningOptions } from "./store/reopening.ts"
