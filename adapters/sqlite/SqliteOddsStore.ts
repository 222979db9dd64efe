/**
 * The embedded store: `OddsStore` in one SQLite file that several processes may share.
 *
 * Every operation is one transaction. What has expired is not seen, and is deleted with the next publication. A matched
 * entry is changed only while it still holds the match that it was found by.
 */
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Predicate from "effect/Predicate"
import * as Schema from "effect/Schema"
import { BOOKMAKER_ID } from "../../src/domain/BookmakerId.ts"
import type { Market } from "../../src/domain/Market.ts"
import { decodeIds } from "../../src/store/CompetitionIds.ts"
import { published } from "../../src/store/Keys.ts"
import * as MergePatch from "../../src/store/MergePatch.ts"
import {
  type Announced,
  type Change,
  type ChangeResult,
  OddsStore,
  STREAM_MEMORY_SECONDS
} from "../../src/store/OddsStore.ts"
import * as Sqlite from "./Sqlite.ts"

const LIVES = "(expires IS NULL OR expires > ?)"

const decodeDocuments = Schema.decodeUnknownOption(Schema.fromJsonString(Schema.Array(Schema.Unknown)))

/** What stands in an entry: the match that it was found by, and this bookmaker's object; undefined where it is damaged. */
interface Standing {
  readonly id: unknown
  readonly old: unknown
}

const objectOf = (entry: Sqlite.Value | undefined): unknown => {
  try {
    const parsed: unknown = JSON.parse(String(entry))
    const objects = Predicate.hasProperty(parsed, "match_team_objects") ? parsed.match_team_objects : undefined
    return Predicate.hasProperty(objects, BOOKMAKER_ID) ? objects[BOOKMAKER_ID] : undefined
  } catch {
    return undefined
  }
}

/** How many entries are read at once. */
const READ_AT_ONCE = 1000

/** Reads the entries that are to be changed, all at once. A match's id that JavaScript cannot hold is none. */
const standingOf = ({ all }: Sqlite.Statements, now: number, changes: ReadonlyArray<Change>) => {
  const keys = JSON.stringify(changes.map(({ entry }) => entry))
  const rows = all(
    `SELECT key, CASE WHEN ${BOOKMAKER_ID}_id BETWEEN 1 AND 999999999999999 THEN ${BOOKMAKER_ID}_id END AS id, entry
     FROM matched WHERE key IN (SELECT value FROM json_each(?)) AND ${LIVES}`,
    keys,
    now
  )
  return new Map(rows.map(({ entry, id, key }): [string, Standing] => [String(key), { id, old: objectOf(entry) }]))
}

const changeEntry = (
  statements: Sqlite.Statements,
  standing: Map<string, Standing>,
  now: number,
  market: Market,
  change: Change
): ChangeResult => {
  const { document, entry, matchId, asOf = document?.create_date ?? Number.POSITIVE_INFINITY } = change
  const { id, old } = standing.get(entry) ?? standingOf(statements, now, [change]).get(entry) ?? {}
  if (id !== matchId) return "gone"
  // SQLite reads the first of two members with one name, JavaScript the last: such an entry is left alone.
  if (!Predicate.hasProperty(old, "parent_match_id") || old.parent_match_id !== matchId) return "failed"
  // Newer odds stay: merged just before them, ours would be gone by now. A date that is still to come is not believed.
  const stands = Predicate.hasProperty(old, "create_date") ? old.create_date : undefined
  if (typeof stands === "number" && stands > asOf && stands <= now / 1000) return "merged"
  const patch = document === undefined ? MergePatch.withdrawal(market, old) : MergePatch.update(market, old, document)
  const whole = { match_team_objects: { [BOOKMAKER_ID]: patch }, arbitrage: 0 }
  statements.run("UPDATE matched SET entry = json_patch(entry, ?) WHERE key = ?", JSON.stringify(whole), entry)
  standing.delete(entry)
  return "merged"
}

/** Ends what comes after its deadline, because the file was locked; called in the transaction. */
const expectInTime = (now: number, deadline = Number.POSITIVE_INFINITY) => {
  if (now > deadline) throw new Error("was locked for too long")
}

const deleteExpired = ({ run }: Sqlite.Statements, now: number) => {
  run("DELETE FROM kept WHERE expires <= ?", now)
  run("DELETE FROM matched WHERE expires <= ?", now)
}

/** Gives the id of the next announcement: never before the last one, even where the clock went back. */
const nextStreamId = ({ all }: Sqlite.Statements, stream: string, now: number): readonly [number, number] => {
  const [last] = all(
    "SELECT millis, sequence FROM stream WHERE name = ? ORDER BY millis DESC, sequence DESC LIMIT 1",
    stream
  )
  const millis = Number(last?.millis ?? 0)
  return last === undefined || now > millis ? [now, 0] : [millis, Number(last.sequence) + 1]
}

