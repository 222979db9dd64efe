/**
 * The admin of a store at a `redis://` URL, over @redis/client.
 */
import type * as Redacted from "effect/Redacted"
import type { StoreAdmin } from "../../src/store/StoreAdmin.ts"
import { adminOf } from "./adminOf.ts"
import { addressOf } from "./errorAt.ts"
import * as RedisClient from "./RedisClient.ts"
import type * as Tls from "./Tls.ts"

/** Makes the admin of the Redis at a URL. */
export const make = (url: Redacted.Redacted<string>, tls?: Tls.Options): StoreAdmin =>
  adminOf({
    address: addressOf(url),
    setting: "REDIS_URL or REDIS_HOST",
    layer: RedisClient.layer({ url, tls })
  })
