/**
 * Lookup of entries in Redis: few commands, checks that results are complete, and checks of the index.
 */
import { assert, describe, it } from "@effect/vitest"
import { Effect, Redacted, Result } from "effect"
import * as Redis from "effect/persistence/Redis"
import { RedisClient } from "../../../adapters/redis/index.ts"
import type { Running } from "../../../mocks/redis/Server.ts"
import { type Keys, Markets, OddsStore } from "../../../src/index.ts"
import { ourPort, over, standIn } from "../../helpers/redisServers.ts"
import { StoreProbe } from "../../suites/StoreProbe.ts"
import { changeAll, documentOf, entryText, newEntry, newKeys } from "../../suites/storeTest.ts"

type Needs = OddsStore | StoreProbe | Redis.Redis

/** Runs a test with its own stand-in. */
const withServer = <A, E>(
  body: (server: Running) => Effect.Effect<A, E, Needs>,
  options?: Parameters<typeof standIn>[0]
) =>
  Effect.gen(function* () {
    const server = yield* standIn(options)
    return yield* body(server).pipe(Effect.provide(over(ourPort(server.url))))
  }).pipe(Effect.scoped)

const entriesOf = (keys: Keys.MarketKeys, ids: ReadonlyArray<number>) =>
  OddsStore.pipe(
    Effect.flatMap((store) => store.entriesOf(keys, ids)),
    Effect.map(({ entries }) => entries)
  )

const ids = (count: number) => Array.from({ length: count }, (_, index) => index + 1)

const putEntries = Effect.fnUntraced(function* (keys: Keys.MarketKeys, matchIds: ReadonlyArray<number>) {
  const { putEntry } = yield* StoreProbe
  yield* Effect.forEach(matchIds, (id) => putEntry(newEntry(keys), entryText(documentOf(id))), { concurrency: 50 })
})

const countedOf = (server: Running, name: string) => server.seen.commands.get(name) ?? 0

describe("a lookup", () => {
  it.live("of n matches takes one FT.INFO and n / 1000 pipelined searches", () =>
    withServer((server) =>
      Effect.gen(function* () {
        const keys = newKeys()
        yield* entriesOf(keys, [1])
        for (const [count, searches] of [
          [1, 1],
          [1000, 1],
          [1001, 2],
          [5000, 5]
        ] as const) {
          const before = {
            info: countedOf(server, "ft.info"),
            search: countedOf(server, "ft.search"),
            total: server.seen.total
          }
          yield* entriesOf(keys, ids(count))
          assert.strictEqual(countedOf(server, "ft.info") - before.info, 1)
          assert.strictEqual(countedOf(server, "ft.search") - before.search, searches)
          assert.strictEqual(server.seen.total - before.total, 1 + searches)
        }
      })
    )
  )

  it.live("sets LIMIT, TIMEOUT and DIALECT, independent of the server's defaults", () =>
    withServer((server) =>
      Effect.gen(function* () {
        yield* entriesOf(newKeys(), [7, 8])
        const search = server.log.find(({ name }) => name === "FT.SEARCH")
        assert.include(
          search?.args.join(" "),
          "(@BookieGamma_id:[7 7]|@BookieGamma_id:[8 8]) RETURN 1 BookieGamma_id LIMIT 0 10000"
        )
        assert.match(search?.args.join(" ") ?? "", /TIMEOUT \d{4,} DIALECT 2$/)
      })
    )
  )

  it.live("that the server truncated fails instead of returning fewer entries", () =>
    withServer((server) =>
      Effect.gen(function* () {
        const keys = newKeys()
        yield* entriesOf(keys, [1])
        yield* putEntries(keys, ids(20))
        server.faults.searchTimeout = true
        const error = yield* Effect.flip(entriesOf(keys, ids(20)))
        assert.include(error.message, "did not answer in full")
        server.faults.searchTimeout = false
        assert.strictEqual((yield* entriesOf(keys, ids(20))).size, 20)
      })
    )
  )

  it.live("with more than 10,000 entries is split in half until it is complete", () =>
    withServer((server) =>
      Effect.gen(function* () {
        const keys = newKeys()
        yield* entriesOf(keys, [1])
        yield* putEntries(
          keys,
          ids(10).flatMap((id) => Array.from({ length: 1100 }, () => id))
        )
        const found = yield* entriesOf(keys, ids(10))
        assert.deepStrictEqual(
          Array.from(found.values(), (entries) => entries.length),
          ids(10).map(() => 1100)
        )
        assert.isAbove(countedOf(server, "ft.search"), 2)
      })
    )
  )
})

