/**
 * How far a run is, for whoever wants to draw it. By default nobody does.
 */
import * as Context from "effect/Context"
import type { AttemptLog, Wait } from "../bookmaker/AttemptLog.ts"
import type { FailureReason } from "../bookmaker/BookmakerError.ts"
import type { Deadline } from "../domain/Deadline.ts"

/** What the requests of a step have come to. */
export interface Requests {
  /** Requests sent. */
  readonly sent: number
  /** Those of them that were sent again, after a failure. */
  readonly retries: number
  /** The wait that ends first, where all requests wait and none is under way; `last` is how its last attempt ended. */
  readonly wait: (Wait & { readonly last: FailureReason | undefined }) | undefined
}

/** What is done of a run. */
export interface Progress {
  /** What is being done. */
  readonly step: "list" | "fetch" | "store"
  /** Those to be fetched; 0 until they are known. */
  readonly competitions: number
  /** Those that are answered or given up. */
  readonly answered: number
  /** Those seen so far. */
  readonly matches: number
  /** Those to be stored, over all markets; 0 until then. */
  readonly documents: number
  /** Counts the requests of this step up to now. Costs nothing until it is called. */
  readonly requests: (now: Deadline) => Requests
}

/** What is called with each progress. */
export type ProgressListener = (progress: Progress) => void

/** Called at each step, and after every competition; must not fail or block. */
export const Progress: Context.Reference<ProgressListener> = Context.Reference<ProgressListener>(
  "bookiegamma/Progress",
  {
    defaultValue: () => () => {}
  }
)

/** The progress of a run that has done nothing yet. */
export const none: Progress = {
  step: "list",
  competitions: 0,
  answered: 0,
  matches: 0,
  documents: 0,
  requests: () => ({ sent: 0, retries: 0, wait: undefined })
}

/** What was tried for one answer, page by page. */
interface Task {
  readonly isEnded: boolean
  readonly logs: ReadonlyArray<AttemptLog>
}

/** Counts the requests of some tasks, and finds what they wait for. */
export const requestsOf = (tasks: Iterable<Task>, now: Deadline): Requests => {
  let sent = 0
  let retries = 0
  let isUnderWay = false
  let first: Requests["wait"]
  for (const { isEnded, logs } of tasks) {
    for (const { attempts } of logs) {
      sent += attempts
      retries += Math.max(0, attempts - 1)
    }
    const log = logs.at(-1)
    if (isEnded || log === undefined) continue
    const { attempts, last, wait } = log
    if (wait !== undefined && wait.until > now) {
      if (first === undefined || wait.until < first.until) first = { ...wait, last: last?.reason }
    } else if (attempts > 0) {
      isUnderWay = true
    }
  }
  return { sent, retries, wait: isUnderWay ? undefined : first }
}
