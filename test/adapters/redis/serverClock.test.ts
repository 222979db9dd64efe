/**
 * Deadlines in the server's time, in virtual time: by its clock as it was read last, which is read again after a lost
 * connection and after 30 s, for the next server may have another one.
 */
import { assert, describe, it } from "@effect/vitest"
import { Effect, Layer } from "effect"
import * as Redis from "effect/persistence/Redis"
import { TestClock } from "effect/testing"
import { RedisClient, RedisOddsStore } from "../../../adapters/redis/index.ts"
import { Keys, Markets, OddsStore } from "../../../src/index.ts"
import { elapse } from "../../helpers/virtualTime.ts"

const MINUTE = 60_000

/** Makes a server whose clock is ahead of virtual time; its first answers to a script are errors, as many as asked for. */
const newServer = () => {
  const world = { ahead: 0, errors: [] as Error[] }
  const sent: Array<{ readonly name: string; readonly args: ReadonlyArray<string> }> = []
  const send = (name: string, ...args: ReadonlyArray<string>) =>
    Effect.gen(function* () {
      sent.push({ name, args })
      const cause = /^EVAL/.test(name) ? world.errors.shift() : undefined
      if (cause !== undefined) return yield* Effect.fail(new Redis.RedisError({ cause }))
      const millis = (yield* TestClock.testClockWith(({ currentTimeMillis }) => currentTimeMillis)) + world.ahead
      const replies: Readonly<Record<string, unknown>> = {
        COMMAND: Array.from({ length: 20 }, () => []),
        INFO: "redis_version:8.0.0\r\n",
        CLIENT: "id=1 db=0",
        TIME: [String(Math.floor(millis / 1000)), String((millis % 1000) * 1000)],
        EVAL: ["key", "1-0"],
        EVALSHA: "merged"
      }
      return replies[name]
    })
  const connect = Effect.die(new Error("no second connection"))
  const port = Layer.effect(Redis.Redis, Redis.make({ send, connect, subscribe: () => Effect.die("none") } as never))
  return { world, sent, layer: RedisOddsStore.layerRedis("test").pipe(Layer.provide(port)) }
}

class ErrorReply extends Error {}

const keys = Keys.ofMarket("lst", Markets.btts, "live")
const publication = { keys, period: 0, json: "[]", expirySeconds: 200, marker: "m" } as const

const DEADLINE = 500_000
/** How many seconds a deadline that the server was sent is after the run's. */
const secondsAfter = (sent: string | undefined) => Math.round((Number(sent) - DEADLINE) / 1000)

/** Publishes with a deadline, and gives the ones that the server was sent, in seconds after it. */
const deadlinesOf = ({ sent, world }: ReturnType<typeof newServer>, ahead: number, ...errors: ReadonlyArray<Error>) =>
  Effect.gen(function* () {
    const store = yield* OddsStore
    world.ahead = ahead
    world.errors.push(...errors)
    const from = sent.length
    yield* elapse(Effect.ignore(store.publish({ ...publication, deadline: DEADLINE })))
    return sent.slice(from).flatMap(({ args, name }) => (name === "EVAL" ? [secondsAfter(args[9])] : []))
  })

describe("the server's clock", () => {
  it.effect("is read when the store is opened, and again after 30 s", () => {
    const server = newServer()
    return Effect.gen(function* () {
      assert.deepStrictEqual(yield* deadlinesOf(server, MINUTE), [0])
      yield* TestClock.adjust(30_000)
      assert.deepStrictEqual(yield* deadlinesOf(server, MINUTE), [0], "not yet")
      yield* TestClock.adjust(1)
      assert.deepStrictEqual(yield* deadlinesOf(server, MINUTE), [60])
      assert.deepStrictEqual(yield* deadlinesOf(server, 2 * MINUTE), [60])
    }).pipe(Effect.provide(server.layer))
  })

  it.effect("is read again after a lost connection, by the same publication and by a change", () => {
    const server = newServer()
    return Effect.gen(function* () {
      const lost = new Error("Socket closed unexpectedly")
      assert.deepStrictEqual(yield* deadlinesOf(server, MINUTE, lost), [0, 60])
      const store = yield* OddsStore
      const { sent, world } = server
      world.ahead = 2 * MINUTE
      world.errors.push(lost)
      const results: Array<string> = []
      yield* elapse(
        store.change(Markets.btts, [{ entry: "e", matchId: 1, document: undefined }], {
          deadline: DEADLINE,
          onResult: (_, result) => void results.push(result)
        })
      )
      const deadlines = sent.flatMap(({ args, name }) =>
        name === "EVALSHA" ? [secondsAfter(args.find((one) => Number(one) >= DEADLINE))] : []
      )
      assert.deepStrictEqual(deadlines, [60, 120])
      assert.deepStrictEqual(results, ["merged"])
    }).pipe(Effect.provide(server.layer))
  })

  it.effect("is not read again after an error that the server replied", () => {
    const server = newServer()
    return Effect.gen(function* () {
      assert.deepStrictEqual(yield* deadlinesOf(server, MINUTE, new ErrorReply("OOM command not allowed")), [0])
      assert.deepStrictEqual(yield* deadlinesOf(server, MINUTE), [0])
      assert.lengthOf(
        server.sent.filter(({ name }) => name === "TIME"),
        1
      )
    }).pipe(Effect.provide(server.layer))
  })
})

it("a connection is made again after 50 ms, then ever later, and after a second at most", () => {
  assert.deepStrictEqual([0, 1, 2, 3, 4, 5, 100].map(RedisClient.reconnectMillis), [50, 100, 200, 400, 800, 1000, 1000])
})
