/**
 * From a match to a document: each check, in its order, and each member of what is stored.
 */
import { describe, expect, it } from "@effect/vitest"
import { readMatch } from "../../../src/bookmaker/bookiegamma/readMatch.ts"
import type { JsonObject } from "../../../src/bookmaker/bookiegamma/responses.ts"
import { documentOf } from "../../../src/domain/MatchDocument.ts"
import { type Extractor, Markets } from "../../../src/index.ts"
import { parse, readerFor } from "../../helpers/collect.ts"
import { match, offer, outcomes } from "../../helpers/matches.ts"
import { STAMP } from "../../helpers/vectors.ts"

const read = (raw: unknown, extractor: Extractor = "btts", group?: JsonObject) => {
  const answer = { data: group === undefined ? { matches: [raw] } : { competitions: [{ ...group, matches: [raw] }] } }
  const [match] = parse(answer, [Markets[extractor]])
  if (match === undefined) throw new Error("no match")
  if ("reason" in match) return match
  const odds = match.markets[extractor]!
  return "reason" in odds ? odds : documentOf(match, odds, STAMP)
}
const reasonOf = (raw: unknown, extractor: Extractor = "btts", group?: JsonObject) => {
  const result = read(raw, extractor, group)
  return "reason" in result ? result.reason : "kept"
}
const document = (raw: unknown, extractor: Extractor = "btts", group?: JsonObject): Record<string, unknown> => {
  const result = read(raw, extractor, group)
  if ("reason" in result) throw new Error(String(result.reason))
  return result
}
const btts = (...list: ReadonlyArray<unknown>) => match({ markets: [{ name: "GG/NG", outcomes: list }] })
const teamOdds = (raw: unknown, extractor: Extractor = "btts") =>
  Object.values(document(raw, extractor).teams as Record<string, Record<string, { odd_value: string }>>)[0]!

describe("a match is rejected", () => {
  it.each([null, 1, "text", true, [], [match()]])("as not-a-match where it is no object: %j", (raw) => {
    expect(reasonOf(raw)).toBe("not-a-match")
  })

  it.each(["Basketball", "", null, undefined, 1, ["soccer"], "soccer 2"])(
    "as not-soccer where sport_name is %j",
    (name) => {
      expect(reasonOf(match({ sport_name: name }))).toBe("not-soccer")
    }
  )

  it.each(["soccer", "Soccer", " SOCCER\u200b "])("not where sport_name is %j", (name) => {
    expect(reasonOf(match({ sport_name: name }))).toBe("kept")
  })

  it("as virtual by its own competition's name or category, or those that it inherits", () => {
    expect(reasonOf(match({ competition_name: "Cup SRL" }))).toBe("virtual")
    expect(reasonOf(match({ category_name: "Simulated Reality League" }))).toBe("virtual")
    expect(reasonOf(match({ competition_name: null }), "btts", { competition_name: "Cup srl" })).toBe("virtual")
    expect(reasonOf(match(), "btts", { competition_name: "Cup srl" })).toBe("kept")
  })

  it.each([
    0,
    -1,
    1.5,
    1e15,
    1e21,
    "0",
    "000",
    "-1",
    "+1",
    "1.0",
    "1e3",
    " 1",
    "1 ",
    "",
    "1000000000000000",
    "١",
    "0x1"
  ])("as bad-id where parent_match_id is %j", (id) => {
    expect(reasonOf(match({ parent_match_id: id }))).toBe("bad-id")
  })
  it.each([null, undefined, true, ["1"], { id: 1 }])("as bad-id where parent_match_id is no id at all: %j", (id) => {
    expect(reasonOf(match({ parent_match_id: id }))).toBe("bad-id")
  })

  it.each([
    [1, 1],
    ["1", 1],
    ["007", 7],
    [999_999_999_999_999, 999_999_999_999_999],
    ["999999999999999", 999_999_999_999_999],
    [5.0, 5]
  ])("not where parent_match_id is %j", (id, expected) => {
    expect(document(match({ parent_match_id: id })).parent_match_id).toBe(expected)
  })

  it.each(["", "?!", "; ;", 17, null, undefined, ["A"]])("as no-team where a team's name is %j", (name) => {
    expect(reasonOf(match({ home_team: name }))).toBe("no-team")
    expect(reasonOf(match({ away_team: name }))).toBe("no-team")
  })

  it("as bad-start-time where it is no real local time", () => {
    for (const time of ["2026-02-30 10:00:00", "2026-11-23T22:00:00", 1_795_456_800, null]) {
      expect(reasonOf(match({ start_time: time }))).toBe("bad-start-time")
    }
  })

  it.each([
    undefined,
    null,
    {},
    [],
    "GG/NG",
    [null, 1, "GG/NG"],
    [{ name: "1X2" }],
    [{ outcomes }],
    [[{ name: "GG/NG" }]]
  ])("as no-market where its markets are %j", (markets) => {
    expect(reasonOf(match({ markets }))).toBe("no-market")
  })

  it.each([
    [[]],
    [[offer("yes")]],
    [[offer("yes"), offer("no", "1")]],
    [[offer("yes"), offer("no", "1.000000")]],
    [[offer("yes"), offer("no", "")]],
    [[offer("yes"), offer("no", null)]],
    [[offer("yes"), offer("nope")]],
    [[offer("yes"), null, "no"]]
  ])("as incomplete-market where an outcome is missing or has no valid odds: %j", (list) => {
    expect(reasonOf(btts(...list))).toBe("incomplete-market")
  })

  it("for the first reason in the contract's order", () => {
    const faults: ReadonlyArray<readonly [string, JsonObject]> = [
      ["not-soccer", { sport_name: "Darts" }],
      ["virtual", { competition_name: "SRL" }],
      ["bad-id", { parent_match_id: 0 }],
      ["no-team", { home_team: "?" }],
      ["bad-start-time", { start_time: "soon" }],
      ["no-market", { markets: [] }]
    ]
    for (const [index, [reason]] of faults.entries()) {
      const all = Object.assign({}, ...faults.slice(index).map(([, fault]) => fault))
      expect(reasonOf(match(all))).toBe(reason)
    }
  })

  it("in one market for want of odds, and keeps its id, so that what is stored of it can be withdrawn", () => {
    const markets = [Markets.btts, Markets["three-way"]]
    const half = match({
      markets: [
        { name: "GG/NG", outcomes },
        { name: "1X2", outcomes: [offer("1")] }
      ]
    })
    expect(readMatch({ raw: half, group: undefined }, readerFor(markets))).toMatchObject({
      id: 50850101,
      markets: {
        btts: { outcomes: [{ outcome: "yes" }, { outcome: "no" }] },
        "three-way": { reason: "incomplete-market" }
      }
    })
    expect(readMatch({ raw: match({ markets: [] }), group: undefined }, readerFor(markets))).toMatchObject({
      id: 50850101,
      markets: { btts: { reason: "no-market" }, "three-way": { reason: "no-market" } }
    })
    expect(read(match({ markets: [], home_team: "?" }))).toStrictEqual({ reason: "no-team" })
  })
})

