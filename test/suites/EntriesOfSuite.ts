/** Contract of looking up matched entries: every entry that holds a match, and no others. */
import { describe, expect } from "@effect/vitest"
import { Effect } from "effect"
import { Keys, Markets, OddsStore } from "../../src/index.ts"
import { StoreProbe } from "./StoreProbe.ts"
import { documentOf, entryText, newEntry, newKeys, newPrefix, type SuiteOptions, storeTest } from "./storeTest.ts"

const market = Markets.btts
const holding = (id: number) => entryText(documentOf(id))

export const entriesOf = (options: SuiteOptions) =>
  describe("matched entries are found", () => {
    const test = storeTest(options)

    const find = (keys: Keys.MarketKeys, ids: ReadonlyArray<number>) =>
      Effect.map(
        Effect.flatMap(OddsStore, (store) => store.entriesOf(keys, ids)),
        ({ entries: found }) => new Map(Array.from(found, ([id, entries]) => [id, [...entries].sort()]))
      )

    test("by one id, in every entry that holds it", () =>
      Effect.gen(function* () {
        const probe = yield* StoreProbe
        const keys = newKeys()
        const [one, two, other] = [newEntry(keys), newEntry(keys), newEntry(keys)]
        yield* probe.putEntry(one, holding(50850101))
        yield* probe.putEntry(two, holding(50850101))
        yield* probe.putEntry(other, holding(50850102))
        expect(yield* find(keys, [50850101])).toStrictEqual(new Map([[50850101, [one, two].sort()]]))
      }))

    test("by several ids; unknown ids are not in the result", () =>
      Effect.gen(function* () {
        const probe = yield* StoreProbe
        const keys = newKeys()
        const [one, two] = [newEntry(keys), newEntry(keys)]
        yield* probe.putEntry(one, holding(1))
        yield* probe.putEntry(two, holding(2))
        const found = yield* find(keys, [3, 2, 1, 12, 21])
        expect(found).toStrictEqual(
          new Map([
            [2, [two]],
            [1, [one]]
          ])
        )
      }))

    test("not by unknown ids, nor by an empty list of ids", () =>
      Effect.gen(function* () {
        const probe = yield* StoreProbe
        const keys = newKeys()
        expect(yield* find(keys, [1])).toStrictEqual(new Map())
        yield* probe.putEntry(newEntry(keys), holding(1))
        expect(yield* find(keys, [])).toStrictEqual(new Map())
        expect(yield* find(keys, [2])).toStrictEqual(new Map())
      }))

    test("only in the same market, source and prefix", () =>
      Effect.gen(function* () {
        const probe = yield* StoreProbe
        const prefix = newPrefix()
        const keys = Keys.ofMarket(prefix, market, "live")
        for (const other of [
          Keys.ofMarket(prefix, Markets["three-way"], "live"),
          Keys.ofMarket(prefix, market, "upcoming"),
          Keys.ofMarket(`${prefix}x`, market, "live"),
          Keys.ofMarket(prefix.toUpperCase(), market, "live")
        ]) {
          yield* probe.putEntry(newEntry(other), holding(1))
        }
        expect(yield* find(keys, [1])).toStrictEqual(new Map())
        const entry = newEntry(keys)
        yield* probe.putEntry(entry, holding(1))
        expect(yield* find(keys, [1])).toStrictEqual(new Map([[1, [entry]]]))
      }))

    test("only by this bookmaker's id, not by that of another bookmaker", () =>
      Effect.gen(function* () {
        const probe = yield* StoreProbe
        const keys = newKeys()
        yield* probe.putEntry(newEntry(keys), holding(7))
        yield* probe.putEntry(newEntry(keys), '{"match_team_objects":{"OtherBookie":{"parent_match_id":50850101}}}')
        expect(yield* find(keys, [50850101])).toStrictEqual(new Map())
      }))

    test("by ids of 15 digits, without loss of precision", () =>
      Effect.gen(function* () {
        const probe = yield* StoreProbe
        const keys = newKeys()
        const [one, two] = [newEntry(keys), newEntry(keys)]
        yield* probe.putEntry(one, holding(999_999_999_999_999))
        yield* probe.putEntry(two, holding(999_999_999_999_998))
        expect(yield* find(keys, [999_999_999_999_999])).toStrictEqual(new Map([[999_999_999_999_999, [one]]]))
        expect(yield* find(keys, [999_999_999_999_997])).toStrictEqual(new Map())
      }))

    test("not after they have expired or are deleted", () =>
      Effect.gen(function* () {
        const probe = yield* StoreProbe
        const keys = newKeys()
        const [expiring, deleted, staying] = [newEntry(keys), newEntry(keys), newEntry(keys)]
        yield* probe.putEntry(expiring, holding(1), 300)
        yield* probe.putEntry(deleted, holding(2))
        yield* probe.putEntry(staying, holding(3), 60_000)
        yield* probe.deleteEntry(deleted)
        yield* options.passTime(400)
        expect(yield* find(keys, [1, 2, 3])).toStrictEqual(new Map([[3, [staying]]]))
      }))

    test("by their current id after the matcher has changed it", () =>
      Effect.gen(function* () {
        const probe = yield* StoreProbe
        const keys = newKeys()
        const entry = newEntry(keys)
        yield* probe.putEntry(entry, holding(1))
        yield* probe.putEntry(entry, holding(2))
        expect(yield* find(keys, [1, 2])).toStrictEqual(new Map([[2, [entry]]]))
      }))

    test("all of them for 3,000 ids at once", () =>
      Effect.gen(function* () {
        const probe = yield* StoreProbe
        const keys = newKeys()
        const ids = Array.from({ length: 3000 }, (_, index) => 50_000_000 + index)
        const expected = new Map(ids.map((id) => [id, [newEntry(keys)]]))
        yield* Effect.forEach(expected, ([id, [entry]]) => probe.putEntry(entry!, holding(id)), {
          concurrency: 100,
          discard: true
        })
        const found = yield* find(keys, [...ids, ...ids.map((id) => id + 10_000_000)])
        expect(found.size).toBe(3000)
        expect(ids.filter((id) => found.get(id)?.[0] !== expected.get(id)?.[0])).toStrictEqual([])
      }))
  })
