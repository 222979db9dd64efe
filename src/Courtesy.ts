/**
 * Politeness towards the bookmaker, shared by all requests of a run: a rate, pauses that everyone keeps when one request
 * was told off, and a circuit breaker that stops asking one that is down.
 *
 * How often one request is tried is `BookieGamma.ts`'s business, how many are in flight the caller's.
 */
import * as Clock from "effect/Clock"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as CircuitBreaker from "effect/persistence/CircuitBreaker"
import * as RateLimiter from "effect/persistence/RateLimiter"
import type * as Scope from "effect/Scope"
import { BookieGammaError, type FailureReason } from "./BookieGammaError.ts"

/** Failures in a row that open the circuit, for each request that may be in flight: about three tries of every one. */
const FAILURES_PER_FLIGHT = 3
/** How long an open circuit lets nothing through, before one request may probe. */
const OPEN_FOR = Duration.seconds(1)
/** The longest that one answer makes all others wait: it slows a run down, and cannot stop it. */
const LONGEST_PAUSE_MILLIS = 1000
const SHORTEST_PAUSE_MILLIS = 100

/** The politeness of one run. */
export interface Courtesy {
  /** Sends a request when it may be sent. Fails with `circuit-open` where none may. */
  readonly send: <A, R>(request: Effect.Effect<A, BookieGammaError, R>) => Effect.Effect<A, BookieGammaError, R>
  /** How many requests an open circuit has held back. */
  readonly heldBack: () => number
}

/** Sends at once: for a single request of one's own. */
export const none: Courtesy = { send: (request) => request, heldBack: () => 0 }

/** Reasons that count as the bookmaker being down; any other answer shows that it is there. */
const isDown = (reason: FailureReason) => reason === "network" || reason === "timeout" || reason === "server-error"

const KEY = "bookiegamma"

/** Makes the politeness of a run: `rate` in requests a second, or none; `concurrency` in flight. */
export const make = Effect.fnUntraced(function* (
  concurrency: number,
  rate: number | undefined
): Effect.fn.Return<Courtesy, never, Scope.Scope> {
  const breaker = yield* CircuitBreaker.make({
    tripPolicy: CircuitBreaker.consecutive(FAILURES_PER_FLIGHT * concurrency),
    openDuration: OPEN_FOR
  }).pipe(Effect.provide(CircuitBreaker.layerStoreMemory()))
  const limiter =
    rate === undefined ? undefined : yield* RateLimiter.make.pipe(Effect.provide(RateLimiter.layerStoreMemory))
  let pausedUntil = 0
  let heldBack = 0

  const waitForTurn = Effect.gen(function* () {
    const pause = pausedUntil - (yield* Clock.currentTimeMillis)
    if (pause > 0) yield* Effect.sleep(Duration.millis(pause))
    if (limiter === undefined || rate === undefined) return
    const window = rate < 1 ? Duration.seconds(1 / rate) : Duration.seconds(1)
    const { delay } = yield* limiter
      .consume({
        key: KEY,
        algorithm: "token-bucket",
        onExceeded: "delay",
        window,
        limit: Math.max(1, Math.floor(rate))
      })
      .pipe(Effect.orDie)
    yield* Effect.sleep(delay)
  })

  const takeToHeart = (error: BookieGammaError) =>
    error.asksForPause
      ? Effect.map(Clock.currentTimeMillis, (now) => {
          const asked = Math.max(error.retryAfterMillis ?? 0, SHORTEST_PAUSE_MILLIS)
          pausedUntil = Math.max(pausedUntil, now + Math.min(asked, LONGEST_PAUSE_MILLIS))
        })
      : Effect.void

  return {
    heldBack: () => heldBack,
    send: <A, R>(request: Effect.Effect<A, BookieGammaError, R>) =>
      Effect.andThen(waitForTurn, Effect.tapError(request, takeToHeart)).pipe(
        breaker.execute({
          key: KEY,
          classify: (exit) => {
            if (exit._tag === "Success") return CircuitBreaker.success
            const failure = exit.cause.reasons.find((reason) => reason._tag === "Fail")
            if (failure === undefined) return CircuitBreaker.ignored
            return isDown(failure.error.reason) ? CircuitBreaker.failure() : CircuitBreaker.success
          }
        }),
        Effect.catchTag("CircuitBreakerError", ({ reason }) => {
          heldBack++
          const retryAfter =
            reason._tag === "CircuitOpen" ? { retryAfterMillis: Duration.toMillis(reason.retryAfter) } : {}
          const detail = `${FAILURES_PER_FLIGHT * concurrency} requests in a row had failed`
          return Effect.fail(new BookieGammaError({ reason: "circuit-open", detail, tries: 0, ...retryAfter }))
        })
      )
  }
})
