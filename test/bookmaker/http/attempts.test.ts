/**
 * The attempts of one request at their limits: the deadline, an open circuit, redirects; and what the failure says.
 */
import { describe, expect, it } from "@effect/vitest"
import { Effect, Fiber, Layer, Result } from "effect"
import { FetchHttpClient, HttpClient, HttpClientRequest, HttpClientResponse } from "effect/http"
import { TestClock } from "effect/testing"
import ky from "ky"
import { KyHttpClient } from "../../../adapters/ky/index.ts"
import * as AttemptLog from "../../../src/bookmaker/AttemptLog.ts"
import { BookmakerError } from "../../../src/bookmaker/BookmakerError.ts"
import { publicWords } from "../../../src/bookmaker/bookiegamma/requests.ts"
import * as attempts from "../../../src/bookmaker/http/attempts.ts"
import type { Throttle } from "../../../src/bookmaker/http/Throttle.ts"
import * as TimeLimits from "../../../src/bookmaker/http/TimeLimits.ts"
import * as Traffic from "../../../src/bookmaker/Traffic.ts"
import { deadlineIn } from "../../../src/domain/Deadline.ts"

const format = { decode: Result.succeed, publicWords }
const request = HttpClientRequest.get("http://bookmaker.test/")
const unthrottled: Throttle = { send: (request) => request }

interface Limits {
  /** Milliseconds from now. */
  readonly deadline: number
  readonly attemptMillis?: number
  readonly throttle?: Throttle
}

/** Attempts a request with a client, and lets time pass; gives how it ended, and its log. */
const attempt = Effect.fnUntraced(function* (
  client: HttpClient.HttpClient,
  { attemptMillis = 5000, deadline, throttle = unthrottled }: Limits
) {
  const connection = {
    client,
    throttle,
    settings: yield* attempts.requestSettings,
    timeLimits: yield* TimeLimits.make,
    traffic: Traffic.make()
  }
  const log = AttemptLog.make()
  const options = { deadline: yield* deadlineIn(deadline), attemptMillis, log }
  const fiber = yield* Effect.forkChild(Effect.result(attempts.fetch(connection, request, format, options)))
  for (let step = 0; step < 200; step++) yield* TestClock.adjust(50)
  return { result: yield* Fiber.join(fiber), log }
})

const failureOf = (client: HttpClient.HttpClient, limits: Limits) =>
  Effect.map(attempt(client, limits), ({ log, result }) => {
    const error = Result.isFailure(result) ? result.failure : undefined
    return { reason: error?.reason, message: error?.message, last: error?.last, sent: log.attempts, log }
  })

const silent = HttpClient.make(() => Effect.never)

describe("an attempt", () => {
  it.effect("is not begun at the deadline", () =>
    Effect.gen(function* () {
      expect(yield* failureOf(silent, { deadline: 0 })).toMatchObject({ reason: "deadline", last: undefined, sent: 0 })
    })
  )

  it.effect("that may take as long as there is time has failed with the deadline, not with its own limit", () =>
    Effect.gen(function* () {
      const failure = yield* failureOf(silent, { deadline: 5000, attemptMillis: 5000 })
      expect(failure).toMatchObject({ reason: "deadline", last: undefined, sent: 1 })
      expect(failure.message).toBe("deadline: the run's time for fetching was over (1 attempt)")
    })
  )

  it.effect("without an answer says for how long; at the deadline the error names it", () =>
    Effect.gen(function* () {
      const failure = yield* failureOf(silent, { deadline: 6000, attemptMillis: 2540 })
      expect(failure).toMatchObject({ reason: "deadline", last: "timeout", sent: 3 })
      expect(failure.message).toBe(
        "deadline: the run's time for fetching was over; last attempt: timeout, no answer in 2.5 s (3 attempts)"
      )
    })
  )

  it.effect("is not waited for as long as the time that is left, where that is to the millisecond", () =>
    Effect.gen(function* () {
      const asking = (seconds: number) =>
        HttpClient.make((request) =>
          Effect.succeed(
            HttpClientResponse.fromWeb(
              request,
              new Response(null, { status: 503, headers: { "retry-after": String(seconds) } })
            )
          )
        )
      const exact = yield* failureOf(asking(7), { deadline: 7000 })
      expect(exact).toMatchObject({ reason: "deadline", last: "server-error", sent: 1 })
      expect(exact.message).toContain("the bookmaker asks for a wait past the run's time for fetching")
      expect(yield* failureOf(asking(7), { deadline: 7001 })).toMatchObject({ sent: 2 })
    })
  )
})

it.effect("a circuit that stays open to the deadline is not reported as a wait that the bookmaker asks for", () =>
  Effect.gen(function* () {
    const open = new BookmakerError({
      reason: "circuit-open",
      detail: "others failed",
      attempts: 0,
      retryAfterMillis: 1000
    })
    const failure = yield* failureOf(silent, { deadline: 500, throttle: { send: () => Effect.fail(open) } })
    expect(failure).toMatchObject({ reason: "deadline", sent: 0 })
    expect(failure.message).toBe("deadline: the run's time for fetching was over (0 attempts)")
    expect(failure.log).toMatchObject({ attempts: 0, heldBack: 1 })
  })
)

describe("a redirect is not followed", () => {
  /** Answers with a redirect, and records how it was asked. */
  const recorder = () => {
    const asked: Array<string> = []
    const fetch = (input: RequestInfo | URL, init?: RequestInit) => {
      asked.push(init?.redirect ?? (input instanceof Request ? input.redirect : "follow"))
      return Promise.resolve(new Response(null, { status: 302, headers: { location: "http://elsewhere.test/" } }))
    }
    return { asked, fetch: fetch as typeof globalThis.fetch }
  }
  const { asked, fetch } = recorder()
  const clients = {
    "the runtime's fetch": FetchHttpClient.layer.pipe(Layer.provide(Layer.succeed(FetchHttpClient.Fetch, fetch))),
    ky: KyHttpClient.layerFrom(ky.create({ fetch }))
  }

  for (const [name, layer] of Object.entries(clients)) {
    it.live(`by ${name}, with the setting of each request`, () =>
      Effect.gen(function* () {
        asked.length = 0
        const connection = {
          client: yield* HttpClient.HttpClient,
          throttle: unthrottled,
          settings: yield* attempts.requestSettings,
          timeLimits: yield* TimeLimits.make,
          traffic: Traffic.make()
        }
        const options = { deadline: yield* deadlineIn(60_000), attemptMillis: 60_000, log: AttemptLog.make() }
        const error = yield* Effect.flip(attempts.fetch(connection, request, format, options))
        expect(error).toMatchObject({
          reason: "redirected",
          detail: "status 302, to http://elsewhere.test",
          attempts: 1
        })
        expect(asked).toEqual(["manual"])
      }).pipe(Effect.scoped, Effect.provide(layer))
    )
  }
})
