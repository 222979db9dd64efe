/**
 * The HTTP client through proxies, round robin: each request takes the next proxy. After three failures in a row
 * (errors, or requests interrupted by a timeout) a proxy is skipped for 30 seconds.
 *
 * The proxies hold whatever `NO_PROXY` and the like say; only `layerByOrigin` is made from them, by whoever reads them.
 *
 * Retries and the meaning of a status are in `src/bookmaker/http`. Error messages never contain a proxy's user or
 * password.
 */
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as FetchHttpClient from "effect/http/FetchHttpClient"
import * as HttpClient from "effect/http/HttpClient"
import * as HttpClientError from "effect/http/HttpClientError"
import type * as HttpClientRequest from "effect/http/HttpClientRequest"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import type * as Scope from "effect/Scope"
import { routedFetch } from "./routedFetch.ts"

/** Consecutive failures after which a proxy is skipped, and for how long. */
const MAX_FAILURES = 3
const COOLDOWN_MILLIS = 30_000

interface Proxy {
  /** `host:port`, for messages. */
  readonly address: string
  readonly client: HttpClient.HttpClient
  /** Consecutive failures. */
  failures: number
  /** Unix milliseconds until which the proxy is skipped; 0 if it is not. */
  skippedUntil: number
}

/** Makes a client through a proxy, or past all of them. */
const clientFor = Effect.fnUntraced(function* (
  proxy: Redacted.Redacted<string> | undefined
): Effect.fn.Return<HttpClient.HttpClient, never, Scope.Scope> {
  const { fetch } = yield* Effect.acquireRelease(
    Effect.promise(() => routedFetch(proxy && Redacted.value(proxy))),
    ({ close }) => Effect.promise(async () => close())
  )
  return yield* HttpClient.HttpClient.pipe(
    Effect.provide(FetchHttpClient.layer),
    Effect.provideService(FetchHttpClient.Fetch, fetch),
    Effect.provideService(HttpClient.TracerPropagationEnabled, false)
  )
})

const open = (url: Redacted.Redacted<string>) =>
  Effect.map(
    clientFor(url),
    (client): Proxy => ({ address: new URL(Redacted.value(url)).host, client, failures: 0, skippedUntil: 0 })
  )

/** Returns the next proxy that is not skipped; if all are, the one whose cooldown ends first. */
const nextProxy = (proxies: ReadonlyArray<Proxy>, turn: number, now: number): Proxy => {
  const inTurn = proxies.map((_, index) => proxies[(turn + index) % proxies.length]!)
  return (
    inTurn.find(({ skippedUntil }) => skippedUntil <= now) ??
    inTurn.reduce((soonest, proxy) => (proxy.skippedUntil < soonest.skippedUntil ? proxy : soonest))
  )
}

const PROXY_AUTHENTICATION_REQUIRED = 407

const make = Effect.fnUntraced(function* (urls: ReadonlyArray<Redacted.Redacted<string>>) {
  const proxies = yield* Effect.forEach(urls, open)
  let turn = 0

  const succeeded = (proxy: Proxy) => {
    proxy.failures = 0
    proxy.skippedUntil = 0
  }
  const failed = Effect.fnUntraced(function* (proxy: Proxy) {
    proxy.failures++
    if (proxy.failures < MAX_FAILURES) return
    proxy.failures = 0
    proxy.skippedUntil = (yield* Clock.currentTimeMillis) + COOLDOWN_MILLIS
    yield* Effect.logWarning(
      `proxy ${proxy.address} rests for ${COOLDOWN_MILLIS / 1000} s after ${MAX_FAILURES} failures`
    )
  })

  return HttpClient.make((request) =>
    Effect.flatMap(Clock.currentTimeMillis, (now) => {
      const proxy = nextProxy(proxies, turn++, now)
      return proxy.client.execute(request).pipe(
        Effect.mapError((error) => (error.reason._tag === "TransportError" ? proxyError(request, proxy) : error)),
        Effect.filterOrFail(
          ({ status }) => status !== PROXY_AUTHENTICATION_REQUIRED,
          () => proxyError(request, proxy, "it asks for user and password")
        ),
        Effect.tap(() => Effect.sync(() => succeeded(proxy))),
        Effect.tapError(() => failed(proxy)),
        Effect.onInterrupt(() => failed(proxy))
      )
    })
  )
})

/** Makes the transport error of a request that a proxy did not forward, without user or password. */
const proxyError = (request: HttpClientRequest.HttpClientRequest, { address }: Proxy, why = "no connection") =>
  new HttpClientError.HttpClientError({
    reason: new HttpClientError.TransportError({
      request,
      cause: new Error(`through the proxy ${address}: ${why}`)
    })
  })

/** Provides `HttpClient` through at least one proxy, each `http://user:password@host:port`. */
export const layer = (urls: ReadonlyArray<Redacted.Redacted<string>>): Layer.Layer<HttpClient.HttpClient> =>
  Layer.effect(HttpClient.HttpClient, make(urls))

/**
 * Provides `HttpClient` that takes for each origin (`https://host:port`) the proxy that it is given, and none where it is
 * given none, or the origin is not named.
 */
export const layerByOrigin = (
  proxies: ReadonlyMap<string, Redacted.Redacted<string> | undefined>
): Layer.Layer<HttpClient.HttpClient> =>
  Layer.effect(
    HttpClient.HttpClient,
    Effect.gen(function* () {
      const direct = yield* clientFor(undefined)
      const clients = new Map<string, HttpClient.HttpClient>()
      for (const [origin, proxy] of proxies) if (proxy !== undefined) clients.set(origin, yield* make([proxy]))
      return HttpClient.make((request, { origin }) => (clients.get(origin) ?? direct).execute(request))
    })
  )
