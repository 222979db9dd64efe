/**
 * What answers of the simulated bookmaker say: in every shape a reader that follows the rules of the API finds exactly
 * what the bookmaker offers, pages add up, and the shapes of single feeds look as these feeds do.
 */

import { describe, expect, it } from "vitest"
import { type Competition, competitions } from "../../mocks/bookmaker/competitions.ts"
import { type Fixture, fixturesInPlay, fixturesOfDay, localTime, startOfDay } from "../../mocks/bookmaker/fixtures.ts"
import { marketsOf, type NamedMarket } from "../../mocks/bookmaker/markets.ts"
import { offersOf } from "../../mocks/bookmaker/offers.ts"
import { SimulatedBookmaker } from "../../mocks/index.ts"
import { ask, askAll, evening, live, minute, tomorrow } from "./ask.ts"
import {
  type Answer,
  asText,
  contract,
  type Element,
  type Fields,
  inherited,
  marketsIn,
  type Name,
  names,
  outcomesIn,
  type Reading,
  readAnswer,
  readListing,
  readMarket,
  sportOf
} from "./Reader.ts"

const size = 12

const wanted = new Map<Name, NamedMarket>(marketsOf("").map((market) => [market[0].toLowerCase() as Name, market]))

/** What the bookmaker offers of a market, as a reader should understand it. */
const truthOf = (seed: number, now: number, isLive: boolean, fixture: Fixture, name: Name): Reading => {
  const { offers, suspended } = offersOf({ seed, now, live: isLive, wanted: [wanted.get(name)!] }, fixture)
  const [offer] = offers
  if (offer === undefined) return "no-market"
  if (offer.quoted.some(({ odds }) => odds === undefined)) return "incomplete-market"
  const odds = offer.quoted.map((quoted, i) => [contract[name].outcomes[i], Number(quoted.odds)])
  return { odds: Object.fromEntries(odds), suspended: suspended || offer.suspended }
}

const asNumbers = (reading: Reading): Reading =>
  typeof reading === "string"
    ? reading
    : { ...reading, odds: Object.fromEntries(Object.entries(reading.odds).map(([key, odds]) => [key, Number(odds)])) }

/** What stands in an element of its match and its competition, and what should. */
const readElement = (element: Element) => ({
  teams: [element.match.home_team, element.match.away_team],
  start: element.match.start_time,
  group: ["competition_id", "competition_name", "category_name"].map((field) => asText(inherited(element, field))),
  isFootball: ["soccer", "football"].includes(String(sportOf(element)))
})
const trueElement = (fixture: Fixture, { category, id, name }: Competition) => ({
  teams: [fixture.home, fixture.away],
  start: localTime(fixture.start),
  group: [String(id), name, category],
  isFootball: true
})

