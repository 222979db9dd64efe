/**
 * What a run leaves in the store for the next one: notes, and the cached competition ids.
 *
 * Each read and each write may take `cacheMillis`, a tenth of the run's budget. A dry run does neither. An error does not
 * end the run: it is returned, for the report.
 */
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import { deadlineIn } from "../domain/Deadline.ts"
import { OddsStore, type OddsStoreShape, type StoreError } from "../store/OddsStore.ts"
import type { RunPlan } from "./RunPlan.ts"
import { withDeadline } from "./withDeadline.ts"

/** Expiry of a note in seconds: a day. */
const EXPIRY_SECONDS = 86_400

/** A note, and the error where it could not be read. */
export interface Note {
  /** Empty where there is no note; undefined where it was not read. */
  readonly text: string | undefined
  readonly errors: ReadonlyArray<StoreError>
}

/** Fails with a `StoreError` if a read or a write takes longer than `cacheMillis`, or than the stop signal allows. */
export const withCacheDeadline =
  ({ cacheMillis }: RunPlan, operation: "read" | "write") =>
  <A>(effect: Effect.Effect<A, StoreError>): Effect.Effect<A, StoreError> =>
    Effect.flatMap(deadlineIn(cacheMillis), (deadline) =>
      withDeadline(deadline, operation, { limit: "a tenth of the run's budget" })(effect)
    )

/** Reads a note. */
export const readNote = Effect.fnUntraced(function* (
  plan: RunPlan,
  key: string
): Effect.fn.Return<Note, never, OddsStore> {
  if (plan.dryRun) return { text: undefined, errors: [] }
  const store = yield* OddsStore
  return yield* store.note(key).pipe(
    withCacheDeadline(plan, "read"),
    Effect.match({
      onSuccess: (text) => ({ text: Option.getOrElse(text, () => ""), errors: [] }),
      onFailure: (error) => ({ text: undefined, errors: [error] })
    })
  )
})

/** Writes to the store; returns the error where it could not. */
export const write = Effect.fnUntraced(function* (
  plan: RunPlan,
  operation: (store: OddsStoreShape) => Effect.Effect<void, StoreError>
): Effect.fn.Return<ReadonlyArray<StoreError>, never, OddsStore> {
  if (plan.dryRun) return []
  return yield* operation(yield* OddsStore).pipe(
    withCacheDeadline(plan, "write"),
    Effect.match({ onSuccess: () => [], onFailure: (error) => [error] })
  )
})

/** Writes a note; returns the error where it could not. */
export const keepNote = (plan: RunPlan, key: string, text: string) =>
  write(plan, (store) => store.keepNote(key, text, EXPIRY_SECONDS))
