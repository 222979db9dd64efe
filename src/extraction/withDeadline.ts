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

/** Says that an operation was not done, and why its last attempt was not, where one had failed. */
const unfinished = (operation: Operation, what: string, failure: string | undefined) =>
  new StoreError({ operation, message: failure === undefined ? what : `${what}. Its last attempt failed: ${failure}` })

/** The error of an operation that the deadline has ended. */
export const late = (operation: Operation, failure?: string) =>
  unfinished(operation, "the store did not answer within the run's budget; see --budget", failure)

const stopped = (operation: Operation, failure: string | undefined) =>
  unfinished(operation, "the store did not answer in the time left after the stop signal", failure)

/** Interrupts a store's operation at the deadline, or so long after the stop signal, and fails with a `StoreError`. */
export const withDeadline =
  (deadline: Deadline, operation: Operation, shutdownMillis = SHUTDOWN_MILLIS) =>
  <A, R>(effect: Effect.Effect<A, StoreError, R>): Effect.Effect<A, StoreError, R> =>
    Effect.gen(function* () {
      const left = yield* millisLeft(deadline)
      const { after } = yield* Shutdown
      if (left <= 0) return yield* late(operation)
      let failure: string | undefined
      const observed = Effect.provideService(effect, AttemptFailed, (message) => {
        failure = message
      })
      return yield* Effect.timeoutOrElse(observed, {
        duration: Duration.millis(left),
        orElse: () => Effect.fail(late(operation, failure))
      }).pipe(
        Effect.raceFirst(
          Effect.andThen(
            after(shutdownMillis),
            Effect.suspend(() => Effect.fail(stopped(operation, failure)))
          )
        )
      )
    })
