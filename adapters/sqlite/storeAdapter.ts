/** What a command needs of this store: its layer, and what is asked about it. */
import type { StoreAdapter } from "../../src/store/StoreAdmin.ts"
import * as SqliteAdmin from "./SqliteAdmin.ts"
import * as SqliteOddsStore from "./SqliteOddsStore.ts"

/** Returns the store in the file at a path, for a command. */
export const storeAdapter = (path: string): StoreAdapter => ({
  layer: SqliteOddsStore.layer(path),
  admin: SqliteAdmin.make(path)
})
