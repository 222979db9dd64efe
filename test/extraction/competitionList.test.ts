/**
 * The listing: competition ids are requested once and cached for a time that depends on the source; never an empty
 * list.
 */
import { describe, expect } from "@effect/vitest"
import { Effect, Option } from "effect"
import { TestClock } from "effect/testing"
import { Keys, OddsStore, StopSignal } from "../../src/index.ts"
import { bookmaker, reportAgainst, runTest } from "../helpers/bookmaker.ts"
import { answerOf, listingOf, match } from "../helpers/matches.ts"
import { StoreProbe } from "../suites/StoreProbe.ts"

const newServer = () =>
  bookmaker({
    listing: listingOf("17", "8"),
    matches: { "17": answerOf(match()), "8": answerOf(match({ parent_match_id: 2 })) }
  })
const cached = (source: "live" | "upcoming", period: 0 | 3 = 0) =>
  Effect.flatMap(OddsStore, (store) => store.cachedIds(Keys.cachedIds("lst", source, period), 1200))

describe("the listing", () => {
  runTest("is requested by the first run and read from the cache by the second one, which reports its age", () =>
    Effect.gen(function* () {
      const server = newServer()
      const first = yield* reportAgainst(server)
      expect(first.competitions).toMatchObject({ listed: 2, fromCache: false, cacheAgeSeconds: null, fetched: 2 })
      yield* TestClock.adjust("41 seconds")
      const second = yield* reportAgainst(server)
      expect(second.competitions).toStrictEqual({
        listed: 2,
        virtual: 0,
        fromCache: true,
        cacheAgeSeconds: 41,
        fetched: 2,
        failed: []
      })
      expect(server.listings()).toBe(1)
      expect(server.competitions()).toHaveLength(4)
    })
  )

  for (const [source, seconds] of [["live", 60] as const, ["upcoming", 1200] as const]) {
    runTest(`is cached for ${seconds} s for the source ${source}, and then requested again`, () =>
      Effect.gen(function* () {
        const probe = yield* StoreProbe
        const server = newServer()
        yield* reportAgainst(server, { source, period: 3 })
        const key = `lst-odi_competition_ids_${source}-3`
        expect(yield* probe.cached(key)).toStrictEqual({ text: '["17","8"]', timeToLive: seconds * 1000 })
        yield* TestClock.adjust(seconds * 1000 - 1)
        expect((yield* reportAgainst(server, { source, period: 3 })).competitions.fromCache).toBe(true)
        yield* TestClock.adjust(1)
        expect((yield* reportAgainst(server, { source, period: 3 })).competitions.fromCache).toBe(false)
        expect(server.listings()).toBe(2)
      })
    )
  }

  runTest("is cached for the time set by cacheExpiry", () =>
    Effect.gen(function* () {
      const probe = yield* StoreProbe
      yield* reportAgainst(newServer(), { cacheExpiry: "5 seconds", prefix: "Abc1" })
      expect((yield* probe.cached("Abc1-odi_competition_ids_upcoming-0"))!.timeToLive).toBe(5000)
    })
  )

  runTest("is cached separately for each source, period and prefix", () =>
    Effect.gen(function* () {
      const server = newServer()
      yield* reportAgainst(server)
      yield* reportAgainst(server, { period: 1 })
      yield* reportAgainst(server, { source: "live" })
      yield* reportAgainst(server, { prefix: "other" })
      expect(server.listings()).toBe(4)
    })
  )

  runTest("is not cached if it is empty, and the verdict is empty", () =>
    Effect.gen(function* () {
      const probe = yield* StoreProbe
      const server = newServer()
      server.script.listing = { data: { competitions: [] } }
      const report = yield* reportAgainst(server)
      expect(report).toMatchObject({ verdict: "empty", competitions: { listed: 0, fetched: 0 }, matches: { seen: 0 } })
      expect(yield* probe.cached("lst-odi_competition_ids_upcoming-0")).toBeUndefined()
      server.script.listing = listingOf("17")
      expect((yield* reportAgainst(server)).verdict).toBe("complete")
    })
  )

  runTest("is not cached if it has only virtual competitions", () =>
    Effect.gen(function* () {
      const probe = yield* StoreProbe
      const server = newServer()
      server.script.listing = { data: { competitions: [{ competition_id: "1", competition_name: "Cup SRL" }] } }
      const report = yield* reportAgainst(server)
      expect(report).toMatchObject({ verdict: "empty", competitions: { listed: 1, virtual: 1, fetched: 0 } })
      expect(server.competitions()).toStrictEqual([])
      expect(yield* probe.cached("lst-odi_competition_ids_upcoming-0")).toBeUndefined()
    })
  )

  runTest("is not cached if it failed", () =>
    Effect.gen(function* () {
      const server = newServer()
      server.script.listing = { data: {} }
      yield* reportAgainst(server)
      expect(yield* cached("upcoming")).toStrictEqual(Option.none())
    })
  )

  runTest("is requested and cached again if the cached ids are damaged", () =>
    Effect.gen(function* () {
      const probe = yield* StoreProbe
      const server = newServer()
      yield* probe.putCached("lst-odi_competition_ids_upcoming-0", '{"ids":[]}')
      const report = yield* reportAgainst(server)
      expect(report.competitions.fromCache).toBe(false)
      expect(Option.getOrThrow(yield* cached("upcoming")).ids).toStrictEqual(["17", "8"])
    })
  )

  runTest("is requested again if more than 50,000 ids are cached, which nobody believes, and used with as many", () =>
    Effect.gen(function* () {
      const probe = yield* StoreProbe
      const server = newServer()
      const ids = (count: number) => JSON.stringify(Array.from({ length: count }, (_, index) => String(index)))
      yield* probe.putCached("lst-odi_competition_ids_upcoming-0", ids(50_001))
      expect((yield* reportAgainst(server)).competitions).toMatchObject({ fromCache: false, listed: 2 })
      yield* probe.putCached("lst-odi_competition_ids_upcoming-0", ids(50_000))
      // Nobody is asked for 50,000 competitions here: the run gets the stop signal when it has read the ids.
      const report = yield* Effect.provideService(reportAgainst(server), StopSignal, Effect.void)
      expect(report.competitions.fromCache).toBe(true)
    })
  )

  runTest("with more than 50,000 competitions is not believed: the run is drifted, and nothing is cached", () =>
    Effect.gen(function* () {
      const server = newServer()
      server.script.listing = listingOf(...Array.from({ length: 50_001 }, (_, index) => String(index)))
      const report = yield* reportAgainst(server)
      expect(report).toMatchObject({
        verdict: "drifted",
        problem: { step: "competitions", reason: "too-large" },
        competitions: { listed: 0 }
      })
      expect(report.problem?.detail).toContain("50001 competitions; at most 50000 are accepted")
      expect(yield* cached("upcoming")).toStrictEqual(Option.none())
    })
  )

  runTest("adds a warning for each competition without an id, and for each listed twice", () =>
    Effect.gen(function* () {
      const server = newServer()
      const { competitions } = listingOf("17", "8", "17").data
      const nameless = ["A", "B"].map((name) => ({ competition_name: name }))
      server.script.listing = { data: { competitions: [...competitions, ...nameless] } }
      const report = yield* reportAgainst(server)
      expect(report.competitions.listed).toBe(2)
      expect(report.warnings).toStrictEqual({ "competition-without-id": 2, "competition-repeated": 1 })
    })
  )
})
