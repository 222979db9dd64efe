/**
 * Requests: the exact query and headers of listing and matches, and how a configuration file changes them.
 */
import { describe, expect } from "@effect/vitest"
import { Effect, Schema } from "effect"
import { TestClock } from "effect/testing"
import * as requests from "../../../src/bookmaker/bookiegamma/requests.ts"
import { type ExtractOptions, extractors, RequestOverrides } from "../../../src/index.ts"
import { bookmaker, runAgainst, runTest, usual } from "../../helpers/bookmaker.ts"
import { answerOf, listingOf, match } from "../../helpers/matches.ts"
import { vectors } from "../../helpers/vectors.ts"

const overrides = Schema.decodeUnknownSync(RequestOverrides)(vectors.config)
const withConfig = (file: unknown): Partial<ExtractOptions> => ({
  bookmaker: { ...usual.bookmaker, overrides: Schema.decodeUnknownSync(RequestOverrides)(file) }
})

/** Runs once with one competition and returns both requests, decoded. */
const captureRequests = Effect.fnUntraced(function* (options: Partial<ExtractOptions>, id = "17") {
  const server = bookmaker({ listing: listingOf(id), matches: { [id]: answerOf(match()) } })
  // By position, because a file may remove the parameter that tells both apart: the second request is for the matches.
  const answer = (request: Request) => (server.requests[0] === request ? listingOf(id) : answerOf(match()))
  server.script.listing = (request: Request) => Response.json(answer(request))
  yield* runAgainst(server, options)
  expect(server.requests).toHaveLength(2)
  return server.requests.map((request) => {
    const { origin, pathname, search, searchParams } = new URL(request.url)
    return { at: origin + pathname, search, params: [...searchParams], headers: Object.fromEntries(request.headers) }
  })
})

const listing = (src: string, day: string) => [
  ["src", src],
  ["sport_id", "soccer"],
  ["day", day],
  ["competition_id", ""],
  ["sub_type_id", ""],
  ["tab", ""],
  ["country_id", ""],
  ["sort_by", ""],
  ["trials", "0"]
]
const matchesOf = (src: string, day: string, id: string, subTypeId: string) =>
  listing(src, day).map(([name, value]) => [
    name,
    name === "competition_id" ? id : name === "sub_type_id" ? subTypeId : value
  ])

describe("the query", () => {
  runTest("of live has src 1, an empty day, and all other parameters, even if empty", () =>
    Effect.gen(function* () {
      const [first, second] = yield* captureRequests({ source: "live", extractors: ["btts"] })
      expect(first!.at).toBe("http://bookmaker.test/live")
      expect(first!.params).toStrictEqual(listing("1", ""))
      expect(second!.params).toStrictEqual(matchesOf("1", "", "17", "29"))
      expect(first!.search).toBe(
        "?src=1&sport_id=soccer&day=&competition_id=&sub_type_id=&tab=&country_id=&sort_by=&trials=0"
      )
    })
  )

  runTest("of upcoming has src 2 and the day in Nairobi, period days from today", () =>
    Effect.gen(function* () {
      const [first, second] = yield* captureRequests({ source: "upcoming", extractors: ["three-way"] })
      expect(first!.at).toBe("http://bookmaker.test/upcoming")
      expect(first!.params).toStrictEqual(listing("2", "2026-11-23"))
      expect(second!.params).toStrictEqual(matchesOf("2", "2026-11-23", "17", "1"))
      yield* TestClock.adjust("3 hours")
      const [later] = yield* captureRequests({ source: "upcoming", period: 4 })
      expect(later!.params).toStrictEqual(listing("2", "2026-11-28"))
    })
  )

  runTest("of live has an empty day for every period", () =>
    Effect.gen(function* () {
      const [first] = yield* captureRequests({ source: "live", period: 3 })
      expect(first!.params).toStrictEqual(listing("1", ""))
    })
  )

  runTest("joins the markets' sub_type_id by commas, in the extractors' order", () =>
    Effect.gen(function* () {
      const [, all] = yield* captureRequests({ extractors })
      expect(all!.params).toStrictEqual(matchesOf("2", "2026-11-23", "17", "1,29,10"))
      yield* TestClock.adjust("1 hour")
      const [, two] = yield* captureRequests({ extractors: ["double-chance", "btts"] })
      expect(two!.params).toStrictEqual(matchesOf("2", "2026-11-23", "17", "10,29"))
    })
  )

  runTest("of the configured URL is kept", () =>
    Effect.gen(function* () {
      const upcoming = "http://bookmaker.test/odds?token=a%2Bb&lang="
      const requests = yield* captureRequests({ bookmaker: { ...usual.bookmaker, upcoming } })
      expect(requests[0]!.at).toBe("http://bookmaker.test/odds")
      expect(requests[0]!.params).toStrictEqual([["token", "a+b"], ["lang", ""], ...listing("2", "2026-11-23")])
      expect(requests[1]!.params.slice(0, 2)).toStrictEqual([
        ["token", "a+b"],
        ["lang", ""]
      ])
    })
  )

  runTest("has the competition id unchanged, whatever characters it has", () =>
    Effect.gen(function* () {
      const id = "a&b=c#d/é+%20 ?{day}"
      const [, second] = yield* captureRequests({}, id)
      expect(second!.params).toStrictEqual(matchesOf("2", "2026-11-23", id, "29"))
    })
  )
})

