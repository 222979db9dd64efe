/**
 * From a match to a document: each check, in order, and each member of the document.
 */
import { describe, expect, it } from "@effect/vitest"
import { readMatch } from "../../../src/bookmaker/bookiegamma/readMatch.ts"
import type { JsonObject } from "../../../src/bookmaker/bookiegamma/responses.ts"
import { documentOf } from "../../../src/domain/documentOf.ts"
import type { ShapeHint } from "../../../src/domain/Match.ts"
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
  it.each([null, 1, "text", true, [], [match()]])("as not-a-match if it is not an object: %j", (raw) => {
    expect(reasonOf(raw)).toBe("not-a-match")
  })

  it.each(["Basketball", 1, false, ["soccer"], {}, "soccer 2"])("as not-soccer if sport_name is %j", (name) => {
    expect(reasonOf(match({ sport_name: name }))).toBe("not-soccer")
  })

  it.each(["soccer", "Soccer", " SOCCER\u200b ", "Football", "", " \u200b", null, undefined])(
    "not if sport_name is %j",
    (name) => {
      expect(reasonOf(match({ sport_name: name }))).toBe("kept")
    }
  )

  it("as virtual by its own or inherited competition_name or category_name", () => {
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
  ])("as bad-id if parent_match_id is %j", (id) => {
    expect(reasonOf(match({ parent_match_id: id }))).toBe("bad-id")
  })
  it.each([null, undefined, true, ["1"], { id: 1 }])("as bad-id if parent_match_id is not text or number: %j", (id) => {
    expect(reasonOf(match({ parent_match_id: id }))).toBe("bad-id")
  })

  it.each([
    [1, 1],
    ["1", 1],
    ["007", 7],
    [999_999_999_999_999, 999_999_999_999_999],
    ["999999999999999", 999_999_999_999_999],
    [5.0, 5]
  ])("not if parent_match_id is %j", (id, expected) => {
    expect(document(match({ parent_match_id: id })).parent_match_id).toBe(expected)
  })

  it.each(["", "?!", "; ;", 17, null, undefined, ["A"]])("as no-team if a team's name is %j", (name) => {
    expect(reasonOf(match({ home_team: name }))).toBe("no-team")
    expect(reasonOf(match({ away_team: name }))).toBe("no-team")
  })

  it("as bad-start-time if start_time is not a valid local time", () => {
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
  ])("as no-market if its markets are %j", (markets) => {
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
  ])("as incomplete-market if an outcome is missing or has no valid odds: %j", (list) => {
    expect(reasonOf(btts(...list))).toBe("incomplete-market")
  })

  it("for the first reason that applies, in the contract's order", () => {
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

  it("in one market without odds, but keeps its id, so that its stored odds can be withdrawn", () => {
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
    expect(read(match({ markets: [], home_team: "?" }))).toMatchObject({ reason: "no-team" })
  })
})

describe("the names in a description", () => {
  const named = (count: number) =>
    match({ markets: Array.from({ length: count }, (_, at) => ({ name: `market${at}`, outcomes: [] })) })
  const describe_ = (count: number) => {
    const result = read(named(count))
    return "hint" in result ? ((result.hint as ShapeHint | undefined)?.describe() ?? "") : ""
  }

  it("are twelve, without a word of more where there are no more", () => {
    expect(describe_(12)).toContain("market11 (sub_type_id none), such as")
    expect(describe_(13)).toContain("market11 (sub_type_id none), and 1 more, such as")
  })
})

