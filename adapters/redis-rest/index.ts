/** The production store on a Redis in its REST form, over any `HttpClient`: without sockets, and without a client for Redis. */
import type { HttpClient } from "effect/http/HttpClient"
import * as Layer from "effect/Layer"
import type { StoreAdapter } from "../../src/store/StoreAdmin.ts"
import type { Options } from "./Options.ts"
import * as RedisAdmin from "./RestAdmin.ts"
import * as RedisOddsStore from "./RestOddsStore.ts"

export type { Options } from "./Options.ts"
export * as RestRedis from "./RestRedis.ts"
export { RedisAdmin, RedisOddsStore }

/** Returns the store on the Redis at a URL, for a command; it is asked over `http`. */
export const storeAdapter = (options: Options, http: Layer.Layer<HttpClient>): StoreAdapter => ({
  layer: RedisOddsStore.layer(options).pipe(Layer.provide(http)),
  admin: RedisAdmin.make(options, http)
})
