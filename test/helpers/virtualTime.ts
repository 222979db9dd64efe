/**
 * A bookmaker's server in virtual time: an `HttpClient` without sockets that answers by a function and records each
 * request with its time.
 */
import { it } from "@effect/vitest"
import { Clock, Effect, Fiber, Layer } from "effect"
import { HttpClient, HttpClientError, HttpClientResponse } from "effect/http"
import { TestClock } from "effect/testing"
import { Sqlite } from "../../adapters/sqlite/index.ts"
import { type ExtractOptions, extract, type OddsStore } from "../../src/index.ts"
import type { StoreProbe } from "../suites/StoreProbe.ts"
import { NOW } from "../suites/storeTest.ts"
import { usual } from "./bookmaker.ts"
import { expectSums } from "./report.ts"
import { over } from "./sqliteProbe.ts"

/** A response, or `reset` for a broken connection. */
export type Reply = "reset" | { status?: number; headers?: Record<string, string>; body?: unknown; text?: string }

/** Returns a reply with a JSON body. */
export const json = (body: unknown) => Effect.succeed<Reply>({ body })

/** Returns a reply with a status and an empty body. */
export const status = (code: number, headers: Record<string, string> = {}) =>
  Effect.succeed<Reply>({ status: code, headers, text: "" })

/** A recorded request. */
export interface RecordedRequest {
  /** Competition id; empty for the listing. */
  readonly competition: string
  /** Milliseconds since `NOW`. */
  readonly at: number
}

/** Makes a server. `answer` gets the competition id (`""` for the listing) and the number of its requests so far. */
export const bookmaker = (answer: (competition: string, nth: number) => Effect.Effect<Reply>) => {
  const requests: Array<RecordedRequest> = []
  const inFlight = { current: 0, peak: 0 }
  const client = HttpClient.make((request, url) =>
    Effect.gen(function* () {
      const competition = url.searchParams.get("competition_id") ?? ""
      requests.push({ competition, at: (yield* Clock.currentTimeMillis) - NOW })
      inFlight.peak = Math.max(inFlight.peak, ++inFlight.current)
      const nth = requests.filter((other) => other.competition === competition).length
      const reply = yield* answer(competition, nth)
      if (reply === "reset") {
        const cause = new TypeError("fetch failed", { cause: new Error("read ECONNRESET") })
        return yield* new HttpClientError.HttpClientError({
          reason: new HttpClientError.TransportError({ request, cause })
        })
      }
      const { body: value, headers, status: code = 200, text = JSON.stringify(value) } = reply
      // Reading the body of a real Response would take real time.
      const bytes = new TextEncoder().encode(text)
      const body = new ReadableStream({
        start: (controller) => {
          controller.enqueue(bytes)
          controller.close()
        }
      })
      const response = {
        status: code,
        headers: new Headers({ "content-length": String(bytes.length), ...headers }),
        body
      }
      return HttpClientResponse.fromWeb(request, response as unknown as Response)
    }).pipe(Effect.ensuring(Effect.sync(() => inFlight.current--)))
  )
  return {
    requests,
    /** Returns the times of the requests for a competition, in milliseconds since `NOW`. */
    timesOf: (competition: string) => requests.filter((one) => one.competition === competition).map(({ at }) => at),
    /** Number of requests in flight: now, and at most. */
    inFlight,
    layer: Layer.succeed(HttpClient.HttpClient, client)
  }
}
export type Bookmaker = ReturnType<typeof bookmaker>

/** Lets all fibers run until each of them waits for time to pass. */
const settle = Effect.forEach(Array.from({ length: 10 }), () => TestClock.adjust(0), { discard: true })

/** Advances virtual time until an effect ends, 600 s at most; returns its value and how many milliseconds it took. */
export const elapse = Effect.fnUntraced(function* <A, E, R>(effect: Effect.Effect<A, E, R>) {
  const before = yield* Clock.currentTimeMillis
  const fiber = yield* Effect.forkChild(
    Effect.flatMap(effect, (value) =>
      Effect.map(Clock.currentTimeMillis, (after) => ({ value, millis: after - before }))
    )
  )
  yield* settle
  // Small steps at first: what happens within a step is recorded at its end.
  for (let millis = 0; millis < 600_000 && fiber.pollUnsafe() === undefined; ) {
    const step = millis < 20_000 ? 100 : 1000
    yield* TestClock.adjust(step)
    yield* settle
    millis += step
  }
  if (fiber.pollUnsafe() === undefined) return yield* Effect.die(new Error("still running after 600 s"))
  return yield* Fiber.join(fiber)
})

/** Runs the extractors in virtual time; returns the first report and the duration in milliseconds. Checks all sums. */
export const reportOf = Effect.fnUntraced(function* (server: Bookmaker, options: Partial<ExtractOptions> = {}) {
  const run = extract({ ...usual, ...options }).pipe(Effect.provide(server.layer))
  const { millis, value: extracts } = yield* elapse(run)
  for (const { report } of extracts) expectSums(report)
  const { report } = extracts[0]!
  return { report, millis }
})

/** Registers a test in virtual time whose clock starts at `NOW` and whose store is empty; `timeout` is in real milliseconds. */
export const timed = <E>(
  name: string,
  body: () => Effect.Effect<unknown, E, OddsStore | StoreProbe>,
  timeout?: number
) =>
  it.effect(
    name,
    () =>
      Effect.andThen(TestClock.setTime(NOW), Effect.suspend(body)).pipe(Effect.provide(over(Sqlite.layer(":memory:")))),
    timeout
  )
