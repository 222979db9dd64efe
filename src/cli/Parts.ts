/**
 * What the command line is put together from: the layers and renderers that `main.ts` chooses. Each is loaded when it is
 * first used, so that a command costs only what it needs.
 */
import { Context, type Effect, type Layer, type Scope } from "effect"
import type { HttpClient } from "effect/http"
import type { Extract } from "../Extraction.ts"
import type { OddsStore, StoreError } from "../OddsStore.ts"
import type { Settings, StoreSettings } from "../Settings.ts"

/** Where the simulated bookmaker listens; port 0 takes a free one. */
export interface SandboxAddress {
  readonly hostname: string
  readonly port: number
}

/** The parts that a command may ask for. */
export class Parts extends Context.Service<
  Parts,
  {
    /** Speaks to the bookmaker, or to the simulated one in the sandbox. */
    readonly http: (settings: Pick<Settings, "sandbox">) => Layer.Layer<HttpClient.HttpClient>
    readonly store: (settings: StoreSettings) => Layer.Layer<OddsStore, StoreError>
    /** Renders odds and ledger for people. */
    readonly table: (extract: Extract, colors: boolean) => Effect.Effect<string>
    /** Serves the simulated bookmaker until the scope closes, and gives its URL. Fails with why it cannot listen. */
    readonly serveSandbox: (address: SandboxAddress) => Effect.Effect<string, Error, Scope.Scope>
    /** The simulated bookmaker's URL within this process. */
    readonly sandboxUrl: string
  }
>()("bookiegamma/cli/Parts") {}
