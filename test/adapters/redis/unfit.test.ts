/**
 * Indexes that cannot find the matched entries: recognised in what real servers answer to FT.INFO; and what they would lose. That
 * a lookup refuses them is in the store's suite.
 */
import { assert, describe, it } from "@effect/vitest"
import { Effect, Redacted } from "effect"
import * as Redis from "effect/persistence/Redis"
import { RedisClient } from "../../../adapters/redis/index.ts"
import * as MatchedIndex from "../../../adapters/redis/MatchedIndex.ts"
import { Keys, Markets, OddsStore } from "../../../src/index.ts"
import { onTarget, over, targets } from "../../helpers/redisServers.ts"
import { read } from "../../mocks/redis/Recorded.ts"
import { StoreProbe } from "../../suites/StoreProbe.ts"
import { changeAll, documentOf, entryText, newEntry, newKeys } from "../../suites/storeTest.ts"

describe("an index that a real server described", () => {
  /** The recordings' index has this prefix. */
  const keys = Keys.ofMarket("u", Markets.btts, "live")
  const plainOf = (value: unknown): unknown =>
    Array.isArray(value)
      ? value.map(plainOf)
      : typeof value === "object" && value !== null && "status" in value
        ? value.status
        : value
  it("has left out what its fields count, not keys that were gone before they were read", () => {
    for (const version of ["7.2", "7.4"]) {
      const counts = read(`replies-${version}`)
        .filter(({ command, reply }) => command[0] === "FT.INFO" && Array.isArray(reply))
        .map(({ reply }) => MatchedIndex.readState(plainOf(reply)).dropped)
      // The last reply has 8 failures, one of them of a key that JSON.DEL removed.
      assert.strictEqual(counts.at(-1), 7, version)
    }
  })

  for (const version of ["7.4", "8.0"]) {
    it(`is refused if it is unfit: ${version}`, () => {
      const reasons = new Map<string, string | undefined>()
      for (const { command, reply } of read(`replies-${version}-unfit`)) {
        if (command[0] !== "FT.INFO" || !Array.isArray(reply)) continue
        const reason = MatchedIndex.unfitReason(keys, MatchedIndex.readState(plainOf(reply)))
        reasons.set(command[1]!, reason?.detail)
      }
      assert.deepStrictEqual(Object.fromEntries(reasons), {
        "idx:filter": "has the FILTER @arbitrage>0, which leaves entries out",
        "idx:noindex": "has BookieGamma_id with NOINDEX, so that no entry is found by it",
        "idx:hash": "is made ON HASH and finds no entry, because entries are JSON",
        "idx:skip": undefined,
        "idx:two": undefined,
        "idx:all": undefined,
        "idx:alias": undefined
      })
    })
  }
})

for (const target of targets) {
  describe(`a lookup by an index of ${target.name}`, () => {
    it.live("counts entries that it left out because of a wrong type", () =>
      onTarget(target, (url) =>
        Effect.forEach([2, 3] as const, (protocol) =>
          Effect.gen(function* () {
            const store = yield* OddsStore
            const { putEntry } = yield* StoreProbe
            const keys = newKeys()
            assert.deepStrictEqual(yield* store.entriesOf(keys, [1]), { entries: new Map(), leftOut: 0 })
            yield* putEntry(newEntry(keys), entryText(documentOf(1), { arbitrage: "7" }))
            yield* putEntry(newEntry(keys), entryText({ ...documentOf(2), parent_match_id: "2" }))
            const fit = newEntry(keys)
            yield* putEntry(fit, entryText(documentOf(3)))
            // A key that JSON.DEL removes counts as a failure of the index, and is none.
            const { send } = yield* Redis.Redis
            const removed = newEntry(keys)
            yield* putEntry(removed, entryText(documentOf(4)))
            yield* send("JSON.DEL", removed)
            const found = yield* store.entriesOf(keys, [1, 2, 3])
            assert.deepStrictEqual(found, { entries: new Map([[3, [fit]]]), leftOut: 2 })
          }).pipe(Effect.provide(over(RedisClient.layer({ url: Redacted.make(url), protocol }))))
        )
      )
    )

    it.live("with a filter would lose an entry by our own merge", () =>
      onTarget(target, () =>
        Effect.gen(function* () {
          const { send } = yield* Redis.Redis
          const store = yield* OddsStore
          const { makeIndex, putEntry } = yield* StoreProbe
          const keys = newKeys()
          const entry = newEntry(keys)
          yield* makeIndex(keys, "filtered")
          yield* putEntry(entry, entryText(documentOf(1)))
          const find = send("FT.SEARCH", ...MatchedIndex.searchArguments(keys, [1])).pipe(
            Effect.map((reply) => MatchedIndex.readSearch(reply)?.total)
          )
          assert.strictEqual(yield* find, 1)
          yield* changeAll(store, Markets.btts, [{ entry, matchId: 1, document: documentOf(1) }])
          assert.strictEqual(yield* find, 0)
        })
      )
    )
  })
}
