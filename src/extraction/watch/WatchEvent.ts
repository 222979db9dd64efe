/**
 * What happens while sources are watched, in the order in which it happens.
 */
import type { Period, Source } from "../../domain/Source.ts"
import type { MarketResult } from "../MarketResult.ts"

/** One source and day that is watched. */
export interface Watched {
  /** Its place among the sources that were given, from 0. */
  readonly index: number
  readonly source: Source
  readonly period: Period
  /** From the begin of one run to the begin of the next. */
  readonly intervalMillis: number
  /** Time for one run. */
  readonly budgetMillis: number
}

/** A run begins. */
export interface RunStarted {
  readonly _tag: "RunStarted"
  readonly watched: Watched
  /** Which turn of its source it is, from 0. */
  readonly turn: number
}

/** A run has ended, with a result for each extractor. */
export interface RunEnded {
  readonly _tag: "RunEnded"
  readonly watched: Watched
  readonly turn: number
  readonly results: ReadonlyArray<MarketResult>
  readonly durationMillis: number
  /** Names the run's trace. */
  readonly traceId?: string
}

/**
 * A run is given up: it stands still, 5 s past its budget, and what it has begun is interrupted; or it has died of a fault in
 * this program.
 */
export interface RunAbandoned {
  readonly _tag: "RunAbandoned"
  readonly watched: Watched
  readonly turn: number
  readonly reason: "overstayed" | "died"
  /** Where it stood, innermost step last; or what it has died of. */
  readonly where: ReadonlyArray<string>
  readonly durationMillis: number
  /** Names the run's trace. */
  readonly traceId?: string
}

/** Turns have passed while a run was still going. */
export interface TurnsMissed {
  readonly _tag: "TurnsMissed"
  readonly watched: Watched
  readonly count: number
}

/** The next run of a source is at this Unix time, in milliseconds. */
export interface NextRun {
  readonly _tag: "NextRun"
  readonly watched: Watched
  readonly at: number
}

/** What happens while sources are watched. */
export type WatchEvent = RunStarted | RunEnded | RunAbandoned | TurnsMissed | NextRun
