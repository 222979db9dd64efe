/**
 * Contract of the index that matched entries are looked up by, where other programs may have made it: one that cannot do the
 * work is an error and stays as it is, since with it known matches would be published as new; any other is used.
 */
import { describe, expect } from "@effect/vitest"
import { Effect } from "effect"
import { Keys, Markets, OddsStore } from "../../src/index.ts"
import { type IndexKind, indexKinds, StoreProbe } from "./StoreProbe.ts"
import { documentOf, entryText, newEntry, newKeys, newPrefix, type SuiteOptions, storeTest } from "./storeTest.ts"

/** What the error says of each index that is refused. */
const refused = {
  filtered: /has the FILTER @arbitrage>0, which leaves entries out; .*DROPINDEX/,
  notIndexed: /has BookieGamma_id with NOINDEX, so that no entry is found by it; .*DROPINDEX/,
  ofHashes: /is made ON HASH and finds no entry, because entries are JSON; .*DROPINDEX/,
  narrower: /covers matched_teams_\S+:0, not matched_teams_\S+:; ask/,
  ofOtherKeys: /covers other_matched_teams_\S+:, not matched_teams_\S+:; ask/,
  withoutId: /has no field BookieGamma_id; .*indexes --add-field/,
  idOfOtherType: /has another field under BookieGamma_id; ask/,
  idOfOtherPath: /has another field under BookieGamma_id; ask/
} as const satisfies Partial<Record<IndexKind, RegExp>>

const holding = (id: number) => entryText(documentOf(id))

export const sharedIndexes = (options: SuiteOptions) =>
  describe("an index that another program made", () => {
    const test = storeTest(options)

    for (const [kind, says] of Object.entries(refused) as ReadonlyArray<[keyof typeof refused, RegExp]>) {
      test(`${indexKinds[kind]} is refused with what to do, and stays as it is with its entries`, () =>
        Effect.gen(function* () {
          const store = yield* OddsStore
          const probe = yield* StoreProbe
          const keys = newKeys()
          const entry = newEntry(keys)
          yield* probe.putEntry(entry, holding(1))
          yield* probe.makeIndex(keys, kind)
          const before = yield* probe.index(keys)
          const error = yield* Effect.flip(store.entriesOf(keys, [1]))
          expect([error._tag, error.operation]).toStrictEqual(["StoreError", "read"])
          expect(error.message).toContain(`the index ${keys.index} `)
          expect(error.message).toMatch(says)
          expect(before).toContain("BookieGamma_id".slice(0, kind === "withoutId" ? 0 : undefined))
          expect(yield* probe.index(keys)).toBe(before)
          expect(JSON.parse((yield* probe.entry(entry))!.text)).toStrictEqual(JSON.parse(holding(1)))
        }))
    }

    test(`${indexKinds.broader} finds the entries of the market alone`, () =>
      Effect.gen(function* () {
        const store = yield* OddsStore
        const probe = yield* StoreProbe
        const prefix = newPrefix()
        const keys = Keys.ofMarket(prefix, Markets.btts, "live")
        const others = [
          Keys.ofMarket(prefix, Markets["three-way"], "live"),
          Keys.ofMarket(prefix, Markets.btts, "upcoming"),
          newKeys()
        ]
        yield* probe.makeIndex(keys, "broader")
        for (const other of others) yield* probe.putEntry(newEntry(other), holding(1))
        expect((yield* store.entriesOf(keys, [1])).entries).toStrictEqual(new Map())
        const entry = newEntry(keys)
        yield* probe.putEntry(entry, holding(1))
        expect((yield* store.entriesOf(keys, [1])).entries).toStrictEqual(new Map([[1, [entry]]]))
      }))

    test(`${indexKinds.withMore} is used as it is, also for entries that were there before`, () =>
      Effect.gen(function* () {
        const store = yield* OddsStore
        const probe = yield* StoreProbe
        const keys = newKeys()
        const [old, later] = [newEntry(keys), newEntry(keys)]
        yield* probe.putEntry(old, holding(1))
        yield* probe.makeIndex(keys, "withMore")
        const before = yield* probe.index(keys)
        yield* probe.putEntry(later, holding(2))
        const { entries } = yield* store.entriesOf(keys, [1, 2, 3])
        expect(entries).toStrictEqual(
          new Map([
            [1, [old]],
            [2, [later]]
          ])
        )
        expect(yield* probe.index(keys)).toBe(before)
      }))

    // Such an index looks like any other; only `doctor`, which reads the entries, can tell.
    test(`${indexKinds.notScanned} finds what is written since`, () =>
      Effect.gen(function* () {
        const store = yield* OddsStore
        const probe = yield* StoreProbe
        const keys = newKeys()
        const [old, later] = [newEntry(keys), newEntry(keys)]
        yield* probe.putEntry(old, holding(1))
        yield* probe.makeIndex(keys, "notScanned")
        yield* probe.putEntry(later, holding(2))
        expect((yield* store.entriesOf(keys, [1, 2])).entries).toStrictEqual(new Map([[2, [later]]]))
        yield* probe.putEntry(old, holding(1))
        expect((yield* store.entriesOf(keys, [1])).entries).toStrictEqual(new Map([[1, [old]]]))
      }))
  })
