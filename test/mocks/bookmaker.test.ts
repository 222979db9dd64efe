/**
 * What the simulated bookmaker promises: a listing, fixtures on the right days, odds that agree with each other and move,
 * and the same answer to the same request. How answers are written is tested in answers.test.ts and dialects.test.ts.
 */

import { describe, expect, it } from "vitest"
import { SimulatedBookmaker } from "../../mocks/index.ts"
import { ask, askAll, at, evening, live, minute, requestOf, tomorrow as upcoming } from "./ask.ts"
import {
  asText,
  contract,
  type Fields,
  keyOf,
  marketIn,
  names,
  oddsIn,
  outcomesIn,
  readAnswer,
  readListing,
  readMarket
} from "./Reader.ts"

interface Match extends Fields {
  readonly parent_match_id: string | number
  readonly home_team: string
  readonly away_team: string
  readonly start_time: string
}

const step = 15_000

const listed = async (now = evening, options: SimulatedBookmaker.Options = {}): Promise<ReadonlyArray<Fields>> =>
  readListing(await ask(live, now, options)) ?? []

const matchesIn = (body: Fields): ReadonlyArray<Match> => readAnswer(body).elements.map(({ match }) => match as Match)

/** Asks for the matches of each competition that is listed. */
const answers = async (
  query: Record<string, string>,
  now = evening,
  options: SimulatedBookmaker.Options = {}
): Promise<ReadonlyArray<Fields>> => {
  const ids = (await listed(now, options)).map((group) => asText(group.competition_id))
  return askAll(query, now, options, ids)
}

const timeOf = (match: Match): number => Date.parse(`${match.start_time.replace(" ", "T")}+03:00`)

const unique = (matches: ReadonlyArray<Match>): ReadonlyArray<Match> => [
  ...new Map(matches.map((match) => [String(match.parent_match_id), match])).values()
]

describe("the listing and the matches", () => {
  it("lists forty competitions, five of them virtual, with ids that are strings or numbers and differ", async () => {
    const groups = await listed()
    expect(groups).toHaveLength(40)
    expect(new Set(groups.map((group) => asText(group.competition_id))).size).toBe(40)
    expect(new Set(groups.map((group) => typeof group.competition_id))).toEqual(new Set(["string", "number"]))
    const virtual = groups.filter((group) =>
      /simulated reality|\bsrl\b/i.test(`${group.competition_name} ${group.category_name}`)
    )
    expect(virtual).toHaveLength(5)
    expect(virtual.filter((group) => !/srl/i.test(asText(group.competition_name)))).toHaveLength(1)
    expect(groups.map((group) => group.competition_name)).toEqual(
      expect.arrayContaining(["Süper Lig", "Премьер-лига", "دوري روشن السعودي", "Primera División"])
    )
  })

  it("has as many competitions, and as many matches of each, as the options say", async () => {
    for (const competitions of [0, 1, 7, 97]) {
      const all = await answers(live, evening, { competitions, matchesPerCompetition: 5 })
      expect(all.map((data) => matchesIn(data).length)).toEqual(Array.from({ length: competitions }, () => 5))
    }
    expect(() => SimulatedBookmaker.make({ competitions: 10_001 })).toThrow(RangeError)
    expect(() => SimulatedBookmaker.make({ matchesPerCompetition: 1.5 })).toThrow(RangeError)
  })

  it("has six to fourteen matches of a competition by default, more of some than of others", async () => {
    for (const query of [live, upcoming]) {
      const counts = (await answers(query)).map((data) => matchesIn(data).length)
      expect(Math.min(...counts)).toBeGreaterThanOrEqual(6)
      expect(Math.max(...counts)).toBeLessThanOrEqual(14)
      expect(new Set(counts).size).toBeGreaterThan(4)
    }
  })

  it("gives ids of at most 15 digits that no other match has, on any day and in either source", async () => {
    const all = await Promise.all([
      answers(live),
      answers(live, evening + 105 * minute),
      answers(upcoming),
      answers({ src: "2", day: "2026-11-25" }),
      answers(live, 0),
      answers({ src: "2", day: "1970-01-01" }, -86_400_000)
    ])
    const ids = all.flatMap((each) => unique(each.flatMap(matchesIn)).map((match) => match.parent_match_id))
    expect(ids.length).toBeGreaterThan(2_000)
    expect(ids.filter((id) => !/^[1-9][0-9]{0,14}$/.test(String(id)))).toEqual([])
    expect(new Set(ids.map(String)).size).toBe(ids.length)
    expect(new Set(ids.map((id) => typeof id))).toEqual(new Set(["string", "number"]))
  })

  it("lets no team play twice in a round, and names every team", async () => {
    for (const query of [live, upcoming]) {
      for (const data of await answers(query, evening, { matchesPerCompetition: 40 })) {
        const teams = unique(matchesIn(data)).flatMap((match) => [match.home_team, match.away_team])
        expect(new Set(teams).size).toBe(teams.length)
        expect(teams.filter((team) => !/[\p{L}]{2}/u.test(team) || team.includes("undefined"))).toEqual([])
      }
    }
  })
})

