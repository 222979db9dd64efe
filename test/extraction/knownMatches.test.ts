/**
 * Storing documents: known ones are merged into their entries, lost odds are withdrawn, new documents are published.
 */
import { describe, expect } from "@effect/vitest"
import { Effect, Layer } from "effect"
import { OddsStore } from "../../src/index.ts"
import { bookmaker, keysOf, reportAgainst, runAgainst, runTest } from "../helpers/bookmaker.ts"
import { answerOf, listingOf, market, match } from "../helpers/matches.ts"
import { StoreProbe } from "../suites/StoreProbe.ts"
import { documentOf, entryText, FOREIGN, memberText, NOW } from "../suites/storeTest.ts"

const keys = keysOf()
const entry = (number: number) => `${keys.matchedPrefix}${number}`
const withOdds = (id: number) => match({ parent_match_id: id, home_team: "Home", away_team: "Away" })
const withoutOdds = (id: number) => match({ parent_match_id: id, markets: [market("three-way")] })
const answering = (...matches: ReadonlyArray<unknown>) =>
  bookmaker({ listing: listingOf("17"), matches: { "17": answerOf(...matches) } })
const put = (number: number, id: number) =>
  Effect.flatMap(StoreProbe, (probe) => probe.putEntry(entry(number), entryText(documentOf(id, { home: "Old" }))))
const read = Effect.fnUntraced(function* (number: number) {
  const { text } = (yield* (yield* StoreProbe).entry(entry(number)))!
  const { arbitrage, match_team_objects: objects } = JSON.parse(text)
  return { arbitrage, ours: objects.BookieGamma, foreign: memberText(text, "OtherBookie") }
})

describe("a match whose betting is suspended, where such odds are withdrawn,", () => {
  runTest("loses its known odds", () =>
    Effect.gen(function* () {
      yield* put(1, 1)
      const server = answering(match({ parent_match_id: 1, bet_status: "stopped" }))
      const report = yield* reportAgainst(server, { suspended: "withdraw" })
      expect(report).toMatchObject({ matches: { rejected: { suspended: 1 } }, documents: { withdrawn: 1 } })
      expect((yield* read(1)).ours).not.toHaveProperty("yes")
    })
  )
})

describe("a match without odds, of which a later run has stored some,", () => {
  runTest("keeps them: this run began before", () =>
    Effect.gen(function* () {
      const probe = yield* StoreProbe
      const later = { ...documentOf(1, { home: "Later" }), create_date: NOW / 1000 - 5 }
      yield* probe.putEntry(entry(1), entryText(later))
      yield* reportAgainst(answering(withoutOdds(1)), { spent: "10 seconds" })
      expect((yield* read(1)).ours).toStrictEqual(later)
      yield* reportAgainst(answering(withoutOdds(1)))
      expect((yield* read(1)).ours, "a run that began after that").not.toHaveProperty("yes")
    })
  )
})

describe("a document whose id is in a matched entry", () => {
  runTest("is merged into the entry, whose arbitrage becomes 0, and is not published", () =>
    Effect.gen(function* () {
      const probe = yield* StoreProbe
      yield* put(1, 1)
      const [extracted] = yield* runAgainst(answering(withOdds(1), withOdds(2)))
      const { documents, report } = extracted!
      expect(yield* read(1)).toStrictEqual({ arbitrage: 0, ours: documents[0], foreign: FOREIGN })
      expect(report.documents).toStrictEqual({ updated: 1, created: 1, unstored: 0, withdrawn: 0 })
      expect(report.entries.updated).toStrictEqual([entry(1)])
      const published = yield* probe.published(report.entries.created!)
      expect(JSON.parse(published!.text)).toStrictEqual([documents[1]])
    })
  )

  runTest("is merged into every entry that holds it, and counted once", () =>
    Effect.gen(function* () {
      yield* put(1, 1)
      yield* put(2, 1)
      const [extracted] = yield* runAgainst(answering(withOdds(1)))
      for (const number of [1, 2]) expect((yield* read(number)).ours).toStrictEqual(extracted!.documents[0])
      expect(extracted!.report.documents).toMatchObject({ updated: 1, created: 0 })
      expect(extracted!.report.entries.updated.toSorted()).toStrictEqual([entry(1), entry(2)])
    })
  )

  runTest("is not new: no entry is published or announced", () =>
    Effect.gen(function* () {
      const probe = yield* StoreProbe
      yield* put(1, 1)
      const report = yield* reportAgainst(answering(withOdds(1)))
      expect(report.verdict).toBe("complete")
      expect(report.entries).toStrictEqual({ updated: [entry(1)], created: null, streamId: null })
      expect(yield* probe.stream(keys.stream)).toStrictEqual([])
    })
  )

  runTest("counts as new if the entry disappeared between lookup and update", () =>
    Effect.gen(function* () {
      const probe = yield* StoreProbe
      const store = yield* OddsStore
      yield* put(1, 1)
      yield* put(2, 2)
      const vanishing = OddsStore.of({
        ...store,
        change: (...change) => Effect.andThen(probe.deleteEntry(entry(1)), store.change(...change))
      })
      const [extracted] = yield* runAgainst(answering(withOdds(1), withOdds(2))).pipe(
        Effect.provide(Layer.succeed(OddsStore, vanishing))
      )
      const { documents, report } = extracted!
      expect(report.documents).toStrictEqual({ updated: 1, created: 1, unstored: 0, withdrawn: 0 })
      expect(report.entries.updated).toStrictEqual([entry(2)])
      const published = yield* probe.published(report.entries.created!)
      expect(JSON.parse(published!.text)).toStrictEqual([documents[0]])
      expect(yield* probe.entry(entry(1))).toBeUndefined()
    })
  )

  runTest("is new if the entry belongs to another source or market", () =>
    Effect.gen(function* () {
      const probe = yield* StoreProbe
      for (const other of [keysOf("btts", "live"), keysOf("three-way")]) {
        yield* probe.putEntry(`${other.matchedPrefix}1`, entryText(documentOf(1)))
      }
      expect((yield* reportAgainst(answering(withOdds(1)))).documents).toMatchObject({ updated: 0, created: 1 })
    })
  )
})

