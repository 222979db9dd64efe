/**
 * What can be asked of a store besides storing: whether it is fit to be one, and its search indexes.
 *
 * `doctor` and `indexes` ask it; a run does not. Nothing here fails: what is wrong is a finding.
 */
import type * as Effect from "effect/Effect"
import type * as Layer from "effect/Layer"
import type { Finding } from "../domain/Finding.ts"
import type { MarketKeys } from "./Keys.ts"
import type { OddsStore, StoreError } from "./OddsStore.ts"

/** Examines a store, and makes its indexes. */
export interface StoreAdmin {
  /** Examines the store and the indexes of some markets. */
  readonly examine: (indexes: ReadonlyArray<MarketKeys>) => Effect.Effect<ReadonlyArray<Finding>>
  /** Makes the indexes that are missing; `addField` also adds the id field to those that others made without it. */
  readonly createIndexes: (
    indexes: ReadonlyArray<MarketKeys>,
    addField: boolean
  ) => Effect.Effect<ReadonlyArray<Finding>>
}

/** A store as a command uses it. */
export interface StoreAdapter {
  readonly layer: Layer.Layer<OddsStore, StoreError>
  readonly admin: StoreAdmin
}
