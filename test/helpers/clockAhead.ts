/**
 * A clock that goes as the real one does, and can be put forward: for a server that is given its clock, so that nobody has
 * to wait until something has expired there. Sleeping takes as long as it does.
 */
import { Clock, Effect, Layer } from "effect"

const real = Clock.Clock.defaultValue()

/** Makes such a clock: for a server, for effects, and the way to put it forward by milliseconds. */
export const clockAhead = () => {
  let ahead = 0
  const now = () => Date.now() + ahead
  const nanos = () => BigInt(now()) * 1_000_000n
  const monotonic = () => real.monotonicTimeNanosUnsafe() + BigInt(ahead) * 1_000_000n
  const clock: Clock.Clock = {
    currentTimeMillisUnsafe: now,
    currentTimeMillis: Effect.sync(now),
    currentTimeNanosUnsafe: nanos,
    currentTimeNanos: Effect.sync(nanos),
    monotonicTimeNanosUnsafe: monotonic,
    monotonicTimeNanos: Effect.sync(monotonic),
    sleep: (duration) => real.sleep(duration)
  }
  return {
    now,
    layer: Layer.succeed(Clock.Clock, clock),
    putForward: (millis: number) =>
      Effect.sync(() => {
        ahead += millis
      })
  }
}
