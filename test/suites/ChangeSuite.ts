/** Contract of updating matched entries: a JSON merge patch (RFC 7396), atomic for each entry, and no other change. */
import { describe, expect } from "@effect/vitest"
import { Clock, Effect } from "effect"
import { monotonicMillis } from "../../src/domain/Deadline.ts"
import { extractors, Keys, Markets, OddsStore } from "../../src/index.ts"
import { StoreProbe } from "./StoreProbe.ts"
import {
  changeAll,
  documentOf,
  entryText,
  FOREIGN,
  memberText,
  newEntry,
  newKeys,
  newPrefix,
  type SuiteOptions,
  storeTest
} from "./storeTest.ts"

const market = Markets.btts
const id = 50850101

/** Reads an entry: this bookmaker's object, the rest, and the text of the other bookmaker's object. */
const read = Effect.fnUntraced(function* (entry: string) {
  const probe = yield* StoreProbe
  const stored = yield* probe.entry(entry)
  if (stored === undefined) return undefined
  const { match_team_objects, ...rest } = JSON.parse(stored.text)
  return { ours: match_team_objects.BookieGamma, rest, foreign: memberText(stored.text, "OtherBookie") }
})

export const change = (options: SuiteOptions) =>
  describe("a matched entry", () => {
    const test = storeTest(options)

    test("merges a document: its object equals the document, arbitrage is 0, the rest is unchanged", () =>
      Effect.gen(function* () {
        const store = yield* OddsStore
        const probe = yield* StoreProbe
        const entry = newEntry(newKeys())
        yield* probe.putEntry(entry, entryText(documentOf(id)))
        const before = (yield* read(entry))!
        const document = documentOf(id, { odds: "1.75" })
        expect(yield* changeAll(store, market, [{ entry, matchId: id, document }])).toStrictEqual(["merged"])
        const after = (yield* read(entry))!
        expect(after.ours).toStrictEqual(document)
        expect(before.rest.arbitrage).toBe(1)
        expect(after.rest).toStrictEqual({ ...before.rest, arbitrage: 0 })
        expect(after.foreign).toBe(before.foreign)
        expect(JSON.parse(after.foreign)).toStrictEqual(JSON.parse(FOREIGN))
      }))

    test("loses old team names and their odds, and keeps members of the object that are not part of a document", () =>
      Effect.gen(function* () {
        const store = yield* OddsStore
        const probe = yield* StoreProbe
        const entry = newEntry(newKeys())
        const old = documentOf(id, { home: "Old Home" })
        const ours = {
          ...old,
          teams: { ...old.teams, "Home;Away": { yes: { odd_value: "9.99" }, maybe: { odd_value: "9.99" } }, "x;y": {} },
          matcher_note: { score: 0.97, seen: [1, null] },
          other: null
        }
        yield* probe.putEntry(entry, entryText(ours))
        const document = documentOf(id)
        yield* changeAll(store, market, [{ entry, matchId: id, document }])
        expect((yield* read(entry))!.ours).toStrictEqual({
          ...document,
          matcher_note: ours.matcher_note,
          other: null
        })
      }))

    test("updated twice by one call holds the second document, and nothing of the first", () =>
      Effect.gen(function* () {
        const store = yield* OddsStore
        const probe = yield* StoreProbe
        const entry = newEntry(newKeys())
        yield* probe.putEntry(entry, entryText(documentOf(id)))
        const [first, second] = [documentOf(id, { home: "First" }), documentOf(id, { home: "Second" })]
        const changes = [first, second].map((document) => ({ entry, matchId: id, document }))
        expect(yield* changeAll(store, market, changes)).toStrictEqual(["merged", "merged"])
        expect((yield* read(entry))!.ours).toStrictEqual(second)
      }))

    for (const extractor of extractors) {
      test(`loses withdrawn odds: the outcomes of ${extractor} are removed, its teams key stays with {}`, () =>
        Effect.gen(function* () {
          const store = yield* OddsStore
          const probe = yield* StoreProbe
          const withdrawn = Markets[extractor]
          const entry = newEntry(newKeys(extractor))
          const document = documentOf(id, { extractor })
          yield* probe.putEntry(entry, entryText({ ...document, matcher_note: "kept" }))
          const before = (yield* read(entry))!
          expect(yield* changeAll(store, withdrawn, [{ entry, matchId: id, document: undefined }])).toStrictEqual([
            "merged"
          ])
          const after = (yield* read(entry))!
          const stays = Object.entries(document).filter(
            ([member]) => !(withdrawn.outcomes as ReadonlyArray<string>).includes(member)
          )
          expect(after.ours).toStrictEqual({
            ...Object.fromEntries(stays),
            teams: { "Home;Away": {} },
            matcher_note: "kept"
          })
          expect(after.rest).toStrictEqual({ ...before.rest, arbitrage: 0 })
          expect(after.foreign).toBe(before.foreign)
        }))
    }

    test("gets its odds back after they were withdrawn", () =>
      Effect.gen(function* () {
        const store = yield* OddsStore
        const probe = yield* StoreProbe
        const entry = newEntry(newKeys())
        const document = documentOf(id)
        yield* probe.putEntry(entry, entryText(document))
        yield* changeAll(store, market, [{ entry, matchId: id, document: undefined }])
        yield* changeAll(store, market, [{ entry, matchId: id, document }])
        expect((yield* read(entry))!.ours).toStrictEqual(document)
      }))

    test("that was deleted, has expired or never existed results in gone and is not created", () =>
      Effect.gen(function* () {
        const store = yield* OddsStore
        const probe = yield* StoreProbe
        const keys = newKeys()
        const [deleted, expired, unknown] = [newEntry(keys), newEntry(keys), newEntry(keys)]
        yield* probe.putEntry(deleted, entryText(documentOf(1)))
        yield* probe.putEntry(expired, entryText(documentOf(2)), 300)
        yield* probe.deleteEntry(deleted)
        yield* options.passTime(400)
        const results = yield* changeAll(store, market, [
          { entry: deleted, matchId: 1, document: documentOf(1) },
          { entry: expired, matchId: 2, document: documentOf(2) },
          { entry: unknown, matchId: 3, document: undefined }
        ])
        expect(results).toStrictEqual(["gone", "gone", "gone"])
        for (const entry of [deleted, expired, unknown]) expect(yield* probe.entry(entry)).toBeUndefined()
        expect((yield* store.entriesOf(keys, [1, 2, 3])).entries).toStrictEqual(new Map())
      }))

    test("that holds another match, or none of this bookmaker, results in gone and is not changed", () =>
      Effect.gen(function* () {
        const store = yield* OddsStore
        const probe = yield* StoreProbe
        const keys = newKeys()
        const [other, none] = [newEntry(keys), newEntry(keys)]
        yield* probe.putEntry(other, entryText(documentOf(2)))
        yield* probe.putEntry(none, '{"match_team_objects":{"OtherBookie":{"parent_match_id":1}},"arbitrage":1}')
        const before = [yield* probe.entry(other), yield* probe.entry(none)]
        const results = yield* changeAll(store, market, [
          { entry: other, matchId: 1, document: documentOf(1) },
          { entry: other, matchId: 1, document: undefined },
          { entry: none, matchId: 1, document: documentOf(1) }
        ])
        expect(results).toStrictEqual(["gone", "gone", "gone"])
        expect([yield* probe.entry(other), yield* probe.entry(none)]).toStrictEqual(before)
      }))

    test("has its own result among those of 300 updates", () =>
      Effect.gen(function* () {
        const store = yield* OddsStore
        const probe = yield* StoreProbe
        const keys = newKeys()
        const ids = Array.from({ length: 300 }, (_, index) => index + 1)
        const entries = ids.map(() => newEntry(keys))
        yield* Effect.forEach(
          ids,
          (matchId, index) =>
            matchId % 3 === 0 ? Effect.void : probe.putEntry(entries[index]!, entryText(documentOf(matchId))),
          { concurrency: 100, discard: true }
        )
        const results = yield* changeAll(
          store,
          market,
          ids.map((matchId, index) => ({
            entry: entries[index]!,
            matchId,
            document: matchId % 2 === 0 ? undefined : documentOf(matchId, { odds: `${matchId + 1}.5` })
          }))
        )
        expect(results).toStrictEqual(ids.map((matchId) => (matchId % 3 === 0 ? "gone" : "merged")))
        for (const matchId of [1, 2, 299]) {
          const { ours } = (yield* read(entries[matchId - 1]!))!
          expect(ours.parent_match_id).toBe(matchId)
          expect(ours.yes?.odd_).toBe(matchId % 2 === 0 ? undefined : `${matchId + 1}.5`)
        }
      }))

    test("keeps odds newer than those of an update, unless their date is in the future", () =>
      Effect.gen(function* () {
        const store = yield* OddsStore
        const probe = yield* StoreProbe
        const keys = newKeys()
        const now = Math.floor((yield* Clock.currentTimeMillis) / 1000)
        const [newer, older, future] = [newEntry(keys), newEntry(keys), newEntry(keys)]
        const ofDate = (create_date: number, odds: string) => ({ ...documentOf(id, { odds }), create_date })
        yield* probe.putEntry(newer, entryText(ofDate(now - 10, "1.25")))
        yield* probe.putEntry(older, entryText(ofDate(now - 30, "1.25")))
        yield* probe.putEntry(future, entryText(ofDate(now + 3600, "1.25")))
        const document = ofDate(now - 20, "1.75")
        const changes = [newer, older, future].map((entry) => ({ entry, matchId: id, document }))
        expect(yield* changeAll(store, market, changes)).toStrictEqual(["merged", "merged", "merged"])
        expect((yield* read(newer))!.ours).toStrictEqual(ofDate(now - 10, "1.25"))
        for (const entry of [older, future]) expect((yield* read(entry))!.ours).toStrictEqual(document)
        const withdrawal = { entry: newer, matchId: id, document: undefined }
        expect(yield* changeAll(store, market, [{ ...withdrawal, asOf: now - 20 }])).toStrictEqual(["merged"])
        expect((yield* read(newer))!.ours.yes.odd_).toBe("1.25")
        yield* changeAll(store, market, [{ ...withdrawal, asOf: now - 10 }])
        expect((yield* read(newer))!.ours.yes).toBeUndefined()
      }))

    test("is not updated after the deadline", () =>
      Effect.gen(function* () {
        const store = yield* OddsStore
        const probe = yield* StoreProbe
        const entry = newEntry(newKeys())
        const text = entryText(documentOf(id))
        yield* probe.putEntry(entry, text)
        const before = yield* probe.entry(entry)
        const late = (yield* monotonicMillis) - 1
        const changes = [{ entry, matchId: id, document: documentOf(id, { odds: "1.75" }) }]
        const results = yield* changeAll(store, market, changes, { deadline: late }).pipe(
          Effect.catchTag("StoreError", () => Effect.succeed(["failed"]))
        )
        expect(results).toStrictEqual(["failed"])
        expect((yield* probe.entry(entry))?.text).toBe(before?.text)
        expect(yield* changeAll(store, market, changes, { deadline: late + 60_000 })).toStrictEqual(["merged"])
      }))

    test("has its result reported by onResult, separately from others", () =>
      Effect.gen(function* () {
        const store = yield* OddsStore
        const probe = yield* StoreProbe
        const keys = newKeys()
        const changes = [1, 2].map((matchId) => ({ entry: newEntry(keys), matchId, document: documentOf(matchId) }))
        yield* probe.putEntry(changes[1]!.entry, entryText(documentOf(2)))
        const results = new Map<unknown, string>()
        yield* store.change(market, changes, { onResult: (change, result) => void results.set(change, result) })
        expect(results).toStrictEqual(
          new Map([
            [changes[0], "gone"],
            [changes[1], "merged"]
          ])
        )
      }))

    test("that holds the same match as another is merged separately", () =>
      Effect.gen(function* () {
        const store = yield* OddsStore
        const probe = yield* StoreProbe
        const keys = newKeys()
        const [one, two] = [newEntry(keys), newEntry(keys)]
        yield* probe.putEntry(one, entryText(documentOf(id, { home: "One" }), { created: 1 }))
        yield* probe.putEntry(two, entryText(documentOf(id, { home: "Two" }), { created: 2 }))
        const document = documentOf(id, { odds: "3.5" })
        expect(
          yield* changeAll(store, market, [
            { entry: one, matchId: id, document },
            { entry: two, matchId: id, document }
          ])
        ).toStrictEqual(["merged", "merged"])
        for (const [entry, created] of [[one, 1] as const, [two, 2] as const]) {
          const after = (yield* read(entry))!
          expect(after.ours).toStrictEqual(document)
          expect(after.rest.created).toBe(created)
        }
      }))

    test("keeps its time to live through a merge, and still never expires if it did not", () =>
      Effect.gen(function* () {
        const store = yield* OddsStore
        const probe = yield* StoreProbe
        const keys = newKeys()
        const [expiring, staying] = [newEntry(keys), newEntry(keys)]
        yield* probe.putEntry(expiring, entryText(documentOf(1)), 90_000)
        yield* probe.putEntry(staying, entryText(documentOf(2)))
        yield* options.passTime(100)
        yield* changeAll(store, market, [
          { entry: expiring, matchId: 1, document: documentOf(1, { odds: "2.5" }) },
          { entry: staying, matchId: 2, document: undefined }
        ])
        const left = (yield* probe.entry(expiring))!.timeToLive
        expect(left).toBeGreaterThan(30_000)
        expect(left).toBeLessThanOrEqual(89_901)
        expect((yield* probe.entry(staying))!.timeToLive).toBeUndefined()
      }))

    test("is found and updated under the longest prefix allowed", () =>
      Effect.gen(function* () {
        const store = yield* OddsStore
        const probe = yield* StoreProbe
        const keys = Keys.ofMarket(newPrefix().padEnd(32, "Z9"), market, "upcoming")
        const entry = newEntry(keys)
        yield* probe.putEntry(entry, entryText(documentOf(id)))
        expect((yield* store.entriesOf(keys, [id])).entries).toStrictEqual(new Map([[id, [entry]]]))
        expect(yield* changeAll(store, market, [{ entry, matchId: id, document: documentOf(id) }])).toStrictEqual([
          "merged"
        ])
      }))
  })
