/**
 * The server's clock as seen from this process: deadlines are monotonic here, and Unix milliseconds of the server there.
 *
 * It is learned when the store is opened, and again after a lost connection or after a while: a server may be replaced by
 * another one, or its clock be set.
 */
import * as Effect from "effect/Effect"
import * as Redis from "effect/persistence/Redis"
import { type Deadline, monotonicMillis } from "../../src/domain/Deadline.ts"
import { unixMillisOf } from "./ServerCheck.ts"

/** How long what was learned is believed, in milliseconds. */
const LIFE_MILLIS = 30_000

/** Translates deadlines for scripts. */
export interface ServerClock {
  /** Returns a deadline as the server's Unix milliseconds, as text for a script; `""` for none. */
  readonly textOf: (deadline: Deadline | undefined) => Effect.Effect<string, Redis.RedisError>
  /** Says that the connection was lost, so that the clock is learned again. */
  readonly forget: () => void
}

/** Makes the clock of a server of which `offset` was learned just now: its Unix milliseconds less our monotonic ones. */
export const make = Effect.fnUntraced(function* (offset: number) {
  const { send } = yield* Redis.Redis
  let known = { offset, at: yield* monotonicMillis }
  const learn = Effect.gen(function* () {
    const time = yield* send("TIME")
    const now = yield* monotonicMillis
    const unixMillis = unixMillisOf(time)
    if (unixMillis !== undefined) known = { offset: unixMillis - now, at: now }
  })
  return {
    textOf: (deadline) =>
      deadline === undefined
        ? Effect.succeed("")
        : Effect.gen(function* () {
            if ((yield* monotonicMillis) - known.at > LIFE_MILLIS) yield* learn
            return String(deadline + known.offset)
          }),
    forget: () => {
      known = { ...known, at: Number.NEGATIVE_INFINITY }
    }
  } satisfies ServerClock as ServerClock
})
