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
import * as Random from "effect/Random"
import type * as Scope from "effect/Scope"
import { BookieGammaError, type FailureReason } from "../BookmakerError.ts"

/** Failures in a row that open the circuit, for each request that may be in flight: about three tries of every one. */
const FAILURES_PER_FLIGHT = 3
/** How long an open circuit lets nothing through, before one request may probe. */
const OPEN_FOR = Duration.seconds(1)
/** The longest that one answer makes all others wait: it slows a run down, and cannot stop it. */
const LONGEST_PAUSE_MILLIS = 1000
const SHORTEST_PAUSE_MILLIS = 100
/** By how much of a pause those who kept it come back later than others, at most: not all at once. */
const SPREAD = 0.2

/** The politeness of one run. */
export interface Courtesy {
  /**
   * Sends a request when it may be sent. Fails with `circuit-open` where none may, and with `deadline` (Unix milliseconds)
   * where its turn would come too late.
   */
  readonly send: <A, R>(
    request: Effect.Effect<A, BookieGammaError, R>,
    deadline: number
  ) => Effect.Effect<A, BookieGammaError, R>
  /** How many requests an open circuit has held back. */
  readonly heldBack: () => number
}

/** Sends at once: for a single request of one's own. */
export const none: Courtesy = { send: (request) => request, heldBack: () => 0 }

/** Reasons that count as the bookmaker being down; any other answer shows that it is there. */
const isDown = (reason: FailureReason) => reason === "network" || reason === "timeout" || reason === "server-error"

const KEY = "bookiegamma"
const TOO_LATE = new BookieGammaError({ reason: "deadline", detail: "its turn would come too late", tries: 0 })

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
    rate === undefined
      ? undefined
      : (yield* RateLimiter.make.pipe(Effect.provide(RateLimiter.layerStoreMemory))).consume({
          key: KEY,
          algorithm: "token-bucket",
          onExceeded: "delay",
          window: Duration.seconds(1 / rate),
          limit: 1
        })
  let pausedUntil = 0
  let heldBack = 0
  /** Until something fails, the circuit has nothing to count. */
  let hasFailed = false

  const sleep = (millis: number, deadline: number) =>
    Effect.flatMap(Clock.currentTimeMillis, (now) =>
      now + millis < deadline ? Effect.sleep(Duration.millis(millis)) : Effect.fail(TOO_LATE)
    )

  const waitForTurn = Effect.fnUntraced(function* (deadline: number) {
    do {
      const pause = pausedUntil - (yield* Clock.currentTimeMillis)
      if (pause > 0) yield* sleep(pause * (1 + SPREAD * (yield* Random.next)), deadline)
      if (limiter !== undefined) {
        const { delay } = yield* limiter.pipe(Effect.orDie)
        yield* sleep(Duration.toMillis(delay), deadline)
      }
    } while (pausedUntil > (yield* Clock.currentTimeMillis))
  })

  const takeToHeart = (error: BookieGammaError) =>
    error.asksForPause
      ? Effect.map(Clock.currentTimeMillis, (now) => {
          const asked = Math.max(error.retryAfterMillis ?? 0, SHORTEST_PAUSE_MILLIS)
          pausedUntil = Math.max(pausedUntil, now + Math.min(asked, LONGEST_PAUSE_MILLIS))
        })
      : Effect.void

  const guard = <A, R>(request: Effect.Effect<A, BookieGammaError, R>) =>
    request.pipe(
      breaker.execute({
        key: KEY,
        classify: (exit) => {
          if (exit._tag === "Success") return CircuitBreaker.success
          const failure = exit.cause.reasons.find((reason) => reason._tag === "Fail")
          if (failure === undefined || failure.error.reason === "deadline") return CircuitBreaker.ignored
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

  return {
    heldBack: () => heldBack,
    send: <A, R>(request: Effect.Effect<A, BookieGammaError, R>, deadline: number) =>
      Effect.suspend(() => {
        const mayBeSent = limiter === undefined && pausedUntil === 0
        const polite = mayBeSent ? request : Effect.andThen(waitForTurn(deadline), request)
        if (hasFailed) return guard(Effect.tapError(polite, takeToHeart))
        return Effect.catch(polite, (error) => {
          hasFailed ||= isDown(error.reason)
          const failed = Effect.fail(error)
          return Effect.andThen(takeToHeart(error), hasFailed ? guard(failed) : failed)
        })
      })
  }
})
