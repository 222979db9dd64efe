/**
 * Odds and matches that are possible but hard to believe: they are kept, and counted as warnings in the report.
 *
 * Pure. What is impossible was rejected before, in `MatchDocument.ts`.
 */
import { localTimeOf } from "./Day.ts"
import type { Market } from "./Market.ts"
import type { MatchDocument } from "./MatchDocument.ts"
import type { Source } from "./Source.ts"

/** What a document is held against: the run's source and day, and its start in Unix milliseconds. */
export interface Occasion {
  readonly source: Source
  /** `YYYY-MM-DD`. */
  readonly day: string
  readonly startedAt: number
}

const MARGIN = { lowest: 0.9, highest: 1.6 } as const
const HIGHEST_ODDS = 1000
const LONGEST_PAST_MILLIS = 6 * 3_600_000

/** Gives the margin of a market: the sum of 1/odds, for each outcome that wins. 1 is a fair market. */
export const marginOf = (odds: ReadonlyArray<number>, market: Market): number =>
  odds.reduce((sum, price) => sum + 1 / price, 0) / market.winners

/** The moments that starts are held against, as local times: these are in order as text, too. */
const momentsOf = ({ day, source, startedAt }: Occasion) => ({
  longAgo: localTimeOf(startedAt - LONGEST_PAST_MILLIS),
  dayEnds: `${day} 24`,
  /** Before this a match has begun though it should not have. */
  begun: source === "upcoming" ? localTimeOf(startedAt) : ""
})

/** Names each doubt with when it holds. */
const doubts = {
  margin: ({ odds }, market) => {
    const margin = marginOf(odds, market)
    return margin < MARGIN.lowest || margin > MARGIN.highest
  },
  "high-odds": ({ odds }) => odds.some((price) => price > HIGHEST_ODDS),
  "same-teams": ({ away, home }) => home === away,
  "long-past": ({ start }, _, { longAgo }) => start < longAgo,
  "beyond-day": ({ start }, _, { dayEnds }) => start > dayEnds,
  begun: ({ start }, _, { begun }) => start < begun
} as const satisfies Record<
  string,
  (match: ReturnType<typeof viewOf>, market: Market, moments: ReturnType<typeof momentsOf>) => boolean
>

/** Names a doubt, as the report's warnings do. */
export type Doubt = keyof typeof doubts

/** Lists the doubts in order. */
export const allDoubts = Object.keys(doubts) as ReadonlyArray<Doubt>

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

/** Counts the documents that each doubt holds for; doubts that hold for none are left out. */
export const count = (
  documents: ReadonlyArray<MatchDocument>,
  market: Market,
  occasion: Occasion
): Partial<Record<Doubt, number>> => {
  const counts: Partial<Record<Doubt, number>> = {}
  const moments = momentsOf(occasion)
  for (const document of documents) {
    const view = viewOf(document)
    for (const doubt of allDoubts) {
      if (doubts[doubt](view, market, moments)) counts[doubt] = (counts[doubt] ?? 0) + 1
    }
  }
  return counts
}
