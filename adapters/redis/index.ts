/** The production store, and the Redis port on @redis/client. */
import type * as Redacted from "effect/Redacted"
import type { StorePart } from "../../src/cli/Parts.ts"
import * as Doctor from "./RedisAdmin.ts"
import * as RedisOddsStore from "./RedisOddsStore.ts"

export * as RedisClient from "./RedisClient.ts"
export * as Preflight from "./ServerCheck.ts"
export { Doctor, RedisOddsStore }

/** Gives the command line the store in the Redis at a URL. */
export const storePart = (url: Redacted.Redacted<string>): StorePart => ({
  layer: RedisOddsStore.layer(url),
  examine: (indexes) => Doctor.examine(url, indexes),
  settleIndexes: (indexes, addField) => Doctor.settleIndexes(url, indexes, addField)
})
