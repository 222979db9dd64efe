/**
 * The public surface of the mocks: the simulated bookmaker, its options and the shapes of its answers, and a local server
 * for it or for any other function. The part for MSW, msw.ts, is imported by its own path, because msw is an optional peer.
 *
 * @module
 */

/** The simulated bookmaker: a function from `Request` to `Response`. */
export * as SimulatedBookmaker from "./bookmaker/SimulatedBookmaker.ts"
export { type Handler, type ServeOptions, type Server, serve } from "./bookmaker/serve.ts"
