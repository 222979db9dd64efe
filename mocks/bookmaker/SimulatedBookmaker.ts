/**
 * The simulated bookmaker: BookieGamma's API as one function from a web Request to a web Response. It keeps nothing
 * between requests; the same seed, request and moment give the same bytes. Runs wherever there are Request and Response.
 * serve.ts serves it on a port, msw.ts makes a `fetch` of it.
 */

import { type Competition, competitions } from "./competitions.ts"
import { type Fields, groupFields, type Occasion, type Shape, writeMatch } from "./dialects.ts"
import {
  type Fixture,
  fixturesInPlay,
  fixturesOfDay,
  localTime,
  mostCompetitions,
  mostMatches,
  startOfDay
} from "./fixtures.ts"
import { marketsOf } from "./markets.ts"
import { hash, unit } from "./random.ts"

export interface Options {
  /**
   * Chooses fixtures, odds and how they are written; each seed gives others.
   * @default 1
   */
  readonly seed?: number
  /**
   * Reads the clock, unix milliseconds.
   * @default Date.now
   */
  readonly now?: () => number
  /**
   * How many competitions are listed, 0 to 10,000.
   * @default 40
   */
  readonly competitions?: number
  /**
   * How many matches each competition has on a day, and in play at a moment, 0 to 500.
   * @default 6 to 14, by competition
   */
  readonly matchesPerCompetition?: number
}

/** The bookmaker: answers any path, synchronously, and never throws. */
export type SimulatedBookmaker = (request: Request) => Response

const shapes: ReadonlyArray<Shape> = ["competitions", "leagues", "matches"]
const repeats = 0.03

const json = (status: number, body: unknown, headers: Record<string, string> = {}): Response =>
  new Response(JSON.stringify(body), {
    status,
    headers: { "content-type": "application/json; charset=utf-8", "cache-control": "no-store", ...headers }
  })

// A match that is listed twice takes the next one's place.
const withRepeats = (seed: number, fixtures: ReadonlyArray<Fixture>): ReadonlyArray<Fixture> =>
  fixtures.map((fixture, i) => (i > 0 && unit(seed, "repeat", fixture.id) < repeats ? fixtures[i - 1]! : fixture))

const listing = (offered: ReadonlyArray<Competition>): Fields => ({
  competitions: offered.map((competition) => ({
    ...groupFields(competition),
    ...(competition.index % 2 === 0 ? { matches: [] } : {})
  }))
})

const matchesOf = (occasion: Occasion, competition: Competition, fixtures: ReadonlyArray<Fixture>): Fields => {
  const shape = shapes[hash(occasion.seed, "shape", competition.index) % shapes.length]!
  const matches = fixtures.map((fixture) => writeMatch(occasion, competition, fixture, shape))
  return { [shape]: shape === "matches" ? matches : [{ ...groupFields(competition), matches }] }
}

const inRange = (name: string, value: number, most: number): number => {
  if (Number.isInteger(value) && value >= 0 && value <= most) return value
  throw new RangeError(`${name} must be an integer from 0 to ${most}, not ${value}`)
}

/** Makes a bookmaker; throws RangeError where a number of competitions or matches is out of bounds. */
export const make = (options: Options = {}): SimulatedBookmaker => {
  const { matchesPerCompetition, now: clock = Date.now, seed = 1 } = options
  const offered = competitions(inRange("competitions", options.competitions ?? 40, mostCompetitions))
  if (matchesPerCompetition !== undefined) inRange("matchesPerCompetition", matchesPerCompetition, mostMatches)
  const byId = new Map(offered.map((competition) => [String(competition.id), competition]))
  const sizeOf = ({ index }: Competition): number => matchesPerCompetition ?? 6 + (hash(seed, "size", index) % 9)

  return (request) => {
    if (request.method !== "GET" && request.method !== "HEAD") {
      return json(405, { error: `${request.method} is not allowed` }, { allow: "GET, HEAD" })
    }
    const query = new URL(request.url).searchParams
    const value = (name: string): string => query.get(name)?.trim() ?? ""
    const source = value("src")
    if (source !== "1" && source !== "2") return json(400, { error: "src must be 1 (live) or 2 (upcoming)" })
    const now = clock()
    const live = source === "1"
    const midnight = startOfDay(value("day") || localTime(now).slice(0, 10))
    if (!live && midnight === undefined) return json(400, { error: "day must be a date, YYYY-MM-DD" })
    const sport = value("sport_id").toLowerCase()
    if (sport !== "" && sport !== "soccer") return json(200, { data: { competitions: [] } })
    if (value("competition_id") === "") return json(200, { data: listing(offered) })
    const competition = byId.get(value("competition_id"))
    if (competition === undefined) return json(200, { data: { competitions: [] } })

    const size = sizeOf(competition)
    const fixtures =
      live || midnight === undefined
        ? fixturesInPlay(seed, competition, size, now)
        : fixturesOfDay(seed, competition, size, midnight).filter(({ start }) => start > now)
    const occasion = { seed, now, live, wanted: marketsOf(value("sub_type_id")) }
    return json(200, { data: matchesOf(occasion, competition, withRepeats(seed, fixtures)) })
  }
}
