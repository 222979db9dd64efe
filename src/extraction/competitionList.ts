/**
 * Whose matches are to be fetched: the competition ids from the cache, else from the bookmaker.
 *
 * A store that fails or is slow here does not keep the run from going on; it is remembered for the verdict.
 */
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Result from "effect/Result"
import type { BookieGammaError } from "../bookmaker/BookmakerError.ts"
import * as BookieGamma from "../bookmaker/bookiegamma/BookieGamma.ts"
import { OddsStore, type StoreError } from "../store/OddsStore.ts"
import { inquiryOf, type Plan } from "./RunPlan.ts"
import { Stop } from "./Shutdown.ts"
import * as Storing from "./storeDocuments.ts"

/** The competitions of a run, and what went wrong on the way to know them. */
export interface Agenda {
  readonly ids: ReadonlyArray<string>
  readonly listed: number
  readonly virtual: number
  /** Undefined where the ids did not come from the cache. */
  readonly cacheAgeSeconds: number | undefined
  readonly warnings: Readonly<Record<string, number>>
  readonly listingFailure: BookieGammaError | undefined
  readonly storeErrors: ReadonlyArray<StoreError>
}

const nothing: Agenda = {
  ids: [],
  listed: 0,
  virtual: 0,
  cacheAgeSeconds: undefined,
  warnings: {},
  listingFailure: undefined,
  storeErrors: []
}

/** Takes the ids from the cache, else from the bookmaker. */
export const read = Effect.fn("Agenda.read")(function* (plan: Plan) {
  const storeErrors: Array<StoreError> = []
  if (!plan.dryRun) {
    const store = yield* OddsStore
    const cached = yield* store
      .cachedIds(plan.idsKey, plan.cacheExpirySeconds)
      .pipe(
        Storing.within((yield* Clock.currentTimeMillis) + plan.cacheMillis, "read"),
        Effect.raceFirst(Effect.as(yield* Stop, Option.none())),
        Effect.result
      )
    if (Result.isFailure(cached)) {
      storeErrors.push(cached.failure)
    } else if (Option.isSome(cached.success) && cached.success.value.ids.length <= BookieGamma.MAX_COMPETITIONS) {
      const { ageSeconds, ids } = cached.success.value
      return { ...nothing, ids, listed: ids.length, cacheAgeSeconds: ageSeconds } satisfies Agenda as Agenda
    }
  }
  const count = BookieGamma.attempts()
  const listing = yield* BookieGamma.competitions(inquiryOf(plan), count).pipe(
    Effect.raceFirst(
      Effect.andThen(
        yield* Stop,
        Effect.suspend(() => Effect.fail(BookieGamma.interrupted(count)))
      )
    ),
    Effect.result
  )
  if (Result.isFailure(listing)) {
    return { ...nothing, listingFailure: listing.failure, storeErrors } satisfies Agenda as Agenda
  }
  const { ids, listed, repeated, virtual, withoutId } = listing.success
  const warnings = {
    ...(withoutId > 0 && { "competition-without-id": withoutId }),
    ...(repeated > 0 && { "competition-repeated": repeated })
  }
  return { ...nothing, ids, listed, virtual, warnings, storeErrors } satisfies Agenda as Agenda
})

/** Caches the ids that the bookmaker gave; gives why they could not be cached. An empty list is never cached. */
export const remember = Effect.fn("Agenda.remember")(function* (plan: Plan, { cacheAgeSeconds, ids }: Agenda) {
  if (plan.dryRun || cacheAgeSeconds !== undefined || ids.length === 0) return []
  const store = yield* OddsStore
  const now = yield* Clock.currentTimeMillis
  return yield* store
    .cacheIds(plan.idsKey, ids, plan.cacheExpirySeconds)
    .pipe(
      Storing.within(now + plan.cacheMillis, "write"),
      Effect.match({ onSuccess: () => [], onFailure: (error) => [error] })
    )
})
