/**
 * Makes the document of a match in one market.
 *
 * Pure. How a match is read from an answer is the bookmaker's business.
 */
import { BOOKMAKER_ID } from "./BookmakerId.ts"
import type { MarketOdds, Match } from "./Match.ts"
import type { MatchDocument, OutcomeState, TeamOdds } from "./MatchDocument.ts"

/** What is fixed once for all documents of a run: Unix seconds, and the day `YYYY-MM-DD`. */
export interface Stamp {
  readonly create_date: number
  readonly target_date: string
}

/** Returns the document of a match with the odds of one market. */
export const documentOf = (match: Match, { outcomes }: MarketOdds, stamp: Stamp): MatchDocument => {
  const teamOdds: Record<string, TeamOdds> = {}
  const document: Record<string, unknown> & MatchDocument = {
    bookmaker: BOOKMAKER_ID,
    start_time: match.startTime,
    competition_name: match.competitionName,
    teams: { [match.teams]: teamOdds },
    parent_match_id: match.id,
    create_date: stamp.create_date,
    target_date: stamp.target_date
  }
  for (const { active, live, name, odds, outcome, previousOdds, status } of outcomes) {
    teamOdds[outcome] = { odd_value: odds, prev_oddValue: previousOdds, outcome: name }
    document[outcome] = {
      odd_: odds,
      live,
      odd_status: status,
      event_status: active,
      "split(%)": "",
      currency: ""
    } satisfies OutcomeState
  }
  return document
}
