/**
 * That a server asks not to be asked again for a while, as the cause of an error.
 */
import type * as Redis from "effect/persistence/Redis"

/** Says so, with its own cause. */
export class PauseAsked extends Error {
  /** How long, in milliseconds. */
  readonly millis: number

  constructor(cause: Error, millis: number) {
    super(cause.message, { cause })
    this.millis = millis
  }
}

/** Returns how long the server asks not to be asked again, in milliseconds; undefined where it does not. */
export const pauseOf = (error: Redis.RedisError): number | undefined => {
  for (let cause: unknown = error.cause; cause instanceof Error; cause = cause.cause) {
    if (cause instanceof PauseAsked) return cause.millis
  }
  return undefined
}
