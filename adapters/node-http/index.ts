/**
 * The HTTP client on `node:http`.
 *
 * @module
 */

/** The HTTP client on `node:http`. */
export * as NodeHttp from "./NodeHttp.ts"
