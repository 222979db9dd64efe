/**
 * Time limits: each effect has its own limit, independent of others.
 */
import { describe, expect, it } from "@effect/vitest"
import { Cause, Clock, Context, Effect, Exit, Fiber } from "effect"
import { TestClock } from "effect/testing"
import * as TimeLimits from "../../../src/bookmaker/http/TimeLimits.ts"
import { collectGarbage } from "../../helpers/garbage.ts"

const over = () => Effect.succeed("over")

/** Runs an effect with a time limit in milliseconds, in the background. */
const limited = <A, E>(limit: TimeLimits.TimeLimits, effect: Effect.Effect<A, E>, millis: number) =>
  Effect.forkChild(limit.limit(effect, millis, over), { startImmediately: true })

describe("A time limit", () => {
  it.effect("returns the value or failure of an effect that ends in time", () =>
    Effect.gen(function* () {
      const limit = yield* TimeLimits.make
      expect(yield* limit.limit(Effect.succeed("done"), 1000, over)).toBe("done")
      expect(yield* Effect.flip(limit.limit(Effect.fail("broken"), 1000, over))).toBe("broken")
      const slow = yield* limited(limit, Effect.as(Effect.sleep("999 millis"), "done"), 1000)
      yield* TestClock.adjust("999 millis")
      expect(yield* Fiber.join(slow)).toBe("done")
    })
  )

  it.effect("interrupts effects that do not, each at its own time, whatever the order they were started in", () =>
    Effect.gen(function* () {
      const limit = yield* TimeLimits.make
      const ended: Array<string> = []
      const endless = (name: string) => Effect.onInterrupt(Effect.never, () => Effect.sync(() => ended.push(name)))
      const fibers = [
        yield* limited(limit, endless("third"), 3000),
        yield* limited(limit, endless("second"), 2000),
        yield* limited(limit, Effect.sleep("1 second"), 5000),
        yield* limited(limit, endless("also second"), 2000)
      ]
      yield* TestClock.adjust("1999 millis")
      expect(ended).toEqual([])
      yield* TestClock.adjust("1 millis")
      expect(ended).toEqual(["second", "also second"])
      yield* TestClock.adjust("1 second")
      expect(ended).toEqual(["second", "also second", "third"])
      expect(yield* Fiber.joinAll(fibers)).toEqual(["over", "over", undefined, "over"])
    })
  )

  it.effect("works after a time without any limited effect", () =>
    Effect.gen(function* () {
      const limit = yield* TimeLimits.make
      yield* limited(limit, Effect.never, 100)
      yield* TestClock.adjust("1 hour")
      const late = yield* limited(limit, Effect.never, 100)
      yield* TestClock.adjust("100 millis")
      expect(yield* Fiber.join(late)).toBe("over")
    })
  )

  it.live("keeps nothing of whoever asked for it once the effect has ended", () =>
    Effect.gen(function* () {
      const Large = Context.Service<{ readonly text: string }>("test/Large")
      const limit = yield* TimeLimits.make
      const limited = (large: { readonly text: string }) =>
        Effect.provideService(limit.limit(Effect.sleep("1 millis"), 60_000, over), Large, large)
      const reference = yield* Effect.gen(function* () {
        const large = { text: "of a run" }
        yield* limited(large)
        return new WeakRef(large)
      })
      for (let turn = 0; turn < 200 && reference.deref() !== undefined; turn++) {
        yield* Effect.sleep("5 millis")
        collectGarbage()
      }
      expect(reference.deref()).toBe(undefined)
    })
  )

  it.effect("of 0 ms is exceeded at once", () =>
    Effect.gen(function* () {
      const limit = yield* TimeLimits.make
      expect(yield* limit.limit(Effect.never, 0, over)).toBe("over")
    })
  )

  it.effect("interrupts the limited effect if it is interrupted itself", () =>
    Effect.gen(function* () {
      const limit = yield* TimeLimits.make
      const ended: Array<string> = []
      const endless = Effect.onInterrupt(Effect.never, () => Effect.sync(() => ended.push("endless")))
      const fiber = yield* limited(limit, endless, 1000)
      yield* Fiber.interrupt(fiber)
      expect(ended).toEqual(["endless"])
      expect(Exit.hasInterrupts(yield* Fiber.await(fiber))).toBe(true)
    })
  )

  it.effect("is not watched any longer once its effect has ended", () =>
    Effect.gen(function* () {
      let waits = 0
      const clock = yield* Clock.Clock
      const counting: Clock.Clock = {
        ...clock,
        sleep: (duration) => {
          waits++
          return clock.sleep(duration)
        }
      }
      const limit = yield* Effect.provideService(TimeLimits.make, Clock.Clock, counting)
      const ended = (millis: number) =>
        Effect.provideService(limit.limit(Effect.yieldNow, millis, over), Clock.Clock, counting)
      yield* Effect.forEach([1000, 2000, 3000], ended, { concurrency: "unbounded" })
      yield* TestClock.adjust("10 seconds")
      expect(waits).toBe(1)
    })
  )

  it.effect("is not exceeded if the effect is interrupted for another reason", () =>
    Effect.gen(function* () {
      const limit = yield* TimeLimits.make
      const exit = yield* Effect.exit(limit.limit(Effect.interrupt, 1000, over))
      expect(Exit.hasInterrupts(exit)).toBe(true)
    })
  )

  it.effect("does not hide the failure of an effect that fails while it is interrupted", () =>
    Effect.gen(function* () {
      const limit = yield* TimeLimits.make
      const failing = Effect.onInterrupt(Effect.never, () => Effect.fail("cannot be ended"))
      const fiber = yield* limited(limit, failing, 100)
      yield* TestClock.adjust("100 millis")
      const exit = yield* Fiber.await(fiber)
      expect(Exit.isFailure(exit) && Cause.hasFails(exit.cause)).toBe(true)
    })
  )

  it.effect("is exceeded even if a finalizer of the limited effect fails", () =>
    Effect.gen(function* () {
      const limit = yield* TimeLimits.make
      const endless = Effect.onInterrupt(Effect.never, () => Effect.die("cannot be ended"))
      const fiber = yield* limited(limit, endless, 100)
      yield* TestClock.adjust("100 millis")
      expect(yield* Fiber.join(fiber)).toBe("over")
    })
  )
})
