/**
 * How a run ends early: it stops fetching, stores what is whole, and reports itself as interrupted.
 *
 * Interrupting the fiber instead drops everything. How long each step may still take is counted from the request.
 */
import * as Context from "effect/Context"
import * as Deferred from "effect/Deferred"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import { type Deadline, millisLeft, monotonicMillis } from "../domain/Deadline.ts"

/** Completes when runs are to end early. @default never */
export const StopSignal: Context.Reference<Effect.Effect<void>> = Context.Reference<Effect.Effect<void>>(
  "bookiegamma/StopSignal",
  {
    defaultValue: () => Effect.never
  }
)

/** How long the store may take after the stop signal; half a second less than a signal may take to end a process. */
export const SHUTDOWN_MILLIS = 1500

/** What a run knows of its stop signal. */
export interface Shutdown {
  /** When the signal came, in monotonic milliseconds; undefined before. */
  readonly requestedAt: () => Deadline | undefined
  /** Completes so many milliseconds after the signal. */
  readonly after: (millis: number) => Effect.Effect<void>
}

/** The shutdown of the current run. */
export const Shutdown = Context.Reference<Shutdown>("bookiegamma/Shutdown", {
  defaultValue: () => ({ requestedAt: () => undefined, after: () => Effect.never })
})

/** Listens to the stop signal until the scope closes. */
export const listen = Effect.gen(function* () {
  const signal = yield* StopSignal
  const requested = yield* Deferred.make<Deadline>()
  let requestedAt: Deadline | undefined
  const note = Effect.flatMap(monotonicMillis, (now) => {
    requestedAt = now
    return Deferred.succeed(requested, now)
  })
  yield* Effect.forkScoped(Effect.andThen(signal, note), { startImmediately: true })
  return {
    requestedAt: () => requestedAt,
    after: (millis) =>
      Effect.gen(function* () {
        const left = yield* millisLeft((yield* Deferred.await(requested)) + millis)
        yield* Effect.sleep(Duration.millis(left))
      })
  } satisfies Shutdown as Shutdown
})
