/**
 * A run that brings less than half of the one before, of the same source and period, is flagged.
 */
import { describe, expect } from "@effect/vitest"
import { Effect, Layer } from "effect"
import { TestClock } from "effect/testing"
import { OddsStore, StoreError } from "../../src/index.ts"
import { bookmaker, flow, reportAgainst, runAgainst, status } from "../helpers/bookmaker.ts"
import { answerOf, listingOf, match } from "../helpers/matches.ts"
import { StoreProbe } from "../suites/StoreProbe.ts"

const matchesOf = (count: number, first = 1) =>
  answerOf(...Array.from({ length: count }, (_, index) => match({ parent_match_id: first + index })))

const world = () => bookmaker({ listing: listingOf("1", "2"), matches: { "1": matchesOf(5), "2": matchesOf(5, 100) } })
const NOTE = "lst-bookiegamma_counts_upcoming-0"
const later = TestClock.adjust("1201 seconds")

describe("a run that brings less than half of the last one's", () => {
  flow("matches is flagged once, and its counts are what the next one is held against", () =>
    Effect.gen(function* () {
      const probe = yield* StoreProbe
      const one = world()
      expect((yield* reportAgainst(one)).warnings).toStrictEqual({})
      expect(yield* probe.cached(NOTE)).toStrictEqual({
        text: '{"competitions":2,"matches":10}',
        timeToLive: 86_400_000
      })
      one.script.matches = { "1": matchesOf(4), "2": matchesOf(0) }
      const fewer = yield* reportAgainst(one)
      expect(fewer).toMatchObject({ verdict: "complete", warnings: { "fewer-matches": 1 } })
      expect((yield* reportAgainst(one)).warnings).toStrictEqual({})
    })
  )

  flow("competitions is flagged, also where the listing is empty", () =>
    Effect.gen(function* () {
      const one = world()
      yield* reportAgainst(one)
      one.script.listing = listingOf()
      yield* later
      expect(yield* reportAgainst(one)).toMatchObject({
        verdict: "empty",
        warnings: { "fewer-competitions": 1, "fewer-matches": 1 }
      })
    })
  )

  flow("is not flagged at half, nor against another source, period or prefix", () =>
    Effect.gen(function* () {
      const one = world()
      yield* reportAgainst(one)
      one.script.matches = { "1": matchesOf(5), "2": matchesOf(0) }
      expect((yield* reportAgainst(one)).warnings).toStrictEqual({})
      one.script.matches = { "1": matchesOf(1), "2": matchesOf(0) }
      for (const options of [{ source: "live" }, { period: 1 }, { prefix: "other" }] as const) {
        expect((yield* reportAgainst(one, options)).warnings).toStrictEqual({})
      }
    })
  )

  flow("because competitions failed is flagged as well", () =>
    Effect.gen(function* () {
      const one = world()
      yield* reportAgainst(one)
      one.script.matches = { "1": matchesOf(1), "2": status(404) }
      expect(yield* reportAgainst(one)).toMatchObject({ verdict: "partial", warnings: { "fewer-matches": 1 } })
    })
  )
})