describe("the contract's configuration file", () => {
  runTest("changes the headers of live, and no parameters", () =>
    Effect.gen(function* () {
      const [first, second] = yield* captureRequests({
        source: "live",
        extractors,
        bookmaker: { ...usual.bookmaker, overrides }
      })
      expect(first!.headers["user-agent"]).toBe("Mozilla/5.0")
      expect(first!.headers["x-market"]).toBeUndefined()
      expect(second!.headers).toMatchObject({ "user-agent": "Mozilla/5.0", "x-market": "1,29,10" })
      expect(first!.params).toStrictEqual(listing("1", ""))
      expect(second!.params).toStrictEqual(matchesOf("1", "", "17", "1,29,10"))
    })
  )

  runTest("changes the parameters of upcoming: null removes one, {day} and {competition_id} are replaced", () =>
    Effect.gen(function* () {
      const [first, second] = yield* captureRequests({ bookmaker: { ...usual.bookmaker, overrides } })
      const withoutTrials = listing("2", "2026-11-23").filter(([name]) => name !== "trials")
      expect(new Map(first!.params)).toStrictEqual(
        new Map([...withoutTrials, ["page_size", "500"]] as Array<[string, string]>)
      )
      const withoutId = matchesOf("2", "2026-11-23", "17", "29").filter(([name]) => name !== "competition_id")
      expect(new Map(second!.params)).toStrictEqual(new Map([...withoutId, ["id", "17"]] as Array<[string, string]>))
      expect(first!.headers["user-agent"]).not.toBe("Mozilla/5.0")
    })
  )
})

describe("a configuration file", () => {
  runTest("replaces a default and several placeholders in one value; each parameter is sent once", () =>
    Effect.gen(function* () {
      const file = {
        params: { upcoming: { matches: { src: "7", tab: "{sub_type_id}@{day}@{day}", q: "{competition_id}{other}" } } }
      }
      const [first, second] = yield* captureRequests({ ...withConfig(file), extractors }, "x y")
      expect(first!.params).toStrictEqual(listing("2", "2026-11-23"))
      const params = Object.fromEntries(second!.params)
      expect(params).toMatchObject({ src: "7", tab: "1,29,10@2026-11-23@2026-11-23", q: "x y{other}" })
      expect(second!.params.map(([name]) => name)).toHaveLength(new Set(Object.keys(params)).size)
    })
  )

  runTest("has {day} replaced for live too, where the parameter day is empty", () =>
    Effect.gen(function* () {
      const file = { params: { live: { competitions: { date: "{day}" } } } }
      const [first] = yield* captureRequests({ ...withConfig(file), source: "live" })
      expect(Object.fromEntries(first!.params)).toMatchObject({ date: "2026-11-23", day: "" })
    })
  )

  runTest("overrides default headers case-insensitively, and null removes one", () =>
    Effect.gen(function* () {
      const matches = { Accept: "text/plain", "X-Id": "{competition_id}", "x-gone": null }
      const file = { headers: { upcoming: { competitions: { Accept: null }, matches } } }
      const [first, second] = yield* captureRequests(withConfig(file), "é1")
      expect(first!.headers.accept).not.toBe("application/json")
      expect(second!.headers).toMatchObject({ accept: "text/plain", "x-id": "%C3%A91" })
      expect(second!.headers["x-gone"]).toBeUndefined()
    })
  )

  runTest("has a lone surrogate in an id encoded as the replacement character", () =>
    Effect.sync(() => {
      const file = { headers: { upcoming: { matches: { "x-id": "{competition_id}" } } } }
      const subject = { day: "", subTypeIds: [] }
      const { headers } = requests.requestsOf(withConfig(file).bookmaker!, "upcoming", "matches", subject)("\ud800")
      expect(headers["x-id"]).toBe("%EF%BF%BD")
    })
  )

  runTest("is the only source of headers besides accept: no tracing headers are sent", () =>
    Effect.gen(function* () {
      for (const { headers } of yield* captureRequests({})) {
        expect(headers.accept).toBe("application/json")
        expect(headers).not.toHaveProperty("traceparent")
        expect(headers).not.toHaveProperty("b3")
      }
    })
  )
})
