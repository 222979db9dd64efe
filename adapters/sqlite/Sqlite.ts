/**
 * A SQLite file as a service: opened in WAL mode, its tables created if absent, closed with its scope.
 *
 * `node:sqlite` works on Node, Deno and Bun, and is imported when a file is opened. It is synchronous, so transactions
 * are kept short, and most of the waiting for a locked file is done by retries instead of SQLite's blocking busy
 * timeout. The tables are in `schema.ts`.
 */
import type { DatabaseSync } from "node:sqlite"
import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Schedule from "effect/Schedule"
import type * as Scope from "effect/Scope"
import { type Deadline, monotonicMillis } from "../../src/domain/Deadline.ts"
import { OLDEST_RUNTIMES } from "../../src/domain/Runtime.ts"
import { StoreError } from "../../src/store/OddsStore.ts"
import { look } from "./place.ts"
import { CREATE, LAYOUT, TABLES } from "./schema.ts"

/** SQLite's own busy timeout. Short, because it blocks the process: not even signals are handled meanwhile. */
const BUSY_TIMEOUT_MILLIS = 30
/** Page size of a new file. Large, because single writes are: a publication, or all updates of a run. */
const PAGE_BYTES = 16_384
/**
 * WAL pages before a commit checkpoints. A large publication exceeds SQLite's default of 1000, and its commit would
 * then wait for a checkpoint.
 */
const CHECKPOINT_PAGES = 2000
/** Retries while the file is locked, for so many milliseconds. */
const retriesFor = (millis: number) =>
  Schedule.spaced("50 millis").pipe(Schedule.jittered, Schedule.upTo({ duration: millis }))
/**
 * How long a locked file is waited for. For opening it is shorter, so that the lock is what fails a run, and not the time
 * that a run has for opening its store. An open file in WAL mode keeps nobody from opening it.
 */
const retries = { open: retriesFor(1500), read: retriesFor(4000), write: retriesFor(4000) } as const

/** A value of a row, or of a bound parameter. */
export type Value = null | number | bigint | string | Uint8Array<ArrayBuffer>

/** A row: values by column name. */
export type Row = Record<string, Value>

/** Prepared statements, for use inside `read` and `write`. */
export interface Statements {
  /** Returns the rows of a statement. */
  readonly all: (sql: string, ...values: ReadonlyArray<Value>) => ReadonlyArray<Row>
  /** Runs a statement without rows. */
  readonly run: (sql: string, ...values: ReadonlyArray<Value>) => void
}

const SQLITE_BUSY = 5
const isBusy = (cause: unknown): boolean =>
  cause instanceof Error &&
  ((cause as { readonly errcode?: number }).errcode === SQLITE_BUSY ||
    /database (table )?is locked/.test(cause.message))

const isWithoutDriver = (message: string): boolean => message.includes("node:sqlite")

const describe = (cause: unknown) => {
  const message = cause instanceof Error ? cause.message : String(cause)
  if (isBusy(cause)) return `another program holds a lock on the file (${message})`
  return isWithoutDriver(message) ? `this runtime has no node:sqlite; use ${OLDEST_RUNTIMES}, or a later one` : message
}

const storeError = (operation: StoreError["operation"], path: string) => (cause: unknown) =>
  new StoreError({ operation, message: `SQLite ${path}: ${describe(cause)}`, isRefusal: !isBusy(cause), cause })

/** Runs synchronous code on a file; retries while the file is locked. */
const attempt = <A>(operation: keyof typeof retries, path: string, body: (now: number, monotonicNow: Deadline) => A) =>
  Effect.flatMap(Effect.all([Clock.currentTimeMillis, monotonicMillis]), ([now, monotonicNow]) =>
    Effect.try({ try: () => body(Math.floor(now), monotonicNow), catch: storeError(operation, path) })
  ).pipe(Effect.retry({ schedule: retries[operation], while: (error) => isBusy(error.cause) }))

const statementsOf = (database: DatabaseSync): Statements => {
  const prepared = new Map<string, ReturnType<DatabaseSync["prepare"]>>()
  const prepare = (sql: string) => {
    const statement = prepared.get(sql) ?? database.prepare(sql)
    prepared.set(sql, statement)
    return statement
  }
  return {
    all: (sql, ...values) => prepare(sql).all(...values),
    run: (sql, ...values) => {
      prepare(sql).run(...values)
    }
  }
}

