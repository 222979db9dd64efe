/**
 * The report of a run: every competition and every match accounted for.
 *
 * A schema, so that others can decode what `--format json` prints. It adds up: listed = virtual + fetched + failed + waiting;
 * `short` is a part of fetched; matches seen = kept + rejected; kept = updated + created + unstored; withdrawn is a part of rejected.
 */
import * as Schema from "effect/Schema"
import { FailureReason } from "../bookmaker/BookmakerError.ts"
import { rejections } from "../domain/Match.ts"
import { Period, Source } from "../domain/Source.ts"
import { type Verdict, verdicts } from "./Verdict.ts"
import { warnings } from "./Warnings.ts"

const Count = Schema.Int.check(Schema.isGreaterThanOrEqualTo(0))

/** A competition without an answer. `last` is how its last attempt ended, where time ran out before the next one. */
export const FailedCompetition = Schema.Struct({
  id: Schema.String,
  reason: FailureReason,
  /** Requests sent. */
  tries: Count,
  last: Schema.optionalKey(FailureReason)
})
export type FailedCompetition = typeof FailedCompetition.Type

/** A competition of which fewer matches came than it states. `reason` is why a page failed, where one did. */
export const ShortCompetition = Schema.Struct({
  id: Schema.String,
  stated: Count,
  seen: Count,
  reason: Schema.optionalKey(FailureReason)
})
export type ShortCompetition = typeof ShortCompetition.Type

/** Which part of the competitions a run has asked for, where the requests that it may send were too few for all. */
export interface Part {
  /** From 1 to `of`. */
  readonly number: number
  /** How many parts there are. */
  readonly of: number
  /** The first competition of the part, counted from 1 in the order of ids. */
  readonly first: number
  /** The last one; it is before the first where no request was left. */
  readonly last: number
}
/** Decodes a part. */
export const Part: Schema.Codec<Part> = Schema.Struct({ number: Count, of: Count, first: Count, last: Count })

/** What went wrong with the run as a whole, for people. */
export const Problem = Schema.Struct({
  step: Schema.Literals(["competitions", "matches", "store", "run"]),
  reason: Schema.String,
  detail: Schema.String
})
export type Problem = typeof Problem.Type

/** The report of one extractor's run; times are ISO 8601 in UTC, `day` is a date in Nairobi. */
export const Report = Schema.Struct({
  /** The market's `id`. */
  extractor: Schema.String,
  source: Source,
  period: Period,
  day: Schema.String,
  prefix: Schema.String,
  startedAt: Schema.String,
  finishedAt: Schema.String,
  verdict: Schema.Literals(Object.keys(verdicts) as [Verdict, ...Array<Verdict>]),
  competitions: Schema.Struct({
    listed: Count,
    virtual: Count,
    fromCache: Schema.Boolean,
    /** Null where the ids did not come from the cache. */
    cacheAgeSeconds: Schema.NullOr(Count),
    fetched: Count,
    failed: Schema.Array(FailedCompetition),
    /** A part of `fetched`; absent where there are none. */
    short: Schema.optionalKey(Schema.Array(ShortCompetition)),
    /** How many have their turn in a later run; absent where none has. */
    waiting: Schema.optionalKey(Count),
    part: Schema.optionalKey(Part)
  }),
  matches: Schema.Struct({
    seen: Count,
    kept: Count,
    /** By reason; reasons that did not occur are left out. */
    rejected: Schema.Record(Schema.Literals(rejections), Schema.optionalKey(Count))
  }),
  documents: Schema.Struct({ updated: Count, created: Count, unstored: Count, withdrawn: Count }),
  entries: Schema.Struct({
    /** Keys of the matched entries that were changed. */
    updated: Schema.Array(Schema.String),
    /** Null where nothing was published. */
    created: Schema.NullOr(Schema.String),
    streamId: Schema.NullOr(Schema.String)
  }),
  /** By name; warnings that did not occur are left out. */
  warnings: Schema.Record(Schema.Literals(warnings), Schema.optionalKey(Count)),
  /** The gravest thing that went wrong; absent where nothing did. */
  problem: Schema.optionalKey(Problem)
})
export type Report = typeof Report.Type
