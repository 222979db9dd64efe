/**
 * The baseline: a run with less than half the matches or competitions of the previous one gets a warning.
 */
import { describe, expect } from "@effect/vitest"
import { Deferred, Effect, Layer } from "effect"
import { TestClock } from "effect/testing"
import { OddsStore, Progress, StopSignal, StoreError } from "../../src/index.ts"
import { bookmaker, reportAgainst, runAgainst, runTest, silence, status } from "../helpers/bookmaker.ts"
import { answerOf, listingOf, match } from "../helpers/matches.ts"
import { StoreProbe } from "../suites/StoreProbe.ts"

const matchesOf = (count: number, first = 1) =>
  answerOf(...Array.from({ length: count }, (_, index) => match({ parent_match_id: first + index })))

const newServer = () =>
  bookmaker({ listing: listingOf("1", "2"), matches: { "1": matchesOf(5), "2": matchesOf(5, 100) } })
const NOTE = "lst-bookiegamma_counts_upcoming-0"
const later = TestClock.adjust("1201 seconds")

describe("a run with less than half of the previous run's", () => {
  runTest("matches gets a warning once, and becomes the baseline of the next run", () =>
    Effect.gen(function* () {
      const probe = yield* StoreProbe
      const server = newServer()
      expect((yield* reportAgainst(server)).warnings).toStrictEqual({})
      expect(yield* probe.cached(NOTE)).toStrictEqual({
        text: '{"competitions":2,"matches":10}',
        timeToLive: 86_400_000
      })
      server.script.matches = { "1": matchesOf(4), "2": matchesOf(0) }
      const fewer = yield* reportAgainst(server)
      expect(fewer).toMatchObject({ verdict: "complete", warnings: { "fewer-matches": 1 } })
      expect((yield* reportAgainst(server)).warnings).toStrictEqual({})
    })
  )

  runTest("competitions gets a warning, also if the listing is empty", () =>
    Effect.gen(function* () {
      const server = newServer()
      yield* reportAgainst(server)
      server.script.listing = listingOf()
      yield* later
      expect(yield* reportAgainst(server)).toMatchObject({
        verdict: "empty",
        warnings: { "fewer-competitions": 1, "fewer-matches": 1 }
      })
    })
  )

  runTest("matches gets no warning at exactly half, nor compared with another source, period or prefix", () =>
    Effect.gen(function* () {
      const server = newServer()
      yield* reportAgainst(server)
      server.script.matches = { "1": matchesOf(5), "2": matchesOf(0) }
      expect((yield* reportAgainst(server)).warnings).toStrictEqual({})
      server.script.matches = { "1": matchesOf(1), "2": matchesOf(0) }
      for (const options of [{ source: "live" }, { period: 1 }, { prefix: "other" }] as const) {
        expect((yield* reportAgainst(server, options)).warnings).toStrictEqual({})
      }
    })
  )

  runTest("matches gets a warning also if the reason is failed competitions", () =>
    Effect.gen(function* () {
      const server = newServer()
      yield* reportAgainst(server)
      server.script.matches = { "1": matchesOf(1), "2": status(404) }
      expect(yield* reportAgainst(server)).toMatchObject({ verdict: "partial", warnings: { "fewer-matches": 1 } })
    })
  )
})

