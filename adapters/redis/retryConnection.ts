/**
 * Retries commands after a lost connection or while the server is busy, and makes the `StoreError` of those that fail.
 */
import * as Effect from "effect/Effect"
import type * as Redis from "effect/persistence/Redis"
import * as Schedule from "effect/Schedule"
import { AttemptFailed } from "../../src/store/AttemptFailed.ts"
import { StoreError } from "../../src/store/OddsStore.ts"
import { ErrorReply } from "./ErrorReply.ts"
import { errorMessage } from "./errorMessage.ts"
import { pauseOf } from "./PauseAsked.ts"
import { withRemedy } from "./remedies.ts"

/** Tells whether an error is a reply of the server: of ours by its class, of another client by the name of its class. */
export const isReply = (cause: Error): boolean =>
  cause instanceof ErrorReply || /ErrorReply|SimpleError|BlobError/.test(cause.constructor.name)

/**
 * Returns whether an error is the server's final reply, which a retry would not change; false if the connection was
 * lost.
 */
export const isErrorReply = (error: Redis.RedisError): boolean => {
  for (let cause: unknown = error.cause; cause instanceof Error; cause = cause.cause) {
    if (isReply(cause)) {
      return !/^(LOADING|BUSY|TRYAGAIN|MASTERDOWN)\b/.test(cause.message)
    }
  }
  return false
}

/** Exponential from 50 ms to 500 ms, for about ten seconds. */
const retries = Schedule.min([Schedule.exponential("50 millis"), Schedule.spaced("500 millis")]).pipe(
  Schedule.jittered,
  Schedule.upTo({ times: 24 })
)

const mayRetry = (error: Redis.RedisError) =>
  isErrorReply(error)
    ? Effect.succeed(false)
    : Effect.map(AttemptFailed, (say) => {
        say(withRemedy(errorMessage(error)))
        return true
      })

/** Retries a command while the connection is lost or the server is busy or loading. */
export const retryConnection = <A>(command: Effect.Effect<A, Redis.RedisError>): Effect.Effect<A, Redis.RedisError> =>
  Effect.retry(command, { while: mayRetry, schedule: retries })

/** Makes the `StoreError` of a failed operation, with what to do where that is known. */
export const storeError = (operation: StoreError["operation"]) => (error: Redis.RedisError) => {
  const retryAfterMillis = pauseOf(error)
  const asked = retryAfterMillis === undefined ? {} : { retryAfterMillis }
  const isRefusal = isErrorReply(error)
  return new StoreError({ operation, message: withRemedy(errorMessage(error)), ...asked, isRefusal, cause: error })
}
