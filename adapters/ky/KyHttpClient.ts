/**
 * `HttpClient` on ky: for programs, and the store over REST.
 *
 * ky only sends requests. Its own retries, timeouts and status errors are off, because `src/bookmaker/http` does them.
 * Interrupting an effect aborts its request. No tracing headers are sent to the bookmaker.
 */

import * as FetchHttpClient from "effect/http/FetchHttpClient"
import * as HttpClient from "effect/http/HttpClient"
import * as Layer from "effect/Layer"
import ky, { type KyInstance } from "ky"

const sendOnly = { retry: 0, throwHttpErrors: false, timeout: false } as const

/** Provides `HttpClient` on your own ky instance, for example with hooks or another `fetch`. */
export const layerFrom = (instance: KyInstance): Layer.Layer<HttpClient.HttpClient> => {
  const send = instance.extend(sendOnly)
  // As a request: options are merged one by one, which takes ky more CPU than all that it does else.
  const fetch = (input: RequestInfo | URL, init?: RequestInit) => send(new Request(input, init))
  // Fresh: a layer that is built once for all would give every client the `fetch` of the first.
  return Layer.fresh(FetchHttpClient.layer).pipe(
    Layer.provide(Layer.succeed(FetchHttpClient.Fetch, fetch as typeof globalThis.fetch)),
    Layer.provide(Layer.succeed(HttpClient.TracerPropagationEnabled, false))
  )
}

/** Provides `HttpClient` on ky, which sends by another `fetch` than the global one. */
export const layerOver = (fetch: typeof globalThis.fetch): Layer.Layer<HttpClient.HttpClient> =>
  layerFrom(ky.create({ fetch }))

/** Provides `HttpClient` on ky. */
export const layer: Layer.Layer<HttpClient.HttpClient> = layerFrom(ky)
