/**
 * What stands around an answer: its status_code, its age, its charset; and a cached list that is no longer true.
 */
import { describe, expect } from "@effect/vitest"
import { Effect } from "effect"
import { reportAgainst, runAgainst, runTest, bookmaker as scripted } from "../helpers/bookmaker.ts"
import { answerOf, listingOf, match } from "../helpers/matches.ts"
import { bookmaker, json, reportOf, timed } from "../helpers/virtualTime.ts"
import { StoreProbe } from "../suites/StoreProbe.ts"

describe("a status_code in the answer counts like the HTTP status, whatever else is there", () => {
  timed("503 is retried, and 429 makes the others wait", () =>
    Effect.gen(function* () {
      for (const [status_code, reason] of [[503, undefined] as const, ["429", undefined] as const]) {
        const server = bookmaker((competition, nth) =>
          competition === ""
            ? json(listingOf("17"))
            : json(nth === 1 ? { ...answerOf(match()), status_code } : answerOf(match()))
        )
        const { report } = yield* reportOf(server, { prefix: `s${status_code}` })
        expect(report).toMatchObject({ verdict: "complete", competitions: { failed: [] }, matches: { kept: 1 } })
        expect(server.timesOf("17")).toHaveLength(2)
        expect(reason).toBeUndefined()
      }
    })
  )

  runTest("404 and 401 are not, for the listing and for matches", () =>
    Effect.gen(function* () {
      const refused = yield* reportAgainst(
        scripted({ listing: { ...listingOf("17"), status_code: "401" }, matches: {} })
      )
      expect(refused).toMatchObject({ verdict: "blocked", problem: { step: "competitions", reason: "refused" } })
      expect(refused.problem!.detail).toContain("status 401 in the answer")
      const server = scripted({
        listing: listingOf("17"),
        matches: { "17": { status_code: 404, data: { matches: [match()] } } }
      })
      const missing = yield* reportAgainst(server)
      expect(missing.competitions.failed).toStrictEqual([{ id: "17", reason: "bad-status", tries: 1 }])
      expect(missing.matches.seen).toBe(0)
    })
  )

  runTest("200 beside an empty list is nothing, and without it that is drift", () =>
    Effect.gen(function* () {
      const nothing = { status_code: "200", data: [] }
      expect((yield* reportAgainst(scripted({ listing: nothing, matches: {} }))).verdict).toBe("empty")
      expect((yield* reportAgainst(scripted({ listing: listingOf("17"), matches: { "17": nothing } }))).verdict).toBe(
        "empty"
      )
      for (const listing of [{ data: [] }, { status_code: 201, data: [] }, { status_code: 200, data: [1] }]) {
        expect((yield* reportAgainst(scripted({ listing, matches: {} }), { prefix: "other" })).verdict).toBe("drifted")
      }
    })
  )
})

describe("an answer's age", () => {
  const aged = (age: string | undefined, body: unknown) => () =>
    Response.json(body, age === undefined ? {} : { headers: { age } })

  runTest("above 40 s makes it stale: counted for the listing and for each competition", () =>
    Effect.gen(function* () {
      const server = scripted({
        listing: aged("3600", listingOf("1", "2", "3", "4", "5")),
        matches: {
          "1": aged("41", answerOf(match())),
          "2": aged("40", answerOf()),
          "3": aged("soon", answerOf()),
          "4": aged(undefined, answerOf()),
          // What two caches on the way state together.
          "5": aged("41, 2", answerOf())
        }
      })
      const report = yield* reportAgainst(server)
      expect(report).toMatchObject({ verdict: "complete", warnings: { "stale-answer": 3 } })
    })
  )
})

describe("an answer in ISO-8859-1", () => {
  runTest("is stored with its letters", () =>
    Effect.gen(function* () {
      const text = JSON.stringify(answerOf(match({ home_team: "M\u00e1laga", competition_name: "Categor\u00eda" })))
      const bytes = Uint8Array.from(text, (character) => character.charCodeAt(0))
      const reply = () => new Response(bytes, { headers: { "content-type": "application/json; charset=iso-8859-1" } })
      const [result] = yield* runAgainst(scripted({ listing: listingOf("17"), matches: { "17": reply } }))
      expect(Object.keys(result!.documents[0]!.teams)).toStrictEqual(["Malaga;Tottenham Hotspur"])
      expect(result!.documents[0]!.competition_name).toBe("categor\u00eda_england")
    })
  )
})

describe("a cached list of which every competition answers empty", () => {
  const cachedKey = "lst-odi_competition_ids_upcoming-0"

  runTest("is asked for again in the same run, what is new on it is fetched, and it is cached anew", () =>
    Effect.gen(function* () {
      const probe = yield* StoreProbe
      const server = scripted({
        listing: listingOf("1", "2"),
        matches: { "1": answerOf(match()), "2": answerOf(), "3": answerOf(match({ parent_match_id: 3 })) }
      })
      expect((yield* reportAgainst(server)).matches.kept).toBe(1)
      server.script.matches = { ...server.script.matches, "1": answerOf() }
      server.script.listing = listingOf("2", "3")
      const report = yield* reportAgainst(server)
      expect(report).toMatchObject({ verdict: "complete", matches: { kept: 1 } })
      expect(report.competitions).toMatchObject({
        listed: 2,
        fromCache: false,
        cacheAgeSeconds: null,
        fetched: 2,
        failed: []
      })
      expect(server.listings()).toBe(2)
      expect(server.competitions()).toStrictEqual(["1", "2", "1", "2", "3"])
      expect((yield* probe.cached(cachedKey))!.text).toBe('["2","3"]')
    })
  )

  runTest("whose listing has gone wrong since says so", () =>
    Effect.gen(function* () {
      const server = scripted({ listing: listingOf("1"), matches: { "1": answerOf(match()) } })
      yield* reportAgainst(server)
      server.script.matches = { "1": answerOf() }
      server.script.listing = { data: { events: [] } }
      const report = yield* reportAgainst(server)
      expect(report).toMatchObject({ verdict: "drifted", problem: { step: "competitions" } })
      expect(report.competitions).toMatchObject({ listed: 1, fromCache: true, fetched: 1 })
    })
  )

  runTest("is believed where it is confirmed, and where one match or one failure is there", () =>
    Effect.gen(function* () {
      const server = scripted({ listing: listingOf("1", "2"), matches: { "1": answerOf(match()), "2": answerOf() } })
      yield* reportAgainst(server)
      yield* reportAgainst(server)
      expect(server.listings()).toBe(1)
      server.script.matches = { "1": () => new Response("{}", { status: 404 }), "2": answerOf() }
      expect((yield* reportAgainst(server)).verdict).toBe("partial")
      expect(server.listings()).toBe(1)
      server.script.matches = { "1": answerOf(), "2": answerOf() }
      expect((yield* reportAgainst(server)).verdict).toBe("empty")
      expect(server.listings()).toBe(2)
    })
  )
})
