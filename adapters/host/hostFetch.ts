/** The `fetch` that takes the least CPU on this runtime. */

/**
 * Returns the `fetch` of the command: on Node one of its own, which takes a third of the CPU of Node's and passes by a global `fetch` that
 * was replaced; elsewhere the global one.
 *
 * @example
 * ```ts
 * const http = KyHttpClient.layerOver(await hostFetch())
 * ```
 */
export const hostFetch = async (): Promise<typeof globalThis.fetch> =>
  "Bun" in globalThis || "Deno" in globalThis
    ? globalThis.fetch.bind(globalThis)
    : (await import("./nodeFetch.ts")).nodeFetch
