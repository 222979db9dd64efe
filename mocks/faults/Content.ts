/**
 * What the bookmaker with faults answers where no fault is due: a small listing and a few matches for each competition, as
 * JSON texts, and what a run must make of them. Every try has odds of its own, so that a document tells which answer it is of.
 */

/** A match with all its markets, on whose outcomes the same odds stand. */
export interface Offered {
  readonly id: number
  readonly odds: string
}

/** What one answer holds. */
export interface Content {
  readonly step: "listing" | "matches"
  /** The elements of its list, each as JSON text. */
  readonly elements: ReadonlyArray<string>
  /** The competitions that a listing names, by their positions. */
  readonly positions: ReadonlyArray<number>
  /** The virtual competitions that it names, and those without matches that only a fault adds. */
  readonly others: { readonly virtual: number; readonly more: number }
  /** Matches that every check lets pass. */
  readonly offered: ReadonlyArray<Offered>
  /** Matches that the answer holds, with those that must be rejected. */
  readonly seen: number
}

const FIRST_ID = 7000

/** Gives the id of the competition at a position, 0 to 999. */
export const competitionId = (position: number): string => String(FIRST_ID + position)

/** Finds the position in an id, whatever a fault has put around it; undefined where it is no competition of ours. */
export const positionOf = (id: string): number | undefined => {
  const [, digits] = /(?<!\d)7(\d{3})(?!\d)/.exec(id) ?? []
  return digits === undefined ? undefined : Number(digits)
}

const markets = { "1X2": ["1", "X", "2"], "GG/NG": ["yes", "no"], "Double chance": ["1X", "12", "X2"] } as const

/** Writes what `JSON.stringify` cannot, such as a member that comes twice: members as text, in order. */
export const memberTexts = (members: Readonly<Record<string, unknown>>): string =>
  Object.entries(members)
    .map(([name, value]) => `${JSON.stringify(name)}:${JSON.stringify(value)}`)
    .join(",")

/** Writes a match that every check lets pass. */
export const matchText = ({ id, odds }: Offered, startTime: string): string =>
  `{${memberTexts({
    parent_match_id: id,
    home_team: `Home ${id}`,
    away_team: `Away ${id}`,
    start_time: startTime,
    sport_name: "Soccer",
    competition_name: "Cup",
    category_name: "World",
    markets: Object.entries(markets).map(([name, keys]) => ({
      name,
      outcomes: keys.map((key) => ({ outcome_key: key, outcome_name: key, odd_value: odds, status: "1", live: 0 }))
    }))
  })}}`

/** Lists so many competitions, and a virtual one. */
export const listing = (competitions: number): Content => {
  const positions = Array.from({ length: competitions }, (_, position) => position)
  const real = positions.map((position) => ({
    competition_id: competitionId(position),
    competition_name: `Cup ${position}`,
    category_name: "World"
  }))
  const virtual = { competition_id: "1", competition_name: "Cup SRL", category_name: "Simulated Reality" }
  const elements = [...real, virtual].map((element) => JSON.stringify(element))
  return { step: "listing", elements, positions, others: { virtual: 1, more: 0 }, offered: [], seen: 0 }
}

/** Answers for a competition that is not known. */
export const nothing: Content = {
  step: "matches",
  elements: [],
  positions: [],
  others: { virtual: 0, more: 0 },
  offered: [],
  seen: 0
}

/** Gives so many matches of the competition at a position. */
export const matches = (position: number, count: number, odds: string, startTime: string): Content => {
  const offered = Array.from({ length: count }, (_, index) => ({ id: (position + 1) * 1000 + index + 1, odds }))
  const elements = offered.map((match) => matchText(match, startTime))
  return { ...nothing, elements, offered, seen: count }
}

/** Writes the answer. */
export const textOf = ({ elements, step }: Content): string =>
  `{"data":{"${step === "listing" ? "competitions" : "matches"}":[${elements.join(",")}]}}`

/** Gives a local time in Nairobi, three hours ahead of UTC, as the bookmaker writes it. */
export const localTime = (millis: number): string =>
  new Date(millis + 3 * 3_600_000).toISOString().slice(0, 19).replace("T", " ")
