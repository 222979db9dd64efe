/**
 * Health check of a Redis as the store (version, commands, clock, writing, indexes), and creation of its indexes.
 */
import * as Effect from "effect/Effect"
import type * as Layer from "effect/Layer"
import * as Redis from "effect/persistence/Redis"
import * as Schedule from "effect/Schedule"
import type { Finding } from "../../src/domain/Finding.ts"
import { listed } from "../../src/domain/Text.ts"
import type { MarketKeys } from "../../src/store/Keys.ts"
import type { StoreAdmin } from "../../src/store/StoreAdmin.ts"
import { cleanText, errorMessage } from "./errorMessage.ts"
import { expectReply } from "./expectReply.ts"
import { type Coverage, coverageOf } from "./IndexCoverage.ts"
import * as MatchedIndex from "./MatchedIndex.ts"
import { remedyOf } from "./remedies.ts"
import * as ServerCheck from "./ServerCheck.ts"
import { writeTrial } from "./WriteTrial.ts"
import { withTimeout } from "./withTimeout.ts"

/** The Redis that is examined. */
export interface Target {
  /** Where it is, for messages. */
  readonly address: string
  /** The setting that names it, for remedies. */
  readonly setting: string
  readonly layer: Layer.Layer<Redis.Redis, Redis.RedisError>
}

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
    Effect.flatMap(expectReply("FT.INFO", MatchedIndex.isInfo)),
    withTimeout,
    Effect.map(MatchedIndex.readState),
    Effect.catchIf(
      (error) => MatchedIndex.isMissing(errorMessage(error)),
      () => Effect.undefined
    )
  )
})

/** How many entries a finding names. */
const MAX_NAMED = 5

const some = (names: ReadonlyArray<string>): string => listed(names, MAX_NAMED)

const leftOutFinding = (dropped: number, { leftOut, looked }: Coverage) => {
  const named = leftOut.map(({ field, key }) => `${key} (${field})`)
  const what =
    named.length > 0
      ? `left out ${named.length} entries of the ${looked} that were looked at: ${some(named)}`
      : `left out entries ${dropped} times, none of them among the ${looked} that were looked at`
  return {
    detail: `${what}; a member has the wrong type, for which there is no error`,
    remedy:
      "have whoever writes matched entries write ids, times and arbitrage as numbers, and the other fields as text"
  }
}

const unknownFinding = ({ looked, unknown }: Coverage, { index }: MarketKeys) => ({
  detail: `does not know ${unknown.length} of the ${looked} entries that were looked at, such as ${some(unknown)}; made with SKIPINITIALSCAN, perhaps`,
  remedy: `ask whoever made it; drop it with FT.DROPINDEX ${index}, which keeps the entries, then: bookiegamma indexes`
})

const indexFinding = (
  keys: MarketKeys,
  state: MatchedIndex.IndexState | undefined,
  coverage: Coverage | undefined
): Finding => {
  const subject = `index ${keys.index}`
  if (state === undefined) {
    const detail = "does not exist; the first run creates it"
    return { subject, status: "warning", detail, remedy: "create it now with: bookiegamma indexes" }
  }
  const contents = `${state.documents} entries, fields ${state.fields.map(({ name }) => name).join(", ")}`
  const unfit = MatchedIndex.unfitReason(keys, state)
  if (unfit !== undefined) {
    return { subject, status: "failed", ...unfit, detail: `${unfit.detail}; ${contents}` }
  }
  if (state.building) return { subject, status: "warning", detail: "is still being built", remedy: "wait, as runs do" }
  if (coverage === undefined) return { subject, status: "ok", detail: contents }
  const { isScanned, isWhole, leftOut, unknown } = coverage
  const warn = ({ detail, remedy }: { detail: string; remedy: string }): Finding => {
    return { subject, status: "warning", detail: `${detail}; ${contents}`, remedy }
  }
  if (unknown.length > 0) return warn(unknownFinding(coverage, keys))
  if (leftOut.length > 0 || (state.dropped > 0 && !isWhole)) return warn(leftOutFinding(state.dropped, coverage))
  const repaired = state.dropped > 0 ? `; what it had left out (${state.dropped} times) is repaired or gone` : ""
  const unseen = isScanned ? "" : "; its entries could not be looked at"
  return { subject, status: "ok", detail: contents + repaired + unseen }
}

/** Examines an index and the entries that it should find. */
const examineIndex = Effect.fnUntraced(function* (keys: MarketKeys) {
  const state = yield* readIndexState(keys)
  const isFit = state !== undefined && !state.building && MatchedIndex.unfitReason(keys, state) === undefined
  return indexFinding(keys, state, isFit ? yield* withTimeout(coverageOf(keys, state)) : undefined)
})

