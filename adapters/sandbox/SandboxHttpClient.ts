/**
 * The HTTP client of the sandbox: the simulated bookmaker answers every request, within this process.
 *
 * No network is used. The odds are invented and drift with time; see `mocks/`.
 */

import * as FetchHttpClient from "effect/http/FetchHttpClient"
import * as HttpClient from "effect/http/HttpClient"
import * as Layer from "effect/Layer"
import * as SimulatedBookmaker from "../../mocks/bookmaker/SimulatedBookmaker.ts"

export { SANDBOX_URL } from "./SandboxUrl.ts"

/** Provides `HttpClient` on the simulated bookmaker. */
export const layer: Layer.Layer<HttpClient.HttpClient> = Layer.suspend(() => {
  const answer = SimulatedBookmaker.make()
  const fetch = async (input: RequestInfo | URL, init?: RequestInit) => answer(new Request(input, init))
  // Fresh: a layer that is built once for all would give every client the `fetch` of the first.
  return Layer.fresh(FetchHttpClient.layer).pipe(
    Layer.provide(Layer.succeed(FetchHttpClient.Fetch, fetch as typeof globalThis.fetch)),
    Layer.provide(Layer.succeed(HttpClient.TracerPropagationEnabled, false))
  )
})
