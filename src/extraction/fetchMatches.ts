/**
 * The matches of every competition, fetched at once and handed to the collectors as they arrive.
 */
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as AttemptLog from "../bookmaker/AttemptLog.ts"
import { Bookmaker } from "../bookmaker/Bookmaker.ts"
import type { BookmakerError } from "../bookmaker/BookmakerError.ts"
import { millisLeft } from "../domain/Deadline.ts"
import type { Collector } from "./Collector.ts"
import { Progress } from "./Progress.ts"
import { queryOf, type RunPlan } from "./RunPlan.ts"
import { StopSignal } from "./Shutdown.ts"

/** A competition without an answer, and why. */
export interface FetchFailure {
  readonly id: string
  readonly error: BookmakerError
}

/** How fetching went. */
export interface Fetched {
  /** Matches of any kind in all answers. */
  readonly seen: number
  /** In the order of the listing. */
  readonly failures: ReadonlyArray<FetchFailure>
  /** Requests held back because the circuit was open. */
  readonly heldBack: number
  /** True where the stop signal ended it. */
  readonly isStopped: boolean
}

/** What is known of one competition while matches are fetched. */
interface Task {
  readonly id: string
  readonly log: AttemptLog.AttemptLog
  state: "waiting" | "answered" | BookmakerError
}

/** Fetches all competitions, at most as many at once as the bookmaker allows. What has no answer by the deadline has failed. */
export const fetchMatches = Effect.fn("extraction.fetchMatches")(function* (
  plan: RunPlan,
  ids: ReadonlyArray<string>,
  collectors: ReadonlyArray<Collector>
) {
  const bookmaker = yield* Bookmaker
  const progress = yield* Progress
  const tasks = ids.map((id): Task => ({ id, log: AttemptLog.make(), state: "waiting" }))
  let answered = 0
  let seen = 0
  const advance = () => progress({ competitions: ids.length, answered, matches: seen })
  const end = (task: Task, state: Task["state"]) => {
    task.state = state
    answered++
    advance()
  }
  advance()

  const fetch = bookmaker.fetchMatches(queryOf(plan))
  const fetchOne = (task: Task, position: number) =>
    Effect.match(fetch(task.id, task.log), {
      onSuccess: ({ matches }) => {
        for (const collector of collectors) collector.add(position, matches)
        seen += matches.length
        end(task, "answered")
      },
      onFailure: (error) => end(task, error)
    })
  const left = yield* millisLeft(plan.fetchDeadline)
  const isStopped = yield* Effect.forEach(tasks, fetchOne, { concurrency: bookmaker.maxInFlight, discard: true }).pipe(
    Effect.as(false),
    Effect.raceFirst(Effect.as(yield* StopSignal, true)),
    Effect.timeoutOrElse({ duration: Duration.millis(Math.max(0, left)), orElse: () => Effect.succeed(false) })
  )
  const failures = tasks.flatMap(({ id, log, state }): ReadonlyArray<FetchFailure> => {
    if (state === "answered") return []
    if (state !== "waiting") return [{ id, error: state }]
    return [{ id, error: isStopped ? AttemptLog.interrupted(log) : AttemptLog.deadlinePassed(log) }]
  })
  const heldBack = tasks.reduce((sum, { log }) => sum + log.heldBack, 0)
  return { seen, failures, heldBack, isStopped } satisfies Fetched
})