describe("round trips", () => {
  it.live("a publication takes one command, and 500 changes take one script each in a few writes", () =>
    withServer((server) =>
      Effect.gen(function* () {
        const store = yield* OddsStore
        const keys = newKeys()
        yield* entriesOf(keys, [1])
        yield* putEntries(keys, ids(500))
        const before = server.seen.total
        yield* store.publish({
          keys,
          period: 0,
          json: JSON.stringify([documentOf(1)]),
          expirySeconds: 200,
          marker: "m"
        })
        assert.strictEqual(server.seen.total - before, 1)

        const found = yield* entriesOf(keys, ids(500))
        const changes = Array.from(found, ([matchId, [entry = ""]]) => ({
          entry,
          matchId,
          document: documentOf(matchId)
        }))
        yield* changeAll(store, Markets.btts, changes.slice(0, 1))
        const { reads, total } = { ...server.seen }
        assert.deepStrictEqual(new Set(yield* changeAll(store, Markets.btts, changes)), new Set(["merged"]))
        assert.strictEqual(server.seen.total - total, 500)
        assert.isAtMost(server.seen.reads - reads, 50)
      })
    )
  )
})

describe("the index", () => {
  it.live("is created once if absent, with the contract's fields", () =>
    withServer((server) =>
      Effect.gen(function* () {
        const keys = newKeys("three-way", "upcoming")
        yield* entriesOf(keys, [1])
        yield* entriesOf(keys, [1])
        const created = server.log.filter(({ name }) => name === "FT.CREATE")
        assert.lengthOf(created, 1)
        const id = "$.match_team_objects.BookieGamma"
        assert.strictEqual(
          created[0]?.args.join(" "),
          `${keys.index} ON JSON PREFIX 1 ${keys.matchedPrefix} SCHEMA $.match_team_objects..bookmaker AS bookmaker TAG ` +
            "$.arbitrage AS arbitrage NUMERIC $.created AS created NUMERIC $.arb_updated AS arb_updated NUMERIC " +
            `$.bookie_updated AS bookie_updated NUMERIC $.match_date AS match_date TEXT ${id}.parent_match_id AS ` +
            `BookieGamma_id NUMERIC ${id}.start_time AS BookieGamma_start_time TAG ` +
            `${id}.competition_name AS BookieGamma_competition_name TAG`
        )
        assert.strictEqual(keys.index.replace(/^idx:[a-z0-9]+?(?=3way)/, "idx:"), "idx:3way_upcoming")
      })
    )
  )

  it.live("is waited for while it is being built from existing entries", () =>
    withServer(
      () =>
        Effect.gen(function* () {
          const keys = newKeys()
          yield* putEntries(keys, ids(50))
          assert.strictEqual((yield* entriesOf(keys, ids(50))).size, 50)
        }),
      { indexingDelay: 400 }
    )
  )

  it.live("without the id field is an error that names the remedy, and is neither dropped nor changed", () =>
    withServer((server) =>
      Effect.gen(function* () {
        const { send } = yield* Redis.Redis
        const keys = newKeys()
        const others = [
          "ON",
          "JSON",
          "PREFIX",
          "1",
          keys.matchedPrefix,
          "SCHEMA",
          "$.arbitrage",
          "AS",
          "arbitrage",
          "NUMERIC"
        ]
        yield* send("FT.CREATE", keys.index, ...others)
        const error = yield* Effect.flip(entriesOf(keys, [1]))
        assert.include(error.message, keys.index)
        assert.include(error.message, "indexes --add-field")
        const writes = server.log.filter(({ name }) => /^FT\.(CREATE|ALTER|DROP)/.test(name))
        assert.lengthOf(writes, 1)
      })
    )
  )

  it.live("of other keys than those of matched entries is an error, not an empty result", () =>
    withServer(() =>
      Effect.gen(function* () {
        const { send } = yield* Redis.Redis
        const path = "$.match_team_objects.BookieGamma.parent_match_id"
        const schema = ["SCHEMA", path, "AS", "BookieGamma_id", "NUMERIC"]
        const [other, broad] = [newKeys(), newKeys()]
        yield* send("FT.CREATE", other.index, "ON", "JSON", "PREFIX", "1", "matched_teams_other", ...schema)
        yield* send("FT.CREATE", broad.index, "ON", "JSON", "PREFIX", "2", "x:", "matched_teams_", ...schema)
        yield* putEntries(other, [1])
        yield* putEntries(broad, [1])
        const error = yield* Effect.flip(entriesOf(other, [1]))
        assert.include(error.message, `covers matched_teams_other, not ${other.matchedPrefix}`)
        const found = yield* entriesOf(broad, [1])
        assert.deepStrictEqual([...found.keys()], [1])
        for (const key of found.get(1)!) assert.isTrue(key.startsWith(broad.matchedPrefix), key)
        assert.lengthOf(found.get(1)!, 1)
      })
    )
  )

  it.live("with additional fields is used as it is", () =>
    withServer(() =>
      Effect.gen(function* () {
        const { send } = yield* Redis.Redis
        const keys = newKeys()
        const path = "$.match_team_objects.BookieGamma.parent_match_id"
        const others = ["ON", "JSON", "PREFIX", "1", keys.matchedPrefix, "SCHEMA", "$.x", "AS", "x", "NUMERIC"]
        yield* send("FT.CREATE", keys.index, ...others, path, "AS", "BookieGamma_id", "NUMERIC", "SORTABLE")
        yield* putEntries(keys, [5])
        const found = yield* entriesOf(keys, [5, 6])
        assert.deepStrictEqual([...found.keys()], [5])
        assert.lengthOf(found.get(5)!, 1)
      })
    )
  )
})

