/** `StoreProbe` in SQL, for the embedded store. */
import { Effect, Layer } from "effect"
import { Sqlite, SqliteOddsStore } from "../../adapters/sqlite/index.ts"
import { type StoredValue, StoreProbe } from "../suites/StoreProbe.ts"

const make = Effect.map(Sqlite.Sqlite, ({ write }) => {
  const readValue = (table: "kept" | "matched", column: "value" | "entry") => (key: string) =>
    Effect.orDie(
      write(({ all }, now): StoredValue | undefined => {
        const [row] = all(
          `SELECT ${column} AS text, expires FROM ${table} WHERE key = ? AND (expires IS NULL OR expires > ?)`,
          key,
          now
        )
        const expires = row?.expires ?? null
        return row && { text: String(row.text), timeToLive: expires === null ? undefined : Number(expires) - now }
      })
    )
  const put = (key: string, text: string, expiry: number | undefined) =>
    Effect.orDie(
      write(({ run }, now) =>
        run(
          "INSERT OR REPLACE INTO kept VALUES (?, ?, ?, ?)",
          key,
          text,
          now,
          expiry === undefined ? null : now + expiry
        )
      )
    )
  const ownIndexes = Effect.die("SQLite has no index that another program makes")
  return StoreProbe.of({
    makeIndex: () => ownIndexes,
    index: () => ownIndexes,
    // Each test has a file of its own.
    clear: () => Effect.void,
    putEntry: (key, text, expiry) =>
      Effect.orDie(
        write(({ run }, now) =>
          run(
            "INSERT OR REPLACE INTO matched (key, entry, expires) VALUES (?, ?, ?)",
            key,
            text,
            expiry === undefined ? null : now + expiry
          )
        )
      ),
    entry: readValue("matched", "entry"),
    deleteEntry: (key) => Effect.orDie(write(({ run }) => run("DELETE FROM matched WHERE key = ?", key))),
    putCached: (key, text) => put(key, text, undefined),
    cached: readValue("kept", "value"),
    putPublished: put,
    published: readValue("kept", "value"),
    stream: (name) =>
      Effect.orDie(
        write(({ all }) =>
          all("SELECT millis, sequence, data_key FROM stream WHERE name = ? ORDER BY millis, sequence", name).map(
            (row) => ({ id: `${row.millis}-${row.sequence}`, data_key: String(row.data_key) })
          )
        )
      ),
    announce: (name, id, dataKey) =>
      Effect.orDie(
        write(({ run }) =>
          run(
            "INSERT INTO stream VALUES (?, ?, ?, ?)",
            name,
            ...(id.split("-").map(Number) as [number, number]),
            dataKey
          )
        )
      )
  })
})

/** Provides the probe of an open file. */
export const layerProbe: Layer.Layer<StoreProbe, never, Sqlite.Sqlite> = Layer.effect(StoreProbe, make)

/** Provides the embedded store and its probe on an open file. */
export const over = <E>(sqlite: Layer.Layer<Sqlite.Sqlite, E>) =>
  Layer.mergeAll(SqliteOddsStore.layerSqlite, layerProbe).pipe(Layer.provideMerge(Layer.fresh(sqlite)))
