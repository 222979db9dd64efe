/**
 * The fixtures of a competition: which teams play each other, and when, on a day or in play at a moment.
 * In play means kicked off within the last 105 minutes. A competition has a number of pitches, and on each of them one
 * match follows another, so that at any moment as many are in play as there are pitches.
 * Their odds are left to odds.ts.
 */

import { clubs } from "./clubs.ts"
import type { Competition } from "./competitions.ts"
import { hash, shuffled, unit } from "./random.ts"

export interface Fixture {
  /** Positive, at most 15 digits, and no other fixture's in any competition, day or source. */
  readonly id: number
  readonly home: string
  readonly away: string
  /** Kick-off, unix milliseconds; a whole minute. */
  readonly start: number
}

const minute = 60_000
const dayLength = 24 * 60 * minute

/** How long a match is in play, half-time included: milliseconds. */
export const playingTime = 105 * minute

/** The most competitions and matches for which fixture ids are unique. */
export const mostCompetitions = 10_000
export const mostMatches = 500

// Nairobi keeps UTC+3 all year.
const offset = 3 * 60 * minute

/** Writes a moment (unix milliseconds) as Nairobi's clocks show it, `YYYY-MM-DD HH:MM:SS`. */
export const localTime = (time: number): string => new Date(time + offset).toISOString().slice(0, 19).replace("T", " ")

/** Reads `YYYY-MM-DD` as the moment that day begins in Nairobi (unix milliseconds); undefined if it is no real date. */
export const startOfDay = (day: string): number | undefined => {
  if (!/^\d{4}-\d\d-\d\d$/.test(day)) return undefined
  const utc = Date.parse(`${day}T00:00:00Z`)
  return Number.isNaN(utc) || new Date(utc).toISOString().slice(0, 10) !== day ? undefined : utc - offset
}

// Rounds are counted from 1970; this many more keep the ids of earlier ones above 0.
const past = 10_000_000

const idOf = (source: 0 | 1, round: number, competition: Competition, place: number): number =>
  (((round + past) * 2 + source) * mostCompetitions + competition.index) * mostMatches + place

const clubsOf = (competition: Competition, count: number): ReadonlyArray<string> => {
  const { division, region, virtual } = competition
  if (virtual) return clubs(region, count).map((name) => `${name} SRL`)
  return division === undefined ? clubs(region, count) : clubs(region, count * 2).filter((_, i) => i % 2 === division)
}

// A league has more clubs than play at once.
const leagueSize = 56

/** Lists the fixtures of a day that begins at `midnight` (unix milliseconds): `count` of them, by kick-off. */
export const fixturesOfDay = (
  seed: number,
  competition: Competition,
  count: number,
  midnight: number
): ReadonlyArray<Fixture> => {
  const round = Math.floor((midnight + offset) / dayLength)
  const names = clubsOf(competition, Math.max(leagueSize, count * 2))
  const lineup = shuffled(names, hash(seed, "day", competition.index, round))
  return Array.from({ length: count }, (_, place) => {
    const share = (place + unit(seed, "kick-off", competition.index, round, place)) / count
    return {
      id: idOf(1, round, competition, place),
      home: lineup[place * 2]!,
      away: lineup[place * 2 + 1]!,
      start: midnight + Math.floor(share * 96) * 15 * minute
    }
  })
}

/** Lists the fixtures in play at `now` (unix milliseconds): always `count` of them, in a fixed order of the pitches. */
export const fixturesInPlay = (
  seed: number,
  competition: Competition,
  count: number,
  now: number
): ReadonlyArray<Fixture> => {
  const names = shuffled(clubsOf(competition, Math.max(leagueSize, count * 4)), hash(seed, "season", competition.index))
  // Only two rounds that follow each other overlap, so they take their clubs from different halves.
  const lineups = new Map<number, ReadonlyArray<string>>()
  const lineupOf = (round: number): ReadonlyArray<string> => {
    const half = names.filter((_, i) => i % 2 === Math.abs(round % 2))
    const lineup = lineups.get(round) ?? shuffled(half, hash(seed, "round", competition.index, round))
    lineups.set(round, lineup)
    return lineup
  }
  return Array.from({ length: count }, (_, pitch) => {
    const share = (pitch + unit(seed, "pitch", competition.index, pitch)) / count
    const shift = Math.floor((share * playingTime) / minute) * minute
    const round = Math.floor((now - shift) / playingTime)
    const lineup = lineupOf(round)
    return {
      id: idOf(0, round, competition, pitch),
      home: lineup[pitch * 2]!,
      away: lineup[pitch * 2 + 1]!,
      start: round * playingTime + shift
    }
  })
}
