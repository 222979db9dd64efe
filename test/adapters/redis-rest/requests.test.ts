/**
 * Which requests carry which commands, and that a lost answer neither loses nor doubles what was written.
 */
import { assert, describe, it } from "@effect/vitest"
import { Effect, Exit, Result } from "effect"
import * as Redis from "effect/persistence/Redis"
import * as scripts from "../../../adapters/redis/scripts.ts"
import type { Rest } from "../../../mocks/redis/Rest.ts"
import { monotonicMillis } from "../../../src/domain/Deadline.ts"
import { type Keys, Markets, OddsStore } from "../../../src/index.ts"
import { over } from "../../helpers/redisServers.ts"
import { restPort, restStandIn } from "../../helpers/restServers.ts"
import { StoreProbe } from "../../suites/StoreProbe.ts"
import { changeAll, documentOf, entryText, newEntry, newKeys } from "../../suites/storeTest.ts"

const namesOf = (commands: ReadonlyArray<ReadonlyArray<string>>) => commands.map(([name]) => name)

describe("commands", () => {
  it.live("issued at the same time are one request, and have their replies in their order", () =>
    Effect.gen(function* () {
      const { rest } = yield* restStandIn()
      yield* Effect.gen(function* () {
        const { send } = yield* Redis.Redis
        const replies = yield* Effect.all(
          [send("SET", "k", "é \u{1F600} \u2028"), send("GET", "k"), Effect.flip(send("NOSUCH")), send("GET", "none")],
          { concurrency: "unbounded" }
        )
        assert.deepStrictEqual([replies[0], replies[1], replies[3]] as ReadonlyArray<unknown>, [
          "OK",
          "é \u{1F600} \u2028",
          null
        ])
        assert.include(String(replies[2].cause), "ERR unknown command 'NOSUCH'")
        assert.deepStrictEqual(
          rest.asked.map(({ commands, path }) => [path, commands.length]),
          [["/pipeline", 4]]
        )
      }).pipe(Effect.provide(restPort(rest.url)))
    }).pipe(Effect.scoped)
  )

  it.live("that are too many for one request, or too long, go in further ones, each after the one before", () =>
    Effect.gen(function* () {
      const { rest } = yield* restStandIn()
      yield* Effect.gen(function* () {
        const { send } = yield* Redis.Redis
        // An id that is not above the last one is an error.
        const ids = Array.from({ length: 1100 }, (_, index) => `0-${index + 1}`)
        const added = Effect.forEach(ids, (id) => send("XADD", "stream", id, "data_key", "x"), {
          concurrency: "unbounded"
        })
        assert.deepStrictEqual(yield* added, ids)
        const long = "x".repeat(600_000)
        yield* Effect.forEach(["a", "b", "c"], (key) => send("SET", key, long), { concurrency: "unbounded" })
        assert.deepStrictEqual(
          rest.asked.map(({ commands }) => commands.length),
          [512, 512, 76, 1, 1, 1]
        )
      }).pipe(Effect.provide(restPort(rest.url)))
    }).pipe(Effect.scoped)
  )

  it.live("fail once the scope is closed, instead of waiting for ever", () =>
    Effect.gen(function* () {
      const { rest } = yield* restStandIn()
      const send = yield* Effect.map(Redis.Redis, (redis) => redis.send).pipe(Effect.provide(restPort(rest.url)))
      assert.include(String((yield* Effect.flip(send("PING"))).cause), "its scope is closed")
    }).pipe(Effect.scoped)
  )

  it.live("of a proxy below a path are posted below it", () =>
    Effect.gen(function* () {
      const { rest } = yield* restStandIn()
      const message = yield* Effect.flatMap(Redis.Redis, ({ send }) => Effect.flip(send("PING"))).pipe(
        Effect.map(({ cause }) => String(cause)),
        Effect.provide(restPort(`${rest.url}/some/key17key/`))
      )
      assert.match(message, /Redis http:\/\/127\.0\.0\.1:\d+\/some\/…: it has no REST form/)
    }).pipe(Effect.scoped)
  )
})

describe("a script", () => {
  const run = (entry: string) =>
    Effect.flatMap(Redis.Redis, (redis) =>
      redis.eval(scripts.change)({ entry, matchId: 1, document: "", deadline: "", asOf: 0, outcomes: [] })
    )

  it.live("goes before its first use in the same request, and again where the server has forgotten it", () =>
    Effect.gen(function* () {
      const { rest } = yield* restStandIn()
      yield* Effect.gen(function* () {
        const { send } = yield* Redis.Redis
        const some = Effect.forEach(["a", "b", "c"], run, { concurrency: "unbounded" })
        assert.deepStrictEqual(yield* some, ["gone", "gone", "gone"])
        assert.deepStrictEqual(yield* some, ["gone", "gone", "gone"])
        yield* send("SCRIPT", "FLUSH")
        assert.deepStrictEqual(yield* some, ["gone", "gone", "gone"])
        const three = ["EVALSHA", "EVALSHA", "EVALSHA"]
        assert.deepStrictEqual(
          rest.asked.map(({ commands }) => namesOf(commands)),
          [["SCRIPT", ...three], three, ["SCRIPT"], three, ["SCRIPT", ...three]]
        )
      }).pipe(Effect.provide(restPort(rest.url)))
    }).pipe(Effect.scoped)
  )
})