describe("kick-off times", () => {
  it("has live the matches that kicked off less than 105 minutes ago, at any time of day", async () => {
    for (const now of [evening, evening + 7 * 60 * minute + 11, evening + 15 * 60 * minute]) {
      const matches = (await answers(live, now)).flatMap(matchesIn)
      expect(matches.length).toBeGreaterThan(200)
      const ages = matches.map((match) => now - timeOf(match))
      expect(Math.min(...ages)).toBeGreaterThanOrEqual(0)
      expect(Math.max(...ages)).toBeLessThan(105 * minute)
      expect(Math.max(...ages) - Math.min(...ages)).toBeGreaterThan(90 * minute)
    }
  })

  it("keeps a live match, its teams and its kick-off, until it is over", async () => {
    const name = (match: Match) => `${match.parent_match_id} ${match.home_team} ${match.away_team} ${match.start_time}`
    const before = unique((await answers(live)).flatMap(matchesIn))
    const after = new Set((await answers(live, evening + 30 * minute)).flatMap(matchesIn).map(name))
    const over = before.filter((match) => evening + 30 * minute - timeOf(match) >= 105 * minute)
    const gone = before.filter((match) => !after.has(name(match)))
    expect(over.length).toBeGreaterThan(0)
    expect(gone.map(name)).toEqual(over.map(name))
  })

  it("has upcoming the matches of the day asked for, in all its hours", async () => {
    const matches = (await answers(upcoming)).flatMap(matchesIn)
    expect(matches.every((match) => /^2026-11-24 \d\d:(00|15|30|45):00$/.test(match.start_time))).toBe(true)
    const hours = new Set(matches.map((match) => match.start_time.slice(11, 13)))
    expect(hours.size).toBe(24)
  })

  it("has of today only the matches that have not kicked off, none of yesterday, and reads an empty day as today", async () => {
    const today = (await answers({ src: "2", day: "2026-11-23" })).flatMap(matchesIn)
    const wholeDay = (await answers({ src: "2", day: "2026-11-23" }, evening - 86_400_000)).flatMap(matchesIn)
    expect(today.length).toBeGreaterThan(0)
    expect(today.length).toBeLessThan(wholeDay.length)
    expect(today.filter((match) => timeOf(match) <= evening)).toEqual([])
    expect((await answers({ src: "2", day: "2026-11-22" })).flatMap(matchesIn)).toEqual([])
    expect((await answers({ src: "2", day: "" })).flatMap(matchesIn)).toEqual(today)
  })
})

