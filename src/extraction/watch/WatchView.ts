/**
 * What a live screen shows of watched sources at a moment. Drawing it is an adapter's business.
 */
import type { Move } from "./OddsChanges.ts"
import type { WatchState } from "./WatchState.ts"

/** Odds of one outcome that moved, and where and when. */
export interface ShownMove extends Move {
  /** Unix milliseconds. */
  readonly at: number
  /** Such as `live 0`. */
  readonly source: string
  /** The `id` of the market. */
  readonly extractor: string
  /** `home;away`. */
  readonly teams: string
}

/** A moment of a watch. Times are Unix milliseconds. */
export interface WatchView {
  /** The moment itself. */
  readonly now: number
  /** When the watch began. */
  readonly startedAt: number
  /** What is known of the sources. */
  readonly state: WatchState
  /** True while no run begins. */
  readonly isPaused: boolean
  /** Over the last few seconds. */
  readonly requestsPerSecond: number
  /** How many requests were sent again. */
  readonly retries: number
  /** How many requests are under way. */
  readonly inFlight: number
  /** How long the circuit is still open, in milliseconds; 0 where it is closed. */
  readonly circuitOpenMillis: number
  /** Newest first. */
  readonly moves: ReadonlyArray<ShownMove>
  /** How many of the moves are scrolled past. */
  readonly scrolled: number
  /** What was said last, oldest first. */
  readonly messages: ReadonlyArray<string>
}