describe("a match that lost its odds", () => {
  runTest("has them withdrawn from its entries: outcomes are removed, its teams key holds {}, arbitrage is 0", () =>
    Effect.gen(function* () {
      yield* put(1, 1)
      yield* put(2, 1)
      yield* put(3, 3)
      const suspended = match({ parent_match_id: 3, markets: [{ name: "GG/NG", outcomes: [] }] })
      const report = yield* reportAgainst(answering(withoutOdds(1), suspended, withoutOdds(4)))
      expect(report).toMatchObject({
        verdict: "filtered",
        matches: { seen: 3, kept: 0, rejected: { "no-market": 2, "incomplete-market": 1 } },
        documents: { updated: 0, created: 0, unstored: 0, withdrawn: 2 },
        entries: { created: null, streamId: null }
      })
      expect(report.entries.updated.toSorted()).toStrictEqual([entry(1), entry(2), entry(3)])
      for (const number of [1, 2, 3]) {
        const { yes: _, no: __, ...rest } = documentOf(number === 3 ? 3 : 1, { home: "Old" }) as Record<string, unknown>
        expect(yield* read(number)).toStrictEqual({
          arbitrage: 0,
          ours: { ...rest, teams: { "Old;Away": {} } },
          foreign: FOREIGN
        })
      }
    })
  )

  runTest("is merged instead of withdrawn if another competition still has its odds", () =>
    Effect.gen(function* () {
      yield* put(1, 1)
      yield* put(2, 2)
      const server = bookmaker({
        listing: listingOf("17", "8"),
        matches: { "17": answerOf(withoutOdds(1), withOdds(2)), "8": answerOf(withOdds(1), withoutOdds(2)) }
      })
      const report = yield* reportAgainst(server)
      expect(report.documents).toStrictEqual({ updated: 2, created: 0, unstored: 0, withdrawn: 0 })
      expect((yield* read(1)).ours.yes.odd_).toBe("1.61")
      expect((yield* read(2)).ours.yes.odd_).toBe("1.61")
    })
  )

  runTest("is not withdrawn if it was rejected for a reason other than its market", () =>
    Effect.gen(function* () {
      yield* put(1, 1)
      const before = yield* read(1)
      const report = yield* reportAgainst(answering(match({ parent_match_id: 1, start_time: "soon", markets: [] })))
      expect(report.documents.withdrawn).toBe(0)
      expect(yield* read(1)).toStrictEqual(before)
      expect(before.arbitrage).toBe(1)
    })
  )

  runTest("in one market keeps its odds in another", () =>
    Effect.gen(function* () {
      const probe = yield* StoreProbe
      yield* put(1, 1)
      const other = `${keysOf("three-way").matchedPrefix}1`
      yield* probe.putEntry(other, entryText(documentOf(1, { extractor: "three-way" })))
      const server = answering(withoutOdds(1))
      const [threeWay, btts] = yield* runAgainst(server, { extractors: ["three-way", "btts"] })
      expect(threeWay!.report).toMatchObject({ verdict: "complete", documents: { updated: 1, withdrawn: 0 } })
      expect(btts!.report).toMatchObject({ verdict: "filtered", documents: { updated: 0, withdrawn: 1 } })
      expect(btts!.report.entries.updated).toStrictEqual([entry(1)])
      expect(threeWay!.report.entries.updated).toStrictEqual([other])
    })
  )
})
