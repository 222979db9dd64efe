/**
 * Drift that no schema shows: answers of the known shape in which nearly nothing can be read any more.
 */
import { describe, expect } from "@effect/vitest"
import { Effect, Schema } from "effect"
import { extractors, RequestOverrides } from "../../src/index.ts"
import { bookmaker, keysOf, reportAgainst, runAgainst, runTest, usual } from "../helpers/bookmaker.ts"
import { answerOf, listingOf, match, offer, outcomes } from "../helpers/matches.ts"
import { StoreProbe } from "../suites/StoreProbe.ts"
import { documentOf, entryText } from "../suites/storeTest.ts"

const serve = (...matches: ReadonlyArray<unknown>) =>
  bookmaker({ listing: listingOf("17"), matches: { "17": answerOf(...matches) } })
const many = (count: number, changes: object) =>
  Array.from({ length: count }, (_, index) => match({ parent_match_id: index + 1, ...changes }))

const renamed = { markets: [{ odd_type: "Both score", sub_type_id: "77", outcomes }] }
const unkeyed = { markets: [{ name: "GG/NG", outcomes: [offer("A"), offer("B")] }] }
const unpriced = { markets: [{ name: "GG/NG", outcomes: [{ outcome_key: "yes", price: 2 }, { outcome_key: "no" }] }] }

describe("a run in which no match can be decoded is drifted, and reports what was found instead,", () => {
  const kinds: ReadonlyArray<readonly [string, object, string, ReadonlyArray<string>]> = [
    ["the sport has another name", { sport_name: "Fußball" }, "not-soccer", ["the sport is Fußball"]],
    [
      "the market has another name and id",
      renamed,
      "no-market",
      ["GG/NG (sub_type_id 29)", "Both score (sub_type_id 77)"]
    ],
    ["outcomes have other keys", unkeyed, "incomplete-market", ["no outcome of GG/NG", "A, B"]],
    ["outcomes have no odd_value", unpriced, "incomplete-market", ["yes, no", "price"]],
    [
      "ids have another form",
      { parent_match_id: "sr:match:1" },
      "bad-id",
      ["parent_match_id", "home_team", "sr:match:1"]
    ],
    ["teams stand elsewhere", { home_team: undefined, home: { name: "A" } }, "no-team", ["home_team", "away_team"]],
    ["times have another form", { start_time: "2026-11-23T22:00:00Z" }, "bad-start-time", ["start_time"]]
  ]
  for (const [what, changes, reason, words] of kinds) {
    runTest(`if ${what}`, () =>
      Effect.gen(function* () {
        const report = yield* reportAgainst(serve(...many(20, changes)))
        expect(report).toMatchObject({ verdict: "drifted", matches: { seen: 20, rejected: { [reason]: 20 } } })
        expect(report.problem).toMatchObject({ step: "matches", reason })
        for (const word of words) expect(report.problem!.detail).toContain(word)
        expect(report.problem!.detail).toMatch(/^none of 20 matches could be read/)
        expect(report.problem!.detail.length).toBeLessThan(600)
      })
    )
  }

  runTest("if elements of the list are not matches", () =>
    Effect.gen(function* () {
      const report = yield* reportAgainst(serve(...Array.from({ length: 20 }, (_, index) => `match ${index}`)))
      expect(report).toMatchObject({ verdict: "drifted", problem: { step: "matches", reason: "not-a-match" } })
      expect(report.problem!.detail).toContain("match 0")
    })
  )

  runTest("if several of these together make up nine in ten matches", () =>
    Effect.gen(function* () {
      const some = [...many(9, renamed), ...many(9, { sport_name: "Fußball" }), ...many(2, { competition_name: "SRL" })]
      expect((yield* reportAgainst(serve(...some))).verdict).toBe("drifted")
      const fewer = [
        ...many(9, renamed),
        ...many(8, { sport_name: "Fußball" }),
        ...many(3, { competition_name: "SRL" })
      ]
      expect((yield* reportAgainst(serve(...fewer), { prefix: "b" })).verdict).toBe("filtered")
    })
  )
})

describe("a run is not drifted", () => {
  const filtered = (matches: ReadonlyArray<unknown>) =>
    Effect.map(reportAgainst(serve(...matches)), ({ problem, verdict }) =>
      expect([verdict, problem]).toStrictEqual(["filtered", undefined])
    )

  runTest("with fewer than 20 matches", () => filtered(many(19, renamed)))
  runTest("if matches have no markets", () => filtered(many(30, { markets: [] })))
  runTest("if odds are closed", () =>
    filtered(many(30, { markets: [{ name: "GG/NG", outcomes: [offer("yes", "-"), offer("no", "-")] }] }))
  )
  runTest("if all matches are virtual", () => filtered(many(30, { competition_name: "Cup SRL" })))
  runTest("if the matches are of several other sports", () =>
    filtered([...many(15, { sport_name: "Tennis" }), ...many(15, { sport_name: "Basketball" })])
  )
  runTest("if one match is kept", () =>
    Effect.gen(function* () {
      const report = yield* reportAgainst(serve(...many(40, renamed), match({ parent_match_id: 99 })))
      expect(report).toMatchObject({ verdict: "complete", matches: { kept: 1 } })
    })
  )
})

describe("a drifted run", () => {
  runTest("still withdraws the odds of known matches", () =>
    Effect.gen(function* () {
      const probe = yield* StoreProbe
      const entry = `${keysOf().matchedPrefix}1`
      yield* probe.putEntry(entry, entryText(documentOf(1)))
      const report = yield* reportAgainst(serve(...many(20, renamed)))
      expect(report).toMatchObject({ verdict: "drifted", documents: { withdrawn: 1 } })
      expect(JSON.parse((yield* probe.entry(entry))!.text).match_team_objects.BookieGamma.yes).toBeUndefined()
    })
  )

  runTest("is detected for each extractor separately", () =>
    Effect.gen(function* () {
      const results = yield* runAgainst(serve(...many(20, {})), { extractors })
      expect(results.map(({ report }) => [report.extractor, report.verdict])).toStrictEqual([
        ["three-way", "drifted"],
        ["btts", "complete"],
        ["double-chance", "drifted"]
      ])
    })
  )

  runTest("shows only the shape of a response, not its text, if the user's own headers were sent", () =>
    Effect.gen(function* () {
      const overrides = Schema.decodeUnknownSync(RequestOverrides)({
        headers: { upcoming: { matches: { authorization: "Bearer hunter2" } } }
      })
      const echo = "hunter2"
      for (const changes of [
        { sport_name: echo },
        { markets: [{ odd_type: echo, sub_type_id: echo, [echo]: echo, outcomes }] },
        { markets: [{ name: "GG/NG", outcomes: [offer(echo), { outcome_key: echo, [echo]: echo }] }] },
        { parent_match_id: echo, [echo]: echo }
      ]) {
        const report = yield* reportAgainst(serve(...many(20, changes)), {
          bookmaker: { ...usual.bookmaker, overrides }
        })
        expect(report.verdict).toBe("drifted")
        expect(report.problem!.detail).not.toContain(echo)
        expect(report.problem!.detail).toContain("not shown")
      }
    })
  )
})
