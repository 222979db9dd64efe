/**
 * `effect/persistence/Redis` over HTTP, in the REST form that Upstash and the proxies like it speak: for places without sockets.
 *
 * It only sends commands, over the `HttpClient` that it is given; keys, JSON and retries are elsewhere. Commands issued at the same
 * time are one request. There are no connections, so nothing can be subscribed to or reserved. Errors have address and reason, never
 * the token.
 */
import * as Effect from "effect/Effect"
import type { HttpClient } from "effect/http/HttpClient"
import * as Layer from "effect/Layer"
import * as Redis from "effect/persistence/Redis"
import * as Queue from "effect/Queue"
import type * as Scope from "effect/Scope"
import { ErrorReply } from "../redis/ErrorReply.ts"
import * as Batches from "./Batches.ts"
import * as Exchange from "./Exchange.ts"
import * as Options from "./Options.ts"
import * as Scripts from "./Scripts.ts"

const refused = (address: string, reason: string) =>
  new Redis.RedisError({ cause: new Error(`Redis ${address}: ${reason}`, { cause: new ErrorReply(reason) }) })

/** Makes the service. Fails if URL or token cannot be used; it does not ask the server yet. */
export const make = Effect.fnUntraced(function* (
  options: Options.Options
): Effect.fn.Return<Redis.Redis["Service"], Redis.RedisError, HttpClient | Scope.Scope> {
  const address = Options.addressOf(options.url)
  const target = yield* Effect.mapError(Effect.fromResult(Options.decode(options)), (reason) =>
    refused(address, reason)
  )
  const sendWords = yield* Batches.make(yield* Exchange.make(target))
  const send = <A = unknown>(command: string, ...args: ReadonlyArray<string>) =>
    sendWords([command, ...args]) as Effect.Effect<A, Redis.RedisError>
  const withoutConnection = refused(address, "over HTTP there is no connection to keep")
  return Redis.Redis.of({
    send,
    eval: Scripts.make(send),
    subscribe: () =>
      Effect.tap(Queue.unbounded<Redis.RedisMessage, Redis.RedisError>(), (queue) =>
        Queue.fail(queue, withoutConnection)
      ),
    reserve: Effect.fail(withoutConnection)
  })
})

/** Provides the service. Fails if URL or token cannot be used; it does not ask the server yet. */
export const layer = (options: Options.Options): Layer.Layer<Redis.Redis, Redis.RedisError, HttpClient> =>
  Layer.effect(Redis.Redis, make(options))
