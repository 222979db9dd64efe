/**
 * What can go wrong over HTTP: each answer that is of no use has its words, no words have the token, and only what another attempt may
 * mend is tried again.
 */
import { assert, describe, it } from "@effect/vitest"
import { Effect, Fiber, Layer, Queue, Redacted } from "effect"
import * as FetchHttpClient from "effect/http/FetchHttpClient"
import * as Redis from "effect/persistence/Redis"
import { TestClock } from "effect/testing"
import { storeError } from "../../../adapters/redis/retryConnection.ts"
import { MAX_ANSWER_BYTES } from "../../../adapters/redis-rest/Exchange.ts"
import { type Options, RedisAdmin, RedisOddsStore, RestRedis } from "../../../adapters/redis-rest/index.ts"
import { deadlineIn } from "../../../src/domain/Deadline.ts"
import { withDeadline } from "../../../src/extraction/withDeadline.ts"
import { Keys, Markets, OddsStore } from "../../../src/index.ts"
import { NOW } from "../../suites/storeTest.ts"

const TOKEN = "AXasdf-secret+token/0123456789=="
const URL_ = "https://redis.example"

type Answer = (request: Request) => Response | Promise<Response>

/** Provides `HttpClient` on a function. */
const http = (answer: Answer) =>
  Layer.fresh(FetchHttpClient.layer).pipe(
    Layer.provide(
      Layer.succeed(FetchHttpClient.Fetch, (async (input: RequestInfo | URL, init?: RequestInit) =>
        answer(new Request(input, init))) as typeof globalThis.fetch)
    )
  )

const port = (answer: Answer, more: Partial<Options> = {}) =>
  RestRedis.layer({ url: URL_, token: Redacted.make(TOKEN), ...more }).pipe(Layer.provide(http(answer)))

const messageOf = ({ cause }: Redis.RedisError) => (cause instanceof Error ? cause.message : String(cause))

/** Sends one command, and returns the message of its error. */
const errorOf = (answer: Answer, more: Partial<Options> = {}) =>
  Effect.flatMap(Redis.Redis, ({ send }) => Effect.flip(send("PING"))).pipe(
    Effect.map(messageOf),
    Effect.provide(port(answer, more))
  )

const text = (body: string, init?: ResponseInit) => () => new Response(body, init)
const says = (status: number, error: string, headers: Record<string, string> = {}) =>
  text(JSON.stringify({ error }), { status, headers })

const HOUR = 3600
/** Returns the HTTP date so many seconds after `NOW`. */
const date = (seconds: number) => new Date(NOW + seconds * 1000).toUTCString()

const cutOff = () =>
  new Response(
    new ReadableStream({
      pull: (controller) => {
        controller.enqueue(new TextEncoder().encode('[{"resu'))
        controller.error(new TypeError("terminated"))
      }
    })
  )

const chunk = new Uint8Array(1024 * 1024).fill(0x20)
const endless = () => new Response(new ReadableStream({ pull: (controller) => controller.enqueue(chunk) }))

interface Case {
  readonly answer: Answer
  readonly message: RegExp
  readonly remedy?: RegExp
  /** True where it is tried again. */
  readonly isTransient?: true
}

