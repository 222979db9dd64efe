/**
 * The time that the store has for one step of a run: until a deadline, or shortly after the stop signal.
 */
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import { type Deadline, millisLeft } from "../domain/Deadline.ts"
import { StoreError } from "../store/OddsStore.ts"
import { SHUTDOWN_MILLIS, Shutdown } from "./Shutdown.ts"

type Operation = "read" | "write"

/** The error of an operation that the deadline has ended. */
export const late = (operation: Operation) =>
  new StoreError({ operation, message: "the store did not answer within the run's budget; see --budget" })

const stopped = (operation: Operation) =>
  new StoreError({ operation, message: "the store did not answer before the run, asked to stop, had to end" })

/** Interrupts a store's operation at the deadline, or so long after the stop signal, and fails with a `StoreError`. */
export const withDeadline =
  (deadline: Deadline, operation: Operation, shutdownMillis = SHUTDOWN_MILLIS) =>
  <A, R>(effect: Effect.Effect<A, StoreError, R>): Effect.Effect<A, StoreError, R> =>
    Effect.gen(function* () {
      const left = yield* millisLeft(deadline)
      const { after } = yield* Shutdown
      if (left <= 0) return yield* late(operation)
      return yield* Effect.timeoutOrElse(effect, {
        duration: Duration.millis(left),
        orElse: () => Effect.fail(late(operation))
      }).pipe(
        Effect.raceFirst(
          Effect.andThen(
            after(shutdownMillis),
            Effect.suspend(() => Effect.fail(stopped(operation)))
          )
        )
      )
    })
