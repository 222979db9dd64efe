/**
 * Odds warnings: documents that are possible but hard to believe. They are kept, and counted in the report.
 *
 * Pure. What is impossible was rejected before, when the match was read.
 */
import { localTimeOf } from "./Day.ts"
import type { Market } from "./Market.ts"
import type { Source } from "./Source.ts"

/** What documents are compared with: the run's source and day, and its start in Unix milliseconds. */
export interface RunMoment {
  readonly source: Source
  /** `YYYY-MM-DD`. */
  readonly day: string
  readonly startedAt: number
}

const MARGIN = { lowest: 0.9, highest: 1.6 } as const
const HIGHEST_ODDS = 1000
const LONGEST_PAST_MILLIS = 6 * 3_600_000

/** Returns the margin of a market: the sum of 1/odds, divided by the number of winning outcomes. 1 is a fair market. */
export const marginOf = (odds: ReadonlyArray<number>, market: Market): number =>
  odds.reduce((sum, price) => sum + 1 / price, 0) / market.winners

/** Names a warning, as the report does. */
export type OddsWarning = "margin" | "high-odds" | "same-teams" | "long-past" | "beyond-day" | "begun"

/** A document's odds and teams, as the warnings look at them. */
interface Offer {
  readonly margin: number
  readonly highest: number
  /** `home;away` */
  readonly teams: string
}

/** The warnings that a document has at any time, each with its condition. */
const lasting: { readonly [W in OddsWarning]?: (offer: Offer) => boolean } = {
  margin: ({ margin }) => margin < MARGIN.lowest || margin > MARGIN.highest,
  "high-odds": ({ highest }) => highest > HIGHEST_ODDS,
  "same-teams": ({ teams }) => {
    const middle = teams.indexOf(";")
    return teams.slice(0, middle) === teams.slice(middle + 1)
  }
}

/** The local times that start times are compared with; as text they sort by time. */
const limitsOf = ({ day, source, startedAt }: RunMoment) => ({
  longAgo: localTimeOf(startedAt - LONGEST_PAST_MILLIS),
  dayEnds: `${day} 24`,
  /** An upcoming match that starts before this has begun already. */
  begun: source === "upcoming" ? localTimeOf(startedAt) : ""
})

/** The warnings that depend on the run's moment, each with its condition. */
const momentary: { readonly [W in OddsWarning]?: (start: string, limits: ReturnType<typeof limitsOf>) => boolean } = {
  "long-past": (start, { longAgo }) => start < longAgo,
  "beyond-day": (start, { dayEnds }) => start > dayEnds,
  begun: (start, { begun }) => start < begun
}

const lastingWarnings = Object.entries(lasting) as ReadonlyArray<[OddsWarning, NonNullable<typeof lasting.margin>]>
const momentaryWarnings = Object.entries(momentary) as ReadonlyArray<[OddsWarning, NonNullable<typeof momentary.begun>]>

/** Lists the warnings in order. */
export const oddsWarnings: ReadonlyArray<OddsWarning> = [...lastingWarnings, ...momentaryWarnings].map(([name]) => name)

/** No warning: one list for all documents that have none. */
const NONE: ReadonlyArray<OddsWarning> = []

/** Returns the warnings that a document has at any time, by the odds of its outcomes and its teams, `home;away`. */
export const lastingOf = (odds: ReadonlyArray<number>, teams: string, market: Market): ReadonlyArray<OddsWarning> => {
  const offer = { margin: marginOf(odds, market), highest: Math.max(...odds), teams }
  let found = NONE
  for (const [warning, applies] of lastingWarnings) if (applies(offer)) found = [...found, warning]
  return found
}

/** What is counted of a document. */
export interface Counted {
  readonly startTime: string
  /** As `lastingOf` returns them. */
  readonly lasting: ReadonlyArray<OddsWarning>
}

/** Counts the documents that each warning applies to; warnings that apply to none are left out. */
export const count = (documents: ReadonlyArray<Counted>, moment: RunMoment): Partial<Record<OddsWarning, number>> => {
  const counts: Partial<Record<OddsWarning, number>> = {}
  const add = (warning: OddsWarning) => {
    counts[warning] = (counts[warning] ?? 0) + 1
  }
  const limits = limitsOf(moment)
  for (const { lasting } of documents) for (const warning of lasting) add(warning)
  // One condition after the other over all documents: each is then a loop of its own to the compiler.
  for (const [warning, applies] of momentaryWarnings) {
    for (const { startTime } of documents) if (applies(startTime, limits)) add(warning)
  }
  return counts
}
