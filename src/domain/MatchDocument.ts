/**
 * The document of a match in one market, as the store holds it and other programs read it: its schema.
 *
 * Documents are made in `documentOf.ts`, which needs none of it: whoever only makes them does not load it.
 */
import * as Schema from "effect/Schema"
import { BOOKMAKER_ID } from "./BookmakerId.ts"
import { type Extractor, Markets } from "./Markets.ts"
import type { Scalar } from "./Match.ts"

/** One outcome's odds under the teams' key. */
export interface TeamOdds {
  /** Decimal odds as text, above 1. */
  readonly odd_value: string
  /** Odds before the last change, as text; `""` where unknown. */
  readonly prev_oddValue: string
  /** The bookmaker's name of the outcome. */
  readonly outcome: string
}

/** One outcome's odds and state at the top of the document. */
export interface OutcomeState {
  /** Decimal odds as text, above 1. */
  readonly odd_: string
  /** The outcome's `live`, as it came. */
  readonly live: Scalar
  /** The outcome's `status`, as it came. */
  readonly odd_status: Scalar
  /** The outcome's `active`, as it came. */
  readonly event_status: Scalar
  /** Always `""`; readers expect it. */
  readonly "split(%)": string
  /** Always `""`; readers expect it. */
  readonly currency: string
}

/** Names an outcome of one of the markets in `Markets`, such as `yes` or `1X`. */
export type Outcome = (typeof Markets)[Extractor]["outcomes"][number]

/**
 * The document of one match and market. The outcomes' states stand beside the named fields under their own names, those of
 * its market alone; an outcome of a `Market` of your own is `unknown` there, and `OutcomeState` decodes it.
 */
export interface MatchDocument extends Readonly<Partial<Record<Outcome, OutcomeState>>> {
  /** Always `BookieGamma`. */
  readonly bookmaker: typeof BOOKMAKER_ID
  /** Local time in Nairobi, `YYYY-MM-DD HH:MM:SS`. */
  readonly start_time: string
  /** Name and category in lower case, joined by `_`. */
  readonly competition_name: string
  /** One key, `home;away`; below it the odds by outcome. */
  readonly teams: Readonly<Record<string, Readonly<Record<string, TeamOdds>>>>
  /** The bookmaker's number of the match. */
  readonly parent_match_id: number
  /** When the run began, in Unix seconds. */
  readonly create_date: number
  /** The day of the run in Nairobi, `YYYY-MM-DD`. */
  readonly target_date: string
  /** The outcomes of a market of your own. */
  readonly [name: string]: unknown
}

const WireScalar = Schema.Union([Schema.String, Schema.Finite, Schema.Boolean])

/** Decodes one outcome's odds under the teams' key. */
export const TeamOdds: Schema.Codec<TeamOdds> = Schema.Struct({
  odd_value: Schema.String,
  prev_oddValue: Schema.String,
  outcome: Schema.String
})

/** Decodes one outcome's odds and state at the top of a document. */
export const OutcomeState: Schema.Codec<OutcomeState> = Schema.Struct({
  odd_: Schema.String,
  live: WireScalar,
  odd_status: WireScalar,
  event_status: WireScalar,
  "split(%)": Schema.String,
  currency: Schema.String
})

const outcomes = Object.fromEntries(
  Object.values(Markets)
    .flatMap((market): ReadonlyArray<Outcome> => market.outcomes)
    .map((outcome) => [outcome, Schema.optionalKey(OutcomeState)])
) as Record<Outcome, Schema.optionalKey<typeof OutcomeState>>

/** Decodes the document of one match and market. */
export const MatchDocument: Schema.Codec<MatchDocument> = Schema.StructWithRest(
  Schema.Struct({
    bookmaker: Schema.Literal(BOOKMAKER_ID),
    start_time: Schema.String,
    competition_name: Schema.String,
    teams: Schema.Record(Schema.String, Schema.Record(Schema.String, TeamOdds)),
    parent_match_id: Schema.Int,
    create_date: Schema.Int,
    target_date: Schema.String,
    ...outcomes
  }),
  [Schema.Record(Schema.String, Schema.Unknown)]
)