describe("a match inherits what is missing or null from its group", () => {
  const group = { sport_name: "Soccer", competition_name: "Cup", category_name: "World" }

  it("and nothing else", () => {
    const bare = match({ sport_name: undefined, competition_name: null, category_name: undefined })
    expect(document(bare, "btts", group).competition_name).toBe("cup_world")
    expect(reasonOf({ ...bare, home_team: null }, "btts", { ...group, home_team: "Home" })).toBe("no-team")
    expect(reasonOf({ ...bare, parent_match_id: null }, "btts", { ...group, parent_match_id: 1 })).toBe("bad-id")
  })

  it("but a value of a wrong type is its own, and empty as text", () => {
    const wrong = match({ competition_name: false, category_name: [] })
    expect(document(wrong, "btts", group).competition_name).toBe("_")
    expect(reasonOf(match({ sport_name: 0 }), "btts", group)).toBe("not-soccer")
    expect(document(match({ competition_name: "", category_name: 5 }), "btts", group).competition_name).toBe("_5")
  })
})

describe("a market", () => {
  it.each([
    [{ odd_type: "GG/NG" }],
    [{ odd_type: "gg/ng", market_name: "1X2" }],
    [{ odd_type: " \u200b", market_name: " GG/NG " }],
    [{ odd_type: 5, market_name: null, name: "Gg/Ng" }]
  ])("is named by the first of odd_type, market_name and name that is text: %j", (names) => {
    expect(reasonOf(match({ markets: [{ ...names, outcomes }] }))).toBe("kept")
  })

  it("is not the one whose earlier name is another's", () => {
    expect(reasonOf(match({ markets: [{ odd_type: "Total", market_name: "GG/NG", name: "GG/NG", outcomes }] }))).toBe(
      "no-market"
    )
  })

  it("counts alone where it is the first of its name", () => {
    const markets = [
      { name: "gg/ng", outcomes: [offer("yes")] },
      { name: "GG/NG", outcomes }
    ]
    expect(reasonOf(match({ markets }))).toBe("incomplete-market")
  })

  it("has its outcomes, then those of its lines without specifiers", () => {
    const lines = [
      { specifiers: "hcp=1", outcomes: [offer("no", "9.1")] },
      ...[0, false, {}, [], " "].map((specifiers) => ({ specifiers, outcomes: [offer("no", "9.2")] })),
      { specifiers: null, outcomes: [offer("no", "2.1"), offer("yes", "9.3")] },
      { specifiers: "", outcomes: [offer("no", "9.4")] },
      { outcomes: [offer("no", "9.5")] }
    ]
    const odds = teamOdds(match({ markets: [{ name: "GG/NG", outcomes: [offer("yes", "1.1")], lines }] }))
    expect([odds.yes!.odd_value, odds.no!.odd_value]).toStrictEqual(["1.1", "2.1"])
    for (const line of [{ specifiers: null }, { specifiers: "" }, {}]) {
      expect(reasonOf(match({ markets: [{ name: "GG/NG", lines: [{ ...line, outcomes }] }] }))).toBe("kept")
    }
  })

  it("takes the first valid odds of an outcome that comes twice, and ignores outcomes it does not know", () => {
    const odds = teamOdds(
      btts(offer("maybe"), offer("yes", "-"), offer("YES", "1.2"), offer("yes", "1.3"), offer("no"), offer("__proto__"))
    )
    expect(odds.yes!.odd_value).toBe("1.2")
    expect(Object.keys(odds)).toStrictEqual(["yes", "no"])
  })

  const spellings: ReadonlyArray<readonly [Extractor, string, string]> = [
    ...["1X", "1x", "1 or X", "1 OR x", "1/X", " 1  or X "].map((key) => ["double-chance", key, "1X"] as const),
    ...["12", "1 or 2", "1/2"].map((key) => ["double-chance", key, "12"] as const),
    ...["X2", "x2", "X or 2", "x/2"].map((key) => ["double-chance", key, "X2"] as const),
    ["three-way", "x", "X"],
    ["btts", "Yes", "yes"],
    ["btts", "NO", "no"]
  ]
  it.each(spellings)("of %s reads the outcome key %j as %s", (extractor, key, outcome) => {
    const { outcomes: all, wireName } = Markets[extractor]
    const others = all.filter((other) => other !== outcome).map((other) => offer(other, "3.5"))
    const odds = teamOdds(match({ markets: [{ name: wireName, outcomes: [...others, offer(key, "2.5")] }] }), extractor)
    expect(odds[outcome]!.odd_value).toBe("2.5")
    expect(Object.keys(odds).sort()).toStrictEqual([...all].sort())
  })

  it("reads outcome keys that are numbers as text, and no spelling that the contract does not name", () => {
    const raw = (...keys: ReadonlyArray<unknown>) =>
      match({ markets: [{ name: "1X2", outcomes: keys.map((k) => offer(k)) }] })
    expect(reasonOf(raw(1, "X", 2), "three-way")).toBe("kept")
    expect(reasonOf(raw(1, "draw", 2), "three-way")).toBe("incomplete-market")
    const double = match({ markets: [{ name: "Double chance", outcomes: [offer("X1"), offer("12"), offer("X2")] }] })
    expect(reasonOf(double, "double-chance")).toBe("incomplete-market")
  })
})

