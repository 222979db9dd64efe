/**
 * How long a server is waited for where no run sets a limit: when it is opened, and when it is examined.
 */
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Redis from "effect/persistence/Redis"

const LIMIT = Duration.seconds(5)

/** Fails where the server does not answer in 5 s. */
export const withTimeout = <A, E, R>(asking: Effect.Effect<A, E, R>): Effect.Effect<A, E | Redis.RedisError, R> =>
  Effect.timeoutOrElse(asking, {
    duration: LIMIT,
    orElse: () =>
      Effect.fail(new Redis.RedisError({ cause: new Error(`Redis gave no answer in ${Duration.toSeconds(LIMIT)} s`) }))
  })
