/**
 * The admin of a store on a Redis in its REST form.
 */
import type { HttpClient } from "effect/http/HttpClient"
import * as Layer from "effect/Layer"
import type { StoreAdmin } from "../../src/store/StoreAdmin.ts"
import { adminOf } from "../redis/adminOf.ts"
import { addressOf, type Options } from "./Options.ts"
import * as RestRedis from "./RestRedis.ts"

/** Makes the admin of the Redis at a URL, which is asked over `http`. */
export const make = (options: Options, http: Layer.Layer<HttpClient>): StoreAdmin =>
  adminOf({
    address: addressOf(options.url),
    setting: "REDIS_REST_URL",
    layer: RestRedis.layer(options).pipe(Layer.provide(http))
  })
