/**
 * Whose matches are to be fetched: the competition ids from the cache, else from the bookmaker.
 *
 * A store that fails or is slow here does not stop the run; its error is kept for the verdict.
 */
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Result from "effect/Result"
import * as AttemptLog from "../bookmaker/AttemptLog.ts"
import { Bookmaker, MAX_COMPETITIONS } from "../bookmaker/Bookmaker.ts"
import type { BookmakerError } from "../bookmaker/BookmakerError.ts"
import { millisLeft } from "../domain/Deadline.ts"
import { OddsStore, type StoreError } from "../store/OddsStore.ts"
import { withCacheDeadline, write } from "./notes.ts"
import * as Progress from "./Progress.ts"
import { queryOf, type RunPlan } from "./RunPlan.ts"
import { StopSignal } from "./Shutdown.ts"
import type { WarningCounts } from "./Warnings.ts"

/** The competitions of a run, and what went wrong while listing them. */
export interface ListedCompetitions {
  readonly ids: ReadonlyArray<string>
  readonly listed: number
  readonly virtual: number
  /** Undefined where the ids did not come from the cache. */
  readonly cacheAgeSeconds: number | undefined
  readonly warnings: WarningCounts
  /** Requests held back because the circuit was open. */
  readonly heldBack: number
  /** 1 where the list is an old copy from a cache on the way. */
  readonly stale: number
  readonly listingError: BookmakerError | undefined
  readonly storeErrors: ReadonlyArray<StoreError>
}

const none: ListedCompetitions = {
  ids: [],
  listed: 0,
  virtual: 0,
  cacheAgeSeconds: undefined,
  warnings: {},
  heldBack: 0,
  stale: 0,
  listingError: undefined,
  storeErrors: []
}

const readCache = Effect.fnUntraced(function* (plan: RunPlan) {
  if (plan.dryRun) return Option.none()
  const store = yield* OddsStore
  const cached = yield* store
    .cachedIds(plan.idsKey, plan.cacheExpirySeconds)
    .pipe(withCacheDeadline(plan, "read"), Effect.raceFirst(Effect.as(yield* StopSignal, Option.none())))
  return Option.filter(cached, ({ ids }) => ids.length <= MAX_COMPETITIONS)
})

const askBookmaker = Effect.fnUntraced(function* (plan: RunPlan) {
  const bookmaker = yield* Bookmaker
  const log = AttemptLog.make()
  const progress = yield* Progress.Progress
  const tasks = [{ isEnded: false, logs: [log] }]
  progress({ ...Progress.none, requests: (now) => Progress.requestsOf(tasks, now) })
  const left = yield* millisLeft(plan.fetchDeadline)
  const list = yield* bookmaker.listCompetitions(queryOf(plan), log).pipe(
    Effect.raceFirst(
      Effect.andThen(
        yield* StopSignal,
        Effect.suspend(() => Effect.fail(AttemptLog.interrupted(log)))
      )
    ),
    Effect.timeoutOrElse({
      duration: Duration.millis(Math.max(0, left)),
      orElse: () => Effect.fail(AttemptLog.deadlinePassed(log))
    }),
    Effect.result
  )
  return { list, heldBack: log.heldBack }
})

/** Takes the ids from the bookmaker, whatever is cached. */
export const listAnew = Effect.fn("extraction.listAnew")(function* (
  plan: RunPlan,
  storeErrors: ReadonlyArray<StoreError> = []
) {
  const { heldBack, list } = yield* askBookmaker(plan)
  if (Result.isFailure(list)) {
    return {
      ...none,
      listingError: list.failure,
      heldBack,
      storeErrors
    } satisfies ListedCompetitions as ListedCompetitions
  }
  const { ids, isStale, listed, repeated, virtual, withoutId } = list.success
  const warnings = {
    ...(withoutId > 0 && { "competition-without-id": withoutId }),
    ...(repeated > 0 && { "competition-repeated": repeated })
  }
  return {
    ...none,
    ids,
    listed,
    virtual,
    warnings,
    heldBack,
    stale: isStale ? 1 : 0,
    storeErrors
  } satisfies ListedCompetitions as ListedCompetitions
})

/** Takes the ids from the cache, else from the bookmaker. */
export const listCompetitions = Effect.fn("extraction.listCompetitions")(function* (plan: RunPlan) {
  const cached = yield* Effect.result(readCache(plan))
  if (Result.isSuccess(cached) && Option.isSome(cached.success)) {
    const { ageSeconds, ids } = cached.success.value
    return {
      ...none,
      ids,
      listed: ids.length,
      cacheAgeSeconds: ageSeconds
    } satisfies ListedCompetitions as ListedCompetitions
  }
  return yield* listAnew(plan, Result.isFailure(cached) ? [cached.failure] : [])
})

/** Caches the ids that the bookmaker gave; returns why they could not be cached. An empty list is never cached. */
export const cacheIds = Effect.fn("extraction.cacheIds")(function* (
  plan: RunPlan,
  { cacheAgeSeconds, ids }: ListedCompetitions
) {
  if (cacheAgeSeconds !== undefined || ids.length === 0) return []
  return yield* write(plan, (store) => store.cacheIds(plan.idsKey, ids, plan.cacheExpirySeconds))
})