const cases: Readonly<Record<string, Case>> = {
  "401": {
    answer: says(401, "WRONGPASS invalid or missing auth token"),
    message: /: it does not accept the token \(status 401: WRONGPASS invalid or missing auth token\)$/,
    remedy: /check REDIS_REST_TOKEN/
  },
  "401 that repeats the token": {
    answer: (request) => Response.json({ error: `no ${request.headers.get("authorization")}` }, { status: 401 }),
    message: /: it does not accept the token \(status 401: no .*\[secret\]\)$/,
    remedy: /check REDIS_REST_TOKEN/
  },
  "403": {
    answer: says(403, "IP not allowed"),
    message: /refuses this token or this machine/,
    remedy: /which addresses/
  },
  "404": {
    answer: text("<html>", { status: 404 }),
    message: /has no REST form .*\(status 404\)$/,
    remedy: /REDIS_REST_URL/
  },
  "405": { answer: text("", { status: 405 }), message: /has no REST form .*\(status 405\)$/, remedy: /REDIS_REST_URL/ },
  "413": {
    answer: text("", { status: 413 }),
    message: /takes no request of that size/,
    remedy: /limit of a request's size/
  },
  "418": { answer: text("", { status: 418 }), message: /it refuses the request \(status 418\)$/ },
  "a redirect": {
    answer: text("", { status: 307, headers: { location: "https://login.example/?token=1" } }),
    message: /it redirects to https:\/\/login\.example \(status 307\)$/,
    remedy: /REDIS_REST_URL/
  },
  "the whole refused": {
    answer: says(400, "ERR max request size exceeded"),
    message: /^Redis https:\/\/redis\.example: ERR max request size exceeded$/,
    remedy: /limit of a request's size/
  },
  "the whole refused with 200": {
    answer: (request) => Response.json({ error: `ERR no ${request.headers.get("authorization")}` }),
    message: /^Redis https:\/\/redis\.example: ERR no .*\[secret\]$/
  },
  "a redirect to no server": {
    answer: text("", { status: 302, headers: { location: "javascript:1" } }),
    message: /it redirects to nowhere \(status 302\)$/,
    remedy: /REDIS_REST_URL/
  },
  "400 without a reason": { answer: text("oh", { status: 400 }), message: /it refuses the request \(status 400\)$/ },
  "a command refused": {
    answer: () => Response.json([{ error: "NOPERM this user has no permissions to run the 'set' command" }]),
    message: /: NOPERM this user has no permissions/,
    remedy: /token that may write/
  },
  "a plan used up": {
    answer: () => Response.json([{ error: "ERR max daily request limit exceeded. Limit: 10000, Usage: 10000." }]),
    message: /: ERR max daily request limit exceeded/,
    remedy: /limit of commands/
  },
  "a page": {
    answer: text(`<html>${TOKEN}`),
    message: /a page instead of JSON \(\d+ characters, not shown because they may repeat the token\)$/,
    remedy: /REDIS_REST_URL/
  },
  "an object": {
    answer: () => Response.json({ result: "PONG" }),
    message: /answers 1 command with an object$/,
    remedy: /REDIS_REST_URL/
  },
  "no answers at all": {
    answer: text("null"),
    message: /it answers 1 command with null$/,
    remedy: /REDIS_REST_URL/
  },
  "a number": { answer: text(" 42"), message: /it answers 1 command with a number$/ },
  "a text": { answer: text('"OK"'), message: /it answers 1 command with a text$/ },
  "a truth value": { answer: text("true"), message: /it answers 1 command with true$/ },
  "what is no JSON": { answer: text("NaN"), message: /a page instead of JSON/ },
  "an answer without content": {
    answer: () => new Response(null, { status: 204 }),
    message: /its answer is empty$/,
    isTransient: true
  },
  "a refusal without content": { answer: () => new Response(null, { status: 401 }), message: /token \(status 401\)$/ },
  "too few answers": { answer: () => Response.json([]), message: /answers 1 command with 0 answers$/ },
  "too many answers": {
    answer: () => Response.json([{ result: 1 }, { result: 2 }]),
    message: /answers 1 command with 2 answers$/
  },
  "an answer too many, of another shape": {
    answer: () => Response.json([{ result: 1 }, "PONG"]),
    message: /answers 1 command with 2 answers$/
  },
  "an answer of another shape": {
    answer: () => Response.json(["PONG"]),
    message: /answers 1 command with 1 answer, of which one is neither a result nor an error$/
  },
  "an error that is no text": {
    answer: (request) => Response.json([{ error: { message: request.headers.get("authorization") } }]),
    message: /of which one is neither a result nor an error$/
  },
  "more than is read": { answer: endless, message: new RegExp(`has more than ${MAX_ANSWER_BYTES} bytes$`) },
  "a long wait": {
    answer: says(429, "slow down", { "retry-after": "3600" }),
    message: /is asked too often \(status 429: slow down\); it asks to wait 3600 s$/,
    remedy: /limit of requests/
  },
  "a long wait, as a date of a clock that is wrong": {
    answer: says(503, "", { "retry-after": date(HOUR + 6), date: date(HOUR) }),
    message: /; it asks to wait 6 s$/
  },
  "an endless wait": {
    answer: says(429, "", { "retry-after": "9".repeat(400) }),
    message: /; it asks to wait 9007199254741 s$/
  },
  "429": {
    answer: text("", { status: 429 }),
    message: /asked too often/,
    remedy: /limit of requests/,
    isTransient: true
  },
  "408": { answer: text("", { status: 408 }), message: /waited too long/, isTransient: true },
  "500": {
    answer: says(500, "SRH: Unable to connect to the Redis server"),
    message: /it fails \(status 500: SRH: Unable to connect to the Redis server\)$/,
    remedy: /the Redis behind the proxy runs/,
    isTransient: true
  },
  "502 with a page": {
    answer: text("<html>Bad gateway", { status: 502 }),
    message: /it fails \(status 502\)$/,
    isTransient: true
  },
  "an empty answer": { answer: text(" "), message: /its answer is empty$/, isTransient: true },
  "JSON cut short": { answer: text('[{"result":"PO'), message: /JSON cut short or broken$/, isTransient: true },
  "a body that breaks off": { answer: cutOff, message: /not reached: terminated$/, isTransient: true },
  "no connection": {
    answer: () => Promise.reject(new TypeError("fetch failed", { cause: new Error("connect ECONNREFUSED") })),
    message: /not reached: connect ECONNREFUSED$/,
    isTransient: true
  },
  "a loading server": {
    answer: () => Response.json([{ error: "LOADING Redis is loading the dataset in memory" }]),
    message: /: LOADING/,
    remedy: /wait until the server has loaded/,
    isTransient: true
  }
}

