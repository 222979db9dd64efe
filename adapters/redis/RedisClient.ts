/**
 * `effect/persistence/Redis` on @redis/client.
 *
 * It only sends commands; keys, JSON and retries are elsewhere. A lost connection is reopened until the scope closes;
 * meanwhile commands fail at once instead of being queued. Commands sent together are pipelined in one write. Errors
 * have host and reason, never user or password.
 */
import { ConnectionTimeoutError, RedisClient, type RedisClientOptions } from "@redis/client"
import * as Cause from "effect/Cause"
import * as Deferred from "effect/Deferred"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Redis from "effect/persistence/Redis"
import * as Redacted from "effect/Redacted"
import * as Result from "effect/Result"
import type * as Scope from "effect/Scope"
import { errorAt } from "./errorAt.ts"
import { errorMessage } from "./errorMessage.ts"
import * as handshake from "./handshake.ts"
import * as Tls from "./Tls.ts"

/** Connection options. */
export interface Options {
  /** `redis://user:password@host:port/db`, or `rediss://` for TLS with a verified certificate. */
  readonly url: Redacted.Redacted<string>
  /** Authorities, client certificate and its key, for `rediss://` alone. @default what the runtime trusts, no certificate */
  readonly tls?: Tls.Options | undefined
  /** Timeout of connecting, handshake and authentication included. @default 3 seconds */
  readonly connectTimeout?: Duration.Input
  /** RESP version. Only RESP3 has the warning of a search that its result is incomplete. @default 3 */
  readonly protocol?: 2 | 3
  /** Bounds of the pool for `reserve`. @default those of `effect/persistence/Redis` */
  readonly pool?: Redis.PoolOptions
}

/** Backoff of reconnection: first and longest delay. */
const MIN_RECONNECT_MILLIS = 50
const MAX_RECONNECT_MILLIS = 1000

/**
 * Whether the runtime is workerd, whose sockets add a listener at each read and write while a timeout is set, and warn of a leak at
 * the eleventh. There `connect` alone limits the time.
 */
const keepsTimers = globalThis.navigator?.userAgent === "Cloudflare-Workers"

/** Returns the delay in milliseconds before the next reconnection attempt. The number of attempts is not limited. */
export const reconnectMillis = (attempts: number): number =>
  Math.min(2 ** attempts * MIN_RECONNECT_MILLIS, MAX_RECONNECT_MILLIS)

/** From this length on, in UTF-16 units, an argument is encoded before the client takes it. */
const LONG = 16_384

/**
 * Encodes a long argument: the client joins texts to one, and would copy it for its length, and again to write it. For a trace,
 * which on Bun it makes for each command though nobody takes it, the argument has no text.
 */
const encoded = (argument: string): string | Buffer =>
  argument.length < LONG ? argument : Object.assign(Buffer.from(argument), { toString: () => "" })

const socketAddress = (url: URL): handshake.Address => ({
  host: url.hostname.replace(/^\[(.*)\]$/, "$1"),
  port: Number(url.port || 6379)
})

const rootOf = (error: unknown): unknown =>
  error instanceof Error && error.cause instanceof Error ? rootOf(error.cause) : error
const wasTimeout = ({ cause }: Redis.RedisError) => {
  const root = rootOf(cause)
  return root instanceof ConnectionTimeoutError || root instanceof Cause.TimeoutError
}
const wasClosed = ({ cause }: Redis.RedisError) =>
  /ECONNRESET|reset by peer|closed unexpectedly/i.test(String(rootOf(cause)))

/** Decodes the options of TLS; undefined for a URL without it. Fails if they are wrong, or have no use. */
const decodeTls = ({ protocol }: URL, given: Tls.Options = {}): Result.Result<Tls.Options | undefined, Error> => {
  if (protocol === "rediss:")
    return Result.mapError(Tls.decode(given), ({ part, says }) => new Error(`tls.${part} ${says}`))
  const [part] = Object.keys(given)
  return part === undefined
    ? Result.succeed(undefined)
    : Result.fail(new Error(`tls.${part} is given, but the URL does not begin with rediss://`))
}

/**
 * Connects until the scope closes, and makes the service. Fails if the server cannot be reached or refuses the login.
 */
