/** Contract of cached competition ids: available until they expire, ignored if damaged. Also of notes. */
import { describe, expect } from "@effect/vitest"
import { Clock, Effect, Logger, Option } from "effect"
import { Keys, OddsStore } from "../../src/index.ts"
import { StoreProbe } from "./StoreProbe.ts"
import { newPrefix, type SuiteOptions, storeTest } from "./storeTest.ts"

const newKey = () => Keys.cachedIds(newPrefix(), "live", 0)

const damaged = {
  "not JSON": '["17",',
  "an object": '{"ids":["17"]}',
  "a number": "17",
  "a list of numbers": "[17,8]",
  "a list with null": '["17",null]',
  "an empty list": "[]",
  "an empty id": '["17",""]',
  "an id twice": '["17","8","17"]',
  "an id that is not clean": '["\\u001b[31mX"]',
  "an id with spaces around it": '["17 "]',
  "an id with a lone surrogate": '["17","\\ud800"]'
}

export const cachedIds = (options: SuiteOptions) =>
  describe("cached competition ids", () => {
    const test = storeTest(options)

    test("are absent before any are cached", () =>
      Effect.gen(function* () {
        const store = yield* OddsStore
        expect(yield* store.cachedIds(newKey(), 60)).toStrictEqual(Option.none())
      }))

    test("are returned in order, and stored as a JSON array of strings with an expiry", () =>
      Effect.gen(function* () {
        const store = yield* OddsStore
        const probe = yield* StoreProbe
        const key = newKey()
        const ids = ["17", "8", "007", "é", '"', "1e3"]
        yield* store.cacheIds(key, ids, 60)
        const cached = Option.getOrThrow(yield* store.cachedIds(key, 60))
        expect(cached.ids).toStrictEqual(ids)
        const stored = yield* probe.cached(key)
        expect(JSON.parse(stored!.text)).toStrictEqual(ids)
        expect(stored!.timeToLive).toBeGreaterThan(40_000)
        expect(stored!.timeToLive).toBeLessThanOrEqual(60_000)
      }))

    test("have their age in whole seconds", () =>
      Effect.gen(function* () {
        const store = yield* OddsStore
        const key = newKey()
        const before = yield* Clock.currentTimeMillis
        yield* store.cacheIds(key, ["17"], 60)
        const firstAge = Option.getOrThrow(yield* store.cachedIds(key, 60)).ageSeconds
        const read = yield* Clock.currentTimeMillis
        yield* options.passTime(2100)
        const old = Option.getOrThrow(yield* store.cachedIds(key, 60)).ageSeconds
        const after = yield* Clock.currentTimeMillis
        expect(firstAge).toBeGreaterThanOrEqual(0)
        expect(firstAge).toBeLessThanOrEqual(Math.ceil((read - before) / 1000))
        expect(Number.isInteger(old)).toBe(true)
        expect(old).toBeGreaterThanOrEqual(2)
        expect(old).toBeLessThanOrEqual(Math.ceil((after - before) / 1000))
      }))

    test("are absent once expired", () =>
      Effect.gen(function* () {
        const store = yield* OddsStore
        const key = newKey()
        yield* store.cacheIds(key, ["17"], 1)
        yield* options.passTime(1100)
        expect(yield* store.cachedIds(key, 60)).toStrictEqual(Option.none())
      }))

    test("can be overwritten, with a new age and a new expiry", () =>
      Effect.gen(function* () {
        const store = yield* OddsStore
        const key = newKey()
        yield* store.cacheIds(key, ["17", "8"], 1)
        yield* store.cacheIds(key, ["9"], 60)
        yield* options.passTime(1100)
        expect(Option.getOrThrow(yield* store.cachedIds(key, 60)).ids).toStrictEqual(["9"])
        yield* store.cacheIds(key, ["10"], 60)
        const { ageSeconds, ids } = Option.getOrThrow(yield* store.cachedIds(key, 60))
        expect(ids).toStrictEqual(["10"])
        expect(ageSeconds).toBeLessThanOrEqual(1)
      }))

    test("are separate for each source, period and prefix", () =>
      Effect.gen(function* () {
        const store = yield* OddsStore
        const prefix = newPrefix()
        yield* store.cacheIds(Keys.cachedIds(prefix, "live", 0), ["17"], 60)
        for (const other of [
          Keys.cachedIds(prefix, "upcoming", 0),
          Keys.cachedIds(prefix, "live", 1),
          Keys.cachedIds(`${prefix}x`, "live", 0)
        ]) {
          expect(yield* store.cachedIds(other, 60)).toStrictEqual(Option.none())
        }
      }))

    for (const [what, text] of Object.entries(damaged)) {
      test(`count as absent if they are damaged (${what}), with a warning, and can be overwritten`, () =>
        Effect.gen(function* () {
          const store = yield* OddsStore
          const probe = yield* StoreProbe
          const key = newKey()
          const logged: Array<string> = []
          const logger = Logger.make(({ logLevel, message }) => void logged.push(`${logLevel} ${String(message)}`))
          yield* probe.putCached(key, text)
          expect(yield* store.cachedIds(key, 60).pipe(Effect.provide(Logger.layer([logger])))).toStrictEqual(
            Option.none()
          )
          expect(logged.filter((line) => line.startsWith("Warn") && line.includes(key))).toHaveLength(1)
          yield* store.cacheIds(key, ["17"], 60)
          expect(Option.getOrThrow(yield* store.cachedIds(key, 60)).ids).toStrictEqual(["17"])
        }))
    }

    test("are separate from notes, which are texts that can be overwritten and expire", () =>
      Effect.gen(function* () {
        const store = yield* OddsStore
        const prefix = newPrefix()
        const key = Keys.note(prefix, "counts", "live", 0)
        expect(yield* store.note(key)).toStrictEqual(Option.none())
        yield* store.keepNote(key, "first", 60)
        yield* store.keepNote(key, "é {", 1)
        expect(yield* store.note(key)).toStrictEqual(Option.some("é {"))
        expect(yield* store.cachedIds(Keys.cachedIds(prefix, "live", 0), 60)).toStrictEqual(Option.none())
        yield* options.passTime(1100)
        expect(yield* store.note(key)).toStrictEqual(Option.none())
      }))
  })
