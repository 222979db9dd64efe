/**
 * A store that is opened on first use, and again after opening failed.
 */
import { expect, it } from "@effect/vitest"
import { Effect, Layer, Option } from "effect"
import { SqliteOddsStore } from "../../adapters/sqlite/index.ts"
import { layerReopening, OddsStore, StoreError } from "../../src/index.ts"

it.effect(
  "a store that cannot be opened fails each operation, works as soon as it can, and is then opened only once",
  () =>
    Effect.gen(function* () {
      let attempts = 0
      let closed = 0
      let isDown = true
      const flaky = Layer.unwrap(
        Effect.gen(function* () {
          attempts++
          yield* Effect.addFinalizer(() => Effect.sync(() => void closed++))
          if (isDown) return yield* new StoreError({ operation: "open", message: "not there yet" })
          return SqliteOddsStore.layerMemory
        })
      )
      yield* Effect.gen(function* () {
        const store = yield* OddsStore
        expect(store.description).toBe("a store that comes later")
        expect(attempts, "nothing is opened before it is needed").toBe(0)
        expect(yield* Effect.flip(store.note("a"))).toMatchObject({ operation: "open", message: "not there yet" })
        expect(yield* Effect.flip(store.cacheIds("ids", ["17"], 60))).toMatchObject({ operation: "open" })
        expect([attempts, closed], "what was half open is closed").toEqual([2, 2])
        isDown = false
        yield* Effect.all(
          [store.keepNote("a", "1", 60), store.keepNote("b", "2", 60), store.cacheIds("ids", ["17"], 60)],
          { concurrency: "unbounded" }
        )
        expect(yield* store.note("a")).toStrictEqual(Option.some("1"))
        expect(Option.getOrThrow(yield* store.cachedIds("ids", 60)).ids).toStrictEqual(["17"])
        expect([attempts, closed]).toEqual([3, 2])
      }).pipe(Effect.provide(layerReopening("a store that comes later", flaky)))
      expect(closed).toBe(3)
    })
)
