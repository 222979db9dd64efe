/** Contract of publishing: entry, expiry and announcement, all or nothing, on a stream shared with other programs. */
import { describe, expect } from "@effect/vitest"
import { Clock, Effect } from "effect"
import { monotonicMillis } from "../../src/domain/Deadline.ts"
import { Keys, OddsStore } from "../../src/index.ts"
import { StoreProbe } from "./StoreProbe.ts"
import { documentOf, newKeys, newMarker, type SuiteOptions, storeTest } from "./storeTest.ts"

const documents = [documentOf(2), documentOf(1, { home: 'Спартак "II" \u2028 \\', away: "横浜 😀" })]
const minute = 60_000

export const publishing = (options: SuiteOptions) => {
  const test = storeTest(options)
  const publish = (keys: Keys.MarketKeys, more: { period?: 0 | 3; expirySeconds?: number } = {}) =>
    Effect.flatMap(OddsStore, (store) =>
      store.publish({
        keys,
        period: 0,
        json: JSON.stringify(documents),
        expirySeconds: 200,
        marker: newMarker(),
        ...more
      })
    )

  describe("a published entry", () => {
    test("holds exactly the documents, has the current second in its key, expires and is announced", () =>
      Effect.gen(function* () {
        const probe = yield* StoreProbe
        const keys = newKeys()
        const before = yield* Clock.currentTimeMillis
        const { key, streamId } = yield* publish(keys, { period: 3 })
        const after = yield* Clock.currentTimeMillis
        const [, second, period] = /^(.*):(\d+)-(\d)$/.exec(key)!.slice(1)
        expect(key).toBe(`${keys.publishedPrefix}${second}-3`)
        expect(period).toBe("3")
        expect(Number(second)).toBeGreaterThanOrEqual(Math.floor(before / 1000))
        expect(Number(second)).toBeLessThanOrEqual(Math.floor(after / 1000))
        const stored = (yield* probe.published(key))!
        expect(JSON.parse(stored.text)).toStrictEqual(documents)
        expect(stored.timeToLive).toBeGreaterThan(150_000)
        expect(stored.timeToLive).toBeLessThanOrEqual(200_000)
        expect(yield* probe.stream(keys.stream)).toStrictEqual([{ id: streamId, data_key: key }])
      }))

    test("holds the same where its JSON comes in pieces, short ones and long ones", () =>
      Effect.gen(function* () {
        const many = Array.from({ length: 300 }, (_, index) => ({
          ...documents[index % 2]!,
          parent_match_id: index + 1
        }))
        const json = JSON.stringify(many)
        const letters = Array.from(json)
        const pieces = [...letters.slice(0, 500), "", letters.slice(500, -10).join(""), ...letters.slice(-10)]
        const store = yield* OddsStore
        const { key } = yield* store.publish({
          ...{ keys: newKeys(), period: 0, json, pieces, expirySeconds: 200, marker: newMarker() }
        })
        expect(JSON.parse((yield* (yield* StoreProbe).published(key))!.text)).toStrictEqual(many)
      }))

    test("takes the next free second if its own is taken, and does not change what is there", () =>
      Effect.gen(function* () {
        const probe = yield* StoreProbe
        const keys = newKeys()
        const second = Math.floor((yield* Clock.currentTimeMillis) / 1000)
        const taken = Array.from({ length: 20 }, (_, index) => Keys.published(keys, second + index, 0))
        for (const key of taken) yield* probe.putPublished(key, '["taken"]', minute)
        const { key } = yield* publish(keys)
        expect(key).toBe(Keys.published(keys, second + 20, 0))
        for (const other of taken) expect((yield* probe.published(other))!.text).toBe('["taken"]')
      }))

    test("is not created after the deadline: publishing fails and leaves nothing behind", () =>
      Effect.gen(function* () {
        const store = yield* OddsStore
        const probe = yield* StoreProbe
        const keys = newKeys()
        const now = yield* monotonicMillis
        const json = JSON.stringify(documents)
        const ofThen = (deadline: number) => ({ keys, period: 0, json, expirySeconds: 200, deadline }) as const
        const late = yield* Effect.flip(store.publish({ ...ofThen(now - 1), marker: newMarker() }))
        expect([late._tag, late.operation]).toStrictEqual(["StoreError", "write"])
        expect(yield* probe.stream(keys.stream)).toStrictEqual([])
        const { key } = yield* store.publish({ ...ofThen(now + minute), marker: newMarker() })
        expect((yield* probe.stream(keys.stream)).map(({ data_key }) => data_key)).toStrictEqual([key])
      }))

    test("of another period or market does not take the second", () =>
      Effect.gen(function* () {
        const keys = newKeys()
        const second = Math.floor((yield* Clock.currentTimeMillis) / 1000)
        const probe = yield* StoreProbe
        for (let index = 0; index < 20; index++) {
          yield* probe.putPublished(Keys.published(keys, second + index, 3), "[]", minute)
          yield* probe.putPublished(Keys.published(newKeys("three-way"), second + index, 0), "[]", minute)
        }
        const { key } = yield* publish(keys)
        const after = Math.floor((yield* Clock.currentTimeMillis) / 1000)
        expect(Number(/:(\d+)-0$/.exec(key)![1])).toBeLessThanOrEqual(after)
      }))

    test("has its own key and its own announcement when many are published concurrently", () =>
      Effect.gen(function* () {
        const probe = yield* StoreProbe
        const keys = newKeys()
        const published = yield* Effect.all(
          Array.from({ length: 20 }, () => publish(keys)),
          { concurrency: "unbounded" }
        )
        expect(new Set(published.map(({ key }) => key)).size).toBe(20)
        const stream = yield* probe.stream(keys.stream)
        expect(new Set(stream.map(({ data_key }) => data_key))).toStrictEqual(new Set(published.map(({ key }) => key)))
        expect(stream).toHaveLength(20)
      }))

    test("is absent after it has expired, and its second is free again", () =>
      Effect.gen(function* () {
        const probe = yield* StoreProbe
        const keys = newKeys()
        const { key } = yield* publish(keys, { expirySeconds: 1 })
        yield* options.passTime(1100)
        expect(yield* probe.published(key)).toBeUndefined()
        const next = yield* publish(keys)
        expect((yield* probe.published(next.key))!.timeToLive).toBeGreaterThan(150_000)
      }))
  })

  describe("the stream", () => {
    test("is trimmed by a publication: only announcements older than 10 minutes are removed, also of others", () =>
      Effect.gen(function* () {
        const probe = yield* StoreProbe
        const keys = newKeys()
        const now = yield* Clock.currentTimeMillis
        yield* probe.announce(keys.stream, `${now - 24 * 60 * minute}-0`, "OtherBookie_x:1-0")
        yield* probe.announce(keys.stream, `${now - 11 * minute}-3`, "BookieGamma_x:2-0")
        yield* probe.announce(keys.stream, `${now - 9 * minute}-0`, "OtherBookie_x:3-0")
        yield* probe.announce(keys.stream, `${now - 8 * minute}-7`, "OtherBookie_x:4-0")
        const { key } = yield* publish(keys)
        const stream = yield* probe.stream(keys.stream)
        expect(stream.map(({ data_key }) => data_key)).toStrictEqual(["OtherBookie_x:3-0", "OtherBookie_x:4-0", key])
        expect(stream[1]!.id).toBe(`${now - 8 * minute}-7`)
      }))

    test("is never trimmed by count, and other streams are not trimmed", () =>
      Effect.gen(function* () {
        const probe = yield* StoreProbe
        const keys = newKeys()
        const other = newKeys("three-way")
        const now = yield* Clock.currentTimeMillis
        yield* probe.announce(other.stream, `${now - 11 * minute}-0`, "OtherBookie_x:1-0")
        // All at once, which go on their way in this order.
        yield* Effect.forEach(
          Array.from({ length: 1200 }, (_, index) => index),
          (index) => probe.announce(keys.stream, `${now - minute}-${index}`, `OtherBookie_x:${index}-0`),
          { concurrency: "unbounded", discard: true }
        )
        yield* publish(keys)
        expect(yield* probe.stream(keys.stream)).toHaveLength(1201)
        expect(yield* probe.stream(other.stream)).toHaveLength(1)
      }))

    test("continues after an id that is ahead of the clock", () =>
      Effect.gen(function* () {
        const store = yield* OddsStore
        const probe = yield* StoreProbe
        const keys = newKeys()
        const ahead = (yield* Clock.currentTimeMillis) + 60 * minute
        yield* probe.announce(keys.stream, `${ahead}-5`, "OtherBookie_x:1-0")
        const { key, streamId } = yield* publish(keys)
        const stream = yield* probe.stream(keys.stream)
        expect(stream[1]).toStrictEqual({ id: streamId, data_key: key })
        expect((yield* store.announced(keys, `${ahead}-5`)).map((entry) => entry.key)).toStrictEqual([key])
      }))

    test("returns announcements oldest first, and after an id only later ones", () =>
      Effect.gen(function* () {
        const store = yield* OddsStore
        const keys = newKeys()
        const first = yield* publish(keys)
        const second = yield* publish(keys)
        yield* options.passTime(50)
        const third = yield* publish(keys)
        const expected = [first, second, third].map((publication) => ({ ...publication, documents }))
        expect(yield* store.announced(keys, "0-0")).toStrictEqual(expected)
        expect(yield* store.announced(keys, first.streamId)).toStrictEqual(expected.slice(1))
        expect(yield* store.announced(keys, second.streamId)).toStrictEqual(expected.slice(2))
        expect(yield* store.announced(keys, third.streamId)).toStrictEqual([])
        expect(yield* store.announced(newKeys(), "0-0")).toStrictEqual([])
      }))

    test("returns neither entries of other bookmakers nor expired ones", () =>
      Effect.gen(function* () {
        const store = yield* OddsStore
        const probe = yield* StoreProbe
        const keys = newKeys()
        const now = yield* Clock.currentTimeMillis
        const foreign = keys.publishedPrefix.replace("BookieGamma", "OtherBookie")
        yield* probe.putPublished(`${foreign}1795456800-0`, JSON.stringify(documents), minute)
        yield* probe.announce(keys.stream, `${now - 1000}-0`, `${foreign}1795456800-0`)
        yield* publish(keys, { expirySeconds: 1 })
        const { key } = yield* publish(keys)
        yield* options.passTime(1100)
        const announced = yield* store.announced(keys, "0-0")
        expect(announced.map((entry) => entry.key)).toStrictEqual([key])
        expect(yield* probe.stream(keys.stream)).toHaveLength(3)
      }))
  })
}
