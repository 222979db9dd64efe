/**
 * What the simulated bookmaker promises: all shapes of the contract; odds that agree with each other and move; fixtures
 * on the right days; the same answer to the same request. Also that its server and its `fetch` pass answers on unchanged,
 * over a real port where it matters. How answers are read is tested elsewhere.
 */

import { http } from "msw/http"
import { describe, expect, it } from "vitest"
import { SimulatedBookmaker, serve } from "../../mocks/index.ts"
import { fetchFrom, handlers } from "../../mocks/msw.ts"

interface Outcome {
  readonly outcome_key: string
  readonly odd_value: string | number
  readonly prev_odd_value: string | number
  readonly status: unknown
  readonly active: unknown
  readonly live: unknown
}
interface Line {
  readonly specifiers?: unknown
  readonly outcomes: ReadonlyArray<Outcome>
}
interface Market {
  readonly odd_type?: string
  readonly market_name?: string
  readonly name?: string
  readonly outcomes?: ReadonlyArray<Outcome>
  readonly lines?: ReadonlyArray<Line>
}
interface Match {
  readonly parent_match_id: string | number
  readonly home_team: string
  readonly away_team: string
  readonly start_time: string
  readonly competition_name?: string | null
  readonly sport_name?: string | null
  readonly markets: ReadonlyArray<Market>
}
interface Group {
  readonly competition_id: string | number
  readonly competition_name: string
  readonly category_name: string
  readonly matches?: ReadonlyArray<Match>
}
interface Data {
  readonly competitions?: ReadonlyArray<Group>
  readonly leagues?: ReadonlyArray<Group>
  readonly matches?: ReadonlyArray<Match>
}

// 2026-11-23 18:00:00 in Nairobi.
const evening = Date.UTC(2026, 10, 23, 15)
const step = 15_000
const minute = 60_000
const live = { src: "1" }
const upcoming = { src: "2", day: "2026-11-24" }

const request = (query: Record<string, string>, init?: RequestInit): Request =>
  new Request(`https://bookmaker.test/any/path?${new URLSearchParams({ sport_id: "soccer", tab: "", ...query })}`, init)

const at = (now: number, options: SimulatedBookmaker.Options = {}) =>
  SimulatedBookmaker.make({ now: () => now, ...options })

const dataOf = async (bookmaker: SimulatedBookmaker.SimulatedBookmaker, query: Record<string, string>): Promise<Data> =>
  ((await bookmaker(request(query)).json()) as { data: Data }).data

const matchesIn = (data: Data): ReadonlyArray<Match> => [
  ...(data.competitions ?? []).flatMap((group) => group.matches ?? []),
  ...(data.leagues ?? []).flatMap((group) => group.matches ?? []),
  ...(data.matches ?? [])
]

const listed = async (now = evening, options: SimulatedBookmaker.Options = {}): Promise<ReadonlyArray<Group>> =>
  (await dataOf(at(now, options), live)).competitions ?? []

const answers = async (
  query: Record<string, string>,
  now = evening,
  options: SimulatedBookmaker.Options = {}
): Promise<ReadonlyArray<Data>> => {
  const bookmaker = at(now, options)
  const ids = (await listed(now, options)).map((group) => String(group.competition_id))
  return Promise.all(ids.map((competition_id) => dataOf(bookmaker, { ...query, competition_id })))
}

const nameOf = (market: Market): string => (market.odd_type ?? market.market_name ?? market.name ?? "").toLowerCase()

const outcomesOf = (market: Market): ReadonlyArray<Outcome> => [
  ...(market.outcomes ?? []),
  ...(market.lines ?? [])
    .filter(({ specifiers }) => specifiers === undefined || specifiers === null || specifiers === "")
    .flatMap(({ outcomes }) => outcomes)
]

const isOdds = (value: string | number): boolean =>
  /^[0-9]{1,6}(\.[0-9]{1,6})?$/.test(String(value)) && Number(value) > 1

