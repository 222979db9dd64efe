/**
 * The HTTP client of the sandbox: every request is answered by the simulated bookmaker, in this process.
 *
 * Nothing leaves the machine. The odds are invented and drift with the clock; see `mocks/`.
 */

import * as FetchHttpClient from "effect/http/FetchHttpClient"
import * as HttpClient from "effect/http/HttpClient"
import * as Layer from "effect/Layer"
import * as SimulatedBookmaker from "../../mocks/bookmaker/SimulatedBookmaker.ts"

/** Is where the sandbox seems to be; no such host exists. */
export const SANDBOX_URL = "http://sandbox.invalid/"

/** Provides `HttpClient` by the simulated bookmaker. */
export const layer: Layer.Layer<HttpClient.HttpClient> = Layer.suspend(() => {
  const answer = SimulatedBookmaker.make()
  const fetch = async (input: RequestInfo | URL, init?: RequestInit) => answer(new Request(input, init))
  return FetchHttpClient.layer.pipe(
    Layer.provide(Layer.succeed(FetchHttpClient.Fetch, fetch as typeof globalThis.fetch)),
    Layer.provide(Layer.succeed(HttpClient.TracerPropagationEnabled, false))
  )
})
