/**
 * The production store at a `redis://` URL, over @redis/client.
 */
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Redis from "effect/persistence/Redis"
import type * as Redacted from "effect/Redacted"
import type { OddsStore, StoreError } from "../../src/store/OddsStore.ts"
import { addressOf } from "./errorAt.ts"
import { layerRedis } from "./layerRedis.ts"
import * as RedisClient from "./RedisClient.ts"
import { storeError } from "./retryConnection.ts"
import type * as Tls from "./Tls.ts"

export { layerRedis } from "./layerRedis.ts"

/**
 * Provides the store in the Redis at a URL. Fails if it cannot be reached, or lacks what the store needs; or if `tls`, which
 * `rediss://` alone may have, is wrong.
 */
export const layer = (url: Redacted.Redacted<string>, tls?: Tls.Options): Layer.Layer<OddsStore, StoreError> =>
  layerRedis(addressOf(url)).pipe(
    Layer.provide(Layer.effect(Redis.Redis, RedisClient.make({ url, tls }).pipe(Effect.mapError(storeError("open")))))
  )