const make = Effect.gen(function* () {
  const sqlite = yield* Sqlite.Sqlite
  const keep = (key: string, text: string, expirySeconds: number) =>
    sqlite.write(({ run }, now) =>
      run(
        "INSERT OR REPLACE INTO kept (key, value, written, expires) VALUES (?, ?, ?, ?)",
        key,
        text,
        now,
        now + expirySeconds * 1000
      )
    )
  return OddsStore.of({
    description: sqlite.path === ":memory:" ? "SQLite in memory" : `SQLite file ${sqlite.path}`,

    cachedIds: Effect.fn("SqliteOddsStore.cachedIds")(function* (key) {
      const cached = yield* sqlite.read(({ all }, now) => {
        const [row] = all(`SELECT value, written FROM kept WHERE key = ? AND ${LIVES}`, key, now)
        return (
          row && { ids: decodeIds(row.value), ageSeconds: Math.max(0, Math.floor((now - Number(row.written)) / 1000)) }
        )
      })
      if (cached === undefined) return Option.none()
      if (Option.isNone(cached.ids)) yield* Effect.logWarning(`the cached ids under ${key} are damaged and not used`)
      return Option.map(cached.ids, (ids) => ({ ids, ageSeconds: cached.ageSeconds }))
    }),

    cacheIds: Effect.fn("SqliteOddsStore.cacheIds")((key, ids, expirySeconds) =>
      keep(key, JSON.stringify(ids), expirySeconds)
    ),

    note: Effect.fn("SqliteOddsStore.note")((key) =>
      sqlite.read(({ all }, now) => {
        const [row] = all(`SELECT value FROM kept WHERE key = ? AND ${LIVES}`, key, now)
        return Option.map(Option.fromUndefinedOr(row), ({ value }) => String(value))
      })
    ),

    keepNote: Effect.fn("SqliteOddsStore.keepNote")(keep),

    entriesOf: Effect.fn("SqliteOddsStore.entriesOf")(function* (keys, matchIds) {
      const rows = yield* sqlite.read(({ all }, now) =>
        all(
          `SELECT key, ${BOOKMAKER_ID}_id AS id FROM matched
           WHERE ${BOOKMAKER_ID}_id IN (SELECT value FROM json_each(?)) AND substr(key, 1, ?) = ? AND ${LIVES} ORDER BY key`,
          JSON.stringify(matchIds),
          keys.matchedPrefix.length,
          keys.matchedPrefix,
          now
        )
      )
      const entries = new Map<number, Array<string>>()
      for (const { id, key } of rows) entries.set(Number(id), [...(entries.get(Number(id)) ?? []), String(key)])
      return entries
    }),

    change: Effect.fn("SqliteOddsStore.change")(function* (market, changes, { deadline, onResult }) {
      const results = yield* sqlite.write((statements, now, monotonicNow) => {
        expectInTime(monotonicNow, deadline)
        return Array.from({ length: Math.ceil(changes.length / READ_AT_ONCE) }, (_, index) => {
          const batch = changes.slice(index * READ_AT_ONCE, (index + 1) * READ_AT_ONCE)
          const standing = standingOf(statements, now, batch)
          return batch.map((change) => changeEntry(statements, standing, now, market, change))
        }).flat()
      })
      for (const [index, change] of changes.entries()) {
        const result = results[index]!
        onResult(change, result, result === "failed" ? "the entry is damaged" : undefined)
      }
    }),

    publish: Effect.fn("SqliteOddsStore.publish")(({ deadline, expirySeconds, json, keys, period }) =>
      sqlite.write((statements, now, monotonicNow) => {
        const { all, run } = statements
        expectInTime(monotonicNow, deadline)
        deleteExpired(statements, now)
        let second = Math.floor(now / 1000)
        while (all("SELECT 1 FROM kept WHERE key = ?", published(keys, second, period)).length > 0) second++
        const key = published(keys, second, period)
        run(
          "INSERT INTO kept (key, value, written, expires) VALUES (?, ?, ?, ?)",
          key,
          json,
          now,
          now + expirySeconds * 1000
        )
        run("DELETE FROM stream WHERE name = ? AND millis < ?", keys.stream, now - STREAM_MEMORY_SECONDS * 1000)
        const [millis, sequence] = nextStreamId(statements, keys.stream, now)
        run(
          "INSERT INTO stream (name, millis, sequence, data_key) VALUES (?, ?, ?, ?)",
          keys.stream,
          millis,
          sequence,
          key
        )
        return { key, streamId: `${millis}-${sequence}` }
      })
    ),

    announced: Effect.fn("SqliteOddsStore.announced")(function* (keys, after) {
      const [millis = "0", sequence = "0"] = after.split("-")
      const rows = yield* sqlite.read(({ all }, now) =>
        all(
          `SELECT millis, sequence, data_key, value FROM stream JOIN kept ON kept.key = data_key
           WHERE name = ? AND (millis, sequence) > (?, ?) AND substr(data_key, 1, ?) = ? AND ${LIVES}
           ORDER BY millis, sequence`,
          keys.stream,
          Number(millis),
          Number(sequence),
          keys.publishedPrefix.length,
          keys.publishedPrefix,
          now
        )
      )
      return rows.flatMap((row): ReadonlyArray<Announced> => {
        const documents = decodeDocuments(row.value)
        const streamId = `${row.millis}-${row.sequence}`
        return Option.isNone(documents) ? [] : [{ streamId, key: String(row.data_key), documents: documents.value }]
      })
    })
  })
})

/** Provides the store over an open file. */
export const layerSqlite: Layer.Layer<OddsStore, never, Sqlite.Sqlite> = Layer.effect(OddsStore, make)

/** Provides the store in the file at a path, made if absent. Fails where it cannot be opened or is none of ours. */
export const layer = (path: string) => layerSqlite.pipe(Layer.provide(Sqlite.layer(path)))

/** Provides the store in memory, gone with its scope. */
export const layerMemory = layer(":memory:")