/** Answers what a store asks when it is opened, and the rest by a function; counts the requests for the rest. */
const opening = (answer: Answer) => {
  const seen = { requests: 0 }
  const handler: Answer = async (request) => {
    const commands: ReadonlyArray<ReadonlyArray<string>> = await request.clone().json()
    if (commands[0]?.[0] !== "COMMAND") {
      seen.requests++
      return answer(request)
    }
    return Response.json([
      { result: commands[0].slice(2).map((name) => [name]) },
      { result: "redis_version:8.0.0\r\n" },
      { error: 'ERR Command "CLIENT" is not allowed in REST or it has a special context path' },
      { result: ["1795456800", "0"] }
    ])
  }
  return { handler, seen }
}

const store = (answer: Answer) =>
  RedisOddsStore.layer({ url: URL_, token: Redacted.make(TOKEN) }).pipe(Layer.provide(http(answer)))

describe.each(Object.entries(cases))("over HTTP, %s", (_, { answer, isTransient = false, message, remedy }) => {
  it.live("is an error that says so, where, and nothing of the token", () =>
    Effect.gen(function* () {
      const said = yield* errorOf(answer)
      assert.match(said, /^Redis https:\/\/redis\.example: /)
      assert.match(said, message)
      assert.notInclude(said, TOKEN.slice(0, 8))
    })
  )

  it.effect(
    `is ${isTransient ? "tried again for ten seconds" : "final"}, and says what to do in the store's error`,
    () =>
      Effect.gen(function* () {
        const { handler, seen } = opening(answer)
        const reading = OddsStore.use((store) => Effect.flip(store.note("key"))).pipe(
          Effect.scoped,
          Effect.provide(store(handler))
        )
        const fiber = yield* Effect.forkChild(reading)
        // Requests are no virtual time: each step of the clock lets them pass.
        for (let step = 0; fiber.pollUnsafe() === undefined && step < 4000; step++) {
          yield* Effect.promise(() => new Promise((resolve) => setTimeout(resolve, 0)))
          yield* TestClock.adjust("20 millis")
        }
        const error = yield* Fiber.join(fiber)
        assert.strictEqual(error.operation, "read")
        if (remedy !== undefined) assert.match(error.message, remedy)
        assert.strictEqual(seen.requests, isTransient ? 25 : 1)
      })
  )
})

