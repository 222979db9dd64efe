/**
 * The production store on a Redis in its REST form.
 */
import * as Effect from "effect/Effect"
import type { HttpClient } from "effect/http/HttpClient"
import * as Layer from "effect/Layer"
import * as Redis from "effect/persistence/Redis"
import type { OddsStore, StoreError } from "../../src/store/OddsStore.ts"
import { layerRedis } from "../redis/layerRedis.ts"
import { storeError } from "../redis/retryConnection.ts"
import { addressOf, type Options } from "./Options.ts"
import * as RestRedis from "./RestRedis.ts"

export { layerRedis } from "../redis/layerRedis.ts"

/**
 * Provides the store on the Redis at a URL. Fails if URL or token cannot be used, if the Redis cannot be reached, or if it lacks
 * what the store needs.
 *
 * @example
 * ```ts
 * RedisOddsStore.layer({ url: "https://redis.example", token: Redacted.make("…") })
 * ```
 */
export const layer = (options: Options): Layer.Layer<OddsStore, StoreError, HttpClient> =>
  layerRedis(addressOf(options.url)).pipe(
    Layer.provide(Layer.effect(Redis.Redis, Effect.mapError(RestRedis.make(options), storeError("open"))))
  )
