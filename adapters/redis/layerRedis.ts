/**
 * The production store: `OddsStore` on any `effect/persistence/Redis` whose server has JSON and search.
 *
 * Each update of an entry and each publication is one Lua script, so it is atomic. Commands are retried after a lost
 * connection: updates are idempotent, and a publication's marker prevents it from being published twice.
 */
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Redis from "effect/persistence/Redis"
import * as Schema from "effect/Schema"
import { decodeIds } from "../../src/store/CompetitionIds.ts"
import { type Announced, type Change, OddsStore, STREAM_MEMORY_SECONDS, StoreError } from "../../src/store/OddsStore.ts"
import { errorMessage } from "./errorMessage.ts"
import { areStreamEntries, expectReply, isChangeResult, isInteger, isOk, isTextOrNull } from "./expectReply.ts"
import * as findEntries from "./findEntries.ts"
import { withRemedy } from "./remedies.ts"
import { isErrorReply, retryConnection, storeError } from "./retryConnection.ts"
import * as ServerCheck from "./ServerCheck.ts"
import * as ServerClock from "./ServerClock.ts"
import * as scripts from "./scripts.ts"

/** Maximum number of changes in flight, so that other commands do not wait behind all of them. */
const MAX_CHANGES_IN_FLIGHT = 500
/** Lifetime of a publication's marker; far longer than retries last. */
const MARKER_EXPIRY_SECONDS = 600

const NonBlank = Schema.String.check(Schema.isPattern(/^[!-~]+$/))
const decodePublication = Schema.decodeUnknownOption(Schema.Tuple([NonBlank, NonBlank]))
const decodeDocuments = Schema.decodeUnknownOption(Schema.fromJsonString(Schema.Tuple([Schema.Array(Schema.Unknown)])))

