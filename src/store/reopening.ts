/**
 * A store that is opened when it is first needed, and again and again while that fails: for a process that outlives an
 * outage of its store.
 *
 * A connection that was lost later is the adapter's to make again.
 */
import * as Context from "effect/Context"
import * as Deferred from "effect/Deferred"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Layer from "effect/Layer"
import * as Schedule from "effect/Schedule"
import * as Scope from "effect/Scope"
import { AttemptFailed, type SayFailure } from "./AttemptFailed.ts"
import { delegating, OddsStore, StoreError } from "./OddsStore.ts"

/** The pause after the first failed attempt. */
const FIRST_PAUSE = Duration.millis(100)
/** A pause that the store asks for is kept up to this length. */
const MAX_RETRY_AFTER_MILLIS = 60_000
/** How long an operation waits until the store is open. */
const WAIT_SECONDS = 10

const unopened = new StoreError({ operation: "open", message: `the store was not opened in ${WAIT_SECONDS} s` })

/** How a store is opened again. */
export interface ReopeningOptions {
  /** The longest pause between two attempts, where the store asks for none. @default 5 seconds */
  readonly maxPause?: Duration.Input
}

/** Twice as long after each failed attempt, and at least as long as the store asks for. */
const pauses = (maxPause: Duration.Input) =>
  Schedule.min([Schedule.exponential(FIRST_PAUSE), Schedule.spaced(maxPause)]).pipe(
    Schedule.setInputType<StoreError>(),
    Schedule.modifyDelay(({ duration, input }) =>
      Effect.succeed(
        Duration.max(duration, Duration.millis(Math.min(input.retryAfterMillis ?? 0, MAX_RETRY_AFTER_MILLIS)))
      )
    )
  )

/**
 * Provides a store that the first operation opens. Where opening fails, it is tried again until it succeeds, or the
 * layer's scope closes; pauses grow from 100 ms to `maxPause`. Meanwhile each operation waits up to 10 seconds for the
 * store, and then fails with the error of the last attempt; at once where the store is there and refuses.
 */
export const layerReopening = (
  description: string,
  layer: Layer.Layer<OddsStore, StoreError>,
  { maxPause = "5 seconds" }: ReopeningOptions = {}
): Layer.Layer<OddsStore> =>
  Layer.effect(
    OddsStore,
    Effect.gen(function* () {
      const scope = yield* Effect.scope
      const context = yield* Effect.context<never>()
      const opened = yield* Deferred.make<OddsStore["Service"], StoreError>()
      /** Told of each failed attempt, for the operations that wait. */
      const listeners = new Set<SayFailure>()
      let isOpening = false
      let lastError: StoreError | undefined
      /** Fails once the store has refused. */
      let refused = Deferred.makeUnsafe<never, StoreError>()

      const attempt = Effect.gen(function* () {
        const own = yield* Scope.fork(scope)
        const built = yield* Layer.buildWithScope(Layer.fresh(layer), own).pipe(
          Effect.onError((cause) => Scope.close(own, Exit.failCause(cause)))
        )
        return Context.get(built, OddsStore)
      })
      const noted = Effect.tapError(attempt, (error) =>
        Effect.suspend(() => {
          lastError = error
          for (const say of listeners) say(error.message)
          if (error.isRefusal === true) return Deferred.fail(refused, error)
          if (Deferred.isDoneUnsafe(refused)) refused = Deferred.makeUnsafe()
          return Effect.void
        })
      )
      // In the context of the layer, not in that of the run that happens to come first.
      const opening = Effect.setContext(Deferred.into(Effect.retry(noted, pauses(maxPause)), opened), context)

      const open = Effect.gen(function* () {
        if (!isOpening) {
          isOpening = true
          yield* Effect.forkIn(opening, scope)
        }
        const say = yield* AttemptFailed
        if (lastError !== undefined) say(lastError.message)
        listeners.add(say)
        return yield* Deferred.await(opened).pipe(
          Effect.raceFirst(Deferred.await(refused)),
          Effect.timeoutOrElse({
            duration: Duration.seconds(WAIT_SECONDS),
            orElse: () => Effect.fail(lastError ?? unopened)
          }),
          Effect.ensuring(Effect.sync(() => listeners.delete(say)))
        )
      })
      const store = Effect.suspend(() => (Deferred.isDoneUnsafe(opened) ? Deferred.await(opened) : open))
      return delegating(description, store)
    })
  )
