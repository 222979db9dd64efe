/** What a command needs of this store: its layer, and what is asked about it. */
import type * as Redacted from "effect/Redacted"
import type { StoreAdapter } from "../../src/store/StoreAdmin.ts"
import * as RedisAdmin from "./RedisAdmin.ts"
import * as RedisOddsStore from "./RedisOddsStore.ts"
import type * as Tls from "./Tls.ts"

/** Returns the store in the Redis at a URL, for a command. */
export const storeAdapter = (url: Redacted.Redacted<string>, tls?: Tls.Options): StoreAdapter => ({
  layer: RedisOddsStore.layer(url, tls),
  admin: RedisAdmin.make(url, tls)
})
