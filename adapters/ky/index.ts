/**
 * The HTTP client on ky.
 *
 * @module
 */

/** The HTTP client on ky. */
export * as KyHttpClient from "./KyHttpClient.ts"
