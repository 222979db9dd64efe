/**
 * Looks up the matched entries that hold given matches: creates the index if it is missing, searches it in batches, and
 * checks that every result is complete.
 */
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import type * as Redis from "effect/persistence/Redis"
import * as Schedule from "effect/Schedule"
import type { MarketKeys } from "../../src/store/Keys.ts"
import { StoreError } from "../../src/store/OddsStore.ts"
import { cleanText, errorMessage } from "./errorMessage.ts"
import { expectReply } from "./expectReply.ts"
import * as Index from "./MatchedIndex.ts"
import { retryConnection, storeError } from "./retryConnection.ts"

/** Ids per search; 1000 take the server about 2 ms. */
const IDS_PER_SEARCH = 1000
const chunksOf = <A>(items: ReadonlyArray<A>, size: number): ReadonlyArray<ReadonlyArray<A>> =>
  Array.from({ length: Math.ceil(items.length / size) }, (_, i) => items.slice(i * size, (i + 1) * size))

const incomplete = (index: string, why: string) =>
  new StoreError({ operation: "read", message: `the index ${index} did not answer in full: ${why}` })

const readState = (redis: Redis.Redis["Service"], keys: MarketKeys) =>
  redis
    .send("FT.INFO", keys.index)
    .pipe(Effect.flatMap(expectReply("FT.INFO", Index.isInfo)), retryConnection, Effect.map(Index.readState))

/** Fails if an index cannot find entries by id. */
const checkFit = (keys: MarketKeys, state: Index.IndexState): Effect.Effect<void, StoreError> => {
  const unfit = Index.unfitReason(keys, state)
  if (unfit === undefined) return Effect.void
  const message = cleanText(`the index ${keys.index} ${unfit.detail}; ${unfit.remedy}`)
  return Effect.fail(new StoreError({ operation: "read", message }))
}

/** Creates the index if it is missing, and waits while it is being built. Returns its state. */
const buildIndex = (redis: Redis.Redis["Service"], keys: MarketKeys): Effect.Effect<Index.IndexState, StoreError> => {
  const info = readState(redis, keys)
  const create = redis.send("FT.CREATE", ...Index.createArguments(keys)).pipe(
    retryConnection,
    Effect.catchIf(
      (error) => /already exists/i.test(errorMessage(error)),
      () => Effect.void
    )
  )
  return info.pipe(
    Effect.catchIf(
      (error) => Index.isMissing(errorMessage(error)),
      () => Effect.andThen(create, info)
    ),
    Effect.repeat({ while: ({ building }) => building, schedule: Schedule.spaced("50 millis") }),
    Effect.mapError(storeError("read"))
  )
}

/** Searches for the entries of some matches; fails if the result is incomplete. */
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
    // RESP2 has no warnings, but a search that timed out has taken at least its timeout.
    if (result.warnings === undefined && millis >= Index.SEARCH_TIMEOUT_MILLIS) {
      return yield* incomplete(keys.index, `it took ${millis} ms`)
    }
    if (result.total === result.returned) return result.entries
    if (result.total <= Index.MAX_RESULTS || matchIds.length === 1) {
      return yield* incomplete(keys.index, `${result.returned} of ${result.total} entries`)
    }
    const half = Math.ceil(matchIds.length / 2)
    const halves = [matchIds.slice(0, half), matchIds.slice(half)]
    return (yield* Effect.forEach(halves, (part) => search(redis, keys, part))).flat()
  })

/**
 * Returns the keys of the entries by the id of the match they hold, and how often the index left an entry out. Fails
 * with a `StoreError` if a result is incomplete.
 */
export const findEntries = Effect.fnUntraced(function* (
  redis: Redis.Redis["Service"],
  keys: MarketKeys,
  matchIds: ReadonlyArray<number>
) {
  const entries = new Map<number, Array<string>>()
  if (matchIds.length === 0) return { entries, leftOut: 0 }
  const searches = Effect.forEach(chunksOf(matchIds, IDS_PER_SEARCH), (chunk) => search(redis, keys, chunk), {
    concurrency: "unbounded"
  })
  // In one round trip instead of two: what was found counts if the index was whole before.
  const early = yield* Effect.all([readState(redis, keys), Effect.result(searches)], {
    concurrency: "unbounded"
  }).pipe(
    Effect.catchIf(
      (error) => Index.isMissing(errorMessage(error)),
      () => Effect.undefined
    ),
    Effect.mapError(storeError("read"))
  )
  const isWhole = early !== undefined && !early[0].building
  const state = isWhole ? early[0] : yield* buildIndex(redis, keys)
  yield* checkFit(keys, state)
  const found = isWhole ? yield* Effect.fromResult(early[1]) : yield* searches
  const { dropped } = state
  const wanted = new Set(matchIds)
  for (const { key, matchId } of found.flat()) {
    if (!wanted.has(matchId) || !key.startsWith(keys.matchedPrefix)) continue
    entries.set(matchId, [...(entries.get(matchId) ?? []), key])
  }
  return { entries, leftOut: dropped }
})