describe("odds", () => {
  it.each([
    ["1.61", "1.61"],
    ["3", "3"],
    [3, "3"],
    [2.5, "2.5"],
    [" 1.50\u200b ", "1.50"],
    ["1.000001", "1.000001"],
    ["999999.999999", "999999.999999"],
    ["001.5", "001.5"]
  ])("%j are stored as the text %j", (value, text) => {
    expect(teamOdds(btts(offer("yes", value), offer("no"))).yes!.odd_value).toBe(text)
  })

  const none = [
    ...["1", 1, "1.0", "0.99", 0, -2, "-2", "+2", "2.", ".5", "1.0000001", "1000000", "1,5", "1e3", 1e21],
    ...["NaN", "Infinity", "0x10", "2 5", "", " ", "٢", true, null, ["2"], { value: 2 }]
  ]
  it.each(none.map((value) => [value]))("%j are none", (value) => {
    expect(reasonOf(btts(offer("yes", value), offer("no")))).toBe("incomplete-market")
  })
})

describe("the document", () => {
  it("has the members of the contract, and no others", () => {
    const yes = { odd_value: "1.61", prev_odd_value: 1.6, outcome_name: " Yes ", status: "1", active: 1, live: 0 }
    const no = {
      odd_value: 2.25,
      prev_odd_value: "-",
      outcome_name: null,
      status: " a\u200b ",
      active: false,
      live: {}
    }
    const raw = { ...btts({ outcome_key: "Yes", ...yes, more: 1 }, { outcome_key: "no", ...no }), more: 1 }
    expect(document(raw)).toStrictEqual({
      bookmaker: "BookieGamma",
      start_time: "2026-11-23 22:00:00",
      competition_name: "premier league_england",
      teams: {
        "Arsenal FC;Tottenham Hotspur": {
          yes: { odd_value: "1.61", prev_oddValue: "1.6", outcome: "Yes" },
          no: { odd_value: "2.25", prev_oddValue: "", outcome: "" }
        }
      },
      parent_match_id: 50850101,
      create_date: 1795456800,
      target_date: "2026-11-23",
      yes: { odd_: "1.61", live: 0, odd_status: "1", event_status: 1, "split(%)": "", currency: "" },
      no: { odd_: "2.25", live: "", odd_status: "a", event_status: false, "split(%)": "", currency: "" }
    })
  })
})
