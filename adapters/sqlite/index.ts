/** The embedded store on `node:sqlite`. */
import type { StorePart } from "../../src/cli/Parts.ts"
import * as Doctor from "./SqliteAdmin.ts"
import * as SqliteOddsStore from "./SqliteOddsStore.ts"

export * as Sqlite from "./Sqlite.ts"
export { Doctor, SqliteOddsStore }

/** Gives the command line the store in the file at a path. */
export const storePart = (path: string): StorePart => ({
  layer: SqliteOddsStore.layer(path),
  examine: () => Doctor.examine(path),
  settleIndexes: () => Doctor.settleIndexes(path)
})
