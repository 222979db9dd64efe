/**
 * Odds and matches that are possible but hard to believe: they are kept, and counted as warnings in the report.
 *
 * Pure. What is impossible was rejected before, in `MatchDocument.ts`.
 */
import { unixMillisOf } from "./Day.ts"
import type { Market } from "./Market.ts"
import type { MatchDocument } from "./MatchDocument.ts"
import type { Source } from "./Run.ts"

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

/** Names each doubt with when it holds. */
const doubts = {
  margin: ({ odds }, market) => {
    const margin = marginOf(odds, market)
    return margin < MARGIN.lowest || margin > MARGIN.highest
  },
  "high-odds": ({ odds }) => odds.some((price) => price > HIGHEST_ODDS),
  "same-teams": ({ teams: [home, away] }) => home === away,
  "long-past": ({ start }, _, { startedAt }) => start < startedAt - LONGEST_PAST_MILLIS,
  "beyond-day": ({ startDay }, _, { day }) => startDay > day,
  begun: ({ start }, _, { source, startedAt }) => source === "upcoming" && start < startedAt
} as const satisfies Record<string, (match: ReturnType<typeof viewOf>, market: Market, occasion: Occasion) => boolean>

/** Names a doubt, as the report's warnings do. */
export type Doubt = keyof typeof doubts

/** Lists the doubts in order. */
export const allDoubts = Object.keys(doubts) as ReadonlyArray<Doubt>

const viewOf = (document: MatchDocument) => {
  const [key = "", odds = {}] = Object.entries(document.teams)[0] ?? []
  return {
    teams: key.split(";"),
    odds: Object.values(odds).map(({ odd_value }) => Number(odd_value)),
    start: unixMillisOf(document.start_time),
    startDay: document.start_time.slice(0, 10)
  }
}

/** Counts the documents that each doubt holds for; doubts that hold for none are left out. */
export const count = (
  documents: ReadonlyArray<MatchDocument>,
  market: Market,
  occasion: Occasion
): Partial<Record<Doubt, number>> => {
  const counts: Partial<Record<Doubt, number>> = {}
  for (const document of documents) {
    const view = viewOf(document)
    for (const doubt of allDoubts) {
      if (doubts[doubt](view, market, occasion)) counts[doubt] = (counts[doubt] ?? 0) + 1
    }
  }
  return counts
}
