/**
 * Timeout of commands that no run's deadline limits: when a store is opened or examined.
 */
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Redis from "effect/persistence/Redis"

const TIMEOUT = Duration.seconds(5)

/** Fails with a `RedisError` if a command takes longer than 5 s. */
export const withTimeout = <A, E, R>(command: Effect.Effect<A, E, R>): Effect.Effect<A, E | Redis.RedisError, R> =>
  Effect.timeoutOrElse(command, {
    duration: TIMEOUT,
    orElse: () =>
      Effect.fail(
        new Redis.RedisError({ cause: new Error(`Redis gave no answer in ${Duration.toSeconds(TIMEOUT)} s`) })
      )
  })
