/** The HTTP client that takes the least CPU on this runtime. */
import * as HttpClient from "effect/http/HttpClient"
import * as Layer from "effect/Layer"

/**
 * Returns the layer of the command's HTTP client: on Node over `node:http`, which ignores a replaced global `fetch`; elsewhere
 * effect's over the global `fetch`. No tracing headers are sent.
 *
 * @example
 * ```ts
 * const http = await hostHttp()
 * ```
 */
export const hostHttp = async (): Promise<Layer.Layer<HttpClient.HttpClient>> =>
  "Bun" in globalThis || "Deno" in globalThis
    ? (await import("effect/http/FetchHttpClient")).layer.pipe(
        Layer.provide(Layer.succeed(HttpClient.TracerPropagationEnabled, false))
      )
    : (await import("../node-http/index.ts")).NodeHttp.layer
