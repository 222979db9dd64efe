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
import { type Deadline, monotonicMillis } from "../../src/domain/Deadline.ts"
import { StoreError } from "../../src/store/OddsStore.ts"
import { CREATE, LAYOUT } from "./schema.ts"

/** SQLite's own busy timeout. Short, because it blocks the process: not even signals are handled meanwhile. */
const BUSY_TIMEOUT_MILLIS = 30
/** Page size of a new file. Large, because single writes are: a publication, or all updates of a run. */
const PAGE_BYTES = 16_384
/**
 * WAL pages before a commit checkpoints. A large publication exceeds SQLite's default of 1000, and its commit would
 * then wait for a checkpoint.
 */
const CHECKPOINT_PAGES = 2000
/** Retries while the file is locked: about four seconds, busy timeouts included. */
const BUSY_RETRIES = Schedule.spaced("50 millis").pipe(Schedule.jittered, Schedule.upTo({ times: 50 }))

/** A value of a row, or of a bound parameter. */
export type Value = null | number | bigint | string | Uint8Array<ArrayBuffer>

/** A row: values by column name. */
export type Row = Record<string, Value>

/** Prepared statements, for use inside `read` and `write`. */
export interface Statements {
  readonly all: (sql: string, ...values: ReadonlyArray<Value>) => ReadonlyArray<Row>
  readonly run: (sql: string, ...values: ReadonlyArray<Value>) => void
}

const SQLITE_BUSY = 5
const isBusy = (cause: unknown): boolean =>
  cause instanceof Error &&
  ((cause as { readonly errcode?: number }).errcode === SQLITE_BUSY ||
    /database (table )?is locked/.test(cause.message))

const storeError = (operation: StoreError["operation"], path: string) => (cause: unknown) =>
  new StoreError({
    operation,
    message: `SQLite ${path}: ${cause instanceof Error ? cause.message : String(cause)}`,
    cause
  })

/** Runs synchronous code on a file; retries while the file is locked. */
const attempt = <A>(
  operation: StoreError["operation"],
  path: string,
  body: (now: number, monotonicNow: Deadline) => A
) =>
  Effect.flatMap(Effect.all([Clock.currentTimeMillis, monotonicMillis]), ([now, monotonicNow]) =>
    Effect.try({ try: () => body(Math.floor(now), monotonicNow), catch: storeError(operation, path) })
  ).pipe(Effect.retry({ schedule: BUSY_RETRIES, while: (error) => isBusy(error.cause) }))

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

/** Runs `body` in a transaction and returns its result; rolls back if it throws. */
const inTransaction = <A>(database: DatabaseSync, body: () => A): A => {
  database.exec("BEGIN IMMEDIATE")
  try {
    const result = body()
    database.exec("COMMIT")
    return result
  } catch (cause) {
    if (database.isTransaction) database.exec("ROLLBACK")
    throw cause
  }
}

const prepareFile = (database: DatabaseSync) => {
  database.exec(`PRAGMA busy_timeout = ${BUSY_TIMEOUT_MILLIS}; PRAGMA page_size = ${PAGE_BYTES}`)
  database.exec(
    `PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA wal_autocheckpoint = ${CHECKPOINT_PAGES}`
  )
  inTransaction(database, () => {
    const layout = database.prepare("PRAGMA user_version").get()?.user_version
    if (layout === 0) database.exec(CREATE)
    else if (layout !== LAYOUT) throw new Error(`the file has layout ${layout}; this version knows ${LAYOUT}`)
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

/** An open SQLite file. */
export class Sqlite extends Context.Service<
  Sqlite,
  {
    /** The file's path, or `:memory:`. */
    readonly path: string
    /** Runs `body` outside of a transaction; `now` is Unix milliseconds. */
    readonly read: <A>(body: (statements: Statements, now: number) => A) => Effect.Effect<A, StoreError>
    /** Runs `body` in one transaction; `now` is Unix milliseconds, `monotonicNow` is compared with deadlines. */
    readonly write: <A>(
      body: (statements: Statements, now: number, monotonicNow: Deadline) => A
    ) => Effect.Effect<A, StoreError>
  }
>()("bookiegamma/adapters/sqlite/Sqlite") {}

/** Opens a file, or an in-memory database for `:memory:`, until the scope closes. Fails with a `StoreError`. */
export const open = Effect.fn("Sqlite.open")(function* (path: string) {
  const failed = storeError("open", path)
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
      attempt("write", path, (now, monotonicNow) => inTransaction(database, () => body(statements, now, monotonicNow)))
  })
})

/** Provides the file at a path, created if absent. */
export const layer = (path: string): Layer.Layer<Sqlite, StoreError> => Layer.effect(Sqlite, open(path))
