/**
 * The simulated bookmaker as an HTTP client.
 *
 * @module
 */

/** The simulated bookmaker as an HTTP client. */
export * as SandboxHttpClient from "./SandboxHttpClient.ts"