/** Runs `body` in a transaction and returns its result; rolls back if it throws. A deferred one only reads. */
const inTransaction = <A>(database: DatabaseSync, body: () => A, kind: "IMMEDIATE" | "DEFERRED" = "IMMEDIATE"): A => {
  database.exec(`BEGIN ${kind}`)
  try {
    const result = body()
    database.exec("COMMIT")
    return result
  } catch (cause) {
    if (database.isTransaction) database.exec("ROLLBACK")
    throw cause
  }
}

/**
 * Returns whether the file is new. Throws where it is not this store's: what is in it belongs to another program, or to
 * another version. Changes nothing.
 */
const isNew = (database: DatabaseSync): boolean => {
  const tables = new Set(
    database
      .prepare("SELECT name FROM sqlite_schema")
      .all()
      .map(({ name }) => String(name))
  )
  const layout = Number(database.prepare("PRAGMA user_version").get()?.user_version)
  if (tables.size === 0 && layout === 0) return true
  const names = [...tables].filter((name) => !name.startsWith("sqlite_"))
  if (!TABLES.every((name) => tables.has(name))) {
    const found = names.length === 0 ? "" : `, with ${names.slice(0, 3).join(", ")} in it`
    throw new Error(`the file is another program's database${found}; name another file, or move this one away`)
  }
  if (layout !== LAYOUT) throw new Error(`the file has layout ${layout}; this version knows ${LAYOUT}`)
  return false
}

const prepareFile = (database: DatabaseSync) => {
  database.exec(`PRAGMA busy_timeout = ${BUSY_TIMEOUT_MILLIS}; PRAGMA page_size = ${PAGE_BYTES}`)
  const wasNew = inTransaction(database, () => isNew(database), "DEFERRED")
  database.exec(
    `PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA wal_autocheckpoint = ${CHECKPOINT_PAGES}`
  )
  if (!wasNew) return
  // Looks again, because another process may have made the tables meanwhile.
  inTransaction(database, () => {
    if (isNew(database)) database.exec(CREATE)
  })
}

/** Imports `node:sqlite` without the experimental warning that older Node versions print. */
const loadDriver = async () => {
  const { emitWarning } = process
  process.emitWarning = ((warning: string | Error, ...rest: ReadonlyArray<unknown>) => {
    if (!String(warning).includes("SQLite")) Reflect.apply(emitWarning, process, [warning, ...rest])
  }) as typeof emitWarning
  try {
    return await import("node:sqlite")
  } finally {
    process.emitWarning = emitWarning
  }
}

/** What is done with an open file. */
export interface SqliteShape {
  /** The file's path, or `:memory:`. */
  readonly path: string
  /** Runs `body` outside of a transaction; `now` is Unix milliseconds. */
  readonly read: <A>(body: (statements: Statements, now: number) => A) => Effect.Effect<A, StoreError>
  /** Runs `body` in one transaction; `now` is Unix milliseconds, `monotonicNow` is compared with deadlines. */
  readonly write: <A>(
    body: (statements: Statements, now: number, monotonicNow: Deadline) => A
  ) => Effect.Effect<A, StoreError>
}

const Service: Context.ServiceClass<Sqlite, "bookiegamma/adapters/sqlite/Sqlite", SqliteShape> = Context.Service<
  Sqlite,
  SqliteShape
>()("bookiegamma/adapters/sqlite/Sqlite")

/** An open SQLite file. */
export class Sqlite extends Service {}

/** Opens a file, or an in-memory database for `:memory:`, until the scope closes. Fails with a `StoreError`. */
export const open: (path: string) => Effect.Effect<SqliteShape, StoreError, Scope.Scope> = Effect.fn("Sqlite.open")(
  function* (path: string) {
    const failed = storeError("open", path)
    const place = yield* Effect.mapError(look(path), failed)
    if (place._tag === "Other") return yield* Effect.fail(failed(`the path ${place.problem}; name a file`))
    const driver = yield* Effect.tryPromise({ try: loadDriver, catch: failed })
    const database = yield* Effect.acquireRelease(
      Effect.try({ try: () => new driver.DatabaseSync(path), catch: failed }),
      (opened) => Effect.sync(() => opened.close())
    )
    yield* attempt("open", path, () => prepareFile(database))
    const statements = statementsOf(database)
    return Sqlite.of({
      path,
      read: (body) => attempt("read", path, (now) => body(statements, now)),
      write: (body) =>
        attempt("write", path, (now, monotonicNow) =>
          inTransaction(database, () => body(statements, now, monotonicNow))
        )
    })
  }
)

/** Provides the file at a path, created if absent. */
export const layer = (path: string): Layer.Layer<Sqlite, StoreError> => Layer.effect(Sqlite, open(path))
