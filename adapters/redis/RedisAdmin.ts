/**
 * Examines a Redis as the store: what it is, its clock, its indexes; and makes or completes indexes when asked.
 */
import * as Effect from "effect/Effect"
import type * as Layer from "effect/Layer"
import * as Redis from "effect/persistence/Redis"
import type * as Redacted from "effect/Redacted"
import * as Schedule from "effect/Schedule"
import type { MarketKeys } from "../../src/store/Keys.ts"
import type { Finding, StoreAdmin } from "../../src/store/StoreAdmin.ts"
import { cleanText, errorMessage } from "./errorMessage.ts"
import * as MatchedIndex from "./MatchedIndex.ts"
import * as RedisClient from "./RedisClient.ts"
import * as ServerCheck from "./ServerCheck.ts"
import { withTimeout } from "./withTimeout.ts"

/** The matcher drops what is 80 s old, so a clock that is off by more than this makes entries late or early. */
const MAX_CLOCK_DIFFERENCE_SECONDS = 5

/** How long an index that was just made is waited for: ten seconds, far more than 20,000 entries take. */
const BUILDING = Schedule.spaced("50 millis").pipe(Schedule.upTo({ times: 200 }))

/** Reads an index's state; undefined where there is none. */
const stateOf = Effect.fnUntraced(function* (keys: MarketKeys) {
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
  const there = `${state.documents} entries, fields ${state.fields.join(", ")}`
  const objects = MatchedIndex.objection(keys, state)
  if (objects !== undefined) {
    return { subject, status: "failed", ...objects, detail: `${objects.detail}; ${there}` }
  }
  if (state.building) return { subject, status: "warning", detail: "is still being built", remedy: "wait; runs do too" }
  return state.dropped > 0
    ? {
        subject,
        status: "warning",
        detail: `left out ${state.dropped} entries in silence, because a member has the wrong type; ${there}`,
        remedy: "look for ids or times written as the wrong type by whoever writes matched entries"
      }
    : { subject, status: "ok", detail: there }
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
  const objection = ServerCheck.objection(server)
  if (objection !== undefined) return [{ subject, status: "failed", ...objection } satisfies Finding, clock]
  const states = yield* Effect.forEach(indexes, stateOf, { concurrency: "unbounded" })
  const able: Finding = { subject, status: "ok", detail: `Redis ${server.version} with JSON and search` }
  return [able, clock, ...indexes.map((keys, index) => indexFinding(keys, states[index]))]
})

const examineOver =
  (subject: string, layer: Layer.Layer<Redis.Redis, Redis.RedisError>) =>
  (work: Effect.Effect<ReadonlyArray<Finding>, Redis.RedisError, Redis.Redis>) =>
    work.pipe(
      Effect.map((findings) => findings.map((finding) => ({ ...finding, detail: cleanText(finding.detail) }))),
      Effect.provide(layer),
      Effect.catch(unreachable(subject))
    )

/** Examines the Redis at a URL and the indexes of some markets. Never fails: that is a finding. */
const examine = (
  url: Redacted.Redacted<string>,
  indexes: ReadonlyArray<MarketKeys>
): Effect.Effect<ReadonlyArray<Finding>> => {
  const subject = `Redis ${RedisClient.addressOf(url)}`
  return examineServer(subject, indexes).pipe(examineOver(subject, RedisClient.layer({ url })))
}

const createIndex = Effect.fnUntraced(function* (keys: MarketKeys, addField: boolean) {
  const { send } = yield* Redis.Redis
  const before = yield* stateOf(keys)
  const made = before === undefined
  const added = before?.idField === "missing" && addField
  if (made) yield* withTimeout(send("FT.CREATE", ...MatchedIndex.createArguments(keys)))
  if (added) yield* withTimeout(send("FT.ALTER", ...MatchedIndex.addFieldArguments(keys)))
  const built = Effect.repeat(stateOf(keys), { while: (state) => state?.building === true, schedule: BUILDING })
  const finding = indexFinding(keys, yield* made || added ? built : stateOf(keys))
  return made || added ? { ...finding, detail: `${made ? "made" : "id field added"}; ${finding.detail}` } : finding
})

/** Makes the indexes that are missing and, when asked, adds the id to those of others. Drops and changes nothing else. */
const createIndexes = (
  url: Redacted.Redacted<string>,
  indexes: ReadonlyArray<MarketKeys>,
  addField: boolean
): Effect.Effect<ReadonlyArray<Finding>> => {
  const subject = `Redis ${RedisClient.addressOf(url)}`
  const work = Effect.gen(function* () {
    const server = yield* ServerCheck.examine
    const objection = ServerCheck.objection(server)
    if (objection !== undefined) return [{ subject, status: "failed", ...objection } satisfies Finding]
    return yield* Effect.forEach(indexes, (keys) => createIndex(keys, addField))
  })
  return work.pipe(examineOver(subject, RedisClient.layer({ url })))
}

/** Makes the admin of the Redis at a URL. */
export const make = (url: Redacted.Redacted<string>): StoreAdmin => ({
  examine: (indexes) => examine(url, indexes),
  createIndexes: (indexes, addField) => createIndexes(url, indexes, addField)
})