describe("a match inherits sport, competition and category names from its group if they are missing or null", () => {
  const group = { sport_name: "Soccer", competition_name: "Cup", category_name: "World" }

  it("and no other members", () => {
    const bare = match({ sport_name: undefined, competition_name: null, category_name: undefined })
    expect(document(bare, "btts", group).competition_name).toBe("cup_world")
    expect(reasonOf({ ...bare, home_team: null }, "btts", { ...group, home_team: "Home" })).toBe("no-team")
    expect(reasonOf({ ...bare, parent_match_id: null }, "btts", { ...group, parent_match_id: 1 })).toBe("bad-id")
  })

  it("but not if its own value has a wrong type, which counts as empty text", () => {
    const named = match({ competition_name: "Own", category_name: null })
    expect(document(named, "btts", group).competition_name).toBe("own_world")
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
  ])("is named by the first of odd_type, market_name and name that is not empty text: %j", (names) => {
    expect(reasonOf(match({ markets: [{ ...names, outcomes }] }))).toBe("kept")
  })

  it("is not found by market_name or name if odd_type is another name", () => {
    expect(reasonOf(match({ markets: [{ odd_type: "Total", market_name: "GG/NG", name: "GG/NG", outcomes }] }))).toBe(
      "no-market"
    )
  })

  it("is the first one with its name; later ones are ignored", () => {
    const markets = [
      { name: "gg/ng", outcomes: [offer("yes")] },
      { name: "GG/NG", outcomes }
    ]
    expect(reasonOf(match({ markets }))).toBe("incomplete-market")
  })

  it("has its own outcomes, followed by those of its lines without specifiers", () => {
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

  it("takes the first valid odds of a repeated outcome, and ignores unknown outcomes", () => {
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
    ["double-chance", "1__x", "1X"],
    ["double-chance", "1__2", "12"],
    ["double-chance", "X__2", "X2"],
    ["three-way", "x", "X"],
    ["three-way", "Home", "1"],
    ["three-way", "draw", "X"],
    ["three-way", "AWAY", "2"],
    ["btts", "Yes", "yes"],
    ["btts", "gg", "yes"],
    ["btts", "NO", "no"],
    ["btts", "NG", "no"]
  ]
  it.each(spellings)("of %s reads the outcome key %j as %s", (extractor, key, outcome) => {
    const { outcomes: all, wireName } = Markets[extractor]
    const others = all.filter((other) => other !== outcome).map((other) => offer(other, "3.5"))
    const odds = teamOdds(match({ markets: [{ name: wireName, outcomes: [...others, offer(key, "2.5")] }] }), extractor)
    expect(odds[outcome]!.odd_value).toBe("2.5")
    expect(Object.keys(odds).sort()).toStrictEqual([...all].sort())
  })

  it("reads numeric outcome keys as text, and ignores spellings that are not in the contract", () => {
    const raw = (...keys: ReadonlyArray<unknown>) =>
      match({ markets: [{ name: "1X2", outcomes: keys.map((k) => offer(k)) }] })
    expect(reasonOf(raw(1, "X", 2), "three-way")).toBe("kept")
    expect(reasonOf(raw(1, "tie", 2), "three-way")).toBe("incomplete-market")
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

  const invalidOdds = [
    ...["1", 1, "1.0", "0.99", 0, -2, "-2", "+2", "2.", ".5", "1.0000001", "1000000", "1,5", "1e3", 1e21],
    ...["NaN", "Infinity", "0x10", "2 5", "", " ", "٢", true, null, ["2"], { value: 2 }]
  ]
  it.each(invalidOdds.map((value) => [value]))("%j are invalid", (value) => {
    expect(reasonOf(btts(offer("yes", value), offer("no")))).toBe("incomplete-market")
  })
})

describe("the document", () => {
  it("has exactly the members of the contract", () => {
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

describe("the sport", () => {
  it("is the first that is given, of the match's two fields and then its group's", () => {
    const bare = (own: object) => ({ ...match({ sport_name: undefined }), ...own })
    expect(reasonOf(bare({ s_binomen: "basketball" }))).toBe("not-soccer")
    expect(reasonOf(bare({ s_binomen: "soccer" }), "btts", { sport_name: "Basketball" })).toBe("kept")
    expect(reasonOf(bare({ sport_name: " ", s_binomen: null }), "btts", { sport_name: "Basketball" })).toBe(
      "not-soccer"
    )
    expect(reasonOf(bare({}), "btts", { sport_name: "", s_binomen: "Tennis" })).toBe("not-soccer")
    expect(reasonOf(bare({}), "btts", { sport_name: null, s_binomen: "football" })).toBe("kept")
    expect(reasonOf(bare({ s_binomen: 0 }), "btts", { sport_name: "Soccer" }), "a number is given").toBe("not-soccer")
    expect(reasonOf(bare({}), "btts", {}), "soccer was asked for").toBe("kept")
  })
})

describe("a market is found", () => {
  const named = (name: string, more: object = {}) => ({ odd_type: name, outcomes, ...more })
  const empty = { outcomes: [] }
  const priced = (price: string) => ({ outcomes: [offer("yes", price), offer("no", price)] })
  const oddsAmong = (...markets: ReadonlyArray<object>) => teamOdds(match({ markets })).yes!.odd_value

  it("by its name: of several, the first that has outcomes", () => {
    expect(oddsAmong(named("GG/NG", empty), named("gg/ng", priced("1.20")), named("GG/NG", priced("9.9")))).toBe("1.20")
    expect(reasonOf(match({ markets: [named("GG/NG", empty)] }))).toBe("incomplete-market")
  })

  it("by its id where none has its name, and not where one has", () => {
    expect(oddsAmong(named("Both score", { sub_type_id: 29, ...priced("1.30") }))).toBe("1.30")
    expect(oddsAmong(named("Both score", { sub_type_id: " 29 ", ...priced("1.30") }))).toBe("1.30")
    const byName = named("GG/NG", { sub_type_id: "7", ...priced("1.40") })
    expect(oddsAmong(named("Both score", { sub_type_id: "29", ...priced("9.9") }), byName)).toBe("1.40")
    expect(reasonOf(match({ markets: [named("Both score", { sub_type_id: "290" })] }))).toBe("no-market")
    expect(reasonOf(match({ markets: [named("GG/NG", empty), named("X", { sub_type_id: "29" })] }))).toBe(
      "incomplete-market"
    )
  })

  it("and says so where it was found by its id alone", () => {
    const read = (market: object) =>
      readMatch({ raw: match({ markets: [market] }), group: undefined }, readerFor([Markets.btts]))
    expect(read(named("Both score", { sub_type_id: "29" }))).toMatchObject({ markets: { btts: { isRenamed: true } } })
    expect(read(named("Both score", { sub_type_id: "29", outcomes: [] }))).toMatchObject({
      markets: { btts: { reason: "incomplete-market", isRenamed: true } }
    })
    expect(read(named("GG/NG", { sub_type_id: "29" }))).toMatchObject({ markets: { btts: { isRenamed: false } } })
  })

  it.each(["total=2.5", 0, false, " ", {}, []])(
    "without those whose specifiers are %j, nor such lines and outcomes",
    (specifiers) => {
      const other = { specifiers, ...priced("9.9") }
      expect(oddsAmong(named("GG/NG", other), named("GG/NG", priced("1.20")))).toBe("1.20")
      expect(oddsAmong(named("Both score", { sub_type_id: "29", specifiers }), named("GG/NG"))).toBe("1.61")
      expect(oddsAmong({ name: "GG/NG", lines: [other, priced("1.20")] })).toBe("1.20")
      const marked = priced("9.9").outcomes.map((outcome) => ({ ...outcome, specifiers }))
      expect(oddsAmong({ name: "GG/NG", outcomes: [...marked, ...priced("1.20").outcomes] })).toBe("1.20")
      expect(oddsAmong({ name: "GG/NG", lines: [{ outcomes: [...marked, ...priced("1.20").outcomes] }] })).toBe("1.20")
      expect(reasonOf(match({ markets: [named("GG/NG", other)] }))).toBe("no-market")
      expect(reasonOf(match({ markets: [{ name: "GG/NG", outcomes: marked }] }))).toBe("incomplete-market")
    }
  )
})

describe("an outcome whose key says nothing", () => {
  const teams = [
    { outcome_key: "Kericho", outcome_name: "1", odd_value: "1.9" },
    { outcome_key: null, outcome_name: " Draw ", odd_value: "3.2" },
    { outcome_name: 2, odd_value: "4.1" }
  ]
  const threeWay = (list: ReadonlyArray<object>) => match({ markets: [{ name: "1X2", outcomes: list }] })

  it("is read by its name", () => {
    expect(Object.keys(teamOdds(threeWay(teams), "three-way"))).toStrictEqual(["1", "2", "X"])
  })

  it("is not read by its name if its key is one of another market", () => {
    const [first, ...others] = teams
    expect(reasonOf(threeWay([{ ...first, outcome_key: "12" }, ...others]), "three-way")).toBe("incomplete-market")
  })
})

describe("odds that are numbers", () => {
  it.each([
    [2.1500000000000004, "2.15"],
    [1.0000005, "1.000001"],
    [1.0000004, undefined],
    [999999.9999996, undefined],
    [999999.9999994, "999999.999999"],
    [10_000_000, undefined],
    [1e21, undefined],
    [-3, undefined],
    [Number.NaN, undefined]
  ])("of %j are %j", (value, odds) => {
    const raw = btts(offer("yes", value), offer("no", "2"))
    if (odds === undefined) expect(reasonOf(raw)).toBe("incomplete-market")
    else expect(teamOdds(raw).yes!.odd_value).toBe(odds)
  })
})

describe("betting is suspended", () => {
  const read = (changes: object, outcome: object = {}, market: object = {}) => {
    const list = [
      { ...offer("yes"), status: 1, active: 1, ...outcome },
      { ...offer("no"), status: "1", active: true }
    ]
    const raw = match({ markets: [{ name: "GG/NG", status: 1, outcomes: list, ...market }], ...changes })
    const parsed = readMatch({ raw, group: undefined }, readerFor([Markets.btts]))
    return "reason" in parsed ? parsed : parsed.markets.btts
  }
  const off = [false, 0, "0", -1, "-1", " 0 ", "-000001", "000"]
  const on = [true, 1, "1", "open", "", null, undefined, 0.5, "-0.5", "-1000000", [], {}]

  it("where nothing says so, it is not", () => {
    expect(read({})).toMatchObject({ isSuspended: false })
    for (const bet_status of ["STARTED", "", null, 0, false, "stop"]) {
      expect(read({ bet_status })).toMatchObject({ isSuspended: false })
    }
  })

  it.each(["stopped", "Stopped", " BET_STOP ", "suspended"])("on a match whose bet_status is %j", (bet_status) => {
    expect(read({ bet_status })).toMatchObject({ isSuspended: true })
  })

  it.each(off)("on a market whose status, or an outcome whose status or active, is %j", (flag) => {
    expect(read({}, {}, { status: flag })).toMatchObject({ isSuspended: true })
    expect(read({}, { status: flag })).toMatchObject({ isSuspended: true })
    expect(read({}, { active: flag })).toMatchObject({ isSuspended: true })
  })

  it.each(on)("but not where it is %j", (flag) => {
    expect(read({}, { status: flag, active: flag }, { status: flag })).toMatchObject({ isSuspended: false })
  })

  it("is not decided by an ignored outcome", () => {
    const outcomes = [{ ...offer("yes", "-"), active: 0 }, offer("yes"), offer("no"), { ...offer("maybe"), active: 0 }]
    expect(read({}, {}, { outcomes })).toMatchObject({ isSuspended: false })
  })
})
