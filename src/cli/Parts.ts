/**
 * What the command line is put together from: the layers and renderers that `main.ts` chooses. Each is loaded when it is
 * first used, so that a command costs only what it needs.
 */
import * as Context from "effect/Context"
import type * as Effect from "effect/Effect"
import type * as FileSystem from "effect/FileSystem"
import type * as Layer from "effect/Layer"
import type * as Scope from "effect/Scope"
import type { Bookmaker } from "../bookmaker/Bookmaker.ts"
import type { BookmakerAdmin } from "../bookmaker/BookmakerAdmin.ts"
import type { ClientOptions, LayerOptions } from "../bookmaker/http/ClientOptions.ts"
import type { MarketResult } from "../extraction/MarketResult.ts"
import type { StoreAdapter } from "../store/StoreAdmin.ts"
import type { ProcessUsage } from "../telemetry/ProcessUsage.ts"
import type { Respond } from "../telemetry/StatusPages.ts"
import type { Settings, StoreSettings } from "./Settings.ts"

/** The shapes of answers that the simulated bookmaker can be asked for, with what each is. */
export const sandboxShapes = {
  mixed: "everything that the API allows, by competition and match",
  grouped: "matches in data.leagues, beside competitions for navigation, with a status_code",
  flat: "matches in data.matches, each with its competition; in play with s_binomen and bet_status",
  groups: "matches in data.competitions, with match_count"
} as const

/** Names a shape. */
export type SandboxShape = keyof typeof sandboxShapes

/** Where the simulated bookmaker listens, and how it answers; port 0 takes a free one. */
export interface SandboxOptions {
  readonly hostname: string
  readonly port: number
  readonly shape: SandboxShape
}

/** How odds are shown. */
export interface TableOptions {
  readonly colors: boolean
  /** The terminal's width; undefined where the result goes to a pipe or a file, and nothing is cut. */
  readonly columns: number | undefined
  /** The most matches that are shown; undefined for all. */
  readonly limit: number | undefined
}

/** What a process needs that runs for long. */
export interface Service {
  /** Serves pages over HTTP until the scope closes, and returns the URL. Fails with why it cannot listen. */
  readonly serveStatus: (
    address: { readonly hostname: string; readonly port: number },
    respond: Respond
  ) => Effect.Effect<string, Error, Scope.Scope>
  readonly processUsage: () => ProcessUsage
  /** Returns how to speak to the systemd that started this process; undefined where none did. */
  readonly systemd: () => Systemd | undefined
}

/** Speaks to systemd. */
export interface Systemd {
  /** Says states, such as `READY=1`. Fails with why that was not possible. */
  readonly notify: (...states: ReadonlyArray<string>) => Effect.Effect<void, Error>
  /** How often systemd expects to hear `WATCHDOG=1` at least; undefined where it does not. */
  readonly watchdogMillis: number | undefined
}

/** The parts that a command may ask for. */
export class Parts extends Context.Service<
  Parts,
  {
    /** Provides the bookmaker that the settings name, or the simulated one. */
    readonly bookmaker: (settings: Settings, options?: LayerOptions) => Layer.Layer<Bookmaker>
    /** Provides what examines that bookmaker. */
    readonly bookmakerAdmin: (settings: Settings) => Layer.Layer<BookmakerAdmin>
    /** Returns where that bookmaker is, and how hard it may be asked. */
    readonly clientOptions: (settings: Settings) => ClientOptions
    /** Returns the store that the settings name. */
    readonly store: (settings: StoreSettings) => Effect.Effect<StoreAdapter>
    /** Renders odds and report for people. */
    readonly table: (result: MarketResult, options: TableOptions) => Effect.Effect<string>
    /** Serves the simulated bookmaker until the scope closes, and returns its URL. Fails with why it cannot listen. */
    readonly serveSandbox: (options: SandboxOptions) => Effect.Effect<string, Error, Scope.Scope>
    /** Returns what a process needs that runs for long. */
    readonly service: Effect.Effect<Service>
    /** The version of this package. */
    readonly version: string
    /** Reads files: the settings may name one. */
    readonly files: Layer.Layer<FileSystem.FileSystem>
  }
>()("bookiegamma/cli/Parts") {}
