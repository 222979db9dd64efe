/** The embedded store on `node:sqlite`. */
export * as Sqlite from "./Sqlite.ts"
export * as SqliteOddsStore from "./SqliteOddsStore.ts"
