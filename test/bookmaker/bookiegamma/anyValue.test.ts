/**
 * Property tests with any JSON as a response: nothing throws, every match is counted, and documents are valid for their
 * readers.
 */
import { describe, expect, it } from "@effect/vitest"
import { Result, Schema } from "effect"
import fc from "fast-check"
import { readListing, readMatches } from "../../../src/bookmaker/bookiegamma/responses.ts"
import { rejections } from "../../../src/domain/Match.ts"
import { TeamOdds } from "../../../src/domain/MatchDocument.ts"
import { extractors, Markets, MatchDocument } from "../../../src/index.ts"
import { collect, parse } from "../../helpers/collect.ts"
import { market, match, offer } from "../../helpers/matches.ts"

const markets = extractors.map((extractor) => Markets[extractor])
const isDocument = Schema.is(MatchDocument)
const isTeamOdds = Schema.is(Schema.Record(Schema.String, TeamOdds))

/** Usually a valid value, sometimes any value. */
const mostly = (...right: ReadonlyArray<unknown>) =>
  fc.oneof(
    { weight: 29, arbitrary: fc.constantFrom(...right) },
    { weight: 1, arbitrary: fc.jsonValue({ maxDepth: 2 }) }
  )

const oddText = fc.string({ unit: "binary", maxLength: 8 })
const name = fc.oneof(
  { weight: 9, arbitrary: mostly("Home", "Bodø; II", "Спартак", "FC?", "横浜 II") },
  { weight: 1, arbitrary: oddText }
)
const key = mostly("1", "X", "2", "yes", "no", "1X", "12", "X2", "1 or X", "x/2", 1, 2, "__proto__", "constructor")
const odds = fc.oneof(mostly("1.5", "2", 3.25, " 1.01 ", "1.00", "-"), fc.double(), fc.integer({ min: -2, max: 9 }))
const outcome = fc.record(
  {
    outcome_key: key,
    outcome_name: name,
    odd_value: odds,
    prev_odd_value: odds,
    status: mostly("1", 1, true),
    live: key
  },
  { requiredKeys: [] }
)
const list = <A>(element: fc.Arbitrary<A>, maxLength: number) => fc.array(element, { maxLength })
const marketName = mostly("1X2", "GG/NG", "Double chance", "gg/ng", "Total", "")
const whole = fc.constantFrom(...extractors).map((extractor) => market(extractor))
const wireMarket = fc.oneof(
  whole,
  fc.record(
    {
      odd_type: marketName,
      market_name: marketName,
      outcomes: fc.oneof(list(outcome, 5), fc.jsonValue({ maxDepth: 1 })),
      lines: list(fc.record({ specifiers: mostly(null, "", "hcp=1"), outcomes: list(outcome, 4) }), 2)
    },
    { requiredKeys: [] }
  )
)
const wireMatch = fc.oneof(
  { weight: 1, arbitrary: fc.jsonValue({ maxDepth: 2 }) },
  {
    weight: 9,
    arbitrary: fc
      .record(
        {
          parent_match_id: fc.oneof(mostly(1, "2", 3, "0004"), fc.integer({ min: 1, max: 9 })),
          home_team: name,
          away_team: name,
          start_time: mostly("2026-11-23 22:00:00", "2028-02-29 00:00:00"),
          sport_name: mostly("Soccer", "soccer", " SOCCER ", null),
          competition_name: mostly("Cup", "League", null),
          category_name: name,
          markets: list(wireMarket, 4)
        },
        { requiredKeys: ["markets"] }
      )
      .map(match)
  }
)
const matches = list(wireMatch, 6)
const groups = list(
  fc.record({ competition_name: name, sport_name: mostly("Soccer"), matches }, { requiredKeys: [] }),
  2
)
const body = fc.oneof(
  { weight: 1, arbitrary: fc.jsonValue() },
  {
    weight: 9,
    arbitrary: fc
      .record({ competitions: groups, leagues: groups, matches }, { requiredKeys: [] })
      .map((data) => ({ data }))
  }
)
const sum = (counts: Readonly<Partial<Record<string, number>>>) =>
  Object.values(counts).reduce<number>((total, count) => total + (count ?? 0), 0)

