/**
 * The report of a run: every competition and every match accounted for.
 *
 * A schema, so that others can decode what `--format json` prints. It adds up: listed = virtual + fetched + failed + waiting;
 * `short` is a part of fetched; matches seen = kept + rejected; kept = updated + created + unstored; withdrawn is a part of rejected.
 */
import * as Schema from "effect/Schema"
import { FailureReason } from "../bookmaker/BookmakerError.ts"
import { type Rejection, rejections } from "../domain/Match.ts"
import { Period, Source } from "../domain/Source.ts"
import { type Verdict, verdicts } from "./Verdict.ts"
import { type Warning, warnings } from "./Warnings.ts"

/** A competition without an answer. */
export interface FailedCompetition {
  /** The bookmaker's id of it. */
  readonly id: string
  /** Why there is no answer. */
  readonly reason: FailureReason
  /** Requests sent. */
  readonly tries: number
  /** How its last attempt ended, if `reason` is `deadline`, `request-limit` or `interrupted`. */
  readonly last?: FailureReason
}

/** A competition of which fewer matches came than it states. */
export interface ShortCompetition {
  /** The bookmaker's id of it. */
  readonly id: string
  /** How many matches it states. */
  readonly stated: number
  /** How many of them came. */
  readonly seen: number
  /** Why a page failed, where one did. */
  readonly reason?: FailureReason
}

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

/** What went wrong with the run as a whole, for people. */
export interface Problem {
  /** What was being done. */
  readonly step: "competitions" | "matches" | "store" | "run"
  /** A failure's reason, or another word for what went wrong. */
  readonly reason: string
  /** What happened. */
  readonly detail: string
}

/** The report of one extractor's run; times are ISO 8601 in UTC, `day` is a date in Nairobi. */
export interface Report {
  /** The market's `id`. */
  readonly extractor: string
  /** Live matches, or those to come. */
  readonly source: Source
  /** The day as an offset from today. */
  readonly period: Period
  /** The day, `YYYY-MM-DD`. */
  readonly day: string
  /** First part of every key. */
  readonly prefix: string
  /** When the run began. */
  readonly startedAt: string
  /** When it ended. */
  readonly finishedAt: string
  /** What it came to. */
  readonly verdict: Verdict
  /** What became of the competitions. */
  readonly competitions: {
    readonly listed: number
    readonly virtual: number
    readonly fromCache: boolean
    /** Null where the ids did not come from the cache. */
    readonly cacheAgeSeconds: number | null
    readonly fetched: number
    readonly failed: ReadonlyArray<FailedCompetition>
    /** A part of `fetched`; absent where there are none. */
    readonly short?: ReadonlyArray<ShortCompetition>
    /** How many are asked for in a later run; absent where there are none. */
    readonly waiting?: number
    /** Absent where a run has asked for all. */
    readonly part?: Part
  }
  /** What became of the matches. */
  readonly matches: {
    readonly seen: number
    readonly kept: number
    /** By reason; reasons that did not occur are left out. */
    readonly rejected: { readonly [R in Rejection]?: number }
  }
  /** What became of the documents kept, and how many odds were withdrawn. */
  readonly documents: {
    readonly updated: number
    readonly created: number
    readonly unstored: number
    readonly withdrawn: number
  }
  /** What was written to the store. */
  readonly entries: {
    /** Keys of the matched entries that were changed. */
    readonly updated: ReadonlyArray<string>
    /** Null where nothing was published. */
    readonly created: string | null
    readonly streamId: string | null
  }
  /** By name; warnings that did not occur are left out. */
  readonly warnings: { readonly [W in Warning]?: number }
  /** The gravest thing that went wrong; absent where nothing did. */
  readonly problem?: Problem
}

const Count = Schema.Int.check(Schema.isGreaterThanOrEqualTo(0))

/** Decodes a competition without an answer. */
export const FailedCompetition: Schema.Codec<FailedCompetition> = Schema.Struct({
  id: Schema.String,
  reason: FailureReason,
  tries: Count,
  last: Schema.optionalKey(FailureReason)
})

/** Decodes a competition of which fewer matches came than it states. */
export const ShortCompetition: Schema.Codec<ShortCompetition> = Schema.Struct({
  id: Schema.String,
  stated: Count,
  seen: Count,
  reason: Schema.optionalKey(FailureReason)
})

/** Decodes a part. */
export const Part: Schema.Codec<Part> = Schema.Struct({ number: Count, of: Count, first: Count, last: Count })

/** Decodes what went wrong with a run as a whole. */
export const Problem: Schema.Codec<Problem> = Schema.Struct({
  step: Schema.Literals(["competitions", "matches", "store", "run"]),
  reason: Schema.String,
  detail: Schema.String
})

/** Decodes the report of one extractor's run. */
export const Report: Schema.Codec<Report> = Schema.Struct({
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
    cacheAgeSeconds: Schema.NullOr(Count),
    fetched: Count,
    failed: Schema.Array(FailedCompetition),
    short: Schema.optionalKey(Schema.Array(ShortCompetition)),
    waiting: Schema.optionalKey(Count),
    part: Schema.optionalKey(Part)
  }),
  matches: Schema.Struct({
    seen: Count,
    kept: Count,
    rejected: Schema.Record(Schema.Literals(rejections), Schema.optionalKey(Count))
  }),
  documents: Schema.Struct({ updated: Count, created: Count, unstored: Count, withdrawn: Count }),
  entries: Schema.Struct({
    updated: Schema.Array(Schema.String),
    created: Schema.NullOr(Schema.String),
    streamId: Schema.NullOr(Schema.String)
  }),
  warnings: Schema.Record(Schema.Literals(warnings), Schema.optionalKey(Count)),
  problem: Schema.optionalKey(Problem)
})
