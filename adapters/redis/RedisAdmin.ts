/**
 * Health check of a Redis as the store (version, commands, clock, indexes), and creation of its indexes.
 */
import * as Effect from "effect/Effect"
import type * as Layer from "effect/Layer"
import * as Redis from "effect/persistence/Redis"
import type * as Redacted from "effect/Redacted"
import * as Schedule from "effect/Schedule"
import type { Finding } from "../../src/domain/Finding.ts"
import type { MarketKeys } from "../../src/store/Keys.ts"
import type { StoreAdmin } from "../../src/store/StoreAdmin.ts"
import { cleanText, errorMessage } from "./errorMessage.ts"
import * as MatchedIndex from "./MatchedIndex.ts"
import * as RedisClient from "./RedisClient.ts"
import * as ServerCheck from "./ServerCheck.ts"
import { withTimeout } from "./withTimeout.ts"

/**
 * Tolerated clock difference. The matcher drops entries older than 80 s, so a larger difference loses or keeps too
 * many.
 */
const MAX_CLOCK_DIFFERENCE_SECONDS = 5

/** Polls a new index while it is being built, for at most ten seconds: far more than 20,000 entries take. */
const BUILD_POLLING = Schedule.spaced("50 millis").pipe(Schedule.upTo({ times: 200 }))

/** Reads the state of an index; undefined if it does not exist. */
const readIndexState = Effect.fnUntraced(function* (keys: MarketKeys) {
  const { send } = yield* Redis.Redis
  return yield* send("FT.INFO", keys.index).pipe(
    withTimeout,
    Effect.map(MatchedIndex.readState),
    Effect.catchIf(
      (error) => MatchedIndex.isMissing(errorMessage(error)),
      () => Effect.undefined
    )
  )
})

const indexFinding = (keys: MarketKeys, state: MatchedIndex.IndexState | undefined): Finding => {
  const subject = `index ${keys.index}`
  if (state === undefined) {
    const detail = "is not there; the first run makes it"
    return { subject, status: "warning", detail, remedy: "make it now with: bookiegamma indexes" }
  }
  const contents = `${state.documents} entries, fields ${state.fields.map(({ name }) => name).join(", ")}`
  const unfit = MatchedIndex.unfitReason(keys, state)
  if (unfit !== undefined) {
    return { subject, status: "failed", ...unfit, detail: `${unfit.detail}; ${contents}` }
  }
  if (state.building) return { subject, status: "warning", detail: "is still being built", remedy: "wait; runs do too" }
  return state.dropped > 0
    ? {
        subject,
        status: "warning",
        detail: `left out ${state.dropped} entries in silence, because a member has the wrong type; ${contents}`,
        remedy: "look for ids or times written as the wrong type by whoever writes matched entries"
      }
    : { subject, status: "ok", detail: contents }
}

const clockFinding = ({ aheadMillis }: ServerCheck.Server): Finding => {
  const seconds = aheadMillis / 1000
  const detail = `the server's clock is ${Math.abs(seconds).toFixed(1)} s ${seconds < 0 ? "behind" : "ahead of"} this machine's`
  return Math.abs(seconds) <= MAX_CLOCK_DIFFERENCE_SECONDS
    ? { subject: "clock", status: "ok", detail }
    : { subject: "clock", status: "failed", detail, remedy: "set both by NTP: entries would seem old or not yet born" }
}

const unreachable = (subject: string) => (error: Redis.RedisError) =>
  Effect.succeed([
    {
      subject,
      status: "failed",
      detail: errorMessage(error),
      remedy: "check REDIS_URL or REDIS_HOST, and that it runs"
    }
  ] as ReadonlyArray<Finding>)

const examineServer = Effect.fnUntraced(function* (subject: string, indexes: ReadonlyArray<MarketKeys>) {
  const server = yield* ServerCheck.examine
  const clock = clockFinding(server)
  const unfit = ServerCheck.objection(server)
  if (unfit !== undefined) return [{ subject, status: "failed", ...unfit } satisfies Finding, clock]
  const states = yield* Effect.forEach(indexes, readIndexState, { concurrency: "unbounded" })
  const fit: Finding = { subject, status: "ok", detail: `Redis ${server.version} with JSON and search` }
  return [fit, clock, ...indexes.map((keys, index) => indexFinding(keys, states[index]))]
})

/** Runs `work` on a connection and cleans the details of its findings; a lost connection becomes a finding. */
const withConnection =
  (subject: string, layer: Layer.Layer<Redis.Redis, Redis.RedisError>) =>
  (work: Effect.Effect<ReadonlyArray<Finding>, Redis.RedisError, Redis.Redis>) =>
    work.pipe(
      Effect.map((findings) => findings.map((finding) => ({ ...finding, detail: cleanText(finding.detail) }))),
      Effect.provide(layer),
      Effect.catch(unreachable(subject))
    )

/** Examines the Redis at a URL and the indexes of some markets. Never fails; errors become findings. */
const examine = (
  url: Redacted.Redacted<string>,
  indexes: ReadonlyArray<MarketKeys>
): Effect.Effect<ReadonlyArray<Finding>> => {
  const subject = `Redis ${RedisClient.addressOf(url)}`
  return examineServer(subject, indexes).pipe(withConnection(subject, RedisClient.layer({ url })))
}

const createIndex = Effect.fnUntraced(function* (keys: MarketKeys, addField: boolean) {
  const { send } = yield* Redis.Redis
  const before = yield* readIndexState(keys)
  const created = before === undefined
  const added = before?.idField === "missing" && addField
  if (created) yield* withTimeout(send("FT.CREATE", ...MatchedIndex.createArguments(keys)))
  if (added) yield* withTimeout(send("FT.ALTER", ...MatchedIndex.addFieldArguments(keys)))
  const built = Effect.repeat(readIndexState(keys), {
    while: (state) => state?.building === true,
    schedule: BUILD_POLLING
  })
  const finding = indexFinding(keys, yield* created || added ? built : readIndexState(keys))
  return created || added
    ? { ...finding, detail: `${created ? "made" : "id field added"}; ${finding.detail}` }
    : finding
})

/** Creates missing indexes and, with `addField`, adds the id field to existing ones. Drops and changes nothing else. */
const createIndexes = (
  url: Redacted.Redacted<string>,
  indexes: ReadonlyArray<MarketKeys>,
  addField: boolean
): Effect.Effect<ReadonlyArray<Finding>> => {
  const subject = `Redis ${RedisClient.addressOf(url)}`
  const work = Effect.gen(function* () {
    const server = yield* ServerCheck.examine
    const unfit = ServerCheck.objection(server)
    if (unfit !== undefined) return [{ subject, status: "failed", ...unfit } satisfies Finding]
    return yield* Effect.forEach(indexes, (keys) => createIndex(keys, addField))
  })
  return work.pipe(withConnection(subject, RedisClient.layer({ url })))
}

/** Makes the admin of the Redis at a URL. */
export const make = (url: Redacted.Redacted<string>): StoreAdmin => ({
  examine: (indexes) => examine(url, indexes),
  createIndexes: (indexes, addField) => createIndexes(url, indexes, addField)
})