describe("odds", () => {
  it("agree: the margin of every market is between 1.02 and 1.10", async () => {
    for (const [query, now] of [
      [live, evening],
      [live, evening + 41 * minute],
      [upcoming, evening]
    ] as const) {
      const matches = (await answers(query, now)).flatMap(matchesIn)
      for (const name of names) {
        const margins = matches
          .map((match) => readMarket(match, name))
          .filter((reading) => typeof reading !== "string")
          .map(({ odds }) => Object.values(odds).reduce((sum: number, value) => sum + 1 / Number(value), 0))
          .map((sum) => sum / contract[name].winners)
        expect(margins.length).toBeGreaterThan(200)
        expect(Math.min(...margins)).toBeGreaterThan(1.02)
        expect(Math.max(...margins)).toBeLessThan(1.1)
      }
    }
  })

  it("have two decimals where they are strings, and are above 1", async () => {
    const values = (await answers(live))
      .flatMap(matchesIn)
      .flatMap((match) => names.map((name) => marketIn(match, name)))
      .flatMap((market) => (market === undefined ? [] : outcomesIn(market)))
      .flatMap((outcome) => [outcome.odd_value, outcome.prev_odd_value])
      .filter((value) => value !== "-")
    const texts = values.filter((value) => typeof value === "string")
    expect(texts.length).toBeGreaterThan(1_000)
    expect(values.length - texts.length).toBeGreaterThan(500)
    expect(texts.filter((value) => !/^\d+\.\d\d$/.test(value))).toEqual([])
    expect(values.filter((value) => oddsIn(value) === undefined)).toEqual([])
  })

  it("stay the same during a step, and the next step names them as the previous odds", async () => {
    const quote = async (now: number) => {
      const all = new Map<string, { readonly odds: string | undefined; readonly before: string | undefined }>()
      for (const match of unique((await answers(upcoming, now)).flatMap(matchesIn))) {
        for (const name of names) {
          for (const outcome of outcomesIn(marketIn(match, name) ?? {})) {
            const { odd_value, prev_odd_value } = outcome
            const key = `${match.parent_match_id} ${name} ${keyOf(outcome)}`
            all.set(key, { odds: oddsIn(odd_value), before: oddsIn(prev_odd_value) })
          }
        }
      }
      return all
    }
    const [before, still, after, later] = await Promise.all([
      quote(evening),
      quote(evening + step - 1),
      quote(evening + step),
      quote(evening + 5 * minute)
    ])
    const moved = (from: typeof before, to: typeof before) =>
      [...from].filter(([key, { odds }]) => {
        const other = to.get(key)?.odds
        return odds !== undefined && other !== undefined && other !== odds
      }).length
    expect(before.size).toBeGreaterThan(2_000)
    expect(moved(before, still)).toBe(0)
    expect(moved(before, after)).toBeGreaterThan(before.size * 0.1)
    expect(moved(before, later)).toBeGreaterThan(before.size * 0.7)
    const open = [...before].filter(([, { odds }]) => odds !== undefined)
    expect(open.filter(([key, { odds }]) => after.get(key)?.before !== odds)).toEqual([])
    const jumps = [...after.values()]
      .filter(({ odds }) => odds !== undefined)
      .map(({ before, odds }) => Math.abs(Number(odds) / Number(before) - 1))
    expect(Math.max(...jumps)).toBeLessThan(0.1)
  })
})

describe("requests", () => {
  it("get the same bytes for the same request and moment, and others with another seed", async () => {
    for (const shape of SimulatedBookmaker.shapes) {
      for (const query of [live, { ...live, competition_id: "17" }, { ...upcoming, competition_id: "48", page: "1" }]) {
        const text = (options: SimulatedBookmaker.Options) =>
          at(evening, { shape, ...options })(requestOf(query)).text()
        expect(await text({ seed: 7 })).toBe(await text({ seed: 7 }))
        if ("competition_id" in query) expect(await text({ seed: 8 })).not.toBe(await text({ seed: 7 }))
      }
    }
  })

  it("get only the markets of sub_type_id: one, several joined by commas, or all where it is empty", async () => {
    for (const shape of SimulatedBookmaker.shapes) {
      const found = async (sub_type_id: string) => {
        const all = (await answers({ ...live, sub_type_id }, evening, { shape })).flatMap(matchesIn)
        return names.filter((name) => all.some((match) => marketIn(match, name) !== undefined))
      }
      expect(await found("1")).toEqual(["1x2"])
      expect(await found("29")).toEqual(["gg/ng"])
      expect(await found("10")).toEqual(["double chance"])
      expect(await found("1,29")).toEqual(["1x2", "gg/ng"])
      expect(await found("29,10,1")).toEqual(names)
      expect(await found("")).toEqual(names)
      expect(await found("999")).toEqual([])
    }
  })

  it("get a market written the same way whichever markets are asked for with it", async () => {
    const only = async (sub_type_id: string) =>
      (await answers({ ...live, sub_type_id })).flatMap(matchesIn).map((match) => marketIn(match, "gg/ng"))
    expect(await only("29")).toEqual(await only("1,29,10"))
  })

  it("are refused with status 400 or 405 where they are malformed", async () => {
    const bookmaker = at(evening)
    const ok = bookmaker(requestOf(live))
    expect([ok.status, ok.headers.get("content-type")]).toEqual([200, "application/json; charset=utf-8"])
    for (const query of [{}, { src: "3" }, { src: "2", day: "2026-02-30" }, { src: "2", day: "tomorrow" }]) {
      const refused = bookmaker(requestOf(query))
      expect(refused.status).toBe(400)
      expect(await refused.json()).toEqual({ error: expect.stringMatching(/^(src|day) must be/) })
    }
    expect(bookmaker(requestOf(live, { method: "POST" })).status).toBe(405)
  })
})
