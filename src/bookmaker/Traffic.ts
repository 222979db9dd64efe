/**
 * What a bookmaker's layer has sent and received since it was made, over all runs: counters for progress and metrics.
 *
 * The layer writes it; whoever shows rates takes differences.
 */

/** Counters that only grow, and when the circuit closes. */
export interface TrafficCounters {
  /** Requests sent, retries included. */
  requests: number
  /** Requests sent again for the same answer. */
  retries: number
  /** Bytes of bodies read, after decompression. */
  bytes: number
  /** Answers not modified since the last one of their request (304). */
  notModified: number
  /** Answers equal to the last one of their request. */
  equal: number
  /** Waits for the rate or a shared pause. */
  waits: number
  /** How long those waits were, in milliseconds. */
  waitedMillis: number
  /** Requests held back because the circuit was open. */
  heldBack: number
  /** Monotonic milliseconds until which the circuit is open; minus infinity before it ever was. */
  circuitOpenUntil: number
}

/** The counters at a moment, and the requests in flight then. */
export interface Traffic extends Readonly<TrafficCounters> {
  /** Requests under way. */
  readonly inFlight: number
}

/** Makes counters that stand at zero. */
export const make = (): TrafficCounters => ({
  requests: 0,
  retries: 0,
  bytes: 0,
  notModified: 0,
  equal: 0,
  waits: 0,
  waitedMillis: 0,
  heldBack: 0,
  circuitOpenUntil: Number.NEGATIVE_INFINITY
})