const make = Effect.fnUntraced(function* (address: string) {
  const redis = yield* Redis.Redis
  const server = yield* ServerCheck.check.pipe(
    Effect.catchTag("RedisError", (error) => Effect.fail(storeError("open")(error)))
  )
  const clock = yield* ServerClock.make(server.clockOffset)
  /**
   * Retries while the connection is lost, and has the server's clock read again afterwards: it may be another server.
   */
  const retrying = <A>(command: Effect.Effect<A, Redis.RedisError>) =>
    retryConnection(Effect.tapError(command, (error) => Effect.sync(() => isErrorReply(error) || clock.invalidate())))
  const keep = (key: string, text: string, expirySeconds: number) =>
    redis
      .send("SET", key, text, "EX", String(expirySeconds))
      .pipe(Effect.flatMap(expectReply("SET", isOk)), retrying, Effect.mapError(storeError("write")), Effect.asVoid)
  return OddsStore.of({
    description: `Redis ${server.version} at ${address}`,

    cachedIds: Effect.fn("RedisOddsStore.cachedIds")(function* (key, expirySeconds) {
      const [value, millisLeft] = yield* Effect.all(
        [
          Effect.flatMap(redis.send("GET", key), expectReply("GET", isTextOrNull)),
          Effect.flatMap(redis.send("PTTL", key), expectReply("PTTL", isInteger))
        ],
        { concurrency: "unbounded" }
      ).pipe(
        retrying,
        Effect.catchIf(
          (error) => errorMessage(error).includes("WRONGTYPE"),
          () => Effect.succeed(["", 0] as const)
        ),
        Effect.mapError(storeError("read"))
      )
      if (value === null) return Option.none()
      const ids = decodeIds(value)
      if (Option.isNone(ids)) yield* Effect.logWarning(`the cached ids under ${key} are damaged and not used`)
      const ageSeconds = Math.max(0, Math.floor(expirySeconds - Number(millisLeft) / 1000))
      return Option.map(ids, (decoded) => ({ ids: decoded, ageSeconds }))
    }),

    cacheIds: Effect.fn("RedisOddsStore.cacheIds")((key, ids, expirySeconds) =>
      keep(key, JSON.stringify(ids), expirySeconds)
    ),

    note: Effect.fn("RedisOddsStore.note")((key) =>
      redis
        .send("GET", key)
        .pipe(
          Effect.flatMap(expectReply("GET", isTextOrNull)),
          retrying,
          Effect.mapError(storeError("read")),
          Effect.map(Option.fromNullOr)
        )
    ),

    keepNote: Effect.fn("RedisOddsStore.keepNote")(keep),

    entriesOf: Effect.fn("RedisOddsStore.entriesOf")((keys, matchIds) =>
      findEntries.findEntries(redis, keys, matchIds)
    ),

    change: Effect.fn("RedisOddsStore.change")(function* ({ outcomes }, changes, { deadline, onResult }) {
      const changeOne = (change: Change) => {
        const { document, entry, matchId } = change
        const asOf = change.asOf ?? document?.create_date ?? Number.NaN
        const text = document === undefined ? "" : (change.json ?? JSON.stringify(document))
        // Each attempt asks the clock: the server that answers the next one may be another.
        return Effect.flatMap(clock.toServerTime(deadline), (serverDeadline) =>
          redis.eval(scripts.change)({ entry, matchId, document: text, deadline: serverDeadline, asOf, outcomes })
        ).pipe(
          Effect.flatMap(expectReply("EVALSHA", isChangeResult)),
          retrying,
          Effect.match({
            onSuccess: (result) => onResult(change, result),
            onFailure: (error) => onResult(change, "failed", withRemedy(errorMessage(error)))
          })
        )
      }
      yield* Effect.forEach(changes, changeOne, { concurrency: MAX_CHANGES_IN_FLIGHT, discard: true })
    }),

    publish: Effect.fn("RedisOddsStore.publish")(function* (publish) {
      const { deadline, expirySeconds, keys, marker, period } = publish
      const send = Effect.flatMap(clock.toServerTime(deadline), (serverDeadline) =>
        redis.send(
          "EVAL",
          ...scripts.publishArguments({
            stream: keys.stream,
            marker,
            prefix: keys.publishedPrefix,
            suffix: `-${period}`,
            documents: publish.pieces ?? [publish.json],
            expirySeconds,
            streamRetentionSeconds: STREAM_MEMORY_SECONDS,
            markerExpirySeconds: MARKER_EXPIRY_SECONDS,
            deadline: serverDeadline
          })
        )
      )
      const reply = yield* send.pipe(retrying, Effect.mapError(storeError("write")))
      const publication = decodePublication(reply)
      if (Option.isNone(publication)) {
        return yield* new StoreError({ operation: "write", message: "unknown answer to EVAL" })
      }
      const [key, streamId] = publication.value
      return { key, streamId }
    }),

    announced: Effect.fn("RedisOddsStore.announced")(function* (keys, after) {
      const announcements = yield* redis
        .send("XRANGE", keys.stream, `(${after}`, "+")
        .pipe(Effect.flatMap(expectReply("XRANGE", areStreamEntries)), retrying, Effect.mapError(storeError("read")))
      const ours = announcements
        .map(([streamId, fields]) => ({ streamId, key: fields[fields.indexOf("data_key") + 1] ?? "" }))
        .filter(({ key }) => key.startsWith(keys.publishedPrefix))
      const entries = yield* Effect.forEach(
        ours,
        ({ key, streamId }) =>
          redis
            .send("JSON.GET", key, "$")
            .pipe(
              Effect.flatMap(expectReply("JSON.GET", isTextOrNull)),
              retrying,
              Effect.mapError(storeError("read")),
              Effect.map(decodeDocuments),
              Effect.map(Option.map(([documents]): Announced => ({ streamId, key, documents })))
            ),
        { concurrency: "unbounded" }
      )
      return entries.flatMap(Option.toArray)
    })
  })
})

/**
 * Provides the store on any `Redis` service; `address` is for messages. Fails if the server lacks what the store needs.
 */
export const layerRedis = (address: string): Layer.Layer<OddsStore, StoreError, Redis.Redis> =>
  Layer.effect(OddsStore, make(address))
