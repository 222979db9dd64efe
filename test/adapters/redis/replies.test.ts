/**
 * Replies that are no answer: a search that is not whole, and a server that is still loading. In between the store and a
 * stand-in stands a `Redis` that changes what comes back.
 */
import { assert, describe, it } from "@effect/vitest"
import { Effect, Layer, Redacted } from "effect"
import * as Redis from "effect/persistence/Redis"
import { RedisClient, RedisOddsStore } from "../../../adapters/redis/index.ts"
import { SEARCH_TIMEOUT_MILLIS } from "../../../adapters/redis/MatchedIndex.ts"
import { Keys, Markets, OddsStore } from "../../../src/index.ts"
import { clockAhead } from "../../helpers/clockAhead.ts"
import { layerProbe } from "../../helpers/redisProbe.ts"
import { standIn } from "../../helpers/redisServers.ts"
import { StoreProbe } from "../../suites/StoreProbe.ts"
import { changeAll, documentOf, entryText, newEntry, newKeys, newMarker } from "../../suites/storeTest.ts"

type Change = (reply: unknown) => Effect.Effect<unknown>

/** Provides a client whose replies to FT.SEARCH are changed. */
const changing = (url: string, protocol: 2 | 3, change: () => Change | undefined) =>
  Layer.effect(
    Redis.Redis,
    Effect.map(RedisClient.make({ url: Redacted.make(url), protocol, connectTimeout: "30 seconds" }), (redis) => ({
      ...redis,
      send: <A>(name: string, ...args: ReadonlyArray<string>) => {
        const found = change()
        const reply = redis.send<A>(name, ...args)
        return name !== "FT.SEARCH" || found === undefined
          ? reply
          : Effect.flatMap(reply, (one) => found(one) as Effect.Effect<A>)
      }
    }))
  )

/** One hit more on the server than there is in the reply, as where an entry went while the reply was made. */
const oneMore: Change = (reply) =>
  Effect.succeed(
    Array.isArray(reply)
      ? [Number(reply[0]) + 1, ...reply.slice(1)]
      : { ...(reply as object), total_results: Number((reply as { total_results: number }).total_results) + 1 }
  )

describe("a search", () => {
  const { layer: clock, putForward } = clockAhead()
  let change: Change | undefined

  const lookingUp = (protocol: 2 | 3, changed: Change) =>
    Effect.gen(function* () {
      const server = yield* standIn()
      change = undefined
      const port = changing(server.url, protocol, () => change)
      const layers = Layer.mergeAll(RedisOddsStore.layerRedis("test"), layerProbe).pipe(Layer.provide(port))
      return yield* Effect.gen(function* () {
        const store = yield* OddsStore
        const keys = newKeys()
        const entry = newEntry(keys)
        yield* (yield* StoreProbe).putEntry(entry, entryText(documentOf(1)))
        assert.deepStrictEqual((yield* store.entriesOf(keys, [1])).entries, new Map([[1, [entry]]]))
        change = changed
        const error = yield* Effect.flip(store.entriesOf(keys, [1]))
        change = undefined
        assert.strictEqual((yield* store.entriesOf(keys, [1])).entries.size, 1)
        return { error, keys }
      }).pipe(Effect.provide(layers), Effect.provide(clock))
    }).pipe(Effect.scoped)

  for (const protocol of [2, 3] as const) {
    it.live(`whose total differs from what was returned fails, with RESP${protocol}`, () =>
      Effect.gen(function* () {
        const { error, keys } = yield* lookingUp(protocol, oneMore)
        assert.strictEqual(error.operation, "read")
        assert.strictEqual(error.message, `the index ${keys.index} did not answer in full: 1 of 2 entries`)
      })
    )
  }

  it.live("that took as long as its timeout fails with RESP2, which does not say that it was cut off", () =>
    Effect.gen(function* () {
      const { error } = yield* lookingUp(2, (reply) => Effect.as(putForward(SEARCH_TIMEOUT_MILLIS), reply))
      assert.match(error.message, /did not answer in full: it took \d{4} ms$/)
    })
  )
})