describe("an operation whose time ends between attempts", () => {
  it.effect("says how the last of them failed, and what to do, without the token", () =>
    Effect.gen(function* () {
      const answers = [
        says(503, "slow"),
        (request: Request) => says(429, `no ${request.headers.get("authorization")}`)()
      ]
      const { handler, seen } = opening((request) => answers[Math.min(seen.requests, answers.length) - 1]!(request))
      const reading = Effect.gen(function* () {
        const { note } = yield* OddsStore
        return yield* Effect.flip(withDeadline(yield* deadlineIn(1000), "read")(note("key")))
      }).pipe(Effect.scoped, Effect.provide(store(handler)))
      const fiber = yield* Effect.forkChild(reading)
      for (let step = 0; fiber.pollUnsafe() === undefined && step < 200; step++) {
        yield* Effect.promise(() => new Promise((resolve) => setTimeout(resolve, 0)))
        yield* TestClock.adjust("20 millis")
      }
      assert.strictEqual(
        (yield* Fiber.join(fiber)).message,
        "Redis https://redis.example: it is asked too often (status 429: no Bearer [secret]); raise the limit of requests there, " +
          "or let runs come less often (tried until the run's budget was over)"
      )
    })
  )
})

it.live("redirects are left to nobody: the token goes where the URL says", () =>
  Effect.gen(function* () {
    const requests: Array<Request> = []
    yield* errorOf((request) => {
      requests.push(request)
      return new Response("", { status: 401 })
    })
    assert.deepStrictEqual(
      requests.map(({ redirect, url }) => [redirect, url]),
      [["manual", "https://redis.example/pipeline"]]
    )
  })
)

describe("the token, wherever an error repeats it,", () => {
  it.live("is in no message, whole or cut", () =>
    Effect.gen(function* () {
      const before = [0, 1, ...Array.from({ length: 60 }, (_, at) => 1900 + at * 2), 19_970, 19_990, 19_999, 500_000]
      for (const length of before) {
        const echo = `${"x ".repeat(length / 2)}${TOKEN} ${encodeURIComponent(TOKEN)} ${btoa(TOKEN)}`
        for (const answer of [says(401, echo), says(500, echo), () => Response.json([{ error: `ERR ${echo}` }])]) {
          const said = yield* errorOf(answer)
          assert.notInclude(said, TOKEN.slice(0, 6), `after ${length} characters`)
          assert.isBelow(said.length, 2500)
        }
      }
    })
  )

  it.live("is in no message where all of it is the token, again and again", () =>
    Effect.gen(function* () {
      for (const token of [TOKEN, TOKEN.repeat(20)]) {
        const said = yield* errorOf(says(401, `${token} `.repeat(60_000 / token.length)), {
          token: Redacted.make(token)
        })
        assert.notInclude(said, TOKEN.slice(0, 6))
      }
    })
  )
})

/** Answers the first request with a failure, and each later command with OK; `sizes` are the commands of each request. */
const failingOnce = (failure: () => Response) => {
  const sizes: Array<number> = []
  const answer: Answer = async (request) => {
    const list: ReadonlyArray<unknown> = await request.json()
    sizes.push(list.length)
    return sizes.length === 1 ? failure() : Response.json(list.map(() => ({ result: "OK" })))
  }
  return { answer, sizes }
}

