/**
 * The document of a match in one market, as the store holds it and the neighbours read it: its schema.
 *
 * Documents are made in `documentOf.ts`, which needs none of it: whoever only makes them does not load it.
 */
import * as Schema from "effect/Schema"
import { BOOKMAKER_ID } from "./BookmakerId.ts"

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