describe("the baseline", () => {
  runTest("is not changed by a dry run or a failed listing", () =>
    Effect.gen(function* () {
      const probe = yield* StoreProbe
      const server = newServer()
      yield* reportAgainst(server, { dryRun: true })
      expect(yield* probe.cached(NOTE)).toBeUndefined()
      yield* reportAgainst(server)
      const before = (yield* probe.cached(NOTE))?.text
      server.script.listing = status(403)
      yield* later
      expect((yield* reportAgainst(server)).warnings).toStrictEqual({
        "fewer-competitions": 1,
        "fewer-matches": 1,
        "fewer-documents": 1
      })
      expect((yield* probe.cached(NOTE))?.text).toBe(before)
    })
  )

  runTest("is not changed by a run that is small because of failures, so the next small run gets a warning too", () =>
    Effect.gen(function* () {
      const probe = yield* StoreProbe
      const server = newServer()
      yield* reportAgainst(server)
      const before = (yield* probe.cached(NOTE))?.text
      for (const reply of [status(403), answerOf()]) {
        server.script.matches = { "1": status(403), "2": reply }
        expect((yield* reportAgainst(server)).warnings).toStrictEqual({ "fewer-matches": 1, "fewer-documents": 1 })
        expect((yield* probe.cached(NOTE))?.text).toBe(before)
      }
      server.script.matches = { "1": matchesOf(1), "2": matchesOf(1, 100) }
      expect(yield* reportAgainst(server)).toMatchObject({ verdict: "complete", warnings: { "fewer-matches": 1 } })
    })
  )

  runTest("is set by a partial run with at least half of the previous counts, or by a partial first run", () =>
    Effect.gen(function* () {
      const probe = yield* StoreProbe
      const server = newServer()
      for (const matches of [10, 5, 6]) {
        server.script.matches = { "1": matchesOf(matches), "2": status(403) }
        expect(yield* reportAgainst(server)).toMatchObject({ verdict: "partial", warnings: {} })
        expect((yield* probe.cached(NOTE))?.text).toBe(`{"competitions":2,"matches":${matches}}`)
      }
    })
  )

  runTest("is not changed by an interrupted run, whatever it has fetched, nor set by it", () =>
    Effect.gen(function* () {
      const probe = yield* StoreProbe
      const keys = [NOTE, "lst-bookiegamma_kept_BTTS_upcoming-0"]
      const notes = () => Effect.forEach(keys, (key) => Effect.map(probe.cached(key), (note) => note?.text))
      const interrupted = (server: ReturnType<typeof newServer>) =>
        Effect.gen(function* () {
          const stop = yield* Deferred.make<void>()
          server.script.matches = { ...server.script.matches, "2": silence }
          return yield* reportAgainst(server).pipe(
            Effect.provideService(StopSignal, Deferred.await(stop)),
            Effect.provideService(Progress, ({ answered }) => {
              if (answered === 1) Deferred.doneUnsafe(stop, Effect.void)
            })
          )
        })
      const server = newServer()
      expect(yield* interrupted(server)).toMatchObject({ verdict: "interrupted", matches: { kept: 5 } })
      expect(yield* notes()).toStrictEqual([undefined, undefined])
      server.script.matches = newServer().script.matches
      yield* reportAgainst(server)
      const before = yield* notes()
      expect(before).toStrictEqual(['{"competitions":2,"matches":10}', '{"kept":10}'])
      server.script.matches = { ...server.script.matches, "1": matchesOf(7) }
      expect(yield* interrupted(server)).toMatchObject({ verdict: "interrupted", matches: { kept: 7 }, warnings: {} })
      expect(yield* notes()).toStrictEqual(before)
    })
  )

  runTest("is ignored if it is damaged", () =>
    Effect.gen(function* () {
      const probe = yield* StoreProbe
      for (const text of ["{", '{"competitions":"2"}', "[]"]) {
        yield* probe.putCached(NOTE, text)
        expect((yield* reportAgainst(newServer())).warnings).toStrictEqual({})
      }
    })
  )

  runTest("that cannot be read or written makes the verdict store-failed, and all documents are stored", () =>
    Effect.gen(function* () {
      for (const operation of ["note", "keepNote"] as const) {
        const failing = Layer.effect(
          OddsStore,
          Effect.map(OddsStore, (store) => ({
            ...store,
            [operation]: () => Effect.fail(new StoreError({ operation: "read", message: "no notes" }))
          }))
        )
        const report = yield* reportAgainst(newServer()).pipe(Effect.provide(failing))
        expect(report).toMatchObject({ verdict: "store-failed", documents: { created: 10, unstored: 0 } })
      }
    })
  )
})

describe("the documents that an extractor kept", () => {
  const KEPT = "lst-bookiegamma_kept_BTTS_upcoming-0"
  const nameless = (count: number) =>
    answerOf(...Array.from({ length: count }, (_, index) => match({ parent_match_id: index + 1, home_team: "?" })))

  runTest("get a warning if they are less than half of the previous run's, even with as many matches", () =>
    Effect.gen(function* () {
      const probe = yield* StoreProbe
      const server = newServer()
      yield* reportAgainst(server)
      expect((yield* probe.cached(KEPT))?.text).toBe('{"kept":10}')
      const markets = [{ name: "GG/NG", outcomes: [] }]
      const half = Array.from({ length: 10 }, (_, index) =>
        match({ parent_match_id: index + 1, ...(index < 6 ? { markets } : {}) })
      )
      server.script.matches = { "1": answerOf(...half), "2": answerOf() }
      expect(yield* reportAgainst(server)).toMatchObject({ verdict: "complete", warnings: { "fewer-documents": 1 } })
      expect((yield* probe.cached(KEPT))?.text, "the next run is compared with this one").toBe('{"kept":4}')
      expect((yield* reportAgainst(server)).warnings).toStrictEqual({})
    })
  )

  runTest("are compared for each extractor: one without documents gives no warning for another", () =>
    Effect.gen(function* () {
      const server = newServer()
      yield* runAgainst(server, { extractors: ["three-way", "btts"] })
      const [threeWay, btts] = yield* runAgainst(server, { extractors: ["three-way", "btts"] })
      expect(threeWay!.report).toMatchObject({ matches: { kept: 0 }, warnings: {} })
      expect(btts!.report).toMatchObject({ matches: { kept: 10 }, warnings: {} })
    })
  )

  runTest("make the verdict drifted if there are none and the previous run kept 20, but not if it kept 19", () =>
    Effect.gen(function* () {
      for (const [kept, verdict] of [[20, "drifted"] as const, [19, "filtered"] as const]) {
        const server = newServer()
        server.script.matches = { "1": matchesOf(kept), "2": answerOf() }
        const prefix = `kept${kept}`
        expect((yield* reportAgainst(server, { prefix })).verdict).toBe("complete")
        server.script.matches = { "1": nameless(3), "2": answerOf() }
        const report = yield* reportAgainst(server, { prefix })
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
