/**
 * The HTTP client that goes through proxies, taken in turn: one more for each request. One that fails three times in a
 * row, by an error or by keeping a request waiting until it is given up, rests for a while.
 *
 * What a failure of the bookmaker means, and whether a request is sent again, is the core's. User and password of a
 * proxy are in no message.
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
import { proxiedFetch } from "./proxiedFetch.ts"

/** Failures in a row after which a proxy rests, and for how long. */
const MOST_FAILURES = 3
const REST_MILLIS = 30_000

interface Proxy {
  /** `host:port`, for people. */
  readonly address: string
  readonly client: HttpClient.HttpClient
  failures: number
  restsUntil: number
}

const open = Effect.fnUntraced(function* (url: Redacted.Redacted<string>): Effect.fn.Return<Proxy, never, Scope.Scope> {
  const { fetch } = yield* Effect.acquireRelease(
    Effect.promise(() => proxiedFetch(Redacted.value(url))),
    ({ close }) => Effect.promise(async () => close())
  )
  const client = yield* HttpClient.HttpClient.pipe(
    Effect.provide(FetchHttpClient.layer),
    Effect.provideService(FetchHttpClient.Fetch, fetch),
    Effect.provideService(HttpClient.TracerPropagationEnabled, false)
  )
  return { address: new URL(Redacted.value(url)).host, client, failures: 0, restsUntil: 0 }
})

/** Finds the next proxy in turn that does not rest; where all rest, the one that has rested longest. */
const nextOf = (proxies: ReadonlyArray<Proxy>, turn: number, now: number): Proxy => {
  const inTurn = proxies.map((_, index) => proxies[(turn + index) % proxies.length]!)
  return (
    inTurn.find(({ restsUntil }) => restsUntil <= now) ??
    inTurn.reduce((longest, proxy) => (proxy.restsUntil < longest.restsUntil ? proxy : longest))
  )
}

const PROXY_AUTHENTICATION_REQUIRED = 407

const make = Effect.fnUntraced(function* (urls: ReadonlyArray<Redacted.Redacted<string>>) {
  const proxies = yield* Effect.forEach(urls, open)
  let turn = 0

  const succeeded = (proxy: Proxy) => {
    proxy.failures = 0
    proxy.restsUntil = 0
  }
  const failed = Effect.fnUntraced(function* (proxy: Proxy) {
    proxy.failures++
    if (proxy.failures < MOST_FAILURES) return
    proxy.failures = 0
    proxy.restsUntil = (yield* Clock.currentTimeMillis) + REST_MILLIS
    yield* Effect.logWarning(`proxy ${proxy.address} rests for ${REST_MILLIS / 1000} s after ${MOST_FAILURES} failures`)
  })

  return HttpClient.make((request) =>
    Effect.flatMap(Clock.currentTimeMillis, (now) => {
      const proxy = nextOf(proxies, turn++, now)
      return proxy.client.execute(request).pipe(
        Effect.mapError((error) => (error.reason._tag === "TransportError" ? noWay(request, proxy) : error)),
        Effect.filterOrFail(
          ({ status }) => status !== PROXY_AUTHENTICATION_REQUIRED,
          () => noWay(request, proxy, "it asks for user and password")
        ),
        Effect.tap(() => Effect.sync(() => succeeded(proxy))),
        Effect.tapError(() => failed(proxy)),
        Effect.onInterrupt(() => failed(proxy))
      )
    })
  )
})

/** Reports that there was no way through a proxy, in words that hold no user and no password. */
const noWay = (request: HttpClientRequest.HttpClientRequest, { address }: Proxy, why = "no connection") =>
  new HttpClientError.HttpClientError({
    reason: new HttpClientError.TransportError({
      request,
      cause: new Error(`through the proxy ${address}: ${why}`)
    })
  })

/** Provides `HttpClient` through proxies, `http://user:password@host:port` each; at least one. */
export const layer = (urls: ReadonlyArray<Redacted.Redacted<string>>): Layer.Layer<HttpClient.HttpClient> =>
  Layer.effect(HttpClient.HttpClient, make(urls))
