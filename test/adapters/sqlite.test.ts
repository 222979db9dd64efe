/**
 * The embedded store: the suite in memory and in a file, and the promises of a file shared by several processes.
 */
import { spawn } from "node:child_process"
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { describe, expect, it } from "@effect/vitest"
import { Effect, Layer, Option } from "effect"
import { TestClock } from "effect/testing"
import { Sqlite, SqliteOddsStore } from "../../adapters/sqlite/index.ts"
import { Keys, Markets, OddsStore } from "../../src/index.ts"
import { runtime } from "../helpers/runtime.ts"
import { over } from "../helpers/sqliteProbe.ts"
import { suite } from "../suites/OddsStoreSuite.ts"
import { StoreProbe } from "../suites/StoreProbe.ts"
import { changeAll, documentOf, entryText, NOW, newEntry, newKeys } from "../suites/storeTest.ts"

const directory = Effect.acquireRelease(
  Effect.promise(() => mkdtemp(join(tmpdir(), "bookiegamma-"))),
  (path) => Effect.promise(() => rm(path, { recursive: true, force: true }))
)
const inFile = over(Layer.unwrap(Effect.map(directory, (path) => Sqlite.layer(join(path, "odds.db")))))

const time = { time: "virtual", passTime: TestClock.adjust } as const
suite("SQLite in memory", { layer: over(Sqlite.layer(":memory:")), ...time })
suite("SQLite in a file", { layer: inFile, ...time, propertyRuns: 50 })

const publication = { period: 0, json: JSON.stringify([documentOf(1)]), expirySeconds: 200, marker: "marker" } as const

/** Runs a script in a separate process of this runtime and returns its output. */
const run = (script: string, ...args: ReadonlyArray<string>) =>
  Effect.promise(
    () =>
      new Promise<string>((resolve, reject) => {
        const flags = runtime.name === "deno" ? ["run", "-A", "--node-modules-dir=manual"] : []
        const child = spawn(process.execPath, [...flags, join(import.meta.dirname, "../helpers", script), ...args])
        let printed = ""
        let errors = ""
        child.stdout.on("data", (chunk) => (printed += chunk))
        child.stderr.on("data", (chunk) => (errors += chunk))
        child.on("error", reject)
        child.on("close", (code) => (code === 0 ? resolve(printed) : reject(new Error(`exit ${code}: ${errors}`))))
      })
  )

