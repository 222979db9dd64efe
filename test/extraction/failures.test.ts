/**
 * Failures of the bookmaker that are not retried: other competitions are stored, and the report has the reason.
 */
import { describe, expect } from "@effect/vitest"
import { Effect, Option, Schema } from "effect"
import { exitCode, type FailureReason, Keys, OddsStore, RequestOverrides, type Verdict } from "../../src/index.ts"
import {
  bookmaker,
  keysOf,
  type Reply,
  reportAgainst,
  runAgainst,
  runTest,
  status,
  text
} from "../helpers/bookmaker.ts"
import { answerOf, listingOf, match } from "../helpers/matches.ts"
import { StoreProbe } from "../suites/StoreProbe.ts"

const finalFailures: ReadonlyArray<readonly [string, Reply, FailureReason, Verdict]> = [
  ["status 401", status(401), "refused", "blocked"],
  ["status 403", status(403), "refused", "blocked"],
  ["status 400", status(400), "bad-status", "unavailable"],
  ["status 404", status(404), "bad-status", "unavailable"],
  ["a page", text("<!doctype html><title>Just a moment...</title>"), "page", "blocked"],
  ["some text", text("Access denied"), "page", "blocked"],
  ["nothing", text(""), "malformed", "drifted"],
  ["JSON cut short", text('{"data": {"competitions": [{"comp'), "malformed", "drifted"],
  ["null", null, "drifted", "drifted"],
  ["a number", 17, "drifted", "drifted"],
  ["an empty object", {}, "drifted", "drifted"],
  ["data without a list", { data: { message: "ok" } }, "drifted", "drifted"]
]
const good = { "17": answerOf(match()), "8": answerOf(match({ parent_match_id: 2 })) }

describe("a competition that fails", () => {
  for (const [what, reply, reason] of finalFailures) {
    runTest(`with ${what} makes the verdict partial (${reason} after one attempt); the others are stored`, () =>
      Effect.gen(function* () {
        const probe = yield* StoreProbe
        const server = bookmaker({ listing: listingOf("17", "9", "8"), matches: { ...good, "9": reply } })
        const report = yield* reportAgainst(server)
        expect(report).toMatchObject({
          verdict: "partial",
          competitions: { listed: 3, fetched: 2, failed: [{ id: "9", reason, tries: 1 }] },
          matches: { seen: 2, kept: 2 },
          documents: { created: 2 }
        })
        expect(report.problem).toMatchObject({ step: "matches", reason })
        expect([1, 0.7, 0.6, 0].map((coverage) => exitCode(report, coverage))).toStrictEqual([75, 75, 0, 0])
        expect(JSON.parse((yield* probe.published(report.entries.created!))!.text)).toHaveLength(2)
      })
    )
  }

  runTest("is reported with its own reason, in the order of the listing", () =>
    Effect.gen(function* () {
      const failing = { a: status(403), b: { data: {} }, c: text("<html>") }
      const server = bookmaker({ listing: listingOf("a", "17", "b", "c"), matches: { ...good, ...failing } })
      const { failed } = (yield* reportAgainst(server)).competitions
      expect(failed).toStrictEqual([
        { id: "a", reason: "refused", tries: 1 },
        { id: "b", reason: "drifted", tries: 1 },
        { id: "c", reason: "page", tries: 1 }
      ])
    })
  )
})

describe("a listing that fails", () => {
  for (const [what, reply, reason, verdict] of finalFailures) {
    runTest(`with ${what} gives the verdict ${verdict}, and nothing else is requested, cached or published`, () =>
      Effect.gen(function* () {
        const store = yield* OddsStore
        const server = bookmaker({ listing: reply, matches: good })
        const report = yield* reportAgainst(server)
        expect(report).toMatchObject({
          verdict,
          competitions: { listed: 0, virtual: 0, fromCache: false, fetched: 0, failed: [] },
          matches: { seen: 0, kept: 0, rejected: {} },
          problem: { step: "competitions", reason }
        })
        expect(server.requests).toHaveLength(1)
        expect(yield* store.cachedIds(Keys.cachedIds("lst", "upcoming", 0), 1200)).toStrictEqual(Option.none())
        expect(yield* store.announced(keysOf(), "0-0")).toStrictEqual([])
      })
    )
  }

  runTest("fails every extractor of the run", () =>
    Effect.gen(function* () {
      const server = bookmaker({ listing: status(403), matches: {} })
      const extracts = yield* runAgainst(server, { extractors: ["three-way", "btts"] })
      expect(extracts.map(({ report }) => report.verdict)).toStrictEqual(["blocked", "blocked"])
      expect(server.requests).toHaveLength(1)
    })
  )
})

describe("if every competition fails", () => {
  for (const [what, reply, reason, verdict] of finalFailures) {
    runTest(`with ${what}, the verdict is ${verdict}`, () =>
      Effect.gen(function* () {
        const server = bookmaker({ listing: listingOf("17", "8"), matches: { "17": reply, "8": reply } })
        const report = yield* reportAgainst(server)
        expect(report).toMatchObject({ verdict, competitions: { listed: 2, fetched: 0 }, entries: { created: null } })
        expect(report.competitions.failed.map((failure) => failure.reason)).toStrictEqual([reason, reason])
        expect(exitCode(report, 0)).toBeGreaterThan(0)
      })
    )
  }

  runTest("for several reasons, the one lowest in the table of verdicts wins", () =>
    Effect.gen(function* () {
      const matches = { "17": { data: {} }, "8": status(403), "9": text("{") }
      const report = yield* reportAgainst(bookmaker({ listing: listingOf("17", "8", "9"), matches }))
      expect(report.verdict).toBe("blocked")
    })
  )

  runTest("and there is only one, the verdict is not partial", () =>
    Effect.gen(function* () {
      const report = yield* reportAgainst(bookmaker({ listing: listingOf("17"), matches: { "17": {} } }))
      expect(report.verdict).toBe("drifted")
    })
  )
})

describe("competitions without matches", () => {
  runTest("give the verdict empty if no competition has any", () =>
    Effect.gen(function* () {
      const matches = { "17": answerOf(), "8": { data: { leagues: [{ matches: [] }] } } }
      const report = yield* reportAgainst(bookmaker({ listing: listingOf("17", "8"), matches }))
      expect(report).toMatchObject({ verdict: "empty", competitions: { fetched: 2, failed: [] }, matches: { seen: 0 } })
    })
  )

  runTest("do not hide that another competition failed", () =>
    Effect.gen(function* () {
      const matches = { "17": answerOf(), "8": status(403) }
      const report = yield* reportAgainst(bookmaker({ listing: listingOf("17", "8"), matches }))
      expect(report.verdict).toBe("partial")
    })
  )
})

describe("a report", () => {
  runTest("contains no secrets: neither the URL's query nor a header", () =>
    Effect.gen(function* () {
      const upcoming = "http://bookmaker.test/odds?token=hunter2"
      const overrides = Schema.decodeUnknownSync(RequestOverrides)({
        headers: { upcoming: { competitions: { authorization: "Bearer hunter2" } } }
      })
      for (const listing of [status(403), text("<html>"), {}]) {
        const server = bookmaker({ listing, matches: {} })
        const report = yield* reportAgainst(server, { bookmaker: { live: upcoming, upcoming, overrides } })
        expect(server.requests[0]!.headers.get("authorization")).toBe("Bearer hunter2")
        expect(JSON.stringify(report)).not.toContain("hunter2")
      }
    })
  )
})
