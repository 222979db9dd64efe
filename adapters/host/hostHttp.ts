/** The HTTP client that takes the least CPU on this runtime. */
import type { HttpClient } from "effect/http/HttpClient"
import type * as Layer from "effect/Layer"

/** Where the built command has its client for Node: filled in where it is built, undeclared elsewhere. */
declare const NODE_HTTP: string | undefined

/** No literal stands in its `import`: Deno would load it at each start, with all that it needs, and never use it. */
const nodeHttp = typeof NODE_HTTP === "undefined" ? "../node-http/NodeHttp.ts" : NODE_HTTP

/** Returns the layer of the command's HTTP client: on Node over `node:http`, elsewhere ky. */
export const hostHttp = async (): Promise<Layer.Layer<HttpClient>> => {
  if ("Bun" in globalThis || "Deno" in globalThis) return (await import("../ky/index.ts")).KyHttpClient.layer
  const { layer }: typeof import("../node-http/NodeHttp.ts") = await import(nodeHttp)
  return layer
}
