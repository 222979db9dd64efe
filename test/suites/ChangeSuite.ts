/** What a store promises of changing matched entries: the merge of RFC 7396, one atomic step an entry, nothing else. */
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
  scene
} from "./storeTest.ts"

const market = Markets.btts
const id = 50850101

/** Our object and the rest of an entry, as they stand. */
const read = Effect.fnUntraced(function* (entry: string) {
  const probe = yield* StoreProbe
  const standing = yield* probe.entry(entry)
  if (standing === undefined) return undefined
  const { match_team_objects, ...rest } = JSON.parse(standing.text)
  return { ours: match_team_objects.BookieGamma, rest, foreign: memberText(standing.text, "OtherBookie") }
})

export const change = (options: SuiteOptions) =>
  describe("a matched entry", () => {
    const test = scene(options)

    test("takes in a document: its object is the document, arbitrage is 0, the rest stays to the letter", () =>
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

    test("forgets old teams keys and their odds, and keeps members of the object that are not ours", () =>
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

    test("that is changed twice in one go holds the second document, and nothing of the first", () =>
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
      test(`loses withdrawn odds: the outcome keys of ${extractor} go, its teams key stays with {}`, () =>
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

    test("that is gone, deleted or expired or never there, is gone and is not resurrected", () =>
      Effect.gen(function* () {
        const store = yield* OddsStore
        const probe = yield* StoreProbe
        const keys = newKeys()
        const [deleted, expired, unknown] = [newEntry(keys), newEntry(keys), newEntry(keys)]
        yield* probe.putEntry(deleted, entryText(documentOf(1)))
        yield* probe.putEntry(expired, entryText(documentOf(2)), 300)
        yield* probe.deleteEntry(deleted)
        yield* options.passTime(400)
        const answers = yield* changeAll(store, market, [
          { entry: deleted, matchId: 1, document: documentOf(1) },
          { entry: expired, matchId: 2, document: documentOf(2) },
          { entry: unknown, matchId: 3, document: undefined }
        ])
        expect(answers).toStrictEqual(["gone", "gone", "gone"])
        for (const entry of [deleted, expired, unknown]) expect(yield* probe.entry(entry)).toBeUndefined()
        expect(yield* store.entriesOf(keys, [1, 2, 3])).toStrictEqual(new Map())
      }))

    test("that holds another match by now, or none of ours, answers gone and stays as it was", () =>
      Effect.gen(function* () {
        const store = yield* OddsStore
        const probe = yield* StoreProbe
        const keys = newKeys()
        const [other, none] = [newEntry(keys), newEntry(keys)]
        yield* probe.putEntry(other, entryText(documentOf(2)))
        yield* probe.putEntry(none, '{"match_team_objects":{"OtherBookie":{"parent_match_id":1}},"arbitrage":1}')
        const before = [yield* probe.entry(other), yield* probe.entry(none)]
        const answers = yield* changeAll(store, market, [
          { entry: other, matchId: 1, document: documentOf(1) },
          { entry: other, matchId: 1, document: undefined },
          { entry: none, matchId: 1, document: documentOf(1) }
        ])
        expect(answers).toStrictEqual(["gone", "gone", "gone"])
        expect([yield* probe.entry(other), yield* probe.entry(none)]).toStrictEqual(before)
      }))

    test("among many is answered for in its place", () =>
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
        const answers = yield* changeAll(
          store,
          market,
          ids.map((matchId, index) => ({
            entry: entries[index]!,
            matchId,
            document: matchId % 2 === 0 ? undefined : documentOf(matchId, { odds: `${matchId + 1}.5` })
          }))
        )
        expect(answers).toStrictEqual(ids.map((matchId) => (matchId % 3 === 0 ? "gone" : "merged")))
        for (const matchId of [1, 2, 299]) {
          const { ours } = (yield* read(entries[matchId - 1]!))!
          expect(ours.parent_match_id).toBe(matchId)
          expect(ours.yes?.odd_).toBe(matchId % 2 === 0 ? undefined : `${matchId + 1}.5`)
        }
      }))

    test("keeps newer odds than those that come late, unless their date is still to come", () =>
      Effect.gen(function* () {
        const store = yield* OddsStore
        const probe = yield* StoreProbe
        const keys = newKeys()
        const now = Math.floor((yield* Clock.currentTimeMillis) / 1000)
        const [newer, older, unborn] = [newEntry(keys), newEntry(keys), newEntry(keys)]
        const ofDate = (create_date: number, odds: string) => ({ ...documentOf(id, { odds }), create_date })
        yield* probe.putEntry(newer, entryText(ofDate(now - 10, "1.25")))
        yield* probe.putEntry(older, entryText(ofDate(now - 30, "1.25")))
        yield* probe.putEntry(unborn, entryText(ofDate(now + 3600, "1.25")))
        const document = ofDate(now - 20, "1.75")
        const changes = [newer, older, unborn].map((entry) => ({ entry, matchId: id, document }))
        expect(yield* changeAll(store, market, changes)).toStrictEqual(["merged", "merged", "merged"])
        expect((yield* read(newer))!.ours).toStrictEqual(ofDate(now - 10, "1.25"))
        for (const entry of [older, unborn]) expect((yield* read(entry))!.ours).toStrictEqual(document)
        const withdrawal = { entry: newer, matchId: id, document: undefined }
        expect(yield* changeAll(store, market, [{ ...withdrawal, asOf: now - 20 }])).toStrictEqual(["merged"])
        expect((yield* read(newer))!.ours.yes.odd_).toBe("1.25")
        yield* changeAll(store, market, [{ ...withdrawal, asOf: now - 10 }])
        expect((yield* read(newer))!.ours.yes).toBeUndefined()
      }))

    test("that comes too late for whoever asked for it does not happen", () =>
      Effect.gen(function* () {
        const store = yield* OddsStore
        const probe = yield* StoreProbe
        const entry = newEntry(newKeys())
        const text = entryText(documentOf(id))
        yield* probe.putEntry(entry, text)
        const before = yield* probe.entry(entry)
        const late = (yield* monotonicMillis) - 1
        const changes = [{ entry, matchId: id, document: documentOf(id, { odds: "1.75" }) }]
        const answers = yield* changeAll(store, market, changes, { deadline: late }).pipe(
          Effect.catchTag("StoreError", () => Effect.succeed(["failed"]))
        )
        expect(answers).toStrictEqual(["failed"])
        expect((yield* probe.entry(entry))?.text).toBe(before?.text)
        expect(yield* changeAll(store, market, changes, { deadline: late + 60_000 })).toStrictEqual(["merged"])
      }))

    test("among many has its result reported by itself", () =>
      Effect.gen(function* () {
        const store = yield* OddsStore
        const probe = yield* StoreProbe
        const keys = newKeys()
        const changes = [1, 2].map((matchId) => ({ entry: newEntry(keys), matchId, document: documentOf(matchId) }))
        yield* probe.putEntry(changes[1]!.entry, entryText(documentOf(2)))
        const heard = new Map<unknown, string>()
        yield* store.change(market, changes, { onResult: (change, result) => void heard.set(change, result) })
        expect(heard).toStrictEqual(
          new Map([
            [changes[0], "gone"],
            [changes[1], "merged"]
          ])
        )
      }))

    test("is one of several that hold the match; each is merged by itself", () =>
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

    test("keeps its time to live through a merge, and one that never expires stays so", () =>
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

    test("is found under its key of any prefix that the grammar allows", () =>
      Effect.gen(function* () {
        const store = yield* OddsStore
        const probe = yield* StoreProbe
        const keys = Keys.ofMarket(newPrefix().padEnd(32, "Z9"), market, "upcoming")
        const entry = newEntry(keys)
        yield* probe.putEntry(entry, entryText(documentOf(id)))
        expect(yield* store.entriesOf(keys, [id])).toStrictEqual(new Map([[id, [entry]]]))
        expect(yield* changeAll(store, market, [{ entry, matchId: id, document: documentOf(id) }])).toStrictEqual([
          "merged"
        ])
      }))
  })
