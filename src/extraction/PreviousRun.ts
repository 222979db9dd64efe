/**
 * Whether a run brings far less than the one before it, of the same source and period: a hole that no failure explains.
 *
 * The last counts are a note in the store; a run that failures made small does not replace them. A note that cannot be read or kept is remembered for the verdict, and delays
 * nothing: it is asked for and kept beside the fetching and the storing.
 */
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import * as Keys from "../store/Keys.ts"
import { OddsStore, type StoreError } from "../store/OddsStore.ts"
import type { Plan } from "./RunPlan.ts"
import * as Storing from "./storeDocuments.ts"

/** Less than this share of the last run is suspicious. */
const SHARE = 0.5
const EXPIRY_SECONDS = 86_400

/** What a run brought: real competitions, and matches of any kind. */
export const Counts = Schema.Struct({ competitions: Schema.Int, matches: Schema.Int })
export type Counts = typeof Counts.Type

const decode = Schema.decodeUnknownOption(Schema.fromJsonString(Counts))

/** What a note came to: the last counts, where there are any, and what went wrong. */
export interface Recollection {
  readonly last: Counts | undefined
  readonly errors: ReadonlyArray<StoreError>
}

const keyOf = (plan: Plan) => Keys.note(plan.prefix, "counts", plan.source, plan.period)

const within = (plan: Plan, operation: "read" | "write") => {
  return <A, R>(effect: Effect.Effect<A, StoreError, R>) =>
    Effect.flatMap(Clock.currentTimeMillis, (now) => Storing.within(now + plan.cacheMillis, operation)(effect))
}

/** Gives what the last run brought. */
export const recall = Effect.fn("Suspicion.recall")(function* (
  plan: Plan
): Effect.fn.Return<Recollection, never, OddsStore> {
  if (plan.dryRun) return { last: undefined, errors: [] }
  const store = yield* OddsStore
  return yield* store.note(keyOf(plan)).pipe(
    within(plan, "read"),
    Effect.match({
      onSuccess: (text) => ({ last: Option.getOrUndefined(Option.flatMap(text, decode)), errors: [] }),
      onFailure: (error) => ({ last: undefined, errors: [error] })
    })
  )
})

/** Names what a run brings suspiciously little of, as warnings. */
export const warnings = (last: Counts | undefined, now: Counts): Readonly<Record<string, number>> => ({
  ...(last !== undefined && now.competitions < last.competitions * SHARE && { "fewer-competitions": 1 }),
  ...(last !== undefined && now.matches < last.matches * SHARE && { "fewer-matches": 1 })
})

/** Keeps what this run brought, unless it is suspiciously little and `someFailed`: then the last counts stay. */
export const remember = Effect.fn("Suspicion.remember")(function* (
  plan: Plan,
  counts: Counts,
  last: Counts | undefined,
  someFailed: boolean
) {
  if (plan.dryRun || (someFailed && Object.keys(warnings(last, counts)).length > 0)) return []
  const store = yield* OddsStore
  return yield* store
    .keepNote(keyOf(plan), JSON.stringify(counts), EXPIRY_SECONDS)
    .pipe(within(plan, "write"), Effect.match({ onSuccess: () => [], onFailure: (error) => [error] }))
})
