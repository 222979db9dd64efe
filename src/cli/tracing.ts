/**
 * What exports telemetry where the settings name a collector; nothing of it is loaded where they do not.
 */
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type { Bookmaker } from "../bookmaker/Bookmaker.ts"
import type { OddsStore } from "../store/OddsStore.ts"
import type { Metrics } from "../telemetry/Metrics.ts"
import { Parts } from "./Parts.ts"
import type { Settings } from "./Settings.ts"

/** Layers that observe runs. */
export interface Tracing {
  /** Exports traces, and metrics where there are any. */
  readonly exporter: Layer.Layer<never>
  readonly bookmaker: (layer: Layer.Layer<Bookmaker>) => Layer.Layer<Bookmaker>
  readonly store: (layer: Layer.Layer<OddsStore>) => Layer.Layer<OddsStore>
}

/** Observes nothing. */
export const off: Tracing = { exporter: Layer.empty, bookmaker: (layer) => layer, store: (layer) => layer }

/** Returns what observes runs: with metrics the store's operations, with a collector everything. */
export const tracing = Effect.fnUntraced(function* ({ collector }: Settings, metrics?: Metrics) {
  if (collector === undefined && metrics === undefined) return off
  const ObservedStore = yield* Effect.promise(() => import("../telemetry/ObservedStore.ts"))
  const store: Tracing["store"] = (layer) => Layer.provide(ObservedStore.layer(metrics), layer)
  if (collector === undefined) return { ...off, store }
  const { version } = yield* Parts
  const [Exporter, TracedBookmaker] = yield* Effect.promise(() =>
    Promise.all([import("../telemetry/Exporter.ts"), import("../telemetry/TracedBookmaker.ts")])
  )
  return {
    exporter: Exporter.layer({ ...collector, serviceVersion: version }, metrics !== undefined),
    bookmaker: (layer) => Layer.provide(TracedBookmaker.layer, layer),
    store
  } satisfies Tracing as Tracing
})