describe("any JSON value as a response", () => {
  it("to the listing gives distinct ids that are text, or is drifted", () => {
    const competition = fc.record({ competition_id: key, competition_name: name, category_name: name })
    const listing = fc.oneof(
      fc.jsonValue(),
      list(fc.oneof(competition, fc.jsonValue({ maxDepth: 1 })), 8).map((competitions) => ({ data: { competitions } }))
    )
    fc.assert(
      fc.property(listing, (value) => {
        const result = readListing(value)
        if (Result.isFailure(result)) return
        const { ids, listed, virtual } = result.success
        expect(new Set(ids).size).toBe(ids.length)
        expect(ids.every((id) => typeof id === "string" && id !== "")).toBe(true)
        expect(ids.length + virtual).toBe(listed)
      })
    )
  })

  it("to a competition adds up: every match is kept, or rejected for one of the contract's reasons", () => {
    let kept = 0
    const check = fc.property(list(body, 3), (bodies) => {
      const answers = bodies.flatMap((value) => (Result.isSuccess(readMatches(value)) ? [parse(value)] : []))
      for (const market of markets) {
        const { outcomes } = market
        const collected = collect(market, answers)
        const ids = collected.documents.map((document) => document.parent_match_id)
        expect(collected.seen).toBe(collected.documents.length + sum(collected.rejected))
        expect(new Set(ids).size).toBe(ids.length)
        expect(rejections).toEqual(expect.arrayContaining(Object.keys(collected.rejected)))
        expect(Object.values(collected.rejected).every((count) => Number.isInteger(count) && count > 0)).toBe(true)
        expect(ids.some((id) => collected.withoutOdds.has(id))).toBe(false)
        kept += ids.length
        for (const document of collected.documents) {
          expect(isDocument(document)).toBe(true)
          const [teams, ...others] = Object.keys(document.teams)
          expect(others).toStrictEqual([])
          expect(teams!.split(";")).toHaveLength(2)
          expect(teams!.split(";").every((team) => /[\p{L}\p{N}]/u.test(team) && team === team.trim())).toBe(true)
          expect(isTeamOdds(document.teams[teams!])).toBe(true)
          expect(Object.keys(document.teams[teams!]!).sort()).toStrictEqual([...outcomes].sort())
          for (const outcomeName of outcomes) {
            const { odd_value, prev_oddValue } = document.teams[teams!]![outcomeName]!
            expect(odd_value).toMatch(/^[0-9]{1,6}(\.[0-9]{1,6})?$/)
            expect(Number(odd_value)).toBeGreaterThan(1)
            expect(prev_oddValue === "" || Number(prev_oddValue) > 1).toBe(true)
            expect(document[outcomeName]).toMatchObject({ odd_: odd_value, "split(%)": "", currency: "" })
          }
          expect(JSON.parse(JSON.stringify(document))).toStrictEqual(document)
        }
      }
    })
    fc.assert(check, { numRuns: 300 })
    expect(kept, "the property has seen documents").toBeGreaterThan(100)
  })

  it("with a repeated match id: the first in the order of the listing is kept, the others are duplicates", () => {
    const at = (home: string) =>
      match({ home_team: home, markets: [market("btts"), { name: "1X2", outcomes: [offer("1")] }] })
    const answerOf = (...homes: ReadonlyArray<string>) => parse({ data: { matches: homes.map(at) } })
    const collected = collect(Markets.btts, [answerOf("First", "Second"), answerOf("Third")])
    expect(collected.documents.map(({ teams }) => Object.keys(teams))).toStrictEqual([["First;Tottenham Hotspur"]])
    expect(collected.rejected).toStrictEqual({ duplicate: 2 })
  })
})
