/**
 * What a run reads of the previous one and keeps for the next one, beside the other steps: the competition ids, the
 * counts, and which part was asked for.
 */
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import type { Market } from "../domain/Market.ts"
import type { StoreError } from "../store/OddsStore.ts"
import * as ChosenPart from "./ChosenPart.ts"
import { cacheIds, type ListedCompetitions } from "./competitionList.ts"
import type { FetchedList } from "./fetchListed.ts"
import { someFailed } from "./fetchMatches.ts"
import * as PreviousRun from "./PreviousRun.ts"
import type { RunPlan } from "./RunPlan.ts"

/** What goes on while matches are fetched. */
export interface RunNotes {
  readonly readingPrevious: Fiber.Fiber<PreviousRun.PreviousRun>
  readonly cachingIds: Fiber.Fiber<ReadonlyArray<StoreError>>
  readonly readingKept: ReadonlyMap<Market, Fiber.Fiber<PreviousRun.PreviousKept>>
}

/** Starts to read what the previous run has kept, and to cache the ids. */
export const start = Effect.fnUntraced(function* (plan: RunPlan, listed: ListedCompetitions) {
  const readingPrevious = yield* Effect.forkChild(PreviousRun.read(plan))
  const cachingIds = yield* Effect.forkChild(cacheIds(plan, listed))
  const readingKept = new Map<Market, Fiber.Fiber<PreviousRun.PreviousKept>>()
  for (const market of plan.markets) {
    readingKept.set(market, yield* Effect.forkChild(PreviousRun.readKept(plan, market)))
  }
  return { readingPrevious, cachingIds, readingKept } satisfies RunNotes as RunNotes
})

/** Keeps the counts of this run and its part, and a list that is new since `start`; returns what went wrong. */
export const keep = Effect.fnUntraced(function* (
  plan: RunPlan,
  { cachingIds, readingPrevious }: RunNotes,
  listed: ListedCompetitions,
  { chosen, fetched, list }: FetchedList,
  counts: PreviousRun.CountsNow
) {
  const errors = [...(chosen?.storeErrors ?? []), ...(yield* Fiber.join(cachingIds))]
  if (list !== listed) errors.push(...(yield* cacheIds(plan, list)))
  if (fetched.isStopped) return errors
  if (list.listingError === undefined) {
    const { counts: previous } = yield* Fiber.join(readingPrevious)
    errors.push(...(yield* PreviousRun.keep(plan, counts, previous, someFailed(fetched))))
  }
  if (chosen !== undefined) errors.push(...(yield* ChosenPart.keep(plan, chosen, fetched.unasked)))
  return errors
})
