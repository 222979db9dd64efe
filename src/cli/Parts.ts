/**
 * What the command line is put together from: the layers and renderers that `main.ts` chooses. Each is loaded when it is
 * first used, so that a command costs only what it needs.
 */
import * as Context from "effect/Context"
import type * as Effect from "effect/Effect"
import type * as FileSystem from "effect/FileSystem"
import type * as HttpClient from "effect/http/HttpClient"
import type * as Layer from "effect/Layer"
import type * as Scope from "effect/Scope"
import type { Extract } from "../extraction/Extraction.ts"
import type { MarketKeys } from "../store/Keys.ts"
import type { OddsStore, StoreError } from "../store/OddsStore.ts"
import type { Finding } from "../store/StoreAdmin.ts"
import type { Settings, StoreSettings } from "./Settings.ts"

/** Where the simulated bookmaker listens; port 0 takes a free one. */
export interface SandboxAddress {
  readonly hostname: string
  readonly port: number
}

/** A store, and what can be asked of it besides storing. */
export interface StorePart {
  readonly layer: Layer.Layer<OddsStore, StoreError>
  /** Examines the store and the indexes of some markets. */
  readonly examine: (indexes: ReadonlyArray<MarketKeys>) => Effect.Effect<ReadonlyArray<Finding>>
  /** Makes the indexes that are missing; `addField` also adds the id to those of others. */
  readonly settleIndexes: (
    indexes: ReadonlyArray<MarketKeys>,
    addField: boolean
  ) => Effect.Effect<ReadonlyArray<Finding>>
}

/** The parts that a command may ask for. */
export class Parts extends Context.Service<
  Parts,
  {
    /** Speaks to the bookmaker, or to the simulated one in the sandbox. */
    readonly http: (settings: Pick<Settings, "sandbox" | "proxies">) => Layer.Layer<HttpClient.HttpClient>
    /** Gives the store that the settings name. */
    readonly store: (settings: StoreSettings) => Effect.Effect<StorePart>
    /** Renders odds and ledger for people. */
    readonly table: (extract: Extract, colors: boolean) => Effect.Effect<string>
    /** Serves the simulated bookmaker until the scope closes, and gives its URL. Fails with why it cannot listen. */
    readonly serveSandbox: (address: SandboxAddress) => Effect.Effect<string, Error, Scope.Scope>
    /** Reads files: the settings may name one. */
    readonly files: Layer.Layer<FileSystem.FileSystem>
    /** The simulated bookmaker's URL within this process. */
    readonly sandboxUrl: string
  }
>()("bookiegamma/cli/Parts") {}
