/**
 * Odds warnings: documents that are possible but hard to believe. They are kept, and counted in the report.
 *
 * Pure. What is impossible was rejected before, when the match was read.
 */
import { localTimeOf } from "./Day.ts"
import type { Market } from "./Market.ts"
import type { MatchDocument } from "./MatchDocument.ts"
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

/** The local times that start times are compared with; as text they sort by time. */
const limitsOf = ({ day, source, startedAt }: RunMoment) => ({
  longAgo: localTimeOf(startedAt - LONGEST_PAST_MILLIS),
  dayEnds: `${day} 24`,
  /** An upcoming match that starts before this has begun already. */
  begun: source === "upcoming" ? localTimeOf(startedAt) : ""
})

/** Names a warning, as the report does. */
export type OddsWarning = "margin" | "high-odds" | "same-teams" | "long-past" | "beyond-day" | "begun"

/** The warnings, each with its condition. */
const conditions: Record<
  OddsWarning,
  (match: ReturnType<typeof viewOf>, market: Market, limits: ReturnType<typeof limitsOf>) => boolean
> = {
  margin: ({ odds }, market) => {
    const margin = marginOf(odds, market)
    return margin < MARGIN.lowest || margin > MARGIN.highest
  },
  "high-odds": ({ odds }) => odds.some((price) => price > HIGHEST_ODDS),
  "same-teams": ({ away, home }) => home === away,
  "long-past": ({ start }, _, { longAgo }) => start < longAgo,
  "beyond-day": ({ start }, _, { dayEnds }) => start > dayEnds,
  begun: ({ start }, _, { begun }) => start < begun
}

/** Lists the warnings in order. */
export const oddsWarnings: ReadonlyArray<OddsWarning> = Object.keys(conditions) as ReadonlyArray<OddsWarning>

const viewOf = (document: MatchDocument) => {
  const [teams = ""] = Object.keys(document.teams)
  const middle = teams.indexOf(";")
  return {
    home: teams.slice(0, middle),
    away: teams.slice(middle + 1),
    odds: Object.values(document.teams[teams] ?? {}).map(({ odd_value }) => Number(odd_value)),
    start: document.start_time
  }
}

/** Counts the documents that each warning applies to; warnings that apply to none are left out. */
export const count = (
  documents: ReadonlyArray<MatchDocument>,
  market: Market,
  moment: RunMoment
): Partial<Record<OddsWarning, number>> => {
  const counts: Partial<Record<OddsWarning, number>> = {}
  const limits = limitsOf(moment)
  for (const document of documents) {
    const view = viewOf(document)
    for (const warning of oddsWarnings) {
      if (conditions[warning](view, market, limits)) counts[warning] = (counts[warning] ?? 0) + 1
    }
  }
  return counts
}