export const make: (options: Options) => Effect.Effect<Redis.Redis["Service"], Redis.RedisError, Scope.Scope> =
  Effect.fnUntraced(function* (options: Options) {
    const url = new URL(Redacted.value(options.url))
    const toError = errorAt(options.url)
    const socketAt = socketAddress(url)
    const tls = yield* Effect.mapError(Effect.fromResult(decodeTls(url, options.tls)), toError)
    const connectTimeout = Duration.fromInputUnsafe(options.connectTimeout ?? "3 seconds")
    const log = Effect.runForkWith(yield* Effect.context<never>())

    const create = (reconnect: boolean) => {
      let ready = false
      // Not `createClient`, whose class has a method for each of 400 commands.
      const client = new RedisClient({
        RESP: options.protocol ?? 3,
        disableOfflineQueue: true,
        maintNotifications: "disabled",
        username: decodeURIComponent(url.username) || undefined,
        password: decodeURIComponent(url.password) || undefined,
        database: Number(url.pathname.slice(1) || 0),
        socket: {
          ...socketAt,
          ...(tls === undefined ? {} : { tls: true as const, ...Tls.connectOptions(tls) }),
          connectTimeout: keepsTimers ? 0 : Duration.toMillis(connectTimeout),
          // Listens for errors as long as the socket lives. The client itself does not for a moment after the handshake, when
          // Deno may emit the alert of a server that demands a certificate: the process would end.
          ...(keepsTimers ? {} : { signal: new AbortController().signal }),
          reconnectStrategy: (attempts) => (reconnect && ready ? reconnectMillis(attempts) : false)
        }
      } as RedisClientOptions)
      client.once("ready", () => {
        ready = true
      })
      // Without a listener, an `error` event would end the process.
      client.on("error", (cause) => void log(Effect.logDebug(errorMessage(toError(cause)))))
      return client
    }
    type Client = ReturnType<typeof create>

    const close = (client: Client) =>
      Effect.sync(() => {
        if (client.isOpen) client.destroy()
      })

    const connect = (client: Client) =>
      Effect.tryPromise({ try: () => client.connect(), catch: toError }).pipe(
        Effect.timeoutOrElse({
          duration: connectTimeout,
          orElse: () => Effect.fail(toError(new Cause.TimeoutError("no greeting within the time for connecting")))
        }),
        Effect.onError(() => close(client)),
        Effect.as(client)
      )

    const explain = (problem: string | undefined) =>
      problem === undefined ? Effect.void : Effect.fail(toError(new Error(problem)))
    /** Fails with the reason, if it is one that is not in the error. */
    const explainFailure = (error: Redis.RedisError) => {
      if (tls === undefined)
        return explain(wasClosed(error) ? "the connection was closed; perhaps it speaks TLS alone" : undefined)
      if (wasTimeout(error)) return explain(handshake.UNANSWERED)
      return Effect.flatMap(handshake.examine(socketAt, tls, "1 second"), explain)
    }
    const connectExplained = Effect.suspend(() => connect(create(true))).pipe(
      Effect.tapError(explainFailure),
      (connecting) =>
        tls !== undefined && handshake.mustPrecede
          ? Effect.andThen(Effect.flatMap(handshake.examine(socketAt, tls, connectTimeout), explain), connecting)
          : connecting
    )

    const open = Effect.acquireRelease(connectExplained, close, { interruptible: true })

    const sendWith =
      (client: Client) =>
      <A = unknown>(command: string, ...args: ReadonlyArray<string>) =>
        Effect.tryPromise({
          try: (abortSignal) => client.sendCommand([command, ...args.map(encoded)], { abortSignal }) as Promise<A>,
          catch: toError
        })

    return yield* Redis.make({
      send: sendWith(yield* open),
      connect: Effect.suspend(() => connect(create(false))).pipe(
        Effect.map((client) => ({ send: sendWith(client), close: close(client) }))
      ),
      pool: options.pool,
      subscribe: Effect.fnUntraced(function* (channel, onMessage) {
        const broken = yield* Deferred.make<void, Redis.RedisError>()
        const client = yield* open
        client.on("error", (cause) => {
          if (!client.isOpen) log(Deferred.fail(broken, toError(cause)))
        })
        yield* Effect.tryPromise({
          try: () => client.subscribe(channel, (message, from) => onMessage({ channel: from, message })),
          catch: toError
        })
        return Deferred.await(broken)
      })
    })
  })

/** Provides the service. Fails if the server cannot be reached or refuses the login. */
export const layer = (options: Options): Layer.Layer<Redis.Redis, Redis.RedisError> =>
  Layer.effect(Redis.Redis, make(options))
