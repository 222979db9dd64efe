/**
 * A bookmaker without sockets, so that time is the test's alone: an `HttpClient` that asks a function, and remembers
 * when it was asked what.
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

/** What a request is answered with; `reset` breaks the connection. */
export type Reply = "reset" | { status?: number; headers?: Record<string, string>; body?: unknown; text?: string }

/** Answers with a JSON value. */
export const json = (body: unknown) => Effect.succeed<Reply>({ body })

/** Answers with a status. */
export const status = (code: number, headers: Record<string, string> = {}) =>
  Effect.succeed<Reply>({ status: code, headers, text: "" })

/** What a request was about, and when it came, in milliseconds since the run began. */
export interface Asked {
  readonly competition: string
  readonly at: number
}

/** Makes a bookmaker that answers each request, the nth of its competition (from 1; `""` is the listing). */
export const bookmaker = (answer: (competition: string, nth: number) => Effect.Effect<Reply>) => {
  const asked: Array<Asked> = []
  const flight = { now: 0, peak: 0 }
  const client = HttpClient.make((request, url) =>
    Effect.gen(function* () {
      const competition = url.searchParams.get("competition_id") ?? ""
      asked.push({ competition, at: (yield* Clock.currentTimeMillis) - NOW })
      flight.peak = Math.max(flight.peak, ++flight.now)
      const nth = asked.filter((other) => other.competition === competition).length
      const reply = yield* answer(competition, nth)
      if (reply === "reset") {
        const cause = new TypeError("fetch failed", { cause: new Error("read ECONNRESET") })
        return yield* new HttpClientError.HttpClientError({
          reason: new HttpClientError.TransportError({ request, cause })
        })
      }
      const { body: value, headers, status: code = 200, text = JSON.stringify(value) } = reply
      // A real Response reads its body in the runtime's own time; this one needs none.
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
    }).pipe(Effect.ensuring(Effect.sync(() => flight.now--)))
  )
  return {
    asked,
    /** When each request of a competition came. */
    timesOf: (competition: string) => asked.filter((one) => one.competition === competition).map(({ at }) => at),
    /** How many requests were in flight at once, and are. */
    flight,
    layer: Layer.succeed(HttpClient.HttpClient, client)
  }
}
export type Bookmaker = ReturnType<typeof bookmaker>

/** Lets everything that needs no time happen: each adjustment gives all fibers a turn. */
const settleDown = Effect.forEach(Array.from({ length: 10 }), () => TestClock.adjust(0), { discard: true })

/** Lets virtual time pass until an effect has ended, 600 s at most; gives what it gave and how long it took. */
export const elapse = Effect.fnUntraced(function* <A, E, R>(effect: Effect.Effect<A, E, R>) {
  const before = yield* Clock.currentTimeMillis
  const fiber = yield* Effect.forkChild(
    Effect.flatMap(effect, (value) =>
      Effect.map(Clock.currentTimeMillis, (after) => ({ value, millis: after - before }))
    )
  )
  yield* settleDown
  // Small steps at first, because what happens between two of them happens at the later one's time.
  for (let millis = 0; millis < 600_000 && fiber.pollUnsafe() === undefined; ) {
    const step = millis < 20_000 ? 100 : 1000
    yield* TestClock.adjust(step)
    yield* settleDown
    millis += step
  }
  if (fiber.pollUnsafe() === undefined) return yield* Effect.die(new Error("still running after 600 s"))
  return yield* Fiber.join(fiber)
})

/** Runs the extractors while virtual time passes; gives the first report, which adds up, and how long it took. */
export const reportOf = Effect.fnUntraced(function* (world: Bookmaker, options: Partial<ExtractOptions> = {}) {
  const run = extract({ ...usual, ...options }).pipe(Effect.provide(world.layer))
  const { millis, value: extracts } = yield* elapse(run)
  for (const { report } of extracts) expectSums(report)
  const { report } = extracts[0]!
  return { report, millis }
})

/** Registers a test whose clock stands at `NOW` and whose store is empty. */
export const timed = <E>(name: string, body: () => Effect.Effect<unknown, E, OddsStore | StoreProbe>) =>
  it.effect(name, () =>
    Effect.andThen(TestClock.setTime(NOW), Effect.suspend(body)).pipe(Effect.provide(over(Sqlite.layer(":memory:"))))
  )
