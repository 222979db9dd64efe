/**
 * Health check of a SQLite file as the store, for `doctor` and `indexes`.
 */
import * as Effect from "effect/Effect"
import type { Finding } from "../../src/domain/Finding.ts"
import type { StoreAdmin } from "../../src/store/StoreAdmin.ts"
import * as Sqlite from "./Sqlite.ts"

/**
 * Opens the file (creates it if absent), runs `quick_check` and counts its rows. Never fails; errors become findings.
 */
const examine = (path: string): Effect.Effect<ReadonlyArray<Finding>> => {
  const subject = `SQLite ${path}`
  return Effect.gen(function* () {
    const sqlite = yield* Sqlite.open(path)
    const { check, counts } = yield* sqlite.write(({ all }, now) => ({
      check: all("PRAGMA quick_check(1)")[0]?.quick_check,
      counts: all(
        `SELECT (SELECT count(*) FROM kept WHERE expires > ?) AS kept,
                (SELECT count(*) FROM matched) AS matched, (SELECT count(*) FROM stream) AS announced`,
        now
      )[0]
    }))
    if (check !== "ok") {
      const remedy = "move the file away; the next run makes a new one"
      return [{ subject, status: "failed", detail: String(check), remedy } satisfies Finding]
    }
    const detail = `can be written; ${counts?.kept} kept, ${counts?.matched} matched, ${counts?.announced} announced`
    return [{ subject, status: "ok", detail } satisfies Finding]
  }).pipe(
    Effect.scoped,
    Effect.catch(({ message }) => {
      const remedy = "check SQLITE_PATH: its folder must exist and be writable"
      return Effect.succeed([{ subject, status: "failed", detail: message, remedy } satisfies Finding])
    })
  )
}

/** Makes the admin of the file at a path. `createIndexes` does nothing: the tables have their indexes. */
export const make = (path: string): StoreAdmin => ({
  examine: () => examine(path),
  createIndexes: () =>
    Effect.succeed([{ subject: `SQLite ${path}`, status: "ok", detail: "indexes its entries itself; nothing to do" }])
})
