/** The HTTP client that takes the least CPU on this runtime. */
import type { HttpClient } from "effect/http/HttpClient"
import type * as Layer from "effect/Layer"

/**
 * Returns the layer of the command's HTTP client: on Node over `node:http`, which passes by a global `fetch` that was replaced; elsewhere
 * ky.
 *
 * @example
 * ```ts
 * const http = await hostHttp()
 * ```
 */
export const hostHttp = async (): Promise<Layer.Layer<HttpClient>> =>
  "Bun" in globalThis || "Deno" in globalThis
    ? (await import("../ky/index.ts")).KyHttpClient.layer
    : (await import("../node-http/index.ts")).NodeHttp.layer