describe("a SQLite file", () => {
  it.effect("is in WAL mode, so that readers and a writer do not block each other", () =>
    Effect.gen(function* () {
      const { read } = yield* Sqlite.Sqlite
      expect(yield* read(({ all }) => all("PRAGMA journal_mode").map((row) => ({ ...row })))).toStrictEqual([
        { journal_mode: "wal" }
      ])
    }).pipe(Effect.provide(inFile))
  )

  it.effect("keeps its contents when it is closed and reopened", () =>
    Effect.gen(function* () {
      yield* TestClock.setTime(NOW)
      const path = join(yield* directory, "odds.db")
      const keys = newKeys()
      const store = Effect.flatMap(OddsStore, (odds) =>
        Effect.andThen(odds.cacheIds("ids", ["17"], 60), odds.publish({ keys, ...publication }))
      )
      const { key } = yield* store.pipe(Effect.provide(over(Sqlite.layer(path))))
      const found = Effect.flatMap(OddsStore, (odds) =>
        Effect.all([odds.cachedIds("ids", 60), odds.announced(keys, "0-0")])
      )
      const [ids, announced] = yield* found.pipe(Effect.provide(over(Sqlite.layer(path))))
      expect(Option.getOrThrow(ids).ids).toStrictEqual(["17"])
      expect(announced.map((entry) => entry.key)).toStrictEqual([key])
    })
  )

  it.effect("accepts concurrent publications by two handles: each entry has its own key, none is lost", () =>
    Effect.gen(function* () {
      yield* TestClock.setTime(NOW)
      const path = join(yield* directory, "odds.db")
      const keys = newKeys()
      const open = Effect.map(Layer.build(over(Sqlite.layer(path))), (context) => Effect.provideContext(context))
      const handles = [yield* open, yield* open]
      const publish = Effect.flatMap(OddsStore, (odds) => odds.publish({ keys, ...publication }))
      const published = yield* Effect.all(
        Array.from({ length: 40 }, (_, index) => handles[index % 2]!(publish)),
        { concurrency: "unbounded" }
      )
      expect(new Set(published.map(({ key }) => key)).size).toBe(40)
      for (const handle of handles) {
        const announced = yield* handle(Effect.flatMap(OddsStore, (odds) => odds.announced(keys, "0-0")))
        expect(announced.map(({ key, streamId }) => ({ key, streamId }))).toStrictEqual(published)
      }
    })
  )

  it.live("accepts 50 concurrent publications from each of two processes: all 100 have their own key", () =>
    Effect.gen(function* () {
      const path = join(yield* directory, "odds.db")
      const keys = Keys.ofMarket("two", Markets.btts, "live")
      const printed = yield* Effect.all(
        [run("publisher.ts", path, "two", "50"), run("publisher.ts", path, "two", "50")],
        {
          concurrency: "unbounded"
        }
      )
      const published: ReadonlyArray<string> = printed.flatMap((json) => JSON.parse(json))
      expect(published).toHaveLength(100)
      expect(new Set(published).size).toBe(100)
      const announced = yield* Effect.flatMap(OddsStore, (odds) => odds.announced(keys, "0-0")).pipe(
        Effect.provide(SqliteOddsStore.layer(path))
      )
      expect(new Set(announced.map(({ key }) => key))).toStrictEqual(new Set(published))
      const written = announced.map(({ documents }) => JSON.stringify(documents))
      expect(new Set(written).size).toBe(100)
    })
  )

  describe("in which a step of a write fails, as on a full disk,", () => {
    /** Makes writing to a table fail where a row has a text. */
    const failing = (table: "kept" | "matched" | "stream", event: "INSERT" | "UPDATE", when: string) =>
      Effect.flatMap(Sqlite.Sqlite, ({ write }) =>
        write(({ run }) =>
          run(
            `CREATE TRIGGER failing BEFORE ${event} ON ${table} WHEN ${when} BEGIN SELECT RAISE(FAIL, 'disk full'); END`
          )
        )
      )
    const repair = Effect.flatMap(Sqlite.Sqlite, ({ write }) => write(({ run }) => run("DROP TRIGGER failing")))

    it.effect("has nothing of a publication that could not be announced, and the next one is whole", () =>
      Effect.gen(function* () {
        yield* TestClock.setTime(NOW)
        const store = yield* OddsStore
        const probe = yield* StoreProbe
        const { read } = yield* Sqlite.Sqlite
        const keys = newKeys()
        yield* store.cacheIds("expired", ["17"], 1)
        yield* TestClock.adjust(1000)
        yield* failing("stream", "INSERT", `new.name = '${keys.stream}'`)
        const error = yield* Effect.flip(store.publish({ keys, ...publication }))
        expect(error).toMatchObject({ operation: "write", message: expect.stringContaining("disk full") })
        const kept = read(({ all }) => all("SELECT key FROM kept").map(({ key }) => key))
        // What had expired is still there: the whole write was taken back.
        expect(yield* kept).toStrictEqual(["expired"])
        expect(yield* probe.stream(keys.stream)).toStrictEqual([])
        yield* repair
        const { key, streamId } = yield* store.publish({ keys, ...publication })
        expect(yield* kept).toStrictEqual([key])
        expect(yield* probe.stream(keys.stream)).toStrictEqual([{ id: streamId, data_key: key }])
      }).pipe(Effect.provide(inFile))
    )

    it.effect("has no change of a batch of which one could not be made", () =>
      Effect.gen(function* () {
        const store = yield* OddsStore
        const probe = yield* StoreProbe
        const keys = newKeys()
        const entries = [newEntry(keys), newEntry(keys)]
        for (const [index, entry] of entries.entries()) yield* probe.putEntry(entry, entryText(documentOf(index + 1)))
        yield* failing("matched", "UPDATE", `new.key = '${entries[1]}'`)
        const changes = entries.map((entry, index) => ({
          ...{ entry, matchId: index + 1, document: documentOf(index + 1, { odds: "1.75" }) }
        }))
        const error = yield* Effect.flip(changeAll(store, Markets.btts, changes))
        expect(error.message).toContain("disk full")
        for (const entry of entries) expect((yield* probe.entry(entry))?.text).not.toContain("1.75")
        yield* repair
        expect(yield* changeAll(store, Markets.btts, changes)).toStrictEqual(["merged", "merged"])
      }).pipe(Effect.provide(inFile))
    )
  })

  it.live("locked by another process does not block this one: timers go on while it is waited for", () =>
    Effect.gen(function* () {
      const path = join(yield* directory, "odds.db")
      yield* Effect.gen(function* () {
        const store = yield* OddsStore
        const { DatabaseSync } = yield* Effect.promise(() => import("node:sqlite"))
        const other = new DatabaseSync(path)
        other.exec("BEGIN EXCLUSIVE")
        // One that blocks gives up, after 4 s, before so many have gone off; a machine that is slow is slow with both.
        const timers = Effect.as(Effect.replicateEffect(Effect.sleep("10 millis"), 10), "goes on")
        const publish = Effect.raceFirst(timers, store.publish({ keys: newKeys(), ...publication }))
        const outcomes = yield* Effect.all([publish, publish, publish], { concurrency: "unbounded" })
        other.close()
        expect(outcomes).toStrictEqual(["goes on", "goes on", "goes on"])
      }).pipe(Effect.provide(over(Sqlite.layer(path))))
    }).pipe(Effect.scoped)
  )

  it.effect("has its expired rows deleted by a publication, and no others", () =>
    Effect.gen(function* () {
      yield* TestClock.setTime(NOW)
      const store = yield* OddsStore
      const probe = yield* StoreProbe
      const { read } = yield* Sqlite.Sqlite
      const keys = newKeys()
      yield* store.publish({ keys, ...publication, expirySeconds: 1 })
      yield* store.cacheIds("expiring", ["17"], 1)
      yield* store.cacheIds("staying", ["17"], 3600)
      yield* probe.putEntry(newEntry(keys), entryText(documentOf(1)), 1000)
      const staying = newEntry(keys)
      yield* probe.putEntry(staying, entryText(documentOf(2)))
      yield* TestClock.adjust(1000)
      const { key } = yield* store.publish({ keys, ...publication })
      const rows = yield* read(({ all }) =>
        all("SELECT key FROM kept UNION ALL SELECT key FROM matched").map((row) => String(row.key))
      )
      expect(rows.sort()).toStrictEqual([key, "staying", staying].sort())
    }).pipe(Effect.provide(inFile))
  )
})

