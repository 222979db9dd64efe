/**
 * The matches of every competition, fetched at once and handed to the collectors as they arrive.
 */
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as AttemptLog from "../bookmaker/AttemptLog.ts"
import { Bookmaker, type CompetitionMatches } from "../bookmaker/Bookmaker.ts"
import type { BookmakerError } from "../bookmaker/BookmakerError.ts"
import { hasPassed, millisLeft } from "../domain/Deadline.ts"
import type { Collector } from "./Collector.ts"
import * as Progress from "./Progress.ts"
import { queryOf, type RunPlan } from "./RunPlan.ts"
import { StopSignal } from "./Shutdown.ts"

/** A competition without an answer, and why. */
export interface FetchFailure {
  readonly id: string
  readonly error: BookmakerError
}

/** A competition of which fewer matches came than it has. */
export interface ShortFetch {
  readonly id: string
  readonly stated: number
  readonly seen: number
  /** Why a page failed, where one did. */
  readonly error: BookmakerError | undefined
}

/** How fetching went. */
export interface Fetched {
  /** Matches of any kind in all answers. */
  readonly seen: number
  /** In the order of the listing. */
  readonly failures: ReadonlyArray<FetchFailure>
  /** In the order of the listing. */
  readonly short: ReadonlyArray<ShortFetch>
  /** How many wait for the next run because this one may send no more requests. */
  readonly waiting: number
  /** Those for which no request was sent, for whatever reason. */
  readonly unasked: ReadonlySet<string>
  /** Requests held back because the circuit was open. */
  readonly heldBack: number
  /** Answers that were old copies from a cache on the way. */
  readonly stale: number
  /** True where the stop signal ended it. */
  readonly isStopped: boolean
}

/** Returns true if a competition has no answer, or came with fewer matches than it states. */
export const someFailed = ({ failures, short }: Fetched): boolean => failures.length > 0 || short.length > 0

/** What is known of one competition while its matches are fetched. */
class Task {
  readonly id: string
  /** The competition's place in the listing. */
  readonly position: number
  readonly logs = [AttemptLog.make()]
  /** The last answer; earlier ones are counted in it. */
  last: Omit<CompetitionMatches, "matches"> | undefined
  error: BookmakerError | undefined
  isEnded = false

  constructor(id: string, position: number) {
    this.id = id
    this.position = position
  }

  /** True where no request was sent. */
  get isUnasked(): boolean {
    return this.logs[0]!.attempts === 0
  }

  get log(): AttemptLog.AttemptLog {
    return this.logs.at(-1)!
  }

  /** Ends what is still under way, for a reason of the run's. `unattempted` is the error of what was never begun. */
  endedBy(reasonOf: (log: AttemptLog.AttemptLog) => BookmakerError, unattempted: BookmakerError): void {
    if (this.isEnded) return
    const isUnattempted = this.log.attempts === 0 && this.log.last === undefined
    this.error = isUnattempted ? unattempted : reasonOf(this.log)
  }
}

/** Sums up how the competitions went, in the order of the listing. */
const outcomeOf = (
  tasks: ReadonlyArray<Task>
): Pick<Fetched, "failures" | "heldBack" | "short" | "unasked" | "waiting"> => {
  const failures: Array<FetchFailure> = []
  const short: Array<ShortFetch> = []
  const unasked = new Set<string>()
  let heldBack = 0
  let waiting = 0
  for (const { error, id, isUnasked, last, logs } of tasks) {
    for (const log of logs) heldBack += log.heldBack
    if (isUnasked && last === undefined) unasked.add(id)
    if (last === undefined) {
      if (isUnasked && error?.reason === "request-limit") waiting++
      else if (error !== undefined) failures.push({ id, error })
    } else if (last.stated !== undefined && last.seen < last.stated) {
      short.push({ id, stated: last.stated, seen: last.seen, error })
    }
  }
  return { failures, heldBack, short, unasked, waiting }
}

/**
 * Fetches all competitions, at most as many at once as the bookmaker allows; pages of a competition follow each other in
 * its place. What has no answer by the deadline has failed; of what has one, every page that came counts.
 */
export const fetchMatches = Effect.fn("extraction.fetchMatches")(function* (
  plan: RunPlan,
  ids: ReadonlyArray<string>,
  collectors: ReadonlyArray<Collector>
) {
  const bookmaker = yield* Bookmaker
  const progress = yield* Progress.Progress
  const tasks = ids.map((id, position) => new Task(id, position))
  // Where not all may be asked for, those that are left over are the last in the order of their ids.
  const ordered = plan.requests === undefined ? tasks : tasks.toSorted((a, b) => (a.id < b.id ? -1 : 1))
  let answered = 0
  let seen = 0
  let stale = 0
  const requests: Progress.Progress["requests"] = (now) => Progress.requestsOf(tasks, now)
  const advance = () =>
    progress({ step: "fetch", competitions: ids.length, answered, matches: seen, documents: 0, requests })
  const end = (task: Task, error?: BookmakerError) => {
    task.error = error
    task.isEnded = true
    answered++
    advance()
  }
  advance()

  const fetch = bookmaker.fetchMatches(queryOf(plan))
  const fetchOne = (task: Task) => {
    const fetchFrom = (page: Effect.Effect<CompetitionMatches, BookmakerError>): Effect.Effect<void> =>
      Effect.matchEffect(page, {
        onSuccess: ({ matches, ...answer }) => {
          for (const collector of collectors) collector.add(task.position, matches, bookmaker.keepsAnswers)
          seen += matches.length
          if (answer.isStale) stale++
          task.last = answer
          if (answer.next === undefined) return Effect.sync(() => end(task))
          task.logs.push(AttemptLog.make())
          return fetchFrom(answer.next(task.log))
        },
        onFailure: (error) => Effect.sync(() => end(task, error))
      })
    return fetchFrom(fetch(task.id, task.log))
  }
  const left = yield* millisLeft(plan.fetchDeadline)
  const isOver = yield* hasPassed(plan.fetchDeadline)
  // After the deadline every request fails synchronously: without this check all remaining tasks would run, one after the other,
  // before the timer that ends them could fire.
  const fetchInTime = (task: Task) => (isOver() ? Effect.void : fetchOne(task))
  const isStopped = yield* Effect.forEach(ordered, fetchInTime, {
    concurrency: bookmaker.maxInFlight,
    discard: true
  }).pipe(
    Effect.as(false),
    Effect.raceFirst(Effect.as(yield* StopSignal, true)),
    Effect.timeoutOrElse({ duration: Duration.millis(Math.max(0, left)), orElse: () => Effect.succeed(false) })
  )
  const reasonOf = isStopped ? AttemptLog.interrupted : AttemptLog.deadlinePassed
  const unattempted = reasonOf(AttemptLog.make())
  for (const task of tasks) task.endedBy(reasonOf, unattempted)
  return { ...outcomeOf(tasks), seen, stale, isStopped } satisfies Fetched as Fetched
})