const sizes: Record<string, number> = { "1x2": 3, "gg/ng": 2, "double chance": 3 }

const marketOf = (match: Match, name: string): ReadonlyArray<Outcome> | undefined => {
  const market = match.markets.find((market) => nameOf(market) === name)
  return market === undefined ? undefined : outcomesOf(market)
}

const timeOf = (match: Match): number => Date.parse(`${match.start_time.replace(" ", "T")}+03:00`)

const unique = (matches: ReadonlyArray<Match>): ReadonlyArray<Match> => [
  ...new Map(matches.map((match) => [String(match.parent_match_id), match])).values()
]

describe("the listing and the matches", () => {
  it("lists forty competitions, five of them virtual, with ids that are strings or numbers and differ", async () => {
    const groups = await listed()
    expect(groups).toHaveLength(40)
    expect(new Set(groups.map((group) => String(group.competition_id))).size).toBe(40)
    expect(new Set(groups.map((group) => typeof group.competition_id))).toEqual(new Set(["string", "number"]))
    const virtual = groups.filter((group) =>
      /simulated reality|\bsrl\b/i.test(`${group.competition_name} ${group.category_name}`)
    )
    expect(virtual).toHaveLength(5)
    expect(virtual.filter((group) => !/srl/i.test(group.competition_name))).toHaveLength(1)
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
      for (const name of Object.keys(sizes)) {
        const margins = matches
          .map((match) => marketOf(match, name) ?? [])
          .filter(
            (outcomes) => outcomes.length === sizes[name] && outcomes.every((outcome) => isOdds(outcome.odd_value))
          )
          .map((outcomes) => outcomes.reduce((sum, outcome) => sum + 1 / Number(outcome.odd_value), 0))
          .map((sum) => (name === "double chance" ? sum / 2 : sum))
        expect(margins.length).toBeGreaterThan(200)
        expect(Math.min(...margins)).toBeGreaterThan(1.02)
        expect(Math.max(...margins)).toBeLessThan(1.1)
      }
    }
  })

  it("have two decimals where they are strings, and are above 1", async () => {
    const values = (await answers(live))
      .flatMap(matchesIn)
      .flatMap((match) => match.markets.flatMap(outcomesOf))
      .flatMap((outcome) => [outcome.odd_value, outcome.prev_odd_value])
      .filter((value) => value !== "-")
    const texts = values.filter((value) => typeof value === "string")
    expect(texts.length).toBeGreaterThan(1_000)
    expect(values.length - texts.length).toBeGreaterThan(500)
    expect(texts.filter((value) => !/^\d+\.\d\d$/.test(value))).toEqual([])
    expect(values.filter((value) => !isOdds(value))).toEqual([])
  })

  it("stay the same during a step, and the next step names them as the previous odds", async () => {
    const quote = async (now: number) => {
      const all = new Map<string, Outcome>()
      for (const match of unique((await answers(upcoming, now)).flatMap(matchesIn))) {
        for (const market of match.markets) {
          for (const outcome of outcomesOf(market)) {
            all.set(`${match.parent_match_id} ${nameOf(market)} ${outcome.outcome_key}`, outcome)
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
    const moved = (from: ReadonlyMap<string, Outcome>, to: ReadonlyMap<string, Outcome>) =>
      [...from].filter(([key, { odd_value }]) => {
        const other = to.get(key)?.odd_value
        return odd_value !== "-" && other !== undefined && other !== "-" && other !== odd_value
      }).length
    expect(before.size).toBeGreaterThan(2_000)
    expect(moved(before, still)).toBe(0)
    expect(moved(before, after)).toBeGreaterThan(before.size * 0.1)
    expect(moved(before, later)).toBeGreaterThan(before.size * 0.7)
    const open = [...before].filter(([, outcome]) => outcome.odd_value !== "-")
    expect(open.filter(([key, { odd_value }]) => after.get(key)?.prev_odd_value !== odd_value)).toEqual([])
    const jumps = [...after.values()]
      .filter((outcome) => outcome.odd_value !== "-")
      .map((outcome) => Math.abs(Number(outcome.odd_value) / Number(outcome.prev_odd_value) - 1))
    expect(Math.max(...jumps)).toBeLessThan(0.1)
  })
})

describe("the contract's shapes", () => {
  it("all occur: lists of matches, inherited fields, names of markets, lines, outcome keys and flags", async () => {
    const data = await answers(live)
    expect(new Set(data.flatMap((each) => Object.keys(each)))).toEqual(new Set(["competitions", "leagues", "matches"]))

    const grouped = data
      .flatMap((each) => [...(each.competitions ?? []), ...(each.leagues ?? [])])
      .flatMap((group) => group.matches ?? [])
    expect(grouped.some((match) => typeof match.competition_name === "string")).toBe(true)
    expect(grouped.some((match) => match.competition_name === null)).toBe(true)
    expect(grouped.some((match) => !("competition_name" in match))).toBe(true)
    const flat = data.flatMap((each) => each.matches ?? [])
    expect(flat.every((match) => match.sport_name?.toLowerCase() === "soccer")).toBe(true)

    const markets = data.flatMap(matchesIn).flatMap((match) => match.markets)
    const fields = ["odd_type", "market_name", "name"] as const
    expect(fields.filter((field) => !markets.some((market) => field in market))).toEqual([])
    expect(new Set(markets.map(nameOf))).toEqual(new Set(Object.keys(sizes)))
    expect(markets.some((market) => (market.outcomes ?? []).length > 0)).toBe(true)
    const specifiers = new Set(markets.flatMap((market) => market.lines ?? []).map((line) => line.specifiers))
    expect(specifiers).toEqual(new Set([undefined, null, "", "hcp=0:1"]))

    const outcomes = markets.flatMap(outcomesOf)
    expect(new Set(outcomes.map((outcome) => outcome.outcome_key))).toEqual(
      new Set(
        ["1", "X", "x", "2", "Yes", "yes", "YES", "No", "no", "NO", "1 or X", "1/X", "1X", "1x"].concat([
          "1 or 2",
          "1/2",
          "12",
          "X or 2",
          "X/2",
          "X2",
          "x or 2"
        ])
      )
    )
    for (const flag of ["status", "active", "live"] as const) {
      expect(new Set(outcomes.map((outcome) => typeof outcome[flag]))).toEqual(new Set(["string", "number", "boolean"]))
    }
  })

  it("include a few flaws of each kind, while more than 85 of 100 matches are good for every market", async () => {
    for (const query of [live, upcoming]) {
      const data = await answers(query)
      for (const name of Object.keys(sizes)) {
        const count = { good: 0, duplicate: 0, missing: 0, incomplete: 0 }
        for (const each of data) {
          const seen = new Set<string>()
          for (const match of matchesIn(each)) {
            const outcomes = marketOf(match, name)
            if (outcomes === undefined) count.missing++
            else if (outcomes.length !== sizes[name] || !outcomes.every((outcome) => isOdds(outcome.odd_value))) {
              count.incomplete++
            } else if (seen.has(String(match.parent_match_id))) count.duplicate++
            else count.good++
            seen.add(String(match.parent_match_id))
          }
        }
        const all = count.good + count.duplicate + count.missing + count.incomplete
        expect(count.good / all).toBeGreaterThan(0.85)
        for (const flaw of [count.duplicate, count.missing, count.incomplete]) {
          expect(flaw).toBeGreaterThan(0)
          expect(flaw / all).toBeLessThan(0.08)
        }
      }
    }
  })
})

describe("requests", () => {
  it("get the same bytes for the same request and moment, and others with another seed", async () => {
    for (const query of [live, { ...live, competition_id: "17" }, { ...upcoming, competition_id: "48" }]) {
      const text = (options: SimulatedBookmaker.Options) => at(evening, options)(request(query)).text()
      expect(await text({ seed: 7 })).toBe(await text({ seed: 7 }))
      if ("competition_id" in query) expect(await text({ seed: 8 })).not.toBe(await text({ seed: 7 }))
    }
  })

  it("get only the markets of sub_type_id: one, several joined by commas, or all where it is empty", async () => {
    const names = async (sub_type_id: string) =>
      new Set(
        (await answers({ ...live, sub_type_id })).flatMap(matchesIn).flatMap((match) => match.markets.map(nameOf))
      )
    expect(await names("1")).toEqual(new Set(["1x2"]))
    expect(await names("29")).toEqual(new Set(["gg/ng"]))
    expect(await names("10")).toEqual(new Set(["double chance"]))
    expect(await names("1,29")).toEqual(new Set(["1x2", "gg/ng"]))
    expect(await names("29,10,1")).toEqual(new Set(Object.keys(sizes)))
    expect(await names("")).toEqual(new Set(Object.keys(sizes)))
    expect(await names("999")).toEqual(new Set())
  })

  it("get a market written the same way whichever markets are asked for with it", async () => {
    const only = async (sub_type_id: string) =>
      (await answers({ ...live, sub_type_id }))
        .flatMap(matchesIn)
        .flatMap((match) => match.markets.filter((market) => nameOf(market) === "gg/ng"))
    expect(await only("29")).toEqual(await only("1,29,10"))
  })

  it("get an empty list for an unknown competition or sport, and status 400 or 405 where they are malformed", async () => {
    const bookmaker = at(evening)
    expect(await dataOf(bookmaker, { ...live, competition_id: "no such" })).toEqual({ competitions: [] })
    expect(await dataOf(bookmaker, { ...live, sport_id: "tennis" })).toEqual({ competitions: [] })
    const ok = bookmaker(request(live))
    expect([ok.status, ok.headers.get("content-type")]).toEqual([200, "application/json; charset=utf-8"])
    for (const query of [{}, { src: "3" }, { src: "2", day: "2026-02-30" }, { src: "2", day: "tomorrow" }]) {
      const refused = bookmaker(request(query))
      expect(refused.status).toBe(400)
      expect(await refused.json()).toEqual({ error: expect.stringMatching(/^(src|day) must be/) })
    }
    expect(bookmaker(request(live, { method: "POST" })).status).toBe(405)
  })
})

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))

const until = async (condition: () => boolean): Promise<boolean> => {
  for (let i = 0; i < 200 && !condition(); i++) await pause(10)
  return condition()
}

describe("on a real port", () => {
  it("passes answers on byte for byte, and only their head to HEAD", async () => {
    const bookmaker = at(evening)
    const server = await serve(bookmaker, { port: 0 })
    try {
      const query = `?${new URLSearchParams({ ...live, competition_id: "203", sub_type_id: "1,29" })}`
      const response = await fetch(`${server.url}/odds${query}`)
      expect(await response.text()).toBe(await bookmaker(new Request(`http://any.test/${query}`)).text())
      expect(response.headers.get("content-type")).toBe("application/json; charset=utf-8")
      const head = await fetch(`${server.url}/odds${query}`, { method: "HEAD" })
      expect([head.status, await head.text()]).toEqual([200, ""])
      const refused = await fetch(server.url, { method: "POST", body: "x".repeat(500_000) })
      expect([refused.status, refused.headers.get("allow")]).toEqual([405, "GET, HEAD"])
      await refused.text()
    } finally {
      await server.close()
    }
  })

  it("resets the connection for Response.error(), answers 500 for what is thrown, and goes on", async () => {
    const server = await serve(
      (request) => {
        if (request.url.endsWith("/reset")) return Response.error()
        if (request.url.endsWith("/throw")) throw new Error("out of order")
        return new Response("still here")
      },
      { port: 0 }
    )
    try {
      await expect(fetch(`${server.url}/reset`)).rejects.toThrow(TypeError)
      const thrown = await fetch(`${server.url}/throw`)
      expect([thrown.status, await thrown.text()]).toEqual([500, "out of order"])
      expect(await (await fetch(server.url)).text()).toBe("still here")
    } finally {
      await server.close()
    }
  })

  it("tells the handler when the client goes away, before an answer and in the middle of one", async () => {
    const seen: Array<string> = []
    let produced = 0
    const server = await serve(
      (request) => {
        if (request.url.endsWith("/hang")) {
          return new Promise((_, reject) => {
            request.signal.addEventListener("abort", () => {
              seen.push("aborted")
              reject(request.signal.reason)
            })
          })
        }
        const pull = (controller: ReadableStreamDefaultController<Uint8Array>) => {
          produced++
          controller.enqueue(new Uint8Array(65_536))
        }
        return new Response(new ReadableStream({ pull, cancel: () => void seen.push("cancelled") }))
      },
      { port: 0 }
    )
    try {
      const waiting = new AbortController()
      const hanging = fetch(`${server.url}/hang`, { signal: waiting.signal })
      setTimeout(() => waiting.abort(), 50)
      await expect(hanging).rejects.toThrow()
      expect(await until(() => seen.includes("aborted"))).toBe(true)

      const reading = new AbortController()
      const endless = await fetch(`${server.url}/endless`, { signal: reading.signal })
      await endless.body?.getReader().read()
      await pause(300)
      const held = produced
      await pause(200)
      expect(produced).toBe(held)
      reading.abort()
      expect(await until(() => seen.includes("cancelled"))).toBe(true)
    } finally {
      await server.close()
    }
  })

  it("closes while requests are open, may be closed twice, and frees the port", async () => {
    let aborted = false
    const server = await serve(
      ({ signal }) =>
        new Promise(() => {
          signal.addEventListener("abort", () => {
            aborted = true
          })
        }),
      { port: 0 }
    )
    const pending = fetch(server.url).then(
      () => "answered",
      () => "cut off"
    )
    await pause(50)
    await server.close()
    await server.close()
    expect(await pending).toBe("cut off")
    expect(await until(() => aborted)).toBe(true)
    const again = await serve(() => new Response("again"), { port: server.port })
    expect(await (await fetch(again.url)).text()).toBe("again")
    await again.close()
  })

  it("names the address that cannot be listened on", async () => {
    const server = await serve(() => new Response("first"), { port: 0 })
    await expect(serve(() => new Response("second"), { port: server.port })).rejects.toThrow(
      `cannot listen on 127.0.0.1:${server.port}`
    )
    await expect(serve(() => new Response("none"), { port: 99_999 })).rejects.toThrow("not a port")
    expect(await (await fetch(server.url)).text()).toBe("first")
    await server.close()
  })
})

describe("as MSW handlers", () => {
  it("answers any origin and path as the bookmaker does", async () => {
    const all = handlers({ now: () => evening })
    const answered = await fetchFrom(() => all)(request({ ...live, competition_id: "17" }))
    expect(await answered.text()).toBe(await at(evening)(request({ ...live, competition_id: "17" })).text())
    expect(answered.headers.get("content-type")).toBe("application/json; charset=utf-8")
  })

  it("fails as fetch does: aborted before, while waiting and while reading, unanswered, reset", async () => {
    const never = http.get("*/never", () => new Promise<never>(() => {}))
    const stalled = http.get("*/stalled", () => new Response(new ReadableStream()))
    const broken = http.get("*/broken", () => Response.error())
    const fetch = fetchFrom(() => [never, stalled, broken])
    const reason = new Error("enough")
    await expect(fetch("https://a.test/never", { signal: AbortSignal.abort(reason) })).rejects.toBe(reason)
    await expect(fetch("https://a.test/never", { signal: AbortSignal.timeout(20) })).rejects.toThrow(/time/i)
    const response = await fetch("https://a.test/stalled", { signal: AbortSignal.timeout(20) })
    await expect(response.text()).rejects.toThrow(/time/i)
    await expect(fetch("https://a.test/broken")).rejects.toThrow(TypeError)
    await expect(fetch("https://a.test/other")).rejects.toThrow("no handler for GET https://a.test/other")
  })
})
