/**
 * Extraction as a service: runs, once or again and again, over a bookmaker and a store that are provided once.
 */
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type * as Stream from "effect/Stream"
import { Bookmaker } from "../bookmaker/Bookmaker.ts"
import type { OptionsError } from "../domain/OptionsError.ts"
import { layerNone, OddsStore } from "../store/OddsStore.ts"
import type { MarketResult } from "./MarketResult.ts"
import type { RunOptions } from "./RunOptions.ts"
import { run } from "./run.ts"
import type { WatchEvent } from "./watch/WatchEvent.ts"
import { type WatchedSource, type WatchOptions, watch } from "./watch/watch.ts"

/** What runs extractors. */
export interface ExtractionShape {
  /**
   * Fetches each competition once, and stores and reports for each extractor, in their order. Several runs at once
   * share the bookmaker's limits. Fails only where an option is wrong; everything else is in the reports.
   */
  readonly run: (options: RunOptions) => Effect.Effect<ReadonlyArray<MarketResult>, OptionsError>
  /**
   * Runs extractors again and again until the stop signal, each source at its own interval. Runs wait for events to be
   * taken where 64 have not been. Fails only where an option is wrong.
   */
  readonly watch: (
    sources: ReadonlyArray<WatchedSource>,
    options?: WatchOptions
  ) => Stream.Stream<WatchEvent, OptionsError>
}

const Service: Context.ServiceClass<Extraction, "bookiegamma/Extraction", ExtractionShape> = Context.Service<
  Extraction,
  ExtractionShape
>()("bookiegamma/Extraction")

/** Runs extractors. */
export class Extraction extends Service {
  /** Provides extraction over a bookmaker and a store. */
  static readonly layer: Layer.Layer<Extraction, never, Bookmaker | OddsStore> = Layer.effect(
    Extraction,
    Effect.gen(function* () {
      const context = yield* Effect.context<Bookmaker | OddsStore>()
      const services = Context.pick(Bookmaker, OddsStore)(context)
      const runHere = (options: RunOptions) => Effect.provideContext(run(options), services)
      return { run: runHere, watch: (sources, options) => watch(runHere, sources, options) }
    })
  )

  /** Provides extraction without a store: every run is a dry run. */
  static readonly layerDryRun: Layer.Layer<Extraction, never, Bookmaker> = Layer.effect(
    Extraction,
    Effect.map(Extraction, ({ run, watch }) => ({
      run: (options) => run({ ...options, dryRun: true }),
      watch: (sources, options) =>
        watch(
          sources.map((source) => ({ ...source, dryRun: true })),
          options
        )
    }))
  ).pipe(Layer.provide(Extraction.layer), Layer.provide(layerNone))
}