describe("in every shape a careful reader", () => {
  const cases = [
    { shape: "mixed" as const, seed: 2 },
    ...SimulatedBookmaker.shapes.map((shape) => ({ shape, seed: 1 }))
  ]

  it.each(cases)("finds what is offered, no more and no less: $shape, seed $seed", async ({ seed, shape }) => {
    const seen = { suspended: 0, incomplete: 0, missing: 0, good: 0, repeats: 0 }
    for (const [query, now] of [
      [live, evening],
      [live, evening + 47 * minute],
      [tomorrow, evening]
    ] as const) {
      const isLive = query === live
      const bodies = await askAll(query, now, { seed, shape, matchesPerCompetition: size })
      for (const [index, competition] of competitions(40).entries()) {
        const { drifted, elements, stated } = readAnswer(bodies[index]!)
        expect(drifted).toBe(false)
        expect(stated ?? size).toBe(size)
        expect(elements).toHaveLength(size)
        const fixtures = isLive
          ? fixturesInPlay(seed, competition, size, now)
          : fixturesOfDay(seed, competition, size, startOfDay(tomorrow.day)!)
        const byId = new Map(fixtures.map((fixture) => [String(fixture.id), fixture]))
        seen.repeats += size - new Set(elements.map(({ match }) => asText(match.parent_match_id))).size
        const truths = elements.map(({ match }) => {
          const fixture = byId.get(asText(match.parent_match_id))!
          const markets = names.map((name) => truthOf(seed, now, isLive, fixture, name))
          return { ...trueElement(fixture, competition), markets }
        })
        const readings = elements.map((element) => {
          const markets = names.map((name) => asNumbers(readMarket(element.match, name)))
          return { ...readElement(element), markets }
        })
        expect(readings).toEqual(truths)
        for (const truth of truths.flatMap(({ markets }) => markets)) {
          if (truth === "no-market") seen.missing++
          else if (truth === "incomplete-market") seen.incomplete++
          else if (truth.suspended) seen.suspended++
          else seen.good++
        }
      }
    }
    const all = size * 40 * 3
    expect(seen.good / (all * names.length)).toBeGreaterThan(0.85)
    for (const count of [seen.suspended, seen.incomplete, seen.missing, seen.repeats]) expect(count).toBeGreaterThan(10)
  })

  it.each(SimulatedBookmaker.shapes)("finds the forty competitions in the listing: %s", async (shape) => {
    for (const query of [live, tomorrow]) {
      const listed = readListing(await ask(query, evening, { shape }))
      expect(
        listed?.map(({ category_name, competition_id, competition_name }) => [
          asText(competition_id),
          competition_name,
          category_name
        ])
      ).toEqual(competitions(40).map(({ category, id, name }) => [String(id), name, category]))
      expect(readListing(await ask(query, evening, { shape, competitions: 0 }))).toEqual([])
      expect(readListing(await ask({ ...query, sport_id: "tennis" }, evening, { shape }))).toEqual([])
    }
  })

  it.each(SimulatedBookmaker.shapes)("finds that there is nothing, which is not drift: %s", async (shape) => {
    for (const seed of [1, 2, 3, 4, 5, 6]) {
      for (const query of [
        { ...live, competition_id: "none" },
        { ...live, competition_id: "17", sport_id: "tennis" },
        { src: "2", day: "2026-11-22", competition_id: "17" }
      ]) {
        const { drifted, elements, stated } = readAnswer(await ask(query, evening, { shape, seed }))
        expect([drifted, elements, stated ?? 0]).toEqual([false, [], 0])
      }
    }
  })

  it("finds a match in play suspended for some minutes, and open again after that", async () => {
    const runs = new Set<string>()
    const moments = Array.from({ length: 60 }, (_, i) => evening + i * minute)
    const histories = new Map<string, string>()
    for (const now of moments) {
      for (const index of [0, 1, 2, 3]) {
        const competition_id = String(competitions(40)[index]!.id)
        for (const { match } of readAnswer(await ask({ ...live, competition_id }, now, {})).elements) {
          const reading = readMarket(match, "1x2")
          const state = typeof reading === "string" ? "-" : reading.suspended ? "s" : "o"
          const id = asText(match.parent_match_id)
          histories.set(id, (histories.get(id) ?? "") + state)
        }
      }
    }
    for (const history of histories.values()) for (const run of history.match(/os+(?=o)/g) ?? []) runs.add(run.slice(1))
    expect([...runs].sort()).toEqual(expect.arrayContaining(["s", "sss"]))
    expect(Math.max(...[...runs].map((run) => run.length))).toBeLessThan(10)
  })
})

