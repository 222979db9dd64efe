/**
 * Whether a Redis can be the store at all: which server it is, and which commands and database it offers.
 */
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Redis from "effect/persistence/Redis"
import { monotonicMillis } from "../../src/domain/Deadline.ts"
import { StoreError } from "../../src/store/OddsStore.ts"
import { cleanText } from "./errorMessage.ts"
import { withTimeout } from "./withTimeout.ts"

/** The commands without which nothing works; the modules that bring them are JSON and search. */
const NEEDED = ["JSON.GET", "JSON.MERGE", "JSON.SET", "FT.CREATE", "FT.INFO", "FT.SEARCH", "EVALSHA", "XADD"] as const

/** What a server says of itself. */
export interface Server {
  readonly version: string
  readonly missing: ReadonlyArray<string>
  readonly database: number
  /** How far the server's clock is ahead of this machine's, in milliseconds; the time its answer took is subtracted. */
  readonly aheadMillis: number
  /** The server's Unix milliseconds less the monotonic milliseconds of this process. */
  readonly clockOffset: number
}

/** Reads the reply to TIME as Unix milliseconds; undefined where it is none. */
export const unixMillisOf = (time: unknown): number | undefined => {
  const [seconds = Number.NaN, micros = Number.NaN] = Array.isArray(time) ? time.map(Number) : []
  const millis = seconds * 1000 + Math.floor(micros / 1000)
  return Number.isFinite(millis) ? millis : undefined
}

/** Asks for the server's time, and compares it with both clocks of this process. */
const compareClocks = Effect.gen(function* () {
  const { send } = yield* Redis.Redis
  const time = unixMillisOf(yield* send("TIME"))
  const wall = yield* Clock.currentTimeMillis
  const server = time ?? wall
  return { aheadMillis: server - wall, clockOffset: server - (yield* monotonicMillis) }
})

/** Asks a server what it is, in one round trip. Fails where it does not answer in 5 s. */
export const examine = Effect.gen(function* () {
  const { send } = yield* Redis.Redis
  const [commands, info, client, clocks] = yield* Effect.all(
    [send("COMMAND", "INFO", ...NEEDED), send<string>("INFO", "server"), send<string>("CLIENT", "INFO"), compareClocks],
    { concurrency: "unbounded" }
  ).pipe(withTimeout)
  return {
    version: cleanText(/redis_version:(\S+)/.exec(String(info))?.[1] ?? "of an unknown version"),
    missing: NEEDED.filter((_, index) => !Array.isArray(commands) || commands[index] == null),
    database: Number(/\bdb=(\d+)/.exec(String(client))?.[1] ?? 0),
    ...clocks
  } satisfies Server as Server
})

/** Says what keeps a server from being the store, and what to do; undefined where nothing does. */
export const objection = ({ database, missing, version }: Server): { detail: string; remedy: string } | undefined => {
  if (missing.length > 0) {
    return {
      detail: `Redis ${version} has no ${missing.join(", ")}`,
      remedy: "start Redis 8, or Redis Stack 7.2 or later, which have JSON and search"
    }
  }
  if (database === 0) return undefined
  return {
    detail: `database ${database} cannot hold a search index, only 0 can`,
    remedy: "set REDIS_DB=0, or end REDIS_URL in /0"
  }
}

/** Fails where the server cannot be the store; gives what it says of itself otherwise. */
export const check = Effect.flatMap(examine, (server) => {
  const objects = objection(server)
  return objects === undefined
    ? Effect.succeed(server)
    : Effect.fail(new StoreError({ operation: "open", message: `${objects.detail}; ${objects.remedy}` }))
})