describe("a server that cannot be the store", () => {
  const opened = (options: Parameters<typeof standIn>[0], path = "") =>
    Effect.gen(function* () {
      const server = yield* standIn(options)
      return yield* OddsStore.pipe(Effect.provide(over(ourPort(server.url + path))), Effect.result)
    }).pipe(Effect.scoped)
  const messageOf = (result: Result.Result<unknown, unknown>) =>
    Result.isFailure(result) ? String((result.failure as Error).message) : "opened"

  it.live("is refused with the missing commands, its version, and what to start instead", () =>
    Effect.gen(function* () {
      const plain = messageOf(yield* opened({ without: ["JSON.*", "FT.*"] }))
      assert.match(
        plain,
        /^Redis 7\.\d+\.\d+ has no JSON\.GET, JSON\.MERGE, JSON\.SET, FT\.CREATE, FT\.INFO, FT\.SEARCH; start Redis 8/
      )
      const old = messageOf(yield* opened({ without: ["JSON.MERGE"] }))
      assert.match(old, /has no JSON\.MERGE; start Redis 8, or Redis Stack 7\.2/)
    })
  )

  it.live("is refused if its database cannot hold an index", () =>
    Effect.gen(function* () {
      assert.match(messageOf(yield* opened({}, "/3")), /database 3 cannot hold a search index/)
    })
  )

  it.live("is refused if it does not answer, with host and reason", () =>
    Effect.gen(function* () {
      const nowhere = over(ourPort("redis://user:hunter2@127.0.0.1:1"))
      const message = messageOf(yield* OddsStore.pipe(Effect.provide(nowhere), Effect.result))
      assert.notInclude(message, "hunter2")
      const result = yield* Effect.result(
        Effect.scoped(RedisClient.make({ url: Redacted.make("redis://u:hunter2@127.0.0.1:1") }))
      )
      const cause = Result.isFailure(result) ? String((result.failure.cause as Error).message) : ""
      assert.match(cause, /^Redis 127\.0\.0\.1:1: .*(ECONNREFUSED|refused)/i)
    })
  )
})
