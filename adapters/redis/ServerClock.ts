/**
 * Converts deadlines from this process's monotonic clock to the server's Unix milliseconds, for scripts.
 *
 * The offset between the clocks is read when the store is opened, and again after a lost connection or 30 seconds: the
 * server may have been replaced, or its clock set.
 */
import * as Effect from "effect/Effect"
import * as Redis from "effect/persistence/Redis"
import { type Deadline, monotonicMillis } from "../../src/domain/Deadline.ts"
import { unixMillisOf } from "./ServerCheck.ts"

/** How long a measured offset is used. */
const MAX_AGE_MILLIS = 30_000

/** Converts deadlines for scripts. */
export interface ServerClock {
  /** Returns a deadline in the server's Unix milliseconds, as a script's argument; `""` for none. */
  readonly toServerTime: (deadline: Deadline | undefined) => Effect.Effect<string, Redis.RedisError>
  /** Has the offset read again before its next use. Called when the connection was lost. */
  readonly invalidate: () => void
}

/**
 * Makes a clock from an offset read just now: the server's Unix milliseconds minus this process's monotonic
 * milliseconds.
 */
export const make = Effect.fnUntraced(function* (offset: number) {
  const { send } = yield* Redis.Redis
  let measured = { offset, at: yield* monotonicMillis }
  const readOffset = Effect.gen(function* () {
    const time = yield* send("TIME")
    const now = yield* monotonicMillis
    const unixMillis = unixMillisOf(time)
    if (unixMillis !== undefined) measured = { offset: unixMillis - now, at: now }
  })
  return {
    toServerTime: (deadline) =>
      deadline === undefined
        ? Effect.succeed("")
        : Effect.gen(function* () {
            if ((yield* monotonicMillis) - measured.at > MAX_AGE_MILLIS) yield* readOffset
            return String(deadline + measured.offset)
          }),
    invalidate: () => {
      measured = { ...measured, at: Number.NEGATIVE_INFINITY }
    }
  } satisfies ServerClock as ServerClock
})