describe.each<[string, Record<string, string>]>([
  ["of 2 s", { "retry-after": "2" }],
  ["until a date", { "retry-after": date(2) }],
  ["until a date of its clock, which is fast", { "retry-after": date(HOUR + 2), date: date(HOUR) }],
  ["until a date of its clock, which is slow", { "retry-after": date(2 - HOUR), date: date(-HOUR) }],
  ["in a copy of an hour ago", { "retry-after": date(2), date: date(-HOUR), age: String(HOUR) }]
])("a server that asks for a pause %s", (_, headers) => {
  it.effect("is asked again once it is over, by one request for all that waits", () =>
    Effect.gen(function* () {
      yield* TestClock.setTime(NOW)
      const { answer, sizes } = failingOnce(() => new Response("", { status: 429, headers }))
      yield* Effect.gen(function* () {
        const { send } = yield* Redis.Redis
        yield* Effect.flip(send("SET", "a", "1"))
        const rest = yield* Effect.forkChild(
          Effect.forEach(["b", "c"], (key) => send("SET", key, "1"), { concurrency: "unbounded" })
        )
        yield* TestClock.adjust("1 second")
        const late = yield* Effect.forkChild(send("SET", "d", "1"))
        yield* TestClock.adjust("900 millis")
        assert.deepStrictEqual(sizes, [1])
        yield* TestClock.adjust("200 millis")
        yield* Fiber.join(rest)
        yield* Fiber.join(late)
        assert.deepStrictEqual(sizes, [1, 3])
      }).pipe(Effect.provide(port(answer)))
    })
  )
})

describe.each([
  { asked: "30", seconds: 30 },
  { asked: "3600", seconds: 60 }
])("a server that asks for a pause of $asked s, too long to wait for,", ({ asked, seconds }) => {
  it.effect(`is asked again after ${seconds} s; until then commands fail at once with the reason`, () =>
    Effect.gen(function* () {
      const { answer, sizes } = failingOnce(() => new Response("", { status: 429, headers: { "retry-after": asked } }))
      yield* Effect.gen(function* () {
        const { send } = yield* Redis.Redis
        const refused = Effect.map(Effect.flip(send("SET", "a", "1")), (error) => {
          assert.match(messageOf(error), new RegExp(`asked too often .* it asks to wait ${asked} s$`))
          return storeError("write")(error).retryAfterMillis
        })
        assert.strictEqual(yield* refused, Number(asked) * 1000)
        yield* TestClock.adjust(seconds * 1000 - 1)
        assert.strictEqual(yield* refused, 1)
        assert.deepStrictEqual(sizes, [1])
        yield* TestClock.adjust(1)
        assert.strictEqual(yield* send("SET", "a", "1"), "OK")
        assert.deepStrictEqual(sizes, [1, 1])
      }).pipe(Effect.provide(port(answer)))
    })
  )
})

describe("a request that fails", () => {
  it.effect("is followed by one for all that is tried again at times of its own", () =>
    Effect.gen(function* () {
      const { answer, sizes } = failingOnce(() => new Response("", { status: 500 }))
      yield* Effect.gen(function* () {
        const { send } = yield* Redis.Redis
        yield* Effect.flip(send("SET", "a", "1"))
        yield* TestClock.adjust("40 millis")
        const first = yield* Effect.forkChild(send("SET", "a", "1"))
        yield* TestClock.adjust("20 millis")
        const second = yield* Effect.forkChild(send("SET", "b", "1"))
        yield* TestClock.adjust("30 millis")
        assert.deepStrictEqual(sizes, [1])
        yield* TestClock.adjust("20 millis")
        yield* Fiber.join(first)
        yield* Fiber.join(second)
        assert.deepStrictEqual(sizes, [1, 2])
      }).pipe(Effect.provide(port(answer)))
    })
  )
})

