/**
 * A hostile or silent server: its texts are cleaned before they are shown, and its silence ends in a timeout.
 */
import { assert, describe, it } from "@effect/vitest"
import { Effect, Fiber, Layer, Option, Redacted } from "effect"
import * as Redis from "effect/persistence/Redis"
import { TestClock } from "effect/testing"
import { errorAt } from "../../../adapters/redis/errorAt.ts"
import { RedisOddsStore } from "../../../adapters/redis/index.ts"
import { clean } from "../../../src/domain/Text.ts"
import { Keys, Markets, OddsStore } from "../../../src/index.ts"

const EVIL = "\x1b[2J\x1b]0;owned\x07\u202Eevil\u009b31m"

const defaultReplies: Readonly<Record<string, unknown>> = {
  COMMAND: Array.from({ length: 20 }, () => []),
  INFO: "redis_version:8.0.0\r\n",
  CLIENT: "id=1 db=0",
  TIME: ["1795456800", "0"]
}

/** Provides a `Redis` with a reply for each command: a value, an error reply, or none ever. */
const port = (answers: Readonly<Record<string, unknown>>) => {
  const send = <A>(name: string) => {
    const answer = { ...defaultReplies, ...answers }[name]
    if (answer === undefined) return Effect.never
    return answer instanceof Error ? Effect.fail(new Redis.RedisError({ cause: answer })) : Effect.succeed(answer as A)
  }
  const connect = Effect.die(new Error("no second connection"))
  return Layer.effect(Redis.Redis, Redis.make({ send, connect, subscribe: () => Effect.die("no channels") } as never))
}

/** An error as the client makes it for an error reply, which is not retried. */
class ErrorReply extends Error {}

const opened = (answers: Readonly<Record<string, unknown>>) =>
  OddsStore.pipe(Effect.provide(RedisOddsStore.layerRedis("test").pipe(Layer.provide(port(answers)))))

it("an error that stands for those of several addresses says the first", () => {
  const refused = new AggregateError([new Error("connect ECONNREFUSED ::1:6379"), new Error("another")])
  const { cause } = errorAt(Redacted.make("redis://localhost:6379"))(refused)
  assert.strictEqual((cause as Error).message, "Redis localhost:6379: connect ECONNREFUSED ::1:6379")
})

describe("a server's reply", () => {
  it.live("with its version is cleaned in the store's description", () =>
    Effect.gen(function* () {
      const { description } = yield* opened({ INFO: `redis_version:8${EVIL}\r\n` })
      assert.strictEqual(description, clean(description))
      assert.match(description, /^Redis 8/)
    })
  )

  it.live("of an unknown shape is an error, not a defect", () =>
    Effect.gen(function* () {
      const failure = yield* Effect.flip(opened({ COMMAND: null, INFO: null, CLIENT: 7, TIME: "now" }))
      assert.match(failure.message, /has no JSON\.GET/)
      const store = yield* opened({ TIME: "now", EVAL: null })
      const publish = { keys: Keys.ofMarket("lst", Markets.btts, "live"), period: 0, json: "[]" } as const
      const error = yield* Effect.flip(store.publish({ ...publish, expirySeconds: 200, marker: "m", deadline: 1 }))
      assert.strictEqual(error._tag, "StoreError")
    })
  )

  it.live("of another shape than FT.INFO has is named, and no index is judged by it", () =>
    Effect.gen(function* () {
      const [attributes, definition] = [[], { prefixes: ["matched"] }]
      const others = [
        ...[null, "OK", 5, [], ["attributes"], { attributes }, ["index_name", "idx"]],
        ...[
          { index_definition: definition },
          { index_definition: null, attributes },
          { index_definition: {}, attributes }
        ],
        { index_definition: definition, attributes: [null] },
        { index_definition: definition, attributes: [{ identifier: "$.id" }] }
      ]
      for (const reply of others) {
        const store = yield* opened({ "FT.INFO": reply, "FT.SEARCH": [0] })
        const { message } = yield* Effect.flip(store.entriesOf(Keys.ofMarket("lst", Markets.btts, "live"), [1]))
        assert.match(message, /unknown answer to FT\.INFO$/)
      }
    })
  )

  it.live("with an error is cleaned in the message, when the store is opened and when it is used", () =>
    Effect.gen(function* () {
      const failure = yield* Effect.flip(opened({ INFO: new ErrorReply(`ERR ${EVIL}`) }))
      const store = yield* opened({ "FT.INFO": new ErrorReply(`ERR ${EVIL}`) })
      const used = yield* Effect.flip(store.entriesOf(Keys.ofMarket("lst", Markets.btts, "live"), [1]))
      for (const { message } of [failure, used]) {
        assert.include(message, "evil")
        assert.strictEqual(message, clean(message))
      }
    })
  )
})

