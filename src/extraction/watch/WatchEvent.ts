/**
 * What happens while sources are watched, in the order in which it happens.
 */
import type { Period, Source } from "../../domain/Source.ts"
import type { MarketResult } from "../MarketResult.ts"

/** One source and day that is watched. */
export interface Watched {
  /** Its place among the sources that were given, from 0. */
  readonly index: number
  /** Live matches, or those to come. */
  readonly source: Source
  /** The day as an offset from today. */
  readonly period: Period
  /** From the start of one run to the next, in ms. */
  readonly intervalMillis: number
  /** Time for one run. */
  readonly budgetMillis: number
}

/** A run begins. */
export interface RunStarted {
  /** Says which event it is. */
  readonly _tag: "RunStarted"
  /** The source and day. */
  readonly watched: Watched
  /** Which turn of its source it is, from 0. */
  readonly turn: number
}

/** A run has ended, with a result for each extractor. */
export interface RunEnded {
  /** Says which event it is. */
  readonly _tag: "RunEnded"
  /** The source and day. */
  readonly watched: Watched
  /** Which turn of its source it is, from 0. */
  readonly turn: number
  /** One for each extractor, in their order. */
  readonly results: ReadonlyArray<MarketResult>
  /** How long the run took. */
  readonly durationMillis: number
  /** Names the run's trace. */
  readonly traceId?: string
}

/**
 * A run is abandoned: it ran 5.5 s past its budget, or 1.9 s past the stop signal, and is interrupted; or it failed by a bug of
 * this program.
 */
export interface RunAbandoned {
  /** Says which event it is. */
  readonly _tag: "RunAbandoned"
  /** The source and day. */
  readonly watched: Watched
  /** Which turn of its source it is, from 0. */
  readonly turn: number
  /** Whether it stood still, or died of a fault. */
  readonly reason: "overstayed" | "died"
  /** Where it stood, innermost step last; or what it has died of. */
  readonly where: ReadonlyArray<string>
  /** How long the run took. */
  readonly durationMillis: number
  /** Names the run's trace. */
  readonly traceId?: string
}

/** Turns have passed while a run was still going. */
export interface TurnsMissed {
  /** Says which event it is. */
  readonly _tag: "TurnsMissed"
  /** The source and day. */
  readonly watched: Watched
  /** How many turns. */
  readonly count: number
}

/** The next run of a source is at this Unix time, in milliseconds. */
export interface NextRun {
  /** Says which event it is. */
  readonly _tag: "NextRun"
  /** The source and day. */
  readonly watched: Watched
  /** When, in Unix milliseconds. */
  readonly at: number
}

/** What happens while sources are watched. */
export type WatchEvent = RunStarted | RunEnded | RunAbandoned | TurnsMissed | NextRun
