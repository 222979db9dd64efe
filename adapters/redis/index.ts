/**
 * The production store on Redis, and `effect/persistence/Redis` on @redis/client.
 *
 * @module
 */

/** What a command asks of a server: how it is, and what is in it. */
export * as RedisAdmin from "./RedisAdmin.ts"
/** `effect/persistence/Redis` on @redis/client. */
export * as RedisClient from "./RedisClient.ts"
/** The production store. */
export * as RedisOddsStore from "./RedisOddsStore.ts"
/** What is asked of a server before it is the store. */
export * as ServerCheck from "./ServerCheck.ts"
export { storeAdapter } from "./storeAdapter.ts"
/** Authorities, client certificate and key of a `rediss://` connection. */
export * as Tls from "./Tls.ts"
