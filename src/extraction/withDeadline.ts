/**
 * The time that the store has for one step of a run: until a deadline, or shortly after the stop signal.
 */
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import { type Deadline, millisLeft } from "../domain/Deadline.ts"
import { AttemptFailed } from "../store/AttemptFailed.ts"
import { StoreError } from "../store/OddsStore.ts"
import { SHUTDOWN_MILLIS, Shutdown } from "./Shutdown.ts"

type Operation = "read" | "write"

/** Leads with why the last attempt failed, where one had. */
const unfinished = (operation: Operation, limit: string, remedy: string, failure: string | undefined) => {
  const message =
    failure === undefined
      ? `the store did not answer within ${limit}${remedy}`
      : `${failure} (tried until ${limit} was over)`
  return new StoreError({ operation, message })
}

/** What the time of an operation is, for messages. */
export type Limit = "the run's budget" | "a tenth of the run's budget"

/** The error of an operation that its deadline has ended. */
export const late = (operation: Operation, limit: Limit, failure?: string): StoreError =>
  unfinished(operation, limit, "; see --budget", failure)

const stopped = (operation: Operation, failure: string | undefined) =>
  unfinished(operation, "the time left after the stop signal", "", failure)

/** Limits of an operation beside its deadline. */
export interface Limits {
  /** What the deadline ends, for messages. @default "the run's budget" */
  readonly limit?: Limit
  /** How long after the stop signal the operation may go on, in milliseconds. @default `SHUTDOWN_MILLIS` */
  readonly shutdownMillis?: number
}

/** Interrupts a store's operation at the deadline, or so long after the stop signal, and fails with a `StoreError`. */
export const withDeadline =
  (
    deadline: Deadline,
    operation: Operation,
    { limit = "the run's budget", shutdownMillis = SHUTDOWN_MILLIS }: Limits = {}
  ) =>
  <A, R>(effect: Effect.Effect<A, StoreError, R>): Effect.Effect<A, StoreError, R> =>
    Effect.gen(function* () {
      const left = yield* millisLeft(deadline)
      const { after } = yield* Shutdown
      if (left <= 0) return yield* late(operation, limit)
      let failure: string | undefined
      const observed = Effect.provideService(effect, AttemptFailed, (message) => {
        failure = message
      })
      return yield* Effect.timeoutOrElse(observed, {
        duration: Duration.millis(left),
        orElse: () => Effect.fail(late(operation, limit, failure))
      }).pipe(
        Effect.raceFirst(
          Effect.andThen(
            after(shutdownMillis),
            Effect.suspend(() => Effect.fail(stopped(operation, failure)))
          )
        )
      )
    })
