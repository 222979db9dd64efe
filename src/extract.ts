/**
 * The one-call way: a run against BookieGamma with layers of the caller's, joined for this run alone.
 *
 * For several runs that share limits and connections, provide `BookieGamma.layer` and `Extraction.layer` once instead.
 */
import * as Effect from "effect/Effect"
import type * as HttpClient from "effect/http/HttpClient"
import * as Layer from "effect/Layer"
import * as BookieGamma from "./bookmaker/bookiegamma/BookieGamma.ts"
import type { ClientOptions } from "./bookmaker/http/ClientOptions.ts"
import type { OptionsError } from "./domain/OptionsError.ts"
import type { MarketResult } from "./extraction/MarketResult.ts"
import type { RunOptions } from "./extraction/RunOptions.ts"
import { run } from "./extraction/run.ts"
import { layerNone, type OddsStore } from "./store/OddsStore.ts"

/** The options of a run, and where the bookmaker is. */
export interface ExtractOptions extends RunOptions {
  /** How the bookmaker is reached. */
  readonly bookmaker: ClientOptions
}

/** Runs extractors once. A dry run needs no store. */
export interface Extract {
  (
    options: ExtractOptions & { readonly dryRun: true }
  ): Effect.Effect<ReadonlyArray<MarketResult>, OptionsError, HttpClient.HttpClient>
  (options: ExtractOptions): Effect.Effect<ReadonlyArray<MarketResult>, OptionsError, HttpClient.HttpClient | OddsStore>
}

/**
 * Runs extractors once: fetches each competition once, and stores and reports for each extractor, in their order. Fails
 * only where an option is wrong; everything else is in the reports.
 *
 * @example
 * ```ts
 * const [btts] = await extract({
 *   extractors: ["btts"],
 *   source: "live",
 *   period: 0,
 *   bookmaker: { live: "https://…", upcoming: "https://…" }
 * }).pipe(Effect.provide([KyHttpClient.layer, SqliteOddsStore.layer("odds.sqlite")]), Effect.runPromise)
 * ```
 */
export const extract = (({ bookmaker, ...options }: ExtractOptions) => {
  const client = BookieGamma.layer(bookmaker)
  return options.dryRun === true
    ? Effect.provide(run(options), Layer.merge(client, layerNone))
    : Effect.provide(run(options), client)
}) as Extract