/** What becomes of the answer to a publication that has been made. */
const losses: Readonly<Record<string, () => Response>> = {
  "is lost with its connection": () => Response.error(),
  "breaks off": () =>
    new Response(
      new ReadableStream({
        pull: (controller) => {
          controller.enqueue(new TextEncoder().encode('[{"result":["Bookie'))
          controller.error(new Error("cut"))
        }
      })
    ),
  "is cut short": () => new Response('[{"result":["BookieGamma_'),
  "is a 500": () => Response.json({ error: "SRH: Unable to connect to the Redis server" }, { status: 500 }),
  "is a 502 with a page": () => new Response("<html>Bad gateway", { status: 502 }),
  "is a 429": () => new Response("", { status: 429, headers: { "retry-after": "1" } })
}

/** Runs a test with the store over a stand-in's REST form. */
const overRest = <A, E>(body: (rest: Rest) => Effect.Effect<A, E, OddsStore | Redis.Redis | StoreProbe>) =>
  Effect.flatMap(restStandIn(), ({ rest }) => Effect.provide(body(rest), over(restPort(rest.url)))).pipe(Effect.scoped)

const publicationUnder = (keys: Keys.MarketKeys) =>
  ({ keys, period: 0, json: JSON.stringify([documentOf(1)]), expirySeconds: 200, marker: "m" }) as const

describe("a publication whose answer", () => {
  it.live.each(Object.entries(losses))("%s is there exactly once", ([, loss]) =>
    overRest(
      Effect.fnUntraced(function* (rest) {
        const keys = newKeys()
        const probe = yield* StoreProbe
        const store = yield* OddsStore
        let lost = 0
        rest.faults.after = (answer, { commands }) =>
          namesOf(commands).includes("EVAL") && lost++ < 2 ? loss() : answer
        const { key, streamId } = yield* store.publish({
          ...publicationUnder(keys),
          deadline: (yield* monotonicMillis) + 30_000
        })
        assert.isAtLeast(lost, 3)
        assert.deepStrictEqual(yield* probe.stream(keys.stream), [{ id: streamId, data_key: key }])
        assert.isDefined(yield* probe.published(key))
      })
    )
  )

  it.live("never comes fails at its deadline, and is not made after it", () =>
    overRest(
      Effect.fnUntraced(function* (rest) {
        const keys = newKeys()
        const store = yield* OddsStore
        rest.faults.before = () => new Response("", { status: 503 })
        const publishing = store.publish({
          ...publicationUnder(keys),
          deadline: (yield* monotonicMillis) - 1
        })
        assert.isTrue(Exit.isFailure(yield* Effect.exit(Effect.timeout(publishing, "300 millis"))))
        rest.faults.before = undefined
        const late = yield* Effect.flip(publishing)
        assert.include(late.message, "deadline has passed")
        assert.deepStrictEqual(yield* Effect.flatMap(StoreProbe, ({ stream }) => stream(keys.stream)), [])
      })
    )
  )
})

describe("publications in one request", () => {
  it.live("are each made as a whole or not at all, whatever becomes of the others", () =>
    overRest(
      Effect.fnUntraced(function* (rest) {
        const store = yield* OddsStore
        const { send } = yield* Redis.Redis
        const [good, bad, last] = [newKeys(), newKeys(), newKeys()]
        yield* send("SET", bad.stream, "no stream")
        const from = rest.asked.length
        const [first, refused, third] = yield* Effect.forEach(
          [good, bad, last],
          (keys) => Effect.result(store.publish({ ...publicationUnder(keys), marker: `marker-of-${keys.stream}` })),
          { concurrency: "unbounded" }
        )
        assert.deepStrictEqual(
          rest.asked.slice(from).map(({ commands }) => namesOf(commands)),
          [["EVAL", "EVAL", "EVAL"]]
        )
        assert.include(Result.isFailure(refused!) ? refused.failure.message : "", "is no stream but a string")
        assert.deepStrictEqual(yield* send("KEYS", `${bad.publishedPrefix}*`), [])
        assert.strictEqual(yield* send("EXISTS", `marker-of-${bad.stream}`), 0)
        const { stream } = yield* StoreProbe
        for (const [keys, result] of [
          [good, first!],
          [last, third!]
        ] as const) {
          const { key, streamId } = Result.getOrThrow(result)
          assert.deepStrictEqual(yield* stream(keys.stream), [{ id: streamId, data_key: key }])
          assert.strictEqual(yield* send("EXISTS", key), 1)
        }
      })
    )
  )
})

describe("changes of entries", () => {
  it.live("are tried again after a lost answer, each with its own result", () =>
    overRest(
      Effect.fnUntraced(function* (rest) {
        const keys = newKeys()
        const probe = yield* StoreProbe
        const store = yield* OddsStore
        const entries = Array.from({ length: 20 }, () => newEntry(keys))
        for (const entry of entries) yield* probe.putEntry(entry, entryText(documentOf(1)))
        let lost = 0
        rest.faults.after = (answer, { commands }) =>
          namesOf(commands).includes("EVALSHA") && lost++ < 1 ? Response.error() : answer
        const changes = [...entries, newEntry(keys)].map((entry) => ({ entry, matchId: 1, document: documentOf(1) }))
        const results = yield* changeAll(store, Markets.btts, changes)
        assert.deepStrictEqual(results, [...entries.map(() => "merged" as const), "gone"])
      })
    )
  )
})