describe("pages", () => {
  /** Asks for pages as long as there should be more. */
  const readPages = async (query: Record<string, string>, options: SimulatedBookmaker.Options) => {
    const held: Array<string> = []
    const answers: Array<Answer> = []
    for (let page = 1; page <= 50; page++) {
      const answer = readAnswer(await ask({ ...query, page: String(page) }, evening, options))
      const before = new Set(held)
      const ids = answer.elements.map(({ match }) => asText(match.parent_match_id))
      const fresh = ids.filter((id) => page === 1 || !before.has(id))
      held.push(...fresh)
      answers.push(answer)
      const stated = Math.max(...answers.map(({ stated }) => stated ?? 0))
      if (held.length >= stated || fresh.length === 0) return { answers, held, stated }
    }
    throw new Error("more than 50 pages")
  }

  it.each(SimulatedBookmaker.shapes)("add up to what is stated, however many there are: %s", async (shape) => {
    for (const { id } of competitions(40)) {
      for (const page_size of ["1", "5", "12", ""]) {
        const query = { ...live, competition_id: String(id), page_size }
        const { answers, held, stated } = await readPages(query, { shape, matchesPerCompetition: size })
        expect([held.length, stated]).toEqual([size, size])
        expect(answers).toHaveLength(page_size === "" ? 1 : Math.ceil(size / Number(page_size)))
        expect(answers.every((answer) => answer.stated === size && !answer.drifted)).toBe(true)
      }
    }
  })

  it.each(SimulatedBookmaker.shapes)(
    "are forced by the option pageSize, so a reader of one is short: %s",
    async (shape) => {
      for (const body of await askAll(tomorrow, evening, { shape, matchesPerCompetition: size, pageSize: 5 })) {
        const { elements, stated } = readAnswer(body)
        expect([elements.length, stated]).toEqual([5, size])
      }
      const query = { ...tomorrow, competition_id: "17", page_size: "9" }
      const { answers, held } = await readPages(query, { shape, matchesPerCompetition: size, pageSize: 5 })
      expect([answers.length, held.length]).toEqual([3, size])
      expect(readAnswer(await ask({ ...query, page: "9" }, evening, { shape, matchesPerCompetition: size }))).toEqual({
        drifted: false,
        stated: size,
        elements: []
      })
    }
  )

  it("hold 200 matches where no size is asked for, and malformed numbers are refused", async () => {
    const options = { matchesPerCompetition: 450, competitions: 1 }
    const query = { ...live, competition_id: "17", sub_type_id: "29" }
    const lengths = (await readPages(query, options)).answers.map(({ elements }) => elements.length)
    expect(lengths).toEqual([200, 200, 50])
    expect(readAnswer(await ask(query, evening, options)).elements).toHaveLength(450)
    for (const wrong of [{ page: "0" }, { page: "x" }, { page: "1", page_size: "0" }, { page: "1.5" }]) {
      expect(await ask({ ...query, ...wrong }, evening, options)).toEqual({
        error: expect.stringMatching(/^page(_size)? must be a whole number from 1$/)
      })
    }
    expect(() => SimulatedBookmaker.make({ pageSize: 0 })).toThrow(RangeError)
    expect(() => SimulatedBookmaker.make({ shape: "other" as "mixed" })).toThrow(RangeError)
  })
})

describe("the shapes of single feeds", () => {
  const dataOf = async (shape: SimulatedBookmaker.Shape, query: Record<string, string>) => {
    const bodies = await askAll(query, evening, { shape })
    return bodies.map((body) => [body, body.data as Record<string, Fields & ReadonlyArray<Fields>>] as const)
  }

  it("grouped: matches in leagues, which inherit from them, and competitions without matches", async () => {
    for (const [body, data] of await dataOf("grouped", tomorrow)) {
      expect(body.status_code).toBe(200)
      expect(Object.keys(data)).toEqual(["days", "sports", "hours", "competitions", "leagues", "meta"])
      expect(data.competitions!.every((one) => "match_count" in one && !("matches" in one))).toBe(true)
      const [league] = data.leagues!
      const matches = league!.matches as ReadonlyArray<Fields>
      expect([league!.match_count, data.meta!.total]).toEqual([matches.length, String(matches.length)])
      expect(matches.some((match) => "competition_name" in match || "sport_name" in match)).toBe(false)
      const markets = matches.flatMap(marketsIn)
      expect(markets.every((market) => "lines" in market && !("outcomes" in market))).toBe(true)
      expect(markets.flatMap(outcomesIn).some((outcome) => "live" in outcome)).toBe(false)
    }
  })

  it("flat: matches in one list with their competition; in play the sport is s_binomen", async () => {
    for (const query of [live, tomorrow]) {
      for (const [, data] of await dataOf("flat", query)) {
        expect(Object.keys(data)).toEqual(["competitions", "countries", "matches", "meta"])
        const matches = data.matches!
        expect(data.meta!.total).toBe(matches.length)
        expect(matches.every((match) => typeof match.competition_name === "string")).toBe(true)
        expect(matches.every((match) => (query === live) === "s_binomen" in match)).toBe(true)
        expect(matches.every((match) => (query === live) !== "sport_name" in match)).toBe(true)
      }
    }
    const bodies = await askAll(live, evening, { shape: "flat" })
    const statuses = bodies.flatMap((body) => readAnswer(body).elements).map(({ match }) => match.bet_status)
    expect(new Set(statuses)).toEqual(new Set(["STARTED", "STOPPED"]))
  })

  it("groups: matches in competitions, with their count", async () => {
    for (const [body, data] of await dataOf("groups", live)) {
      expect([Object.keys(body), Object.keys(data)]).toEqual([["data"], ["competitions"]])
      const [group] = data.competitions!
      expect(group!.match_count).toBe((group!.matches as ReadonlyArray<unknown>).length)
    }
  })
})
