/**
 * Retries of what a lost connection or a busy server may have swallowed, and the store's error where they do not help.
 */
import * as Effect from "effect/Effect"
import type * as Redis from "effect/persistence/Redis"
import * as Schedule from "effect/Schedule"
import { StoreError } from "../../src/store/OddsStore.ts"
import { errorMessage } from "./errorMessage.ts"

/** Tells the server's answer, which will not change, from a connection that is lost or not there yet. */
export const isAnswer = (error: Redis.RedisError): boolean => {
  for (let cause: unknown = error.cause; cause instanceof Error; cause = cause.cause) {
    if (/ErrorReply|SimpleError|BlobError|MultiErrorReply/.test(cause.constructor.name)) {
      return !/^(LOADING|BUSY|TRYAGAIN|MASTERDOWN)\b/.test(cause.message)
    }
  }
  return false
}

/** Soon, then twice a second, for about ten seconds. */
const retries = Schedule.min([Schedule.exponential("50 millis"), Schedule.spaced("500 millis")]).pipe(
  Schedule.jittered,
  Schedule.upTo({ times: 24 })
)

/** Sends again while the connection is broken or the server is busy loading. */
export const retryConnection = <A>(sending: Effect.Effect<A, Redis.RedisError>): Effect.Effect<A, Redis.RedisError> =>
  Effect.retry(sending, { while: (error) => !isAnswer(error), schedule: retries })

/** Makes the store's error of a failed operation. */
export const storeError = (operation: StoreError["operation"]) => (error: Redis.RedisError) =>
  new StoreError({ operation, message: errorMessage(error), cause: error })
