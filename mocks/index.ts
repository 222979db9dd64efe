/**
 * The public surface of the mocks: the simulated bookmaker, and a local server for it or for any other function.
 * MSW's side of it, msw.ts, is imported by its own path, because msw is a peer that need not be there.
 */

export * as SimulatedBookmaker from "./bookmaker/SimulatedBookmaker.ts"
export { type Handler, type ServeOptions, type Server, serve } from "./bookmaker/serve.ts"