describe("a server that is still loading its data, or busy with a script,", () => {
  it.live("is asked again, for each operation", () =>
    Effect.gen(function* () {
      const server = yield* standIn()
      yield* Effect.gen(function* () {
        const store = yield* OddsStore
        const probe = yield* StoreProbe
        const keys = newKeys()
        const entry = newEntry(keys)
        yield* probe.putEntry(entry, entryText(documentOf(1)))
        const ids = Keys.cachedIds("lst", "live", 0)
        const publication = { keys, period: 0, json: "[{}]", expirySeconds: 200, marker: newMarker() } as const
        const operations = {
          cacheIds: store.cacheIds(ids, ["17"], 60),
          cachedIds: store.cachedIds(ids, 60),
          entriesOf: store.entriesOf(keys, [1]),
          change: Effect.tap(
            changeAll(store, Markets.btts, [{ entry, matchId: 1, document: documentOf(1) }]),
            (results) => Effect.sync(() => assert.deepStrictEqual(results, ["merged"]))
          ),
          publish: store.publish(publication),
          announced: store.announced(keys, "0-0")
        }
        for (const word of ["LOADING Redis is loading the dataset in memory", "BUSY Redis is busy running a script"]) {
          for (const [name, operation] of Object.entries(operations)) {
            let refusals = 0
            server.faults.refuse = () => (refusals++ < 2 ? word : undefined)
            yield* operation
            assert.isAbove(refusals, 2, name)
          }
        }
      }).pipe(
        Effect.provide(
          Layer.mergeAll(RedisOddsStore.layerRedis("test"), layerProbe).pipe(
            Layer.provide(RedisClient.layer({ url: Redacted.make(server.url), connectTimeout: "30 seconds" }))
          )
        )
      )
    }).pipe(Effect.scoped)
  )
})

/** What no command of the store answers; each command has some more below. */
const SHAPELESS: ReadonlyArray<unknown> = [true, {}, [[]], [["1-0", null]], [1, ["a"]], 1.5]

/** What each operation asks, what else it must not take for an answer, and what it says then. */
const shapes = [
  ["cacheIds", "SET", [null, "", 1], "write"],
  ["keepNote", "SET", [null, "", 1], "write"],
  ["cachedIds", "GET", [0, [], ["17"]], "read"],
  ["cachedIds", "PTTL", [null, "", "x", []], "read"],
  ["note", "GET", [0, [], ["17"]], "read"],
  ["entriesOf", "FT.SEARCH", [null, [], [null], [""], [{}], 0, "0", ["0x"]], "read"],
  ["change", "EVALSHA", [null, "", "OK", 0, []], "write"],
  ["publish", "EVAL", [null, "", "OK", 0, [], ["key"], ["key", 1]], "write"],
  ["announced", "XRANGE", [null, "", 0, [null], [["1-0", [5, 6]]]], "read"],
  ["announced", "JSON.GET", [0, [], ["{}"]], "read"]
] as const

describe("a reply of another shape", () => {
  it.live.each(shapes)(
    "fails %s where %s answers with it, and passes for nothing",
    ([operation, command, more, what]) =>
      Effect.gen(function* () {
        const server = yield* standIn()
        let reply: { readonly is: unknown } | undefined
        /** Changes the replies to the command; a script is changed where its reply is. */
        const port = Layer.effect(
          Redis.Redis,
          Effect.map(RedisClient.make({ url: Redacted.make(server.url), connectTimeout: "30 seconds" }), (redis) => {
            const changed = <A, E>(name: string, sending: Effect.Effect<A, E>) =>
              Effect.map(sending, (own) => (name === command && reply !== undefined ? (reply.is as A) : own))
            return {
              ...redis,
              send: <A>(name: string, ...args: ReadonlyArray<string>) => changed(name, redis.send<A>(name, ...args)),
              eval: ((script) =>
                (...params) =>
                  changed("EVALSHA", redis.eval(script)(...params))) satisfies Redis.Redis["Service"]["eval"]
            }
          })
        )
        yield* Effect.gen(function* () {
          const store = yield* OddsStore
          const keys = newKeys()
          const entry = newEntry(keys)
          yield* (yield* StoreProbe).putEntry(entry, entryText(documentOf(1)))
          const ids = Keys.cachedIds("lst", "live", 0)
          const publication = { keys, period: 0, json: "[{}]", expirySeconds: 200 } as const
          const operations = {
            cacheIds: store.cacheIds(ids, ["17"], 60),
            cachedIds: store.cachedIds(ids, 60),
            note: store.note("note"),
            keepNote: store.keepNote("note", "text", 60),
            entriesOf: store.entriesOf(keys, [1]),
            change: Effect.flatMap(
              changeAll(store, Markets.btts, [{ entry, matchId: 1, document: documentOf(1) }]),
              ([one]) =>
                one === "failed"
                  ? Effect.fail({ operation: "write", message: "unknown answer to EVALSHA" })
                  : Effect.succeed(one)
            ),
            publish: Effect.suspend(() => store.publish({ ...publication, marker: newMarker() })),
            announced: store.announced(keys, "0-0")
          }
          for (const one of Object.values(operations)) yield* one
          for (const is of [...SHAPELESS, ...more]) {
            reply = { is }
            const error = yield* Effect.flip<unknown, { readonly operation: string; readonly message: string }, never>(
              operations[operation]
            )
            reply = undefined
            assert.strictEqual(error.operation, what, JSON.stringify(is))
            assert.match(error.message, /unknown answer to|did not answer in full/, JSON.stringify(is))
          }
        }).pipe(Effect.provide(Layer.mergeAll(RedisOddsStore.layerRedis("test"), layerProbe).pipe(Layer.provide(port))))
      }).pipe(Effect.scoped)
  )
})
