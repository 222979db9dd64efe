/**
 * A store as a command opens and asks it: within a time, and no longer than until the stop signal.
 */
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { StopSignal } from "../extraction/Shutdown.ts"
import { verdicts } from "../extraction/Verdict.ts"
import { StoreError } from "../store/OddsStore.ts"
import type { StoreAdapter } from "../store/StoreAdmin.ts"
import { Exit } from "./output.ts"

/** How long a store may take to answer where no run's budget says less. */
export const STORE_MILLIS = 5000

/** Fails where a store does not do what it is asked within so many milliseconds. */
export const withTimeout =
  (millis: number, operation: StoreError["operation"]) =>
  <A, R>(effect: Effect.Effect<A, StoreError, R>): Effect.Effect<A, StoreError, R> =>
    Effect.timeoutOrElse(effect, {
      duration: Duration.millis(millis),
      orElse: () =>
        Effect.fail(new StoreError({ operation, message: `the store did not answer in ${millis / 1000} s` }))
    })

/** Opens a store, and fails where that takes longer than so many milliseconds. */
export const openStore = (layer: StoreAdapter["layer"], millis: number): StoreAdapter["layer"] =>
  Layer.effectContext(Layer.build(layer).pipe(withTimeout(millis, "open")))

const stoppedMeanwhile = new StoreError({ operation: "open", message: "a signal came while the store was opened" })

/** Opens a store for a run, and fails where the stop signal comes meanwhile. */
export const openStoreUnlessStopped = (layer: StoreAdapter["layer"], millis: number): StoreAdapter["layer"] =>
  Layer.effectContext(
    Effect.gen(function* () {
      const stopped = Effect.andThen(yield* StopSignal, Effect.fail(stoppedMeanwhile))
      return yield* Effect.raceFirst(Layer.build(openStore(layer, millis)), stopped)
    })
  )

/** Ends a command that stores nothing at the stop signal. */
export const untilStopped = <A, E, R>(command: Effect.Effect<A, E, R>): Effect.Effect<A, E | Exit, R> =>
  Effect.raceFirst(
    command,
    Effect.flatten(StopSignal).pipe(Effect.andThen(Effect.fail(new Exit({ code: verdicts.interrupted.exitCode }))))
  )
