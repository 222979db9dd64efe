/**
 * The document of a match in one market, as the store holds it and the neighbours read it.
 *
 * Pure. How a match is read from an answer is the bookmaker's business.
 */
import * as Schema from "effect/Schema"
import { BOOKMAKER_ID } from "./BookmakerId.ts"
import type { MarketOdds, Match } from "./Match.ts"

const WireScalar = Schema.Union([Schema.String, Schema.Finite, Schema.Boolean])

/** One outcome's odds under the teams' key. `odd_value` is decimal odds as text. */
export const TeamOdds = Schema.Struct({
  odd_value: Schema.String,
  prev_oddValue: Schema.String,
  outcome: Schema.String
})

/** One outcome's odds and state at the top of the document. */
export const OutcomeState = Schema.Struct({
  odd_: Schema.String,
  live: WireScalar,
  odd_status: WireScalar,
  event_status: WireScalar,
  "split(%)": Schema.String,
  currency: Schema.String
})

/** The document of one match and market; the outcomes' states stand beside the named fields, under their own names. */
export const MatchDocument = Schema.StructWithRest(
  Schema.Struct({
    bookmaker: Schema.Literal(BOOKMAKER_ID),
    start_time: Schema.String,
    competition_name: Schema.String,
    teams: Schema.Record(Schema.String, Schema.Record(Schema.String, TeamOdds)),
    parent_match_id: Schema.Int,
    create_date: Schema.Int,
    target_date: Schema.String
  }),
  [Schema.Record(Schema.String, Schema.Unknown)]
)
export type MatchDocument = typeof MatchDocument.Type

/** What is fixed once for all documents of a run: Unix seconds, and the day `YYYY-MM-DD`. */
export interface Stamp {
  readonly create_date: number
  readonly target_date: string
}

/** Returns the document of a match with the odds of one market. */
export const documentOf = (match: Match, { outcomes }: MarketOdds, stamp: Stamp): MatchDocument => {
  const teamOdds: Record<string, typeof TeamOdds.Type> = {}
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
    } satisfies typeof OutcomeState.Type
  }
  return document
}
