/**
 * One client over several proxies, round robin: each request takes the next one. After three failures in a row (errors, or
 * requests interrupted by a timeout) a proxy is skipped for 30 seconds.
 *
 * How a request passes through a proxy is its client's business.
 */
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as HttpClient from "effect/http/HttpClient"
import * as HttpClientError from "effect/http/HttpClientError"
import type * as HttpClientRequest from "effect/http/HttpClientRequest"

/** Consecutive failures after which a proxy is skipped, and for how long. */
const MAX_FAILURES = 3
const COOLDOWN_MILLIS = 30_000

const PROXY_AUTHENTICATION_REQUIRED = 407

/** A proxy, and the client through it. */
export interface Proxy {
  /** `host:port`, for messages. */
  readonly address: string
  readonly client: HttpClient.HttpClient
}

interface State extends Proxy {
  /** Consecutive failures. */
  failures: number
  /** Unix milliseconds until which the proxy is skipped; 0 if it is not. */
  skippedUntil: number
}

/** Returns the next proxy that is not skipped; if all are, the one whose cooldown ends first. */
const nextProxy = (proxies: ReadonlyArray<State>, turn: number, now: number): State => {
  const inTurn = proxies.map((_, index) => proxies[(turn + index) % proxies.length]!)
  return (
    inTurn.find(({ skippedUntil }) => skippedUntil <= now) ??
    inTurn.reduce((soonest, proxy) => (proxy.skippedUntil < soonest.skippedUntil ? proxy : soonest))
  )
}

/** Makes the transport error of a request that a proxy did not forward, without user or password. */
const proxyError = (request: HttpClientRequest.HttpClientRequest, { address }: Proxy, why = "no connection") =>
  new HttpClientError.HttpClientError({
    reason: new HttpClientError.TransportError({
      request,
      cause: new Error(`through the proxy ${address}: ${why}`)
    })
  })

const succeeded = (proxy: State) => {
  proxy.failures = 0
  proxy.skippedUntil = 0
}

const failed = Effect.fnUntraced(function* (proxy: State) {
  proxy.failures++
  if (proxy.failures < MAX_FAILURES) return
  proxy.failures = 0
  proxy.skippedUntil = (yield* Clock.currentTimeMillis) + COOLDOWN_MILLIS
  yield* Effect.logWarning(
    `proxy ${proxy.address} is skipped for ${COOLDOWN_MILLIS / 1000} s after ${MAX_FAILURES} failures`
  )
})

/** Makes a client over at least one proxy. */
export const over = (given: ReadonlyArray<Proxy>): HttpClient.HttpClient => {
  const proxies = given.map((proxy): State => ({ ...proxy, failures: 0, skippedUntil: 0 }))
  let turn = 0
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
}
