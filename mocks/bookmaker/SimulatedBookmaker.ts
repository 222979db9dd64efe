/**
 * The simulated bookmaker: BookieGamma's API as one function from a web Request to a web Response. It keeps nothing
 * between requests; the same seed, request and moment give the same bytes. Runs wherever there are Request and Response.
 * serve.ts serves it on a port, msw.ts makes a `fetch` of it. What an answer holds is in offers.ts, how it is written in
 * feeds.ts and dialects.ts.
 */

import type { Listed, Page, Writer } from "./answers.ts"
import { type Competition, competitions } from "./competitions.ts"
import { mixed } from "./dialects.ts"
import { flat, grouped, groups } from "./feeds.ts"
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

const writers = { mixed, grouped, flat, groups } as const satisfies Record<string, Writer>

/** The shape of answers: that of one real feed, or a mixture of everything that the contract allows. */
export type Shape = keyof typeof writers

/** The names of all shapes. */
export const shapes = Object.keys(writers) as ReadonlyArray<Shape>

/** The options of a simulated bookmaker. */
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
  /**
   * How answers are written: as by the feed with `data.leagues` (`grouped`), with `data.matches` (`flat`) or with
   * `data.competitions` (`groups`), or `mixed`, by seed, competition and match.
   * @default "mixed"
   */
  readonly shape?: Shape
  /**
   * The most matches that an answer holds, 1 to 500; the rest is on further pages, which the parameter `page` asks for.
   * @default no limit without `page`, else the parameter `page_size`, else 200
   */
  readonly pageSize?: number
}

/** The bookmaker: answers any path, synchronously, and never throws. */
export type SimulatedBookmaker = (request: Request) => Response

const repeats = 0.03
const usualPageSize = 200

const json = (status: number, body: unknown, headers: Record<string, string> = {}): Response =>
  new Response(JSON.stringify(body), {
    status,
    headers: { "content-type": "application/json; charset=utf-8", "cache-control": "no-store", ...headers }
  })

const refuse = (why: string): Response => json(400, { error: why })

// A match that is listed twice takes the next one's place.
const withRepeats = (seed: number, fixtures: ReadonlyArray<Fixture>): ReadonlyArray<Fixture> =>
  fixtures.map((fixture, i) => (i > 0 && unit(seed, "repeat", fixture.id) < repeats ? fixtures[i - 1]! : fixture))

const inRange = (name: string, value: number, least: number, most: number): number => {
  if (Number.isInteger(value) && value >= least && value <= most) return value
  throw new RangeError(`${name} must be an integer from ${least} to ${most}, not ${value}`)
}

const isCount = (text: string): boolean => /^[1-9][0-9]{0,8}$/.test(text)

/** Makes a bookmaker; throws RangeError where a number among the options is out of range. */
export const make = (options: Options = {}): SimulatedBookmaker => {
  const { matchesPerCompetition, now: clock = Date.now, pageSize, seed = 1, shape = "mixed" } = options
  const offered = competitions(inRange("competitions", options.competitions ?? 40, 0, mostCompetitions))
  if (matchesPerCompetition !== undefined) inRange("matchesPerCompetition", matchesPerCompetition, 0, mostMatches)
  if (pageSize !== undefined) inRange("pageSize", pageSize, 1, mostMatches)
  if (!Object.hasOwn(writers, shape)) throw new RangeError(`shape must be one of ${shapes.join(", ")}, not ${shape}`)
  const writer: Writer = writers[shape]
  const listed = offered.map((competition): Listed => {
    const size = matchesPerCompetition ?? 6 + (hash(seed, "size", competition.index) % 9)
    return { competition, size }
  })
  const byId = new Map(listed.map((one) => [String(one.competition.id), one]))

  const fixturesOf = ({ competition, size }: Listed, live: boolean, midnight: number, now: number) =>
    live
      ? fixturesInPlay(seed, competition, size, now)
      : fixturesOfDay(seed, competition, size, midnight).filter(({ start }) => start > now)

  const pageOf = (
    fixtures: ReadonlyArray<Fixture>,
    page: string,
    size: string
  ): Pick<Page, "fixtures" | "total" | "paged"> => {
    const asked = page === "" ? mostMatches : Number(size || usualPageSize)
    const most = Math.min(pageSize ?? mostMatches, asked)
    const from = (Number(page || 1) - 1) * most
    return {
      fixtures: withRepeats(seed, fixtures.slice(from, from + most)),
      total: fixtures.length,
      paged: page !== "" || pageSize !== undefined
    }
  }

  const othersThan = ({ index }: Competition): ReadonlyArray<Listed> => listed.slice(index + 1, index + 3)

  return (request) => {
    if (request.method !== "GET" && request.method !== "HEAD") {
      return json(405, { error: `${request.method} is not allowed` }, { allow: "GET, HEAD" })
    }
    const query = new URL(request.url).searchParams
    const value = (name: string): string => query.get(name)?.trim() ?? ""
    const source = value("src")
    if (source !== "1" && source !== "2") return refuse("src must be 1 (live) or 2 (upcoming)")
    const now = clock()
    const live = source === "1"
    const today = localTime(now).slice(0, 10)
    const day = live ? today : value("day") || today
    const midnight = startOfDay(day)
    if (midnight === undefined) return refuse("day must be a date, YYYY-MM-DD")
    for (const name of ["page", "page_size"]) {
      if (value(name) !== "" && !isCount(value(name))) return refuse(`${name} must be a whole number from 1`)
    }

    const moment = { seed, now, live, wanted: marketsOf(value("sub_type_id")) }
    const otherSport = !["", "soccer"].includes(value("sport_id").toLowerCase())
    const id = value("competition_id")
    if (id === "") return json(200, writer.listing(moment, day, otherSport ? [] : listed))
    const asked = byId.get(id)
    const fixtures = asked === undefined || otherSport ? [] : fixturesOf(asked, live, midnight, now)
    if (asked === undefined || fixtures.length === 0) return json(200, writer.nothing(moment, day, id))
    const { competition } = asked
    const page = pageOf(fixtures, value("page"), value("page_size"))
    return json(200, writer.matches({ moment, day, competition, others: othersThan(competition), ...page }))
  }
}
