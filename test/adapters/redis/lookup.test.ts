/**
 * Lookup of entries in Redis: few commands, checks that results are complete, and checks of the index.
 */
import { assert, describe, it } from "@effect/vitest"
import { Effect, Layer, Redacted, Result } from "effect"
import * as Redis from "effect/persistence/Redis"
import { RedisClient, RedisOddsStore } from "../../../adapters/redis/index.ts"
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
    Effect.gen(function* () {
      const server = yield* standIn()
      const keys = newKeys()
      const entriesOfId = (id: number) =>
        Array.from({ length: 1100 }, (_, index) => `${keys.matchedPrefix}${id}-${index}`)
      // Answers like a server with 1,100 entries of each match, which would take seconds to write.
      const searching = Layer.effect(
        Redis.Redis,
        Effect.map(Redis.Redis, (redis) => ({
          ...redis,
          send: <A>(name: string, ...args: ReadonlyArray<string>) => {
            if (name !== "FT.SEARCH") return redis.send<A>(name, ...args)
            const [, query = ""] = args
            const hits = Array.from(query.matchAll(/:\[(\d+) \1\]/g), ([, id]) => Number(id)).flatMap((id) =>
              entriesOfId(id).map((key) => ({ id: key, extra_attributes: { BookieGamma_id: String(id) } }))
            )
            searches.push(hits.length)
            const [from, count] = args.slice(args.indexOf("LIMIT") + 1).map(Number)
            return Effect.succeed({ total_results: hits.length, results: hits.slice(from, count), warning: [] } as A)
          }
        }))
      )
      const searches: Array<number> = []
      // Makes the index, so that one search is enough.
      yield* entriesOf(keys, [1]).pipe(
        Effect.provide(RedisOddsStore.layerRedis("test").pipe(Layer.provide(ourPort(server.url))))
      )
      const found = yield* entriesOf(keys, ids(20)).pipe(
        Effect.provide(RedisOddsStore.layerRedis("test").pipe(Layer.provide(searching))),
        Effect.provide(ourPort(server.url))
      )
      assert.deepStrictEqual(
        [...found],
        Array.from(ids(20), (id) => [id, entriesOfId(id)])
      )
      assert.deepStrictEqual(searches, [22_000, 11_000, 5500, 5500, 11_000, 5500, 5500])
    }).pipe(Effect.scoped)
  )
})

describe("round trips", () => {
  it.live("a publication takes one command, and 200 changes take one script each in a few writes", () =>
    withServer((server) =>
      Effect.gen(function* () {
        const store = yield* OddsStore
        const keys = newKeys()
        yield* entriesOf(keys, [1])
        yield* putEntries(keys, ids(200))
        const before = server.seen.total
        yield* store.publish({
          keys,
          period: 0,
          json: JSON.stringify([documentOf(1)]),
          expirySeconds: 200,
          marker: "m"
        })
        assert.strictEqual(server.seen.total - before, 1)

        const found = yield* entriesOf(keys, ids(200))
        const changes = Array.from(found, ([matchId, [entry = ""]]) => ({
          entry,
          matchId,
          document: documentOf(matchId)
        }))
        yield* changeAll(store, Markets.btts, changes.slice(0, 1))
        const { reads, total } = { ...server.seen }
        assert.deepStrictEqual(new Set(yield* changeAll(store, Markets.btts, changes)), new Set(["merged"]))
        assert.strictEqual(server.seen.total - total, 200)
        assert.isAtMost(server.seen.reads - reads, 20)
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

  it.live("is used if another run makes it at the same time", () =>
    withServer((server) =>
      Effect.gen(function* () {
        const keys = newKeys()
        yield* putEntries(keys, [1])
        yield* entriesOf(keys, [1])
        let asked = 0
        // As to a run that asked before the other one had made it.
        server.faults.refuse = (name) => (name === "FT.INFO" && asked++ < 2 ? "Unknown index name" : undefined)
        assert.strictEqual((yield* entriesOf(keys, [1])).size, 1)
        assert.strictEqual(countedOf(server, "ft.create"), 2)
        assert.isAbove(asked, 2)
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
