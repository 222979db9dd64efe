/**
 * A clock whose time only goes forward, for what measures time by a clock's milliseconds: a rate and an open circuit.
 */
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"

const derived = (clock: Clock.Clock): Clock.Clock => {
  const nanos = () => clock.monotonicTimeNanosUnsafe()
  const millis = () => Number(nanos() / 1_000_000n)
  return {
    currentTimeMillisUnsafe: millis,
    currentTimeMillis: Effect.sync(millis),
    currentTimeNanosUnsafe: nanos,
    currentTimeNanos: Effect.sync(nanos),
    monotonicTimeNanosUnsafe: nanos,
    monotonicTimeNanos: clock.monotonicTimeNanos,
    sleep: (duration) => clock.sleep(duration)
  }
}

/** Runs an effect with the monotonic clock instead of the wall clock. */
export const withMonotonicClock = <A, E, R>(effect: Effect.Effect<A, E, R>): Effect.Effect<A, E, R> =>
  Clock.clockWith((clock) => Effect.provideService(effect, Clock.Clock, derived(clock)))

/**
 * Runs what `wrap` makes of an effect with the monotonic clock, and the effect itself with the clock that was there: for a
 * circuit breaker, which measures time around a request.
 */
export const wrapWithMonotonicClock = <A, E, R, A2, E2, R2>(
  effect: Effect.Effect<A, E, R>,
  wrap: (effect: Effect.Effect<A, E, R>) => Effect.Effect<A2, E2, R2>
): Effect.Effect<A2, E2, R2> =>
  Clock.clockWith((clock) =>
    Effect.provideService(wrap(Effect.provideService(effect, Clock.Clock, clock)), Clock.Clock, derived(clock))
  )
