/**
 * Whether a run brings far less than the previous one of the same source and period: a hole that no failure explains.
 *
 * The counts of the previous run are notes in the store: competitions and matches of any extractor, and for each
 * extractor the documents that it kept. A run that failures made small does not replace them. A note
 * that cannot be read or kept is an error for the verdict, and delays nothing: it is read and kept beside the other steps.
 */
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import type { Market } from "../domain/Market.ts"
import * as Keys from "../store/Keys.ts"
import type { OddsStore, StoreError } from "../store/OddsStore.ts"
import { keepNote, readNote } from "./notes.ts"
import type { RunPlan } from "./RunPlan.ts"
import type { WarningCounts } from "./Warnings.ts"

/** Less than this share of the previous run is flagged. */
const SHARE = 0.5

/** What a run brought: real competitions, and matches of any kind. */
export const RunCounts = Schema.Struct({ competitions: Schema.Int, matches: Schema.Int })
export type RunCounts = typeof RunCounts.Type

/** The same of the run that ends now; its matches are undefined where it was a part, which is compared with nothing. */
export interface CountsNow {
  readonly competitions: number
  readonly matches: number | undefined
}

const decode = Schema.decodeUnknownOption(Schema.fromJsonString(RunCounts))

/** The counts of the previous run, where there are any, and what went wrong while reading them. */
export interface PreviousRun {
  readonly counts: RunCounts | undefined
  readonly errors: ReadonlyArray<StoreError>
}

/** What the previous run of one extractor kept. */
const KeptCount = Schema.Struct({ kept: Schema.Int.check(Schema.isGreaterThanOrEqualTo(0)) })
const decodeKept = Schema.decodeUnknownOption(Schema.fromJsonString(KeptCount))

/** What the previous run of one extractor kept, where that is known, and what went wrong while reading it. */
export interface PreviousKept {
  readonly kept: number | undefined
  readonly errors: ReadonlyArray<StoreError>
}

const keptKeyOf = ({ period, prefix, source }: RunPlan, { keyPart }: Market) =>
  Keys.note(prefix, `kept_${keyPart}`, source, period)

const keyOf = ({ period, prefix, source }: RunPlan) => Keys.note(prefix, "counts", source, period)

/** Reads the counts of the previous run. */
export const read = Effect.fn("PreviousRun.read")(function* (
  plan: RunPlan
): Effect.fn.Return<PreviousRun, never, OddsStore> {
  const { errors, text } = yield* readNote(plan, keyOf(plan))
  return { counts: Option.getOrUndefined(decode(text)), errors }
})

/** Names what a run brings less than half of, as warnings. */
export const warnings = (previous: RunCounts | undefined, { competitions, matches }: CountsNow): WarningCounts => ({
  ...(previous !== undefined && competitions < previous.competitions * SHARE && { "fewer-competitions": 1 }),
  ...(previous !== undefined && matches !== undefined && matches < previous.matches * SHARE && { "fewer-matches": 1 })
})

/**
 * Keeps the counts of this run, unless `someFailed` and it is flagged: then the previous ones stay, as do those of the matches
 * after a part.
 */
export const keep = Effect.fn("PreviousRun.keep")(function* (
  plan: RunPlan,
  counts: CountsNow,
  previous: RunCounts | undefined,
  someFailed: boolean
) {
  if (someFailed && Object.keys(warnings(previous, counts)).length > 0) return []
  const { competitions, matches = previous?.matches ?? 0 } = counts
  return yield* keepNote(plan, keyOf(plan), JSON.stringify({ competitions, matches }))
})

/** Reads how many documents the previous run of an extractor kept. */
export const readKept = Effect.fn("PreviousRun.readKept")(function* (
  plan: RunPlan,
  market: Market
): Effect.fn.Return<PreviousKept, never, OddsStore> {
  const { errors, text } = yield* readNote(plan, keptKeyOf(plan, market))
  return { kept: Option.getOrUndefined(decodeKept(text))?.kept, errors }
})

/** Names what an extractor keeps less than half of, as a warning. */
export const keptWarnings = (previous: number | undefined, kept: number): WarningCounts =>
  previous !== undefined && kept < previous * SHARE ? { "fewer-documents": 1 } : {}

/** Keeps how many documents an extractor kept, unless `someFailed` and it is flagged: then the previous count stays. */
export const keepKept = Effect.fn("PreviousRun.keepKept")(function* (
  plan: RunPlan,
  market: Market,
  kept: number,
  previous: number | undefined,
  someFailed: boolean
) {
  if (someFailed && Object.keys(keptWarnings(previous, kept)).length > 0) return []
  return yield* keepNote(plan, keptKeyOf(plan, market), JSON.stringify({ kept }))
})
