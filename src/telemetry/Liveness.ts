/**
 * Whether the loop of a watch is alive: every source does its next step about when it is due.
 *
 * By a monotonic clock. A bookmaker or store that is down does not matter here: runs end with their verdicts all the same.
 */
import type { Deadline } from "../domain/Deadline.ts"
import type { WatchEvent } from "../extraction/watch/WatchEvent.ts"

/** How late a step may be, in milliseconds: a run is abandoned 5.5 s past its budget, and a machine may be busy. */
const TOLERANCE_MILLIS = 15_000

/** Follows events. */
export interface Liveness {
  /** Takes in an event; `unixNow` is the same moment in Unix milliseconds. */
  readonly take: (event: WatchEvent, now: Deadline, unixNow: number) => void
  /** Tells whether a step is overdue. */
  readonly isOverdue: (now: Deadline) => boolean
}

/** Begins without events: nothing is due before the first one. */
export const make = (): Liveness => {
  const due = new Map<number, Deadline>()
  return {
    take: (event, now, unixNow) => {
      const { budgetMillis, index } = event.watched
      if (event._tag === "RunStarted") due.set(index, now + budgetMillis + TOLERANCE_MILLIS)
      else if (event._tag === "NextRun") due.set(index, now + (event.at - unixNow) + TOLERANCE_MILLIS)
      else due.set(index, now + TOLERANCE_MILLIS)
    },
    isOverdue: (now) => [...due.values()].some((moment) => moment < now)
  }
}
