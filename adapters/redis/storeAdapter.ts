/** What a command needs of this store: its layer, and what is asked about it. */
import type * as Redacted from "effect/Redacted"
import type { StoreAdapter } from "../../src/store/StoreAdmin.ts"
import type * as Tls from "./Tls.ts"
import * as UrlAdmin from "./UrlAdmin.ts"
import * as UrlOddsStore from "./UrlOddsStore.ts"

/** Returns the store in the Redis at a URL, for a command. */
export const storeAdapter = (url: Redacted.Redacted<string>, tls?: Tls.Options): StoreAdapter => ({
  layer: UrlOddsStore.layer(url, tls),
  admin: UrlAdmin.make(url, tls)
})