describe("a server that does not answer", () => {
  it.effect("fails after the time for a request, and its request is aborted", () =>
    Effect.gen(function* () {
      let signal: AbortSignal | undefined
      const silent: Answer = (request) => {
        signal = request.signal
        return new Promise(() => {})
      }
      yield* Effect.gen(function* () {
        const { send } = yield* Redis.Redis
        const asking = yield* Effect.forkChild(Effect.flip(send("PING")))
        yield* TestClock.adjust("2 seconds")
        assert.isUndefined(asking.pollUnsafe())
        yield* TestClock.adjust("1 second")
        assert.strictEqual(messageOf(yield* Fiber.join(asking)), "Redis https://redis.example: no answer in 3 s")
        assert.isTrue(signal?.aborted)
      }).pipe(Effect.provide(port(silent, { requestTimeout: "3 seconds" })))
    })
  )

  it.live("is let go of when nobody waits for it any more, and only then", () =>
    Effect.gen(function* () {
      const requests: Array<Request> = []
      const silent: Answer = (request) => {
        requests.push(request)
        return new Promise(() => {})
      }
      yield* Effect.gen(function* () {
        const { send } = yield* Redis.Redis
        const [first, second] = yield* Effect.all([
          Effect.forkChild(send("GET", "a")),
          Effect.forkChild(send("GET", "b"))
        ])
        while (requests.length === 0) yield* Effect.sleep("1 millis")
        yield* Fiber.interrupt(first)
        assert.isFalse(requests[0]?.signal.aborted)
        yield* Fiber.interrupt(second)
        const isAborted = () => requests[0]?.signal.aborted === true
        while (!isAborted()) yield* Effect.sleep("1 millis")
        assert.lengthOf(requests, 1)
      }).pipe(Effect.provide(port(silent, { requestTimeout: "1 hour" })))
    })
  )
})

describe("what cannot be used", () => {
  it.live.each([
    ["ftp://redis.example", TOKEN, /at no URL|its URL must begin with https/],
    ["redis.example", TOKEN, /its URL must begin with https/],
    ["https://user:hush@redis.example", TOKEN, /its URL must have no user and password/],
    ["https://redis.example/?_token=hush", TOKEN, /its URL must have no query/],
    ["https://redis.example", "", /its token is empty/],
    ["https://redis.example", "hush hush", /its token .* has white space/],
    ["https://redis.example", "hush\n", /its token .* has white space/]
  ] as const)("%s with the token %j is refused before anything is sent", ([url, token, expected]) =>
    Effect.gen(function* () {
      const answer: Answer = () => assert.fail("something was sent")
      const layer = RedisOddsStore.layer({ url, token: Redacted.make(token) }).pipe(Layer.provide(http(answer)))
      const error = yield* Effect.flip(Effect.provide(OddsStore, layer))
      assert.strictEqual(error.operation, "open")
      assert.match(error.message, expected)
      assert.notInclude(error.message, "hush")
    })
  )

  it.live("is a connection of one's own, and a channel", () =>
    Effect.gen(function* () {
      const { reserve, subscribe } = yield* Redis.Redis
      assert.match(messageOf(yield* Effect.flip(Effect.scoped(reserve))), /there is no connection to keep$/)
      const taken = Effect.flatMap(subscribe("channel"), (queue) => Effect.flip(Queue.take(queue)))
      assert.match(messageOf(yield* Effect.scoped(taken)), /there is no connection to keep$/)
    }).pipe(Effect.provide(port(() => Response.json([]))))
  )

  it.live("is a service that has a search of its own: it is refused with what is missing, by doctor too", () =>
    Effect.gen(function* () {
      const unavailable = (name: string) => ({
        error: `ERR Command is not available: '${name}'. See https://docs.example`
      })
      const answer: Answer = async (request) => {
        const commands: ReadonlyArray<ReadonlyArray<string>> = await request.json()
        return Response.json(
          commands.map(([name = ""]) => {
            if (name === "COMMAND") return { result: [] }
            if (name === "INFO") return { result: "redis_version:8.2.0\r\n" }
            if (name === "TIME") return { result: [String(Math.floor(Date.now() / 1000)), "0"] }
            return unavailable(name)
          })
        )
      }
      const expected = "Redis 8.2.0 has no FT.CREATE, FT.INFO, FT.SEARCH"
      const error = yield* Effect.flip(Effect.provide(OddsStore, store(answer)))
      assert.strictEqual(
        error.message,
        `${expected}; start Redis 8, or Redis Stack 7.2 or later, which have JSON and search`
      )
      const { examine } = RedisAdmin.make({ url: URL_, token: Redacted.make(TOKEN) }, http(answer))
      const [first] = yield* examine([Keys.ofMarket("lst", Markets.btts, "live")])
      assert.strictEqual(first?.subject, "Redis https://redis.example")
      assert.strictEqual(first?.detail, expected)
    })
  )
})
