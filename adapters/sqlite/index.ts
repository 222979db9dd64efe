/**
 * The embedded store on `node:sqlite`.
 *
 * @module
 */

/** An open SQLite file. */
export * as Sqlite from "./Sqlite.ts"
/** What a command asks of the file: how it is, and what is in it. */
export * as SqliteAdmin from "./SqliteAdmin.ts"
/** The embedded store. */
export * as SqliteOddsStore from "./SqliteOddsStore.ts"
export { storeAdapter } from "./storeAdapter.ts"
