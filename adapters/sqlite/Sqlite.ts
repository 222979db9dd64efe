/**
 * A SQLite file as a service: opened once, in WAL mode, with its tables made; closed with its scope.
 *
 * `node:sqlite` is the same on Node, Deno and Bun, and is loaded only when a file is opened. Everything it does is
 * synchronous, so transactions are short, and a file that stays locked is tried again outside of SQLite's own wait.
 * What the tables mean is in `schema.ts`.
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

/** How long SQLite itself waits for a lock: briefly, because nothing else happens meanwhile, not even a signal. */
const BUSY_TIMEOUT_MILLIS = 30
/** The size of a new file's pages: what is written at once, a publication or the changes of a run, is large. */
const PAGE_BYTES = 16_384
/**
 * How many pages may wait in the log before a commit moves them into the file. A publication of very many matches has
 * more than SQLite's thousand, and would be moved before anyone is told of it.
 */
const LOG_PAGES = 2000
/** How often it is asked again; with the waits between, for about four seconds. */
const BUSY_TRIES = Schedule.spaced("50 millis").pipe(Schedule.jittered, Schedule.upTo({ times: 50 }))

/** A value of a row, or of a statement's place for one. */
export type Value = null | number | bigint | string | Uint8Array<ArrayBuffer>

/** A row, by its columns' names. */
export type Row = Record<string, Value>

/** What can be done inside a transaction. */
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

/** Runs something synchronous on a file, and again, a few times, while the file is locked. */
const attempt = <A>(
  operation: StoreError["operation"],
  path: string,
  body: (now: number, monotonicNow: Deadline) => A
) =>
  Effect.flatMap(Effect.all([Clock.currentTimeMillis, monotonicMillis]), ([now, monotonicNow]) =>
    Effect.try({ try: () => body(Math.floor(now), monotonicNow), catch: storeError(operation, path) })
  ).pipe(Effect.retry({ schedule: BUSY_TRIES, while: (error) => isBusy(error.cause) }))

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

/** Gives what `body` gives, with all its writes done or none. */
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
  database.exec(`PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA wal_autocheckpoint = ${LOG_PAGES}`)
  inTransaction(database, () => {
    const layout = database.prepare("PRAGMA user_version").get()?.user_version
    if (layout === 0) database.exec(CREATE)
    else if (layout !== LAYOUT) throw new Error(`the file has layout ${layout}; this version knows ${LAYOUT}`)
  })
}

/** Loads `node:sqlite` without the notice that older Nodes print about it. */
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

/** An open file. */
export class Sqlite extends Context.Service<
  Sqlite,
  {
    /** The file's path, or `:memory:`. */
    readonly path: string
    /** Reads; `now` is Unix milliseconds. */
    readonly read: <A>(body: (statements: Statements, now: number) => A) => Effect.Effect<A, StoreError>
    /** Writes, all or nothing; `now` is Unix milliseconds, `monotonicNow` what deadlines are compared with. */
    readonly write: <A>(
      body: (statements: Statements, now: number, monotonicNow: Deadline) => A
    ) => Effect.Effect<A, StoreError>
  }
>()("bookiegamma/adapters/sqlite/Sqlite") {}

/** Opens a file, or memory for `:memory:`, until the scope closes. */
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

/** Provides an open file. */
export const layer = (path: string): Layer.Layer<Sqlite, StoreError> => Layer.effect(Sqlite, open(path))
