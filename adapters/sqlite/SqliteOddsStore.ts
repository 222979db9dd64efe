/**
 * The embedded store: `OddsStore` in one SQLite file that several processes may share.
 *
 * Every write is one transaction. Expired rows are ignored by reads and deleted by the next publication. A matched
 * entry is updated only while it still holds the match it was looked up by.
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
  STREAM_MEMORY_SECONDS,
  type StoreError
} from "../../src/store/OddsStore.ts"
import * as Sqlite from "./Sqlite.ts"

const NOT_EXPIRED = "(expires IS NULL OR expires > ?)"

const decodeDocuments = Schema.decodeUnknownOption(Schema.fromJsonString(Schema.Array(Schema.Unknown)))

/** A matched entry as stored. */
interface StoredEntry {
  /** The id of the match it holds; null if it holds none. */
  readonly id: unknown
  /** This bookmaker's object; undefined if the entry is damaged. */
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

/** Entries read by one query. */
const ENTRIES_PER_READ = 1000

/**
 * Reads the entries to be updated, by key, in one query. A match id too large for a JavaScript number counts as none.
 */
const readEntries = ({ all }: Sqlite.Statements, now: number, changes: ReadonlyArray<Change>) => {
  const keys = JSON.stringify(changes.map(({ entry }) => entry))
  const rows = all(
    `SELECT key, CASE WHEN ${BOOKMAKER_ID}_id BETWEEN 1 AND 999999999999999 THEN ${BOOKMAKER_ID}_id END AS id, entry
     FROM matched WHERE key IN (SELECT value FROM json_each(?)) AND ${NOT_EXPIRED}`,
    keys,
    now
  )
  return new Map(rows.map(({ entry, id, key }): [string, StoredEntry] => [String(key), { id, old: objectOf(entry) }]))
}

const changeEntry = (
  statements: Sqlite.Statements,
  stored: Map<string, StoredEntry>,
  now: number,
  market: Market,
  change: Change
): ChangeResult => {
  const { document, entry, matchId, asOf = document?.create_date ?? Number.POSITIVE_INFINITY } = change
  const { id, old } = stored.get(entry) ?? readEntries(statements, now, [change]).get(entry) ?? {}
  if (id !== matchId) return "gone"
  // Of duplicate JSON members SQLite reads the first, JavaScript the last: such an entry is not touched.
  if (!Predicate.hasProperty(old, "parent_match_id") || old.parent_match_id !== matchId) return "failed"
  // Newer odds are kept: the result is the same as if ours had been merged before them. A future date is not trusted.
  const storedAt = Predicate.hasProperty(old, "create_date") ? old.create_date : undefined
  if (typeof storedAt === "number" && storedAt > asOf && storedAt <= now / 1000) return "merged"
  const patch = document === undefined ? MergePatch.withdrawal(market, old) : MergePatch.update(market, old, document)
  const entryPatch = { match_team_objects: { [BOOKMAKER_ID]: patch }, arbitrage: 0 }
  statements.run("UPDATE matched SET entry = json_patch(entry, ?) WHERE key = ?", JSON.stringify(entryPatch), entry)
  stored.delete(entry)
  return "merged"
}

/** Throws if the deadline has passed while the file was locked. Called inside the transaction, before any write. */
const checkDeadline = (now: number, deadline = Number.POSITIVE_INFINITY) => {
  if (now > deadline) throw new Error("was locked for too long")
}

const deleteExpired = ({ run }: Sqlite.Statements, now: number) => {
  run("DELETE FROM kept WHERE expires <= ?", now)
  run("DELETE FROM matched WHERE expires <= ?", now)
}

/** Returns the id of the next announcement, always after the last one even if the clock was set back. */
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
        const [row] = all(`SELECT value, written FROM kept WHERE key = ? AND ${NOT_EXPIRED}`, key, now)
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
        const [row] = all(`SELECT value FROM kept WHERE key = ? AND ${NOT_EXPIRED}`, key, now)
        return Option.map(Option.fromUndefinedOr(row), ({ value }) => String(value))
      })
    ),

    keepNote: Effect.fn("SqliteOddsStore.keepNote")(keep),

    entriesOf: Effect.fn("SqliteOddsStore.entriesOf")(function* (keys, matchIds) {
      const rows = yield* sqlite.read(({ all }, now) =>
        all(
          `SELECT key, ${BOOKMAKER_ID}_id AS id FROM matched
           WHERE ${BOOKMAKER_ID}_id IN (SELECT value FROM json_each(?)) AND substr(key, 1, ?) = ? AND ${NOT_EXPIRED}
           ORDER BY key`,
          JSON.stringify(matchIds),
          keys.matchedPrefix.length,
          keys.matchedPrefix,
          now
        )
      )
      const entries = new Map<number, Array<string>>()
      for (const { id, key } of rows) entries.set(Number(id), [...(entries.get(Number(id)) ?? []), String(key)])
      return { entries, leftOut: 0 }
    }),

    change: Effect.fn("SqliteOddsStore.change")(function* (market, changes, { deadline, onResult }) {
      const results = yield* sqlite.write((statements, now, monotonicNow) => {
        checkDeadline(monotonicNow, deadline)
        return Array.from({ length: Math.ceil(changes.length / ENTRIES_PER_READ) }, (_, index) => {
          const batch = changes.slice(index * ENTRIES_PER_READ, (index + 1) * ENTRIES_PER_READ)
          const stored = readEntries(statements, now, batch)
          return batch.map((change) => changeEntry(statements, stored, now, market, change))
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
        checkDeadline(monotonicNow, deadline)
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
           WHERE name = ? AND (millis, sequence) > (?, ?) AND substr(data_key, 1, ?) = ? AND ${NOT_EXPIRED}
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

/** Provides the store on an open file. */
export const layerSqlite: Layer.Layer<OddsStore, never, Sqlite.Sqlite> = Layer.effect(OddsStore, make)

/** Provides the store in the file at a path, created if absent. Fails if it cannot be opened or has another layout. */
export const layer = (path: string): Layer.Layer<OddsStore, StoreError> =>
  layerSqlite.pipe(Layer.provide(Sqlite.layer(path)))

/** Provides an in-memory store that lasts until its scope closes. */
export const layerMemory: Layer.Layer<OddsStore, StoreError> = layer(":memory:")