describe("a matched entry with duplicate member names, which SQLite and JavaScript read differently,", () => {
  const twice = (first: unknown, second: unknown) =>
    `{"match_team_objects":${JSON.stringify(first)},"match_team_objects":${JSON.stringify(second)}}`
  const ours = { BookieGamma: documentOf(1) }

  for (const [what, text] of Object.entries({
    "the second is a list": twice(ours, []),
    "the second holds another match": twice(ours, { BookieGamma: documentOf(3) })
  })) {
    it.effect(`fails alone, without failing others: ${what}`, () =>
      Effect.gen(function* () {
        const store = yield* OddsStore
        const probe = yield* StoreProbe
        const keys = newKeys()
        const [odd, good] = [newEntry(keys), newEntry(keys)]
        yield* probe.putEntry(odd, text)
        yield* probe.putEntry(good, entryText(documentOf(2)))
        const changes = [
          { entry: odd, matchId: 1, document: documentOf(1, { odds: "1.75" }) },
          { entry: good, matchId: 2, document: documentOf(2, { odds: "1.75" }) }
        ]
        expect(yield* changeAll(store, Markets.btts, changes)).toStrictEqual(["failed", "merged"])
        expect((yield* probe.entry(odd))?.text).toBe(text)
        expect((yield* probe.entry(good))?.text).toContain("1.75")
      }).pipe(Effect.provide(inFile))
    )
  }
})

