/**
 * Sending again what a broken connection or a busy server may have lost, and the error of the store that is left then.
 */
import * as Effect from "effect/Effect"
import type * as Redis from "effect/persistence/Redis"
import * as Schedule from "effect/Schedule"
import { StoreError } from "../../src/store/OddsStore.ts"
import { messageOf } from "./errorMessage.ts"

/** Tells an answer of the server, which will not change, from a connection that is broken or not there yet. */
const isAnswer = (error: Redis.RedisError): boolean => {
  for (let cause: unknown = error.cause; cause instanceof Error; cause = cause.cause) {
    if (/ErrorReply|SimpleError|BlobError|MultiErrorReply/.test(cause.constructor.name)) {
      return !/^(LOADING|BUSY|TRYAGAIN|MASTERDOWN)\b/.test(cause.message)
    }
  }
  return false
}

/** How often something is sent again: soon, then twice a second, for about ten seconds. */
const again = Schedule.min([Schedule.exponential("50 millis"), Schedule.spaced("500 millis")]).pipe(
  Schedule.jittered,
  Schedule.upTo({ times: 24 })
)

/** Sends again while the connection is broken or the server is busy loading. */
export const persistent = <A>(sending: Effect.Effect<A, Redis.RedisError>): Effect.Effect<A, Redis.RedisError> =>
  Effect.retry(sending, { while: (error) => !isAnswer(error), schedule: again })

/** Names the operation that a failure of the server ended. */
export const storeError = (operation: StoreError["operation"]) => (error: Redis.RedisError) =>
  new StoreError({ operation, message: messageOf(error), cause: error })