it.live("an error of any length is shown in 2,000 characters", () =>
  Effect.gen(function* () {
    const { message } = yield* Effect.flip(opened({ INFO: new ErrorReply(`ERR ${"x".repeat(100_000)}`) }))
    assert.include(message, "ERR xxx")
    assert.isAtMost(message.length, 2000)
  })
)

describe("an error that a server replied", () => {
  const keys = Keys.ofMarket("lst", Markets.btts, "live")
  const publication = { keys, period: 0, json: "[]", expirySeconds: 200, marker: "m" } as const
  const refusals: Readonly<Record<string, RegExp>> = {
    "OOM command not allowed when used memory > 'maxmemory'.": /; raise maxmemory of the server, or free memory there$/,
    "READONLY You can't write against a read only replica.": /; name the primary in REDIS_URL or REDIS_HOST; /,
    "NOREPLICAS Not enough good replicas to write.": /; start the replicas of the server, or lower its min-replicas/,
    "MISCONF Redis is configured to save RDB snapshots, but it's currently unable to": /; look into the server's log/,
    "NOPERM User u has no permissions to run the 'eval' command": /; give the user the rights .* by ACL SETUSER$/,
    "NOAUTH Authentication required.": /; check user and password in REDIS_URL, or REDIS_USER and REDIS_PASS$/,
    "ERR unknown command 'JSON.SET'": /; start Redis 8, or Redis Stack 7\.2 or later, which have JSON and search$/,
    "LIMIT exceeds maximum of 1000": /; raise MAXSEARCHRESULTS of the server's search to 10000 at least$/
  }

  for (const [text, says] of Object.entries(refusals)) {
    it.effect(`is an error with what to do, for a run and for a match: ${text.slice(0, 20)}`, () =>
      Effect.gen(function* () {
        const reply = new ErrorReply(text)
        const store = yield* opened({ SCRIPT: "sha", EVAL: reply, EVALSHA: reply, "FT.INFO": reply })
        const published = yield* Effect.flip(store.publish(publication))
        const found = yield* Effect.flip(store.entriesOf(keys, [1]))
        const changes: Array<string> = []
        yield* store.change(Markets.btts, [{ entry: "e", matchId: 1, document: undefined }], {
          onResult: (_, result, why) => void changes.push(`${result}: ${why}`)
        })
        for (const said of [published.message, found.message, changes[0]?.replace(/^failed: /, "")]) {
          assert.include(said, text)
          assert.match(said ?? "", says)
        }
        assert.lengthOf(changes, 1)
        assert.match(changes[0] ?? "", /^failed: /)
      })
    )
  }

  it.effect("because a user may not ask for the version does not keep the store from opening", () =>
    Effect.gen(function* () {
      for (const command of ["INFO", "COMMAND", "CLIENT"]) {
        const { description } = yield* opened({ [command]: new ErrorReply("NOPERM User u has no permissions to") })
        assert.match(description, command === "INFO" ? /^Redis of an unknown version/ : /^Redis 8\.0\.0/)
      }
      const error = yield* Effect.flip(opened({ INFO: new ErrorReply("ERR no such thing") }))
      assert.include(error, { operation: "open", isRefusal: true })
      assert.include(error.message, "no such thing")
    })
  )

  it.effect("because a key holds another type makes cached ids absent, and does not fail", () =>
    Effect.gen(function* () {
      const GET = new ErrorReply("WRONGTYPE Operation against a key holding the wrong kind of value")
      const store = yield* opened({ GET, PTTL: 1000 })
      assert.deepStrictEqual(yield* store.cachedIds("ids", 60), Option.none())
    })
  )
})

describe("a Sentinel", () => {
  it.live("is refused as one, with what to name instead", () =>
    Effect.gen(function* () {
      const error = yield* Effect.flip(
        opened({
          INFO: "redis_version:7.0.15\r\nredis_mode:sentinel\r\n",
          COMMAND: [],
          TIME: new ErrorReply("ERR unknown command 'TIME', with args beginning with: ")
        })
      )
      assert.strictEqual(error.isRefusal, true)
      assert.strictEqual(
        error.message,
        "Redis 7.0.15 is a Sentinel, which stores nothing; name the primary in REDIS_URL or REDIS_HOST, usually at port 6379"
      )
    })
  )
})

describe("a server that stops answering after the handshake", () => {
  it.effect("fails to open after five seconds, with that in the error", () =>
    Effect.gen(function* () {
      for (const command of ["COMMAND", "INFO", "CLIENT", "TIME"]) {
        const opening = yield* Effect.forkChild(Effect.flip(opened({ [command]: undefined })))
        yield* TestClock.adjust("5 seconds")
        const error = opening.pollUnsafe() === undefined ? undefined : yield* Fiber.join(opening)
        assert.strictEqual(error?._tag, "StoreError", command)
        assert.strictEqual(error?.isRefusal, false, command)
        assert.include(error?.message ?? "", "5 s")
      }
    })
  )
})
