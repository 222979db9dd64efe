/**
 * The HTTP client through proxies.
 *
 * @module
 */

/** The HTTP client through proxies. */
export * as ProxyHttpClient from "./ProxyHttpClient.ts"
