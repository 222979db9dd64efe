/**
 * The command `watch` within this process, in virtual time: it is begun, time passes, and it ends by the stop signal or itself.
 */
import { Deferred, Effect, Fiber } from "effect"
import { TestClock } from "effect/testing"
import { StopSignal } from "../../src/extraction/Shutdown.ts"

/** Lets seconds pass in small steps, so that each thing happens about when it is due. */
export const pass = (seconds: number) =>
  Effect.forEach(Array.from({ length: seconds * 10 }), () => TestClock.adjust(100), { discard: true })

/** Begins a command; what is loaded until it has begun takes no virtual time. */
export const begin = Effect.fnUntraced(function* <E, R>(
  code: Effect.Effect<number, E, R>,
  hasBegun: () => boolean
): Effect.fn.Return<
  {
    readonly isOver: () => boolean
    /** Waits 3 s for its end, and returns the exit code. */
    readonly ended: Effect.Effect<number, E>
    /** Gives the stop signal first. */
    readonly end: Effect.Effect<number, E>
  },
  never,
  R
> {
  const signal = yield* Deferred.make<void>()
  const fiber = yield* Effect.forkChild(Effect.provideService(code, StopSignal, Deferred.await(signal)))
  while (!hasBegun() && fiber.pollUnsafe() === undefined) {
    yield* Effect.promise(() => new Promise((resolve) => setImmediate(resolve)))
  }
  const ended = Effect.gen(function* () {
    yield* pass(3)
    if (fiber.pollUnsafe() !== undefined) return yield* Fiber.join(fiber)
    yield* Fiber.interrupt(fiber)
    return yield* Effect.die(new Error("it has not ended"))
  })
  return {
    isOver: () => fiber.pollUnsafe() !== undefined,
    ended,
    end: Effect.andThen(Deferred.succeed(signal, undefined), ended)
  }
})
