/**
 * The mixed shape of the simulated bookmaker has every way of writing that the rules of the API allow, with the usual seed
 * at any time, so whoever runs against it meets them all.
 */

import { describe, expect, it } from "vitest"
import { ask, askAll, evening, live, minute, tomorrow } from "./ask.ts"
import {
  asText,
  contract,
  type Element,
  type Fields,
  fieldsIn,
  isOtherBet,
  keyOf,
  marketIn,
  nameOf,
  names,
  outcomesIn,
  readAnswer
} from "./Reader.ts"

describe("the mixed shape, with the usual seed,", async () => {
  const bodies = await askAll(live, evening)
  const later = await askAll(live, evening + 30 * minute)
  const all = [...bodies, ...later]
  const data = all.map((body) => body.data as Fields)
  const elements = all.flatMap((body) => readAnswer(body).elements)
  const matches = elements.map(({ match }) => match)
  const groups = data.flatMap((one) => [...fieldsIn(one.competitions), ...fieldsIn(one.leagues)])
  const allMarkets = matches.flatMap((match) => fieldsIn(match.markets))
  const lines = allMarkets.flatMap((market) => fieldsIn(market.lines))
  const read = matches
    .flatMap((match) => names.map((name) => marketIn(match, name)))
    .filter((market) => market !== undefined)
  const outcomes = read.flatMap(outcomesIn)

  const valuesOf = (things: ReadonlyArray<Fields>, field: string) => new Set(things.map((thing) => thing[field]))
  const isObject = (value: unknown) => typeof value === "object" && value !== null && !Array.isArray(value)
  const both = (values: ReadonlyArray<unknown>) => values.some(isObject) && values.some(Array.isArray)

  it("has matches in all three lists, with and without competitions for navigation", () => {
    for (const layout of ["leagues", "matches"]) {
      const inLayout = data.filter((one) => layout in one)
      expect(new Set(inLayout.map((one) => "competitions" in one))).toEqual(new Set([true, false]))
    }
    const inCompetitions = data.filter((one) => !("leagues" in one) && !("matches" in one))
    const withMatches = inCompetitions.map((one) => fieldsIn(one.competitions).map((group) => "matches" in group))
    expect(withMatches).toEqual(expect.arrayContaining([[true], [false, false, true], [true, true]]))
  })

  it("writes every list as an array and as an object", async () => {
    const listings = await Promise.all([live, tomorrow].map((query) => ask(query, evening, {})))
    expect(both(listings.map((body) => (body.data as Fields).competitions))).toBe(true)
    for (const name of ["competitions", "leagues", "matches"]) expect(both(data.map((one) => one[name]))).toBe(true)
    expect(both(groups.map((group) => group.matches))).toBe(true)
    expect(both(matches.map((match) => match.markets))).toBe(true)
    expect(both(allMarkets.map((market) => market.lines))).toBe(true)
    expect(both(allMarkets.map((market) => market.outcomes))).toBe(true)
    expect(both(lines.map((line) => line.outcomes))).toBe(true)
    expect(matches.some((match) => isObject(match.markets) && !("0" in (match.markets as object)))).toBe(true)
  })

  it("has answers with and without status_code and counts, and several answers for nothing", async () => {
    expect(valuesOf(all, "status_code")).toEqual(new Set([undefined, 200, "200"]))
    const totals = data.map((one) => (one.meta as Fields | undefined)?.total)
    expect(new Set(totals.map((total) => typeof total))).toEqual(new Set(["undefined", "number", "string"]))
    const counted = groups.filter((group) => "matches" in group)
    expect(new Set(counted.map((group) => typeof group.match_count))).toEqual(new Set(["undefined", "string"]))
    expect(all.some((body) => readAnswer(body).stated === undefined)).toBe(true)
    const nothings = await askAll({ src: "2", day: "2026-11-22" }, evening)
    expect(nothings).toContainEqual(expect.objectContaining({ status_code: 200, data: [] }))
    expect(new Set(nothings.map((body) => JSON.stringify(body))).size).toBeGreaterThan(3)
  })

  it("gives the sport by its name, by s_binomen, by the group, or not at all", () => {
    const given = ({ match }: Element) => (match.sport_name ?? "") !== "" || (match.s_binomen ?? "") !== ""
    const own = elements.filter(given)
    expect(own.some(({ match }) => !match.sport_name)).toBe(true)
    expect(own.some(({ match }) => match.sport_name === "Football")).toBe(true)
    const inherit = elements.filter((element) => !given(element))
    expect(new Set(inherit.map(({ group }) => given({ match: group, group })))).toEqual(new Set([true, false]))
    expect(valuesOf(groups, "s_binomen").size).toBeGreaterThan(1)
    const names = elements.filter(({ group }) => "matches" in group).map(({ match }) => match.competition_name)
    expect(new Set(names.map((name) => (name === null ? "null" : typeof name)))).toEqual(
      new Set(["string", "null", "undefined"])
    )
  })

  it("names markets in three fields, in any case, by other names, and beside other bets", () => {
    for (const field of ["odd_type", "market_name", "name"]) {
      expect(allMarkets.some((market) => field in market)).toBe(true)
    }
    for (const name of names) expect(read.some((market) => nameOf(market) === name)).toBe(true)
    const others = ["3 way", "match result", "dc", "both teams to score"]
    expect(new Set(read.map(nameOf).filter((name) => !(name in contract)))).toEqual(new Set(others))
    expect(new Set(read.map((market) => typeof market.sub_type_id))).toEqual(new Set(["string", "number"]))

    expect(allMarkets.some((market) => nameOf(market).startsWith("half time"))).toBe(true)
    expect(allMarkets.some((market) => !isOtherBet(market) && outcomesIn(market).length === 0)).toBe(true)
    expect([...valuesOf(allMarkets, "specifiers")]).toEqual(expect.arrayContaining([undefined, null, "", "hcp=0:1"]))
    expect([...valuesOf(lines, "specifiers")]).toEqual(expect.arrayContaining([undefined, null, "", "hcp=0:1"]))
    const written = allMarkets.flatMap((market) => fieldsIn(market.outcomes))
    expect(valuesOf(written, "specifiers")).toEqual(new Set([undefined, "hcp=0:1"]))
    expect(read.some((market) => outcomesIn(market).length > 0 && "outcomes" in market && "lines" in market)).toBe(true)
  })

  it("writes outcome keys in every spelling, and some that only outcome_name explains", () => {
    const spelled = new Set(outcomes.map(({ outcome_key }) => asText(outcome_key)))
    const spellings = ["1", "X", "x", "2", "home", "draw", "away", "yes", "YES", "No", "GG", "NG"].concat([
      "1 or X",
      "1/X",
      "1X",
      "1x",
      "1__X",
      "1 or 2",
      "1/2",
      "12",
      "1__2",
      "X or 2",
      "X/2",
      "X2",
      "x2",
      "X__2"
    ])
    expect(spellings.filter((key) => !spelled.has(key))).toEqual([])
    expect(outcomes.filter((outcome) => keyOf(outcome) === undefined)).toEqual([])
    expect(outcomes.some(({ outcome_key }) => keyOf({ outcome_key }) === undefined)).toBe(true)
  })

  it("writes odds as text, as numbers, and as numbers that are not exact", () => {
    const odds = outcomes.map((outcome) => outcome.odd_value)
    expect(odds.some((value) => typeof value === "string" && /^\d+\.\d\d$/.test(value))).toBe(true)
    expect(odds.some((value) => typeof value === "number" && /^\d+\.\d{1,2}$/.test(String(value)))).toBe(true)
    expect(odds.some((value) => typeof value === "number" && /^\d+\.\d{10,}$/.test(String(value)))).toBe(true)
  })

  it("tells of suspension by the match, by the market, and by its outcomes", () => {
    const off = [0, "0", -1, "-1", false]
    expect(valuesOf(matches, "bet_status").size).toBeGreaterThan(5)
    expect([...valuesOf(read, "status")].filter((status) => off.includes(status as number)).length).toBeGreaterThan(2)
    expect([...valuesOf(outcomes, "active")].filter((active) => off.includes(active as number)).length).toBeGreaterThan(
      2
    )
    expect([...valuesOf(outcomes, "status")].filter((status) => off.includes(status as number)).length).toBeGreaterThan(
      2
    )
    for (const flag of ["status", "active", "live"]) {
      expect(new Set([...valuesOf(outcomes, flag)].map((value) => typeof value))).toEqual(
        new Set(["string", "number", "boolean", "undefined"])
      )
    }
  })
})
