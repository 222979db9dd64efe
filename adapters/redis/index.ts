/** The production store on Redis, and `effect/persistence/Redis` on @redis/client. */
import type * as Redacted from "effect/Redacted"
import type { StoreAdapter } from "../../src/store/StoreAdmin.ts"
import * as Tls from "./Tls.ts"
import * as RedisAdmin from "./UrlAdmin.ts"
import * as RedisOddsStore from "./UrlOddsStore.ts"

export * as RedisClient from "./RedisClient.ts"
export * as ServerCheck from "./ServerCheck.ts"
export { RedisAdmin, RedisOddsStore, Tls }

/** Returns the store in the Redis at a URL, for a command. */
export const storeAdapter = (url: Redacted.Redacted<string>, tls?: Tls.Options): StoreAdapter => ({
  layer: RedisOddsStore.layer(url, tls),
  admin: RedisAdmin.make(url, tls)
})
