/**
 * What is at the path of a SQLite file before a run: what another program made is refused and left as it is, and the check
 * of `doctor` changes nothing, and notices what would keep a run from storing.
 */
import { execFileSync, spawnSync } from "node:child_process"
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, beforeAll, describe, expect, it } from "@effect/vitest"
import { Effect, Layer } from "effect"
import { SqliteAdmin, SqliteOddsStore } from "../../adapters/sqlite/index.ts"
import { OddsStore } from "../../src/index.ts"

const folder = mkdtempSync(join(tmpdir(), "bookiegamma-sqlite-"))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

let files = 0
const newPath = () => {
  const path = join(folder, String(++files), "odds.sqlite")
  mkdirSync(join(path, ".."))
  return path
}

const openDatabase = async (path: string) => new (await import("node:sqlite")).DatabaseSync(path)
/** Makes a file as another program would. */
const makeFile = (sql: string) =>
  Effect.promise(async () => {
    const path = newPath()
    const database = await openDatabase(path)
    database.exec(sql)
    database.close()
    return path
  })

const open = (path: string) => Effect.scoped(Layer.build(SqliteOddsStore.layer(path)))
const examine = (path: string) => Effect.map(SqliteAdmin.make(path).examine([]), ([finding]) => finding!)
const storeSomething = (path: string) =>
  OddsStore.use((store) => store.cacheIds("ids", ["17"], 600)).pipe(Effect.provide(SqliteOddsStore.layer(path)))

describe("another program's database is refused, and not one byte of it changes:", () => {
  const others: Readonly<Record<string, string>> = {
    "a table": "CREATE TABLE notes (text); INSERT INTO notes VALUES ('mine')",
    "a table, and the same layout number": "CREATE TABLE notes (text); PRAGMA user_version = 1",
    "a table of the same name": "CREATE TABLE stream (id); CREATE TABLE notes (text)",
    "a view": "CREATE VIEW one AS SELECT 1",
    "no table, but a layout of its own": "PRAGMA user_version = 7"
  }
  it.effect.each(Object.entries(others))("%s", ([, sql]) =>
    Effect.gen(function* () {
      const path = yield* makeFile(sql)
      const before = readFileSync(path)
      const error = yield* Effect.flip(open(path))
      expect(error).toMatchObject({ _tag: "StoreError", operation: "open", isRefusal: true })
      expect(error.message).toContain(`SQLite ${path}: the file is another program's database`)
      expect(error.message).toContain("name another file")
      expect(yield* examine(path)).toMatchObject({ status: "failed", remedy: expect.stringContaining("SQLITE_PATH") })
      expect(readFileSync(path).equals(before)).toBe(true)
      expect(readdirSync(join(path, ".."))).toEqual(["odds.sqlite"])
    })
  )
})

it.effect("a pipe is refused without being opened", () =>
  Effect.gen(function* () {
    const path = newPath()
    execFileSync("mkfifo", [path])
    expect((yield* Effect.flip(open(path))).message).toContain("is a pipe or device, not a file")
    expect(yield* examine(path)).toMatchObject({ status: "failed" })
  })
)

describe("doctor", () => {
  it.effect("makes no file where there is none, and fills no empty one", () =>
    Effect.gen(function* () {
      const path = newPath()
      const subject = `SQLite ${path}`
      expect(yield* examine(path)).toEqual({
        subject,
        status: "ok",
        detail: "does not exist; the first run creates it"
      })
      expect(existsSync(path)).toBe(false)
      writeFileSync(path, "")
      expect(yield* examine(path)).toEqual({ subject, status: "ok", detail: "is empty; the first run fills it" })
      expect(readFileSync(path)).toHaveLength(0)
    })
  )

  it.effect("fails where the folder is missing", () =>
    Effect.gen(function* () {
      const finding = yield* examine(join(folder, "missing", "odds.sqlite"))
      expect(finding).toMatchObject({ status: "failed", remedy: expect.stringContaining("its folder must exist") })
    })
  )

  it.live("counts what is in a file, and leaves nothing of what it writes", () =>
    Effect.gen(function* () {
      const path = newPath()
      yield* storeSomething(path)
      const before = readFileSync(path)
      expect(yield* examine(path)).toMatchObject({
        status: "ok",
        detail: "can be written; 1 kept, 0 matched, 0 announced"
      })
      expect(readFileSync(path).equals(before)).toBe(true)
    })
  )

  it.live("fails for a malformed file, though it can still be written", () =>
    Effect.gen(function* () {
      const path = newPath()
      yield* storeSomething(path)
      const bytes = readFileSync(path)
      // A page that belongs to nothing, as a copy of a file in use may have one.
      const [pageSize, pages] = [bytes.readUInt16BE(16), bytes.readUInt32BE(28)]
      bytes.writeUInt32BE(pages + 1, 28)
      writeFileSync(path, Buffer.concat([bytes, Buffer.alloc(pageSize)]))
      yield* storeSomething(path)
      const finding = yield* examine(path)
      expect(finding).toMatchObject({
        status: "failed",
        detail: expect.stringMatching(/^the file is malformed: .*Page \d+/s),
        remedy: expect.stringContaining("move the file away")
      })
    })
  )

  it.live("says that another program holds a lock", () =>
    Effect.gen(function* () {
      const path = newPath()
      yield* storeSomething(path)
      const other = yield* Effect.promise(() => openDatabase(path))
      other.exec("BEGIN IMMEDIATE")
      const finding = yield* examine(path).pipe(Effect.ensuring(Effect.sync(() => other.close())))
      expect(finding).toMatchObject({
        status: "failed",
        remedy: expect.stringContaining("end the program that holds it")
      })
      expect(finding.detail).toContain("another program holds a lock on the file (database is locked)")
    })
  )
})

it.live("a file that is locked while it is made fails within 2 s, and says so", () =>
  Effect.gen(function* () {
    const path = newPath()
    const other = yield* Effect.promise(() => openDatabase(path))
    other.exec("PRAGMA user_version = 0; BEGIN EXCLUSIVE; CREATE TABLE t (x)")
    const error = yield* Effect.flip(open(path)).pipe(
      Effect.timeout("4 seconds"),
      Effect.ensuring(Effect.sync(() => other.close()))
    )
    expect(error).toMatchObject({
      isRefusal: false,
      message: expect.stringContaining("another program holds a lock on the file")
    })
  })
)

describe("on a disk that is full, doctor", () => {
  /** A disk of 1 MiB, where this user may make one. */
  const disk = join(folder, "disk")
  let hasDisk = false
  beforeAll(() => {
    mkdirSync(disk)
    hasDisk = spawnSync("mount", ["-t", "tmpfs", "-o", "size=1m", "none", disk]).status === 0
    if (!hasDisk) console.log("not run, for no disk can be made here: what doctor says of a full one")
  })
  afterAll(() => {
    if (hasDisk) execFileSync("umount", [disk])
  })

  it.live("fails, whether the file is there or not", () =>
    Effect.gen(function* () {
      if (!hasDisk) return
      const path = join(disk, "odds.sqlite")
      expect(yield* examine(path)).toMatchObject({ status: "failed", remedy: expect.stringContaining("make room") })
      yield* storeSomething(path)
      expect(yield* examine(path)).toMatchObject({
        status: "failed",
        detail: "database or disk is full",
        remedy: expect.stringContaining("make room")
      })
    })
  )
})
