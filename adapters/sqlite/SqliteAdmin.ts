/**
 * Health check of a SQLite file as the store, for `doctor` and `indexes`. It leaves the file as it was: what is absent stays
 * absent, and what it writes is rolled back.
 */
import * as Effect from "effect/Effect"
import type { Finding } from "../../src/domain/Finding.ts"
import type { StoreError } from "../../src/store/OddsStore.ts"
import type { StoreAdmin } from "../../src/store/StoreAdmin.ts"
import { look } from "./place.ts"
import * as Sqlite from "./Sqlite.ts"

/** Characters that are written to see whether the disk takes them: as many as a run may publish. */
const PROBE_LENGTH = 2 ** 20

/** Is thrown to roll back what was written. */
const rolledBack = new Error("rolled back")

/** Writes a large row and rolls it back. Without a cache for it, SQLite must write it to the disk at once. */
const probeWriting = ({ read, write }: Sqlite.Sqlite["Service"]) =>
  Effect.andThen(
    read(({ run }) => run("PRAGMA cache_size = 1")),
    write(({ run }) => {
      run(
        "INSERT INTO kept (key, value, written) VALUES ('doctor', printf('%.*c', ?, 'x'), 0) " +
          "ON CONFLICT DO UPDATE SET value = excluded.value",
        PROBE_LENGTH
      )
      throw rolledBack
    })
  ).pipe(
    Effect.catchIf(
      (error) => error.cause === rolledBack,
      () => Effect.void
    )
  )

const remedies: ReadonlyArray<readonly [says: RegExp, remedy: string]> = [
  [/holds a lock/, "end the program that holds it, such as a shell of sqlite3 in a transaction; or look again later"],
  [/disk is full|disk I\/O|KiB left/, "make room on the disk, or name a file on another one in SQLITE_PATH"],
  [/another program's|has layout/, "name another file in SQLITE_PATH, or move this one away"],
  [/malformed|not a database/, "move the file away; the next run makes a new one"]
]
const remedyFor = (message: string) =>
  remedies.find(([says]) => says.test(message))?.[1] ?? "check SQLITE_PATH: its folder must exist and be writable"

/** Runs `quick_check`, tries to write, and counts rows. */
const examineFile = Effect.fnUntraced(function* (path: string) {
  const sqlite = yield* Sqlite.open(path)
  const { check, counts } = yield* sqlite.read(({ all }, now) => ({
    check: all("PRAGMA quick_check(1)")[0]?.quick_check,
    counts: all(
      `SELECT (SELECT count(*) FROM kept WHERE expires > ?) AS kept,
              (SELECT count(*) FROM matched) AS matched, (SELECT count(*) FROM stream) AS announced`,
      now
    )[0]
  }))
  if (check !== "ok") return yield* Effect.fail({ message: `the file is malformed: ${check}` })
  yield* probeWriting(sqlite)
  return `can be written; ${counts?.kept} kept, ${counts?.matched} matched, ${counts?.announced} announced`
}, Effect.scoped)

/** Examines the file. Never fails; errors become findings. */
const examine = (path: string): Effect.Effect<ReadonlyArray<Finding>> => {
  const subject = `SQLite ${path}`
  return Effect.gen(function* () {
    const place = yield* Effect.mapError(look(path), (message) => ({ message }))
    if (place._tag === "File") return yield* examineFile(path)
    if (place._tag === "Other" || place.problem !== undefined) {
      return yield* Effect.fail({ message: `${place.problem}` })
    }
    return place.isEmpty ? "is empty; the first run fills it" : "does not exist; the first run creates it"
  }).pipe(
    Effect.match({
      onSuccess: (detail): ReadonlyArray<Finding> => [{ subject, status: "ok", detail }],
      onFailure: ({ message }: Pick<StoreError, "message">): ReadonlyArray<Finding> => {
        const detail = message.replace(`${subject}: `, "")
        return [{ subject, status: "failed", detail, remedy: remedyFor(message) }]
      }
    })
  )
}

/** Makes the admin of the file at a path. `createIndexes` does nothing: the tables have their indexes. */
export const make = (path: string): StoreAdmin => ({
  examine: () => examine(path),
  createIndexes: () =>
    Effect.succeed([{ subject: `SQLite ${path}`, status: "ok", detail: "indexes its entries itself; nothing to do" }])
})
