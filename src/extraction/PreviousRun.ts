/**
 * Whether a run brings far less than the previous one of the same source and period: a hole that no failure explains.
 *
 * The counts of the previous run are a note in the store. A run that failures made small does not replace them. A note
 * that cannot be read or kept is an error for the verdict, and delays nothing: it is read and kept beside the other steps.
 */
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import { deadlineIn } from "../domain/Deadline.ts"
import * as Keys from "../store/Keys.ts"
import { OddsStore, type StoreError } from "../store/OddsStore.ts"
import type { RunPlan } from "./RunPlan.ts"
import { withDeadline } from "./withDeadline.ts"

/** Less than this share of the previous run is flagged. */
const SHARE = 0.5
const EXPIRY_SECONDS = 86_400

/** What a run brought: real competitions, and matches of any kind. */
export const RunCounts = Schema.Struct({ competitions: Schema.Int, matches: Schema.Int })
export type RunCounts = typeof RunCounts.Type

const decode = Schema.decodeUnknownOption(Schema.fromJsonString(RunCounts))

/** The counts of the previous run, where there are any, and what went wrong while reading them. */
export interface PreviousRun {
  readonly counts: RunCounts | undefined
  readonly errors: ReadonlyArray<StoreError>
}

const keyOf = ({ period, prefix, source }: RunPlan) => Keys.note(prefix, "counts", source, period)

/** Reads the counts of the previous run. */
export const read = Effect.fn("PreviousRun.read")(function* (
  plan: RunPlan
): Effect.fn.Return<PreviousRun, never, OddsStore> {
  if (plan.dryRun) return { counts: undefined, errors: [] }
  const store = yield* OddsStore
  return yield* store.note(keyOf(plan)).pipe(
    withDeadline(yield* deadlineIn(plan.cacheMillis), "read"),
    Effect.match({
      onSuccess: (text) => ({ counts: Option.getOrUndefined(Option.flatMap(text, decode)), errors: [] }),
      onFailure: (error) => ({ counts: undefined, errors: [error] })
    })
  )
})

/** Names what a run brings less than half of, as warnings. */
export const warnings = (previous: RunCounts | undefined, now: RunCounts): Readonly<Record<string, number>> => ({
  ...(previous !== undefined && now.competitions < previous.competitions * SHARE && { "fewer-competitions": 1 }),
  ...(previous !== undefined && now.matches < previous.matches * SHARE && { "fewer-matches": 1 })
})

/** Keeps the counts of this run, unless `someFailed` and it is flagged: then the previous ones stay. */
export const keep = Effect.fn("PreviousRun.keep")(function* (
  plan: RunPlan,
  counts: RunCounts,
  previous: RunCounts | undefined,
  someFailed: boolean
) {
  if (plan.dryRun || (someFailed && Object.keys(warnings(previous, counts)).length > 0)) return []
  const store = yield* OddsStore
  return yield* store
    .keepNote(keyOf(plan), JSON.stringify(counts), EXPIRY_SECONDS)
    .pipe(
      withDeadline(yield* deadlineIn(plan.cacheMillis), "write"),
      Effect.match({ onSuccess: () => [], onFailure: (error) => [error] })
    )
})
