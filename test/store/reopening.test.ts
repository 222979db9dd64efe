/**
 * A store that is opened on first use, and again and again while that fails.
 */
import { assert, describe, it } from "@effect/vitest"
import { Clock, Effect, Exit, Fiber, Layer, Option } from "effect"
import { TestClock } from "effect/testing"
import { SqliteOddsStore } from "../../adapters/sqlite/index.ts"
import { deadlineIn } from "../../src/domain/Deadline.ts"
import { withDeadline } from "../../src/extraction/withDeadline.ts"
import { layerReopening, OddsStore, StoreError } from "../../src/index.ts"

/** A store that cannot be opened until it is back, and the times at which that was tried. */
const flaky = (error = new StoreError({ operation: "open", message: "not there yet" })) => {
  const seen = { attempts: [] as Array<number>, closed: 0, isBack: false, error }
  const layer = Layer.unwrap(
    Effect.gen(function* () {
      seen.attempts.push(yield* Clock.currentTimeMillis)
      yield* Effect.addFinalizer(() => Effect.sync(() => void seen.closed++))
      return seen.isBack ? SqliteOddsStore.layerMemory : yield* seen.error
    })
  )
  return { seen, layer }
}

const description = "a store that comes later"

describe("a store that cannot be opened", () => {
  it.effect("is opened by the operations that wait for it, in one attempt for all, as soon as it is back", () => {
    const { layer, seen } = flaky()
    return Effect.gen(function* () {
      const store = yield* OddsStore
      assert.strictEqual(store.description, description)
      assert.deepStrictEqual(seen.attempts, [], "nothing is opened before it is needed")
      const writing = yield* Effect.forkChild(
        Effect.all([store.keepNote("a", "1", 60), store.keepNote("b", "2", 60), store.cacheIds("ids", ["17"], 60)], {
          concurrency: "unbounded"
        })
      )
      yield* TestClock.adjust("650 millis")
      assert.deepStrictEqual(seen.attempts, [0, 100, 300])
      assert.strictEqual(seen.closed, 3, "what was half open is closed")
      seen.isBack = true
      yield* TestClock.adjust("50 millis")
      yield* Fiber.join(writing)
      assert.deepStrictEqual(yield* store.note("a"), Option.some("1"))
      assert.deepStrictEqual(Option.getOrThrow(yield* store.cachedIds("ids", 60)).ids, ["17"])
      yield* TestClock.adjust("1 hour")
      assert.deepStrictEqual([seen.attempts, seen.closed], [[0, 100, 300, 700], 3])
    }).pipe(
      Effect.provide(layerReopening(description, layer)),
      Effect.andThen(Effect.sync(() => assert.strictEqual(seen.closed, 4)))
    )
  })

  it.effect(
    "fails an operation after 10 s, and is tried on without one, after pauses that grow up to the longest",
    () => {
      const { layer, seen } = flaky()
      return Effect.gen(function* () {
        const store = yield* OddsStore
        const reading = yield* Effect.forkChild(Effect.flip(store.note("a")))
        yield* TestClock.adjust("9999 millis")
        assert.isUndefined(reading.pollUnsafe())
        yield* TestClock.adjust("1 millis")
        assert.include(yield* Fiber.join(reading), { operation: "open", message: "not there yet" })
        yield* TestClock.adjust("9 seconds")
        assert.deepStrictEqual(seen.attempts, [0, 100, 300, 700, 1500, 3100, 6100, 9100, 12_100, 15_100, 18_100])
        seen.isBack = true
        yield* TestClock.adjust("3 seconds")
        assert.deepStrictEqual(yield* store.note("a"), Option.none(), "it is open before it is asked")
      }).pipe(Effect.provide(layerReopening(description, layer, { maxPause: "3 seconds" })))
    }
  )

  it.effect("fails operations at once while it refuses, those that wait and new ones, and is tried on", () => {
    const { layer, seen } = flaky()
    const wrongPassword = new StoreError({ operation: "open", message: "wrong password", isRefusal: true })
    return Effect.gen(function* () {
      const store = yield* OddsStore
      const failure = yield* Effect.forkChild(Effect.flip(store.note("a")))
      yield* TestClock.adjust("150 millis")
      assert.isUndefined(failure.pollUnsafe())
      seen.error = wrongPassword
      yield* TestClock.adjust("150 millis")
      assert.strictEqual(yield* Fiber.join(failure), wrongPassword)
      assert.strictEqual(yield* Effect.flip(store.note("a")), wrongPassword)

      seen.error = new StoreError({ operation: "open", message: "it starts again" })
      yield* TestClock.adjust("400 millis")
      const waiting = yield* Effect.forkChild(store.note("a"))
      yield* TestClock.adjust("700 millis")
      assert.isUndefined(waiting.pollUnsafe())
      seen.isBack = true
      yield* TestClock.adjust("10 seconds")
      assert.deepStrictEqual(yield* Fiber.join(waiting), Option.none())
      assert.deepStrictEqual(seen.attempts, [0, 100, 300, 700, 1500])
    }).pipe(Effect.provide(layerReopening(description, layer)))
  })

  it.effect("says in an operation that its deadline ends why it could not be opened", () =>
    Effect.gen(function* () {
      const store = yield* OddsStore
      const inTwoSeconds = Effect.gen(function* () {
        return yield* Effect.flip(withDeadline(yield* deadlineIn(2000), "read")(store.note("a")))
      })
      for (const run of ["first", "second", "third", "fourth"]) {
        const reading = yield* Effect.forkChild(inTwoSeconds)
        yield* TestClock.adjust("2 seconds")
        assert.match(
          (yield* Fiber.join(reading)).message,
          /^not there yet \(tried until the run's budget was over\)$/,
          run
        )
      }
    }).pipe(Effect.provide(layerReopening(description, flaky().layer)))
  )

  it.effect("is no longer tried once its scope has closed", () => {
    const { layer, seen } = flaky()
    return Effect.gen(function* () {
      yield* Effect.gen(function* () {
        const store = yield* OddsStore
        yield* Effect.forkChild(Effect.flip(store.note("a")))
        yield* TestClock.adjust("150 millis")
      }).pipe(Effect.provide(layerReopening(description, layer)))
      assert.strictEqual(seen.attempts.length, 2)
      yield* TestClock.adjust("1 minute")
      assert.strictEqual(seen.attempts.length, 2)
    })
  })

  it.effect("ends the operations that wait where its adapter is broken", () =>
    Effect.gen(function* () {
      const store = yield* OddsStore
      assert.isTrue(Exit.hasDies(yield* Effect.exit(store.note("a"))))
    }).pipe(Effect.provide(layerReopening(description, Layer.unwrap(Effect.die(new Error("a bug"))))))
  )
})

describe.each([
  { asked: 2500, attempts: [0, 2500, 5000] },
  { asked: 3_600_000, attempts: [0, 60_000, 120_000] }
])("a store that asks for a pause of $asked ms", ({ asked, attempts }) => {
  it.effect("is left alone for that long, but for a minute at most", () => {
    const { layer, seen } = flaky(
      new StoreError({ operation: "open", message: "asked too often", retryAfterMillis: asked })
    )
    return Effect.gen(function* () {
      const store = yield* OddsStore
      yield* Effect.forkChild(Effect.flip(store.note("a")))
      yield* TestClock.adjust(attempts.at(-1)!)
      assert.deepStrictEqual(seen.attempts, attempts)
    }).pipe(Effect.provide(layerReopening(description, layer)))
  })
})
