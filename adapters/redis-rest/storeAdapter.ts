/** What a command needs of this store: its layer, and what is asked about it. */
import type { HttpClient } from "effect/http/HttpClient"
import * as Layer from "effect/Layer"
import type { StoreAdapter } from "../../src/store/StoreAdmin.ts"
import type { Options } from "./Options.ts"
import * as RedisAdmin from "./RedisAdmin.ts"
import * as RedisOddsStore from "./RedisOddsStore.ts"

/** Returns the store on the Redis at a URL, for a command; it is asked over `http`. */
export const storeAdapter = (options: Options, http: Layer.Layer<HttpClient>): StoreAdapter => ({
  layer: RedisOddsStore.layer(options).pipe(Layer.provide(http)),
  admin: RedisAdmin.make(options, http)
})
