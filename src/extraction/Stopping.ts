/**
 * How much longer a run goes on once it was asked to stop: counted from that moment, by all of its steps alike.
 *
 * A run watches `Stop` itself; whoever uses a store by other ways has no such limit.
 */
import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as Deferred from "effect/Deferred"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import { Stop } from "./Shutdown.ts"

/** How long the store may take once the run was asked to stop; half a second less than a signal may take to end it. */
export const STOPPING_MILLIS = 1500

/** What a run knows of being asked to stop. */
export interface Stopping {
  /** When the run was asked to stop, Unix milliseconds; undefined while nobody has. */
  readonly askedAt: () => number | undefined
  /** Completes so many milliseconds after the run was asked to stop. */
  readonly since: (millis: number) => Effect.Effect<void>
}

/** Says how a run is stopping. */
export const Stopping = Context.Reference<Stopping>("bookiegamma/Stopping", {
  defaultValue: () => ({ askedAt: () => undefined, since: () => Effect.never })
})

/** Watches for the request to stop, until the scope closes. */
export const watch = Effect.gen(function* () {
  const stop = yield* Stop
  const asked = yield* Deferred.make<number>()
  let askedAt: number | undefined
  const note = Effect.flatMap(Clock.currentTimeMillis, (now) => {
    askedAt = now
    return Deferred.succeed(asked, now)
  })
  yield* Effect.forkScoped(Effect.andThen(stop, note), { startImmediately: true })
  return {
    askedAt: () => askedAt,
    since: (millis) =>
      Effect.gen(function* () {
        const end = (yield* Deferred.await(asked)) + millis
        yield* Effect.sleep(Duration.millis(end - (yield* Clock.currentTimeMillis)))
      })
  } satisfies Stopping as Stopping
})