/** Writes as a run does, under names of its own. */
const examineWriting = (keys: MarketKeys, server: ServerCheck.Server) =>
  writeTrial(keys, server).pipe(
    Effect.match({
      onSuccess: (): Finding => ({
        subject: "writing",
        status: "ok",
        detail: "a match was merged and published under keys of its own, and deleted again"
      }),
      onFailure: (error): Finding => {
        const detail = errorMessage(error)
        return {
          subject: "writing",
          status: "failed",
          detail,
          remedy: remedyOf(detail) ?? "look into the server's log"
        }
      }
    })
  )

const clockFinding = ({ aheadMillis }: ServerCheck.Server): Finding => {
  const seconds = aheadMillis / 1000
  const detail = `the server's clock is ${Math.abs(seconds).toFixed(1)} s ${seconds < 0 ? "behind" : "ahead of"} this machine's`
  return Math.abs(seconds) <= MAX_CLOCK_DIFFERENCE_SECONDS
    ? { subject: "clock", status: "ok", detail }
    : { subject: "clock", status: "failed", detail, remedy: "set both by NTP; entries would seem too old or too new" }
}

const failedFinding =
  (subject: string, { setting }: Target) =>
  (error: Redis.RedisError): ReadonlyArray<Finding> => {
    const detail = errorMessage(error)
    const remedy = remedyOf(detail) ?? `check ${setting}, and that it runs`
    return [{ subject, status: "failed", detail, remedy }]
  }

const subjectOf = ({ address }: Target) => `Redis ${address}`

const examineServer = Effect.fnUntraced(function* (target: Target, indexes: ReadonlyArray<MarketKeys>) {
  const subject = subjectOf(target)
  const server = yield* ServerCheck.examine
  const unfit = ServerCheck.objection(server)
  const refused = unfit === undefined ? [] : [{ subject, status: "failed", ...unfit } satisfies Finding]
  if (server.isSentinel) return refused
  const clock = clockFinding(server)
  if (unfit !== undefined) return [...refused, clock]
  const fit: Finding = { subject, status: "ok", detail: `Redis ${server.version} with JSON and search` }
  const writing = yield* Effect.forEach(indexes.slice(0, 1), (keys) => examineWriting(keys, server))
  const indexFindings = Effect.forEach(
    indexes,
    (keys) =>
      Effect.catch(examineIndex(keys), (error) =>
        Effect.succeed(failedFinding(`index ${keys.index}`, target)(error)[0]!)
      ),
    { concurrency: "unbounded" }
  )
  return [fit, clock, ...writing, ...(yield* indexFindings)]
})

/**
 * Runs `work` on a connection and cleans the details of its findings; a lost connection becomes a finding. The address
 * stands in the subject, and not in the details again.
 */
const withConnection =
  (target: Target) => (work: Effect.Effect<ReadonlyArray<Finding>, Redis.RedisError, Redis.Redis>) =>
    work.pipe(
      Effect.provide(target.layer),
      Effect.catch((error) => Effect.succeed(failedFinding(subjectOf(target), target)(error))),
      Effect.map((findings) =>
        findings.map((finding) => ({
          ...finding,
          detail: cleanText(finding.detail).replace(`${subjectOf(target)}: `, "")
        }))
      )
    )

/** Examines a Redis and the indexes of some markets. Never fails; errors become findings. */
const examine = (target: Target, indexes: ReadonlyArray<MarketKeys>): Effect.Effect<ReadonlyArray<Finding>> =>
  examineServer(target, indexes).pipe(withConnection(target))

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
  if (created || added) yield* built
  const finding = yield* examineIndex(keys)
  return created || added
    ? { ...finding, detail: `${created ? "made" : "id field added"}; ${finding.detail}` }
    : finding
})

/** Creates missing indexes and, with `addField`, adds the id field to existing ones. Drops and changes nothing else. */
const createIndexes = (
  target: Target,
  indexes: ReadonlyArray<MarketKeys>,
  addField: boolean
): Effect.Effect<ReadonlyArray<Finding>> => {
  const work = Effect.gen(function* () {
    const server = yield* ServerCheck.examine
    const unfit = ServerCheck.objection(server)
    if (unfit !== undefined) return [{ subject: subjectOf(target), status: "failed", ...unfit } satisfies Finding]
    return yield* Effect.forEach(indexes, (keys) => createIndex(keys, addField))
  })
  return work.pipe(withConnection(target))
}

/** Makes the admin of a Redis. */
export const adminOf = (target: Target): StoreAdmin => ({
  examine: (indexes) => examine(target, indexes),
  createIndexes: (indexes, addField) => createIndexes(target, indexes, addField)
})