describe("the last counts", () => {
  flow("are left alone by a dry run and by a listing that failed", () =>
    Effect.gen(function* () {
      const probe = yield* StoreProbe
      const one = world()
      yield* reportAgainst(one, { dryRun: true })
      expect(yield* probe.cached(NOTE)).toBeUndefined()
      yield* reportAgainst(one)
      const before = (yield* probe.cached(NOTE))?.text
      one.script.listing = status(403)
      yield* later
      expect((yield* reportAgainst(one)).warnings).toStrictEqual({
        "fewer-competitions": 1,
        "fewer-matches": 1,
        "fewer-documents": 1
      })
      expect((yield* probe.cached(NOTE))?.text).toBe(before)
    })
  )

  flow("are left alone by a run that failures made small, so that the next small one is flagged as well", () =>
    Effect.gen(function* () {
      const probe = yield* StoreProbe
      const one = world()
      yield* reportAgainst(one)
      const before = (yield* probe.cached(NOTE))?.text
      for (const reply of [status(403), answerOf()]) {
        one.script.matches = { "1": status(403), "2": reply }
        expect((yield* reportAgainst(one)).warnings).toStrictEqual({ "fewer-matches": 1, "fewer-documents": 1 })
        expect((yield* probe.cached(NOTE))?.text).toBe(before)
      }
      one.script.matches = { "1": matchesOf(1), "2": matchesOf(1, 100) }
      expect(yield* reportAgainst(one)).toMatchObject({ verdict: "complete", warnings: { "fewer-matches": 1 } })
    })
  )

  flow("are those of a partial run that brings half of the last one or more, or that is the first", () =>
    Effect.gen(function* () {
      const probe = yield* StoreProbe
      const one = world()
      for (const matches of [10, 5, 6]) {
        one.script.matches = { "1": matchesOf(matches), "2": status(403) }
        expect(yield* reportAgainst(one)).toMatchObject({ verdict: "partial", warnings: {} })
        expect((yield* probe.cached(NOTE))?.text).toBe(`{"competitions":2,"matches":${matches}}`)
      }
    })
  )

  flow("that are damaged count as none", () =>
    Effect.gen(function* () {
      const probe = yield* StoreProbe
      for (const text of ["{", '{"competitions":"2"}', "[]"]) {
        yield* probe.putCached(NOTE, text)
        expect((yield* reportAgainst(world())).warnings).toStrictEqual({})
      }
    })
  )

  flow("that cannot be read or kept make the verdict store-failed, and everything is stored", () =>
    Effect.gen(function* () {
      for (const operation of ["note", "keepNote"] as const) {
        const failing = Layer.effect(
          OddsStore,
          Effect.map(OddsStore, (store) => ({
            ...store,
            [operation]: () => Effect.fail(new StoreError({ operation: "read", message: "no notes" }))
          }))
        )
        const report = yield* reportAgainst(world()).pipe(Effect.provide(failing))
        expect(report).toMatchObject({ verdict: "store-failed", documents: { created: 10, unstored: 0 } })
      }
    })
  )
})

describe("the documents that an extractor kept", () => {
  const KEPT = "lst-bookiegamma_kept_BTTS_upcoming-0"
  const nameless = (count: number) =>
    answerOf(...Array.from({ length: count }, (_, index) => match({ parent_match_id: index + 1, home_team: "?" })))

  flow("are flagged where they are less than half of the last run's, though there are as many matches", () =>
    Effect.gen(function* () {
      const probe = yield* StoreProbe
      const one = world()
      yield* reportAgainst(one)
      expect((yield* probe.cached(KEPT))?.text).toBe('{"kept":10}')
      const markets = [{ name: "GG/NG", outcomes: [] }]
      const half = Array.from({ length: 10 }, (_, index) =>
        match({ parent_match_id: index + 1, ...(index < 6 ? { markets } : {}) })
      )
      one.script.matches = { "1": answerOf(...half), "2": answerOf() }
      expect(yield* reportAgainst(one)).toMatchObject({ verdict: "complete", warnings: { "fewer-documents": 1 } })
      expect((yield* probe.cached(KEPT))?.text, "the next run is compared with this one").toBe('{"kept":4}')
      expect((yield* reportAgainst(one)).warnings).toStrictEqual({})
    })
  )

  flow("are each extractor's own: one that keeps nothing does not flag another", () =>
    Effect.gen(function* () {
      const one = world()
      yield* runAgainst(one, { extractors: ["three-way", "btts"] })
      const [threeWay, btts] = yield* runAgainst(one, { extractors: ["three-way", "btts"] })
      expect(threeWay!.report).toMatchObject({ matches: { kept: 0 }, warnings: {} })
      expect(btts!.report).toMatchObject({ matches: { kept: 10 }, warnings: {} })
    })
  )

  flow("that are none, though the last run kept 20, make the verdict drifted, and 19 do not", () =>
    Effect.gen(function* () {
      for (const [kept, verdict] of [[20, "drifted"] as const, [19, "filtered"] as const]) {
        const one = world()
        one.script.matches = { "1": matchesOf(kept), "2": answerOf() }
        const prefix = `kept${kept}`
        expect((yield* reportAgainst(one, { prefix })).verdict).toBe("complete")
        one.script.matches = { "1": nameless(3), "2": answerOf() }
        const report = yield* reportAgainst(one, { prefix })
        expect(report).toMatchObject({ verdict, warnings: { "fewer-documents": 1 } })
        expect(report.problem).toStrictEqual(
          verdict === "drifted"
            ? { step: "matches", reason: "fewer-documents", detail: "no match was kept; the previous run kept 20" }
            : undefined
        )
      }
    })
  )
})
