/**
 * Checks whether a Redis can be the store: its version, commands and database. Also reads its clock.
 */
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Redis from "effect/persistence/Redis"
import { monotonicMillis } from "../../src/domain/Deadline.ts"
import { StoreError } from "../../src/store/OddsStore.ts"
import { cleanText, errorMessage } from "./errorMessage.ts"
import { withTimeout } from "./withTimeout.ts"

/** The commands that the store needs, of the JSON and search modules and of Redis itself. */
const REQUIRED_COMMANDS = [
  "JSON.GET",
  "JSON.MERGE",
  "JSON.SET",
  "FT.CREATE",
  "FT.INFO",
  "FT.SEARCH",
  "EVALSHA",
  "XADD"
] as const

/** Facts about a server. */
export interface Server {
  /** Not known where the user may not use INFO. */
  readonly version: string
  /** True for a Sentinel, which knows where a primary is but stores nothing. */
  readonly isSentinel: boolean
  /** Required commands that it does not have; none where the user may not use COMMAND. */
  readonly missing: ReadonlyArray<string>
  /** 0 where the user may not use CLIENT. */
  readonly database: number
  /** Milliseconds by which the server's clock is ahead of this machine's, less the time that the reply took. */
  readonly aheadMillis: number
  /** The server's Unix milliseconds minus the monotonic milliseconds of this process. */
  readonly clockOffset: number
}

/** Decodes the reply to TIME as Unix milliseconds; undefined if its shape is unknown. */
export const unixMillisOf = (time: unknown): number | undefined => {
  const [seconds = Number.NaN, micros = Number.NaN] = Array.isArray(time) ? time.map(Number) : []
  const millis = seconds * 1000 + Math.floor(micros / 1000)
  return Number.isFinite(millis) ? millis : undefined
}

/** Makes undefined of an error that says that something cannot be asked; other errors stay. */
const orUnknown = <A>(command: Effect.Effect<A, Redis.RedisError>, says = /\bNOPERM\b/) =>
  Effect.catchIf(
    command,
    (error) => says.test(errorMessage(error)),
    () => Effect.undefined
  )

/** Reads the server's time and compares it with the wall clock and the monotonic clock of this process. */
const compareClocks = Effect.gen(function* () {
  const { send } = yield* Redis.Redis
  const time = unixMillisOf(yield* orUnknown(send("TIME"), /unknown command/i))
  const wall = yield* Clock.currentTimeMillis
  const server = time ?? wall
  return { aheadMillis: server - wall, clockOffset: server - (yield* monotonicMillis) }
})

/** Returns the required commands that a reply to COMMAND INFO does not have; undefined if it tells of none, as some services do. */
const missingOf = (commands: unknown): ReadonlyArray<string> | undefined =>
  Array.isArray(commands) && commands.length === 0
    ? undefined
    : REQUIRED_COMMANDS.filter((_, index) => !Array.isArray(commands) || commands[index] == null)

/** What a service says that keeps a command of the connection or of the server from its users. */
const UNAVAILABLE = /\bNOPERM\b|unknown (sub)?command|not available|not supported|not allowed in REST/i

/** Finds out whether a server that does not tell its commands has a search, which is what such servers lack. */
const missingSearch = Effect.gen(function* () {
  const { send } = yield* Redis.Redis
  const indexes = yield* orUnknown(send("FT._LIST"), /unknown command|not available|not supported/i).pipe(
    Effect.catchIf(
      (error) => /\bNOPERM\b/.test(errorMessage(error)),
      () => Effect.succeed(null)
    ),
    withTimeout
  )
  return indexes === undefined ? REQUIRED_COMMANDS.filter((name) => name.startsWith("FT.")) : []
})

/** Reads the facts about a server, in one round trip where it tells its commands. Fails with a `RedisError` if it does not answer within 5 s. */
export const examine: Effect.Effect<Server, Redis.RedisError, Redis.Redis> = Effect.gen(function* () {
  const { send } = yield* Redis.Redis
  const [commands, info, client, clocks] = yield* Effect.all(
    [
      orUnknown(send("COMMAND", "INFO", ...REQUIRED_COMMANDS)),
      orUnknown(send<string>("INFO", "server")),
      orUnknown(send<string>("CLIENT", "INFO"), UNAVAILABLE),
      compareClocks
    ],
    { concurrency: "unbounded" }
  ).pipe(withTimeout)
  const isSentinel = /redis_mode:sentinel/.test(String(info))
  const missing = commands === undefined ? [] : missingOf(commands)
  return {
    version: cleanText(/redis_version:(\d\S{0,40})/.exec(String(info))?.[1] ?? "of an unknown version"),
    isSentinel,
    missing: missing ?? (isSentinel ? [] : yield* missingSearch),
    database: Number(/\bdb=(\d+)/.exec(String(client))?.[1] ?? 0),
    ...clocks
  } satisfies Server as Server
})

/** Returns why a server cannot be the store, and a remedy; undefined if it can. */
export const objection = ({
  database,
  isSentinel,
  missing,
  version
}: Server): { detail: string; remedy: string } | undefined => {
  if (isSentinel) {
    return {
      detail: `Redis ${version} is a Sentinel, which stores nothing`,
      remedy: "name the primary in REDIS_URL or REDIS_HOST, usually at port 6379"
    }
  }
  if (missing.length > 0) {
    return {
      detail: `Redis ${version} has no ${missing.join(", ")}`,
      remedy: "start Redis 8, or Redis Stack 7.2 or later, which have JSON and search"
    }
  }
  if (database === 0) return undefined
  return {
    detail: `database ${database} cannot hold a search index, only 0 can`,
    remedy: "set REDIS_DB=0, or end REDIS_URL in /0; over HTTP, the address that the proxy has of its Redis"
  }
}

/** Returns the facts about a server; fails with a `StoreError` if it cannot be the store. */
export const check: Effect.Effect<Server, Redis.RedisError | StoreError, Redis.Redis> = Effect.flatMap(
  examine,
  (server) => {
    const unfit = objection(server)
    return unfit === undefined
      ? Effect.succeed(server)
      : Effect.fail(new StoreError({ operation: "open", message: `${unfit.detail}; ${unfit.remedy}`, isRefusal: true }))
  }
)
