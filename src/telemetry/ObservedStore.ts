/**
 * A store of which every operation is a span of the trace, and measured where there are metrics.
 */
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { monotonicMillis } from "../domain/Deadline.ts"
import { OddsStore, type StoreError } from "../store/OddsStore.ts"
import type { Metrics } from "./Metrics.ts"

type Operation = Exclude<keyof OddsStore["Service"], "description">

/** The operations of a run, by which metrics begin at 0. */
const operations = ["cachedIds", "cacheIds", "note", "keepNote", "entriesOf", "change", "publish"] as const

/** Makes a store that observes another one. */
export const make = (store: OddsStore["Service"], metrics?: Metrics): OddsStore["Service"] => {
  const observe = <A>(operation: Operation, effect: Effect.Effect<A, StoreError>, attributes = {}) => {
    const traced = Effect.withSpan(effect, `OddsStore.${operation}`, { attributes, captureStackTrace: false })
    if (metrics === undefined) return traced
    return Effect.gen(function* () {
      const start = yield* monotonicMillis
      return yield* Effect.onExit(traced, (exit) =>
        Effect.map(monotonicMillis, (end) => {
          metrics.update("storeSeconds", { operation }, (end - start) / 1000)
          if (exit._tag === "Failure") metrics.update("storeFailures", { operation }, 1)
        })
      )
    })
  }
  for (const operation of operations) metrics?.update("storeFailures", { operation }, 0)
  return OddsStore.of({
    description: store.description,
    cachedIds: (...args) => observe("cachedIds", store.cachedIds(...args)),
    cacheIds: (key, ids, expiry) => observe("cacheIds", store.cacheIds(key, ids, expiry), { ids: ids.length }),
    note: (...args) => observe("note", store.note(...args)),
    keepNote: (...args) => observe("keepNote", store.keepNote(...args)),
    entriesOf: (keys, ids) => observe("entriesOf", store.entriesOf(keys, ids), { matches: ids.length }),
    change: (market, changes, options) =>
      observe("change", store.change(market, changes, options), { extractor: market.id, changes: changes.length }),
    publish: (publish) => observe("publish", store.publish(publish), { characters: publish.json.length }),
    announced: (...args) => observe("announced", store.announced(...args))
  })
}

/** Observes the store that is provided. */
export const layer = (metrics?: Metrics): Layer.Layer<OddsStore, never, OddsStore> =>
  Layer.effect(
    OddsStore,
    Effect.map(OddsStore, (store) => make(store, metrics))
  )
