/**
 * Which matched entries hold some matches: the index is made where it is missing, searched in batches, and every answer
 * checked to be complete.
 */
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import type * as Redis from "effect/persistence/Redis"
import * as Schedule from "effect/Schedule"
import type { MarketKeys } from "../../src/store/Keys.ts"
import { StoreError } from "../../src/store/OddsStore.ts"
import { cleanText, errorMessage } from "./errorMessage.ts"
import * as Index from "./MatchedIndex.ts"
import { retryConnection, storeError } from "./retryConnection.ts"

/** Ids in one search; 1,000 take the server some 2 ms. */
const IDS_PER_SEARCH = 1000
const chunksOf = <A>(items: ReadonlyArray<A>, size: number): ReadonlyArray<ReadonlyArray<A>> =>
  Array.from({ length: Math.ceil(items.length / size) }, (_, i) => items.slice(i * size, (i + 1) * size))

const incomplete = (index: string, why: string) =>
  new StoreError({ operation: "read", message: `the index ${index} did not answer in full: ${why}` })

/** Makes the index where it is missing, waits while it is being built, and checks that it can find entries by id. */
const readyIndex = Effect.fnUntraced(function* (redis: Redis.Redis["Service"], keys: MarketKeys) {
  const info = redis.send("FT.INFO", keys.index).pipe(retryConnection, Effect.map(Index.readState))
  const create = redis.send("FT.CREATE", ...Index.createArguments(keys)).pipe(
    retryConnection,
    Effect.catchIf(
      (error) => /already exists/i.test(errorMessage(error)),
      () => Effect.void
    )
  )
  const state = yield* info.pipe(
    Effect.catchIf(
      (error) => Index.isMissing(errorMessage(error)),
      () => Effect.andThen(create, info)
    ),
    Effect.repeat({ while: ({ building }) => building, schedule: Schedule.spaced("50 millis") }),
    Effect.mapError(storeError("read"))
  )
  const objects = Index.objection(keys, state)
  if (objects === undefined) return
  const message = cleanText(`the index ${keys.index} ${objects.detail}; ${objects.remedy}`)
  return yield* new StoreError({ operation: "read", message })
})

/** Searches for the entries of some matches, and checks that the answer is complete. */
const search = (
  redis: Redis.Redis["Service"],
  keys: MarketKeys,
  matchIds: ReadonlyArray<number>
): Effect.Effect<Index.SearchResult["entries"], StoreError> =>
  Effect.gen(function* () {
    const startedAt = yield* Clock.currentTimeMillis
    const reply = yield* redis
      .send("FT.SEARCH", ...Index.searchArguments(keys, matchIds))
      .pipe(retryConnection, Effect.mapError(storeError("read")))
    const millis = (yield* Clock.currentTimeMillis) - startedAt
    const result = Index.readSearch(reply)
    if (result === undefined) return yield* incomplete(keys.index, "its reply has an unknown shape")
    if (result.warnings !== undefined && result.warnings.length > 0) {
      return yield* incomplete(keys.index, cleanText(result.warnings.join("; ")))
    }
    // A protocol without warnings leaves the time: a search that was cut off has taken at least its timeout.
    if (result.warnings === undefined && millis >= Index.SEARCH_TIMEOUT_MILLIS) {
      return yield* incomplete(keys.index, `it took ${millis} ms`)
    }
    if (result.total === result.returned) return result.entries
    if (result.total <= Index.LIMIT || matchIds.length === 1) {
      return yield* incomplete(keys.index, `${result.returned} of ${result.total} entries`)
    }
    const half = Math.ceil(matchIds.length / 2)
    const halves = [matchIds.slice(0, half), matchIds.slice(half)]
    return (yield* Effect.forEach(halves, (part) => search(redis, keys, part))).flat()
  })

/** Returns the keys of the entries that hold each match. */
export const findEntries = Effect.fnUntraced(function* (
  redis: Redis.Redis["Service"],
  keys: MarketKeys,
  matchIds: ReadonlyArray<number>
) {
  const entries = new Map<number, Array<string>>()
  if (matchIds.length === 0) return entries
  yield* readyIndex(redis, keys)
  const wanted = new Set(matchIds)
  const found = yield* Effect.forEach(chunksOf(matchIds, IDS_PER_SEARCH), (chunk) => search(redis, keys, chunk), {
    concurrency: "unbounded"
  })
  for (const { key, matchId } of found.flat()) {
    if (!wanted.has(matchId) || !key.startsWith(keys.matchedPrefix)) continue
    entries.set(matchId, [...(entries.get(matchId) ?? []), key])
  }
  return entries
})