it.effect("an entry whose id became too large for JavaScript results in gone, without failing others", () =>
  Effect.gen(function* () {
    const store = yield* OddsStore
    const probe = yield* StoreProbe
    const keys = newKeys()
    const [large, good] = [newEntry(keys), newEntry(keys)]
    for (const number of ["9007199254740993", "-9223372036854775808"]) {
      const text = entryText(documentOf(1)).replace(/("parent_match_id":)1\b/, `$1${number}`)
      expect(text).toContain(number)
      yield* probe.putEntry(large, text)
      yield* probe.putEntry(good, entryText(documentOf(2)))
      const changes = [1, 2].map((id) => ({ entry: id === 1 ? large : good, matchId: id, document: documentOf(id) }))
      expect(yield* changeAll(store, Markets.btts, changes)).toStrictEqual(["gone", "merged"])
      expect((yield* probe.entry(large))?.text).toBe(text)
    }
  }).pipe(Effect.provide(inFile))
)

describe("a SQLite file that cannot be opened fails with a StoreError that names its path", () => {
  const failing = (path: string) =>
    Effect.gen(function* () {
      const error = yield* Effect.flip(Effect.scoped(Layer.build(SqliteOddsStore.layer(path))))
      expect(error._tag).toBe("StoreError")
      expect(error.operation).toBe("open")
      expect(error.message).toContain(path)
      return error
    })
  const at = (name: string) => Effect.map(directory, (path) => join(path, name))

  it.effect("if its directory is missing", () => Effect.flatMap(at("missing/odds.db"), failing))

  it.effect("if it is a directory", () =>
    Effect.gen(function* () {
      const path = yield* at("odds.db")
      yield* Effect.promise(() => mkdir(path))
      yield* failing(path)
    })
  )

  it.effect("if it is not a database", () =>
    Effect.gen(function* () {
      const path = yield* at("odds.db")
      yield* Effect.promise(() => writeFile(path, "Dear diary, ".repeat(1000)))
      yield* failing(path)
    })
  )

  it.live("if it has a later layout, and does not change it", () =>
    Effect.gen(function* () {
      const path = yield* at("odds.db")
      const layout = (sql: string) =>
        Effect.flatMap(Sqlite.Sqlite, ({ write }) => write(({ run }) => run(sql))).pipe(
          Effect.provide(Layer.fresh(Sqlite.layer(path)))
        )
      yield* layout("PRAGMA user_version = 99")
      const error = yield* failing(path)
      expect(error.message).toContain("99")
      yield* failing(path)
    })
  )
})

describe("an in-memory store", () => {
  it.effect("is a new one each time it is opened", () =>
    Effect.gen(function* () {
      yield* TestClock.setTime(NOW)
      const withNewStore = () => Effect.provide(Layer.fresh(SqliteOddsStore.layerMemory))
      yield* Effect.flatMap(OddsStore, (odds) => odds.cacheIds("ids", ["17"], 60)).pipe(withNewStore())
      const found = yield* Effect.flatMap(OddsStore, (odds) => odds.cachedIds("ids", 60)).pipe(withNewStore())
      expect(found).toStrictEqual(Option.none())
    })
  )
})
