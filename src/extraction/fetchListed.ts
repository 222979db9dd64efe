/**
 * The matches of the listed competitions, or of a part of them; and the list anew where a cached one is not believed.
 */
import * as Effect from "effect/Effect"
import * as ChosenPart from "./ChosenPart.ts"
import type { Collector } from "./Collector.ts"
import { type ListedCompetitions, listAnew } from "./competitionList.ts"
import { type Fetched, fetchMatches, someFailed } from "./fetchMatches.ts"
import type { RunPlan } from "./RunPlan.ts"

/** How fetching a list went. */
export interface FetchedList {
  /** The given list, or the one that the bookmaker was asked for instead. */
  readonly list: ListedCompetitions
  readonly fetched: Fetched
  /** Undefined where requests are not limited, or the list was asked for anew. */
  readonly chosen: ChosenPart.ChosenPart | undefined
  /** Competitions that are asked for in a later run. */
  readonly waiting: number
}

/** Chooses the part of a run whose requests are limited; undefined where they are not, or the list is empty. */
const choosePart = (plan: RunPlan, { ids }: ListedCompetitions) =>
  plan.requests === undefined || ids.length === 0
    ? Effect.undefined
    : ChosenPart.choose(plan, ids, plan.requests.left())

/**
 * Fetches the matches of a list, or of a part of it. Where the list comes from the cache and all of it answers
 * empty, it is not believed any longer: the bookmaker is asked for it, and what is new on it is fetched too.
 */
export const fetchListed = Effect.fnUntraced(function* (
  plan: RunPlan,
  cached: ListedCompetitions,
  collectors: ReadonlyArray<Collector>
) {
  const chosen = yield* choosePart(plan, cached)
  const chosenIds = new Set(chosen?.ids)
  const ids = chosen === undefined ? cached.ids : cached.ids.filter((id) => chosenIds.has(id))
  const fetched = yield* fetchMatches(plan, ids, collectors)
  const waiting = cached.ids.length - ids.length + fetched.waiting
  const isEmpty = fetched.seen === 0 && !someFailed(fetched) && waiting === 0
  const canList = plan.requests === undefined || plan.requests.left() > 0
  if (cached.cacheAgeSeconds === undefined || !isEmpty || fetched.isStopped || !canList) {
    return { list: cached, fetched, chosen, waiting } satisfies FetchedList as FetchedList
  }
  const listed = yield* listAnew(plan, [...cached.storeErrors, ...(chosen?.storeErrors ?? [])])
  if (listed.listingError !== undefined) {
    const list = { ...cached, listingError: listed.listingError, heldBack: listed.heldBack }
    return { list, fetched, chosen, waiting } satisfies FetchedList as FetchedList
  }
  const known = new Set(cached.ids)
  const fresh = listed.ids.filter((id) => !known.has(id))
  const more = yield* fetchMatches(plan, fresh, collectors)
  const all: Fetched = { ...more, heldBack: fetched.heldBack + more.heldBack, stale: fetched.stale + more.stale }
  return { list: listed, fetched: all, chosen: undefined, waiting: more.waiting } satisfies FetchedList as FetchedList
})
