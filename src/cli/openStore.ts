/**
 * A store as a command opens and asks it: within a time, and no longer than until the command is asked to stop.
 */
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { verdicts } from "../extraction/Report.ts"
import { Stop } from "../extraction/Shutdown.ts"
import { StoreError } from "../store/OddsStore.ts"
import { Exit } from "./Output.ts"
import type { StorePart } from "./Parts.ts"

/** How long a store is waited for where no run's budget says less. */
export const PATIENCE_MILLIS = 5000

/** Fails where a store does not do what it is asked within so many milliseconds. */
export const within =
  (millis: number, operation: StoreError["operation"]) =>
  <A, R>(asking: Effect.Effect<A, StoreError, R>): Effect.Effect<A, StoreError, R> =>
    Effect.timeoutOrElse(asking, {
      duration: Duration.millis(millis),
      orElse: () =>
        Effect.fail(new StoreError({ operation, message: `the store did not answer in ${millis / 1000} s` }))
    })

/** Opens a store, and fails where that takes longer than so many milliseconds. */
export const openStore = (layer: StorePart["layer"], millis: number): StorePart["layer"] =>
  Layer.effectContext(Layer.build(layer).pipe(within(millis, "open")))

const stoppedMeanwhile = new StoreError({ operation: "open", message: "a signal came while the store was opened" })

/** Opens a store for a run, which reports itself as interrupted where it is asked to stop meanwhile. */
export const openStoreUnlessStopped = (layer: StorePart["layer"], millis: number): StorePart["layer"] =>
  Layer.effectContext(
    Effect.gen(function* () {
      const stopped = Effect.andThen(yield* Stop, Effect.fail(stoppedMeanwhile))
      return yield* Effect.raceFirst(Layer.build(openStore(layer, millis)), stopped)
    })
  )

/** Ends a command that stores nothing as soon as it is asked to stop. */
export const untilStopped = <A, E, R>(command: Effect.Effect<A, E, R>): Effect.Effect<A, E | Exit, R> =>
  Effect.raceFirst(
    command,
    Effect.flatten(Stop).pipe(Effect.andThen(Effect.fail(new Exit({ code: verdicts.interrupted.exitCode }))))
  )
