/**
 * The production store on a Redis in its REST form, over any `HttpClient`: without sockets, and without a client for Redis.
 *
 * @module
 */

export type { Options } from "./Options.ts"
/** What a command asks of a server: how it is, and what is in it. */
export * as RedisAdmin from "./RedisAdmin.ts"
/** The production store. */
export * as RedisOddsStore from "./RedisOddsStore.ts"
/** `effect/persistence/Redis` over HTTP. */
export * as RestRedis from "./RestRedis.ts"
export { storeAdapter } from "./storeAdapter.ts"
