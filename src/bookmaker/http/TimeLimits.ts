/**
 * Time limits for many effects at once, watched over by a single fiber: a timer of its own for each would cost as much as
 * sending a request does.
 *
 * What a limit means, and what follows when it is over, is the caller's.
 */
import * as Cause from "effect/Cause"
import * as Clock from "effect/Clock"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import type * as Scope from "effect/Scope"

/** Sets time limits. */
export interface TimeLimit {
  /** Gives an effect so many milliseconds; then it is interrupted, and `orElse` takes its place. */
  readonly within: <A, E, R, A2, E2, R2>(
    effect: Effect.Effect<A, E, R>,
    millis: number,
    orElse: () => Effect.Effect<A2, E2, R2>
  ) => Effect.Effect<A | A2, E | E2, R | R2>
}

interface Watched {
  /** In the milliseconds of `monotonicMillis`. */
  readonly end: number
  readonly fiber: Fiber.Fiber<unknown, unknown>
  isOver: boolean
}

/** Milliseconds that only go forward, whatever the machine's clock is set to. */
const monotonicMillis = Effect.map(Clock.monotonicTimeNanos, (nanos) => Number(nanos / 1000n) / 1000)

/** Makes time limits for as long as the scope is open. */
export const make: Effect.Effect<TimeLimit, never, Scope.Scope> = Effect.gen(function* () {
  const scope = yield* Effect.scope
  const all = new Set<Watched>()
  /** When the watch looks next; infinite while there is none. */
  let looksAt = Number.POSITIVE_INFINITY

  const endThose = (now: number) => {
    for (const watched of all) {
      if (watched.end > now) continue
      watched.isOver = true
      watched.fiber.interruptUnsafe()
    }
  }
  const watch = Effect.gen(function* () {
    for (;;) {
      const now = yield* monotonicMillis
      endThose(now)
      looksAt = Math.min(...Array.from(all, ({ end, isOver }) => (isOver ? Number.POSITIVE_INFINITY : end)))
      if (looksAt === Number.POSITIVE_INFINITY) return
      yield* Effect.sleep(Duration.millis(looksAt - now))
    }
  })
  const watchOver = Effect.forkIn(watch, scope, { startImmediately: true })

  const within = Effect.fnUntraced(function* <A, E, R, A2, E2, R2>(
    effect: Effect.Effect<A, E, R>,
    millis: number,
    orElse: () => Effect.Effect<A2, E2, R2>
  ) {
    const end = (yield* monotonicMillis) + millis
    const fiber = yield* Effect.forkChild(effect, { startImmediately: true })
    const watched: Watched = { end, fiber, isOver: false }
    all.add(watched)
    fiber.addObserver(() => all.delete(watched))
    if (end < looksAt) yield* watchOver
    const exit = yield* Fiber.await(fiber)
    const isInterrupted = exit._tag === "Failure" && Cause.hasInterrupts(exit.cause) && !Cause.hasFails(exit.cause)
    return yield* watched.isOver && isInterrupted ? orElse() : exit
  })
  return { within }
})
