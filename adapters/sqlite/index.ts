/** The embedded store on `node:sqlite`. */
import type { StoreAdapter } from "../../src/store/StoreAdmin.ts"
import * as SqliteAdmin from "./SqliteAdmin.ts"
import * as SqliteOddsStore from "./SqliteOddsStore.ts"

export * as Sqlite from "./Sqlite.ts"
export { SqliteAdmin, SqliteOddsStore }

/** Returns the store in the file at a path, for a command. */
export const storeAdapter = (path: string): StoreAdapter => ({
  layer: SqliteOddsStore.layer(path),
  admin: SqliteAdmin.make(path)
})
