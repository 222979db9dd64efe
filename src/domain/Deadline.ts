/**
 * Deadlines by a clock that only goes forward: setting the machine's clock neither shortens nor lengthens a run.
 *
 * Wall-clock time is only for what is stored and shown.
 */
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"

/** A moment in milliseconds of the monotonic clock of this process; only differences mean anything. */
export type Deadline = number

const millisOf = (nanos: bigint): number => Number(nanos) / 1e6

/** Returns the monotonic clock's milliseconds. */
export const monotonicMillis: Effect.Effect<number> = Effect.map(Clock.monotonicTimeNanos, millisOf)

/** Returns the deadline that is so many milliseconds ahead. */
export const deadlineIn = (millis: number): Effect.Effect<Deadline> =>
  Effect.map(monotonicMillis, (now) => now + millis)

/** Returns the milliseconds left until a deadline; negative where it has passed. */
export const millisLeft = (deadline: Deadline): Effect.Effect<number> =>
  Effect.map(monotonicMillis, (now) => deadline - now)

/** Returns a cheap check whether a deadline has passed: no effect per call, and no clock read once it is true. */
export const hasPassed = (deadline: Deadline): Effect.Effect<() => boolean> =>
  Clock.clockWith((clock) => {
    let isOver = false
    return Effect.succeed(() => {
      isOver ||= millisOf(clock.monotonicTimeNanosUnsafe()) >= deadline
      return isOver
    })
  })
