/**
 * The port to the store: cached competition ids, matched entries, published entries.
 *
 * A store does not know the key grammar, it is handed names (`Keys.ts`); nor does it decide what is new or withdrawn
 * (`Extraction.ts` does). An operation happens as a whole or fails with a `StoreError`, and what has expired is not
 * there. All of what it promises is in `test/suites/OddsStoreSuite.ts`, which runs against every adapter.
 */
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import type { Market } from "../domain/Market.ts"
import type { MatchDocument } from "../domain/MatchDocument.ts"
import type { Period } from "../domain/Source.ts"
import type { MarketKeys } from "./Keys.ts"

/** Reports that the store could not be opened, read or written; `message` says which, where and why. */
export class StoreError extends Schema.TaggedError<StoreError>()("StoreError", {
  /** What was being done. */
  operation: Schema.Literals(["open", "read", "write"]),
  /** What happened and what to do, without any secret. */
  message: Schema.String,
  cause: Schema.optionalKey(Schema.Defect())
}) {}

/** Competition ids as they were cached, and how long ago. */
export interface CachedIds {
  readonly ids: ReadonlyArray<string>
  readonly ageSeconds: number
}

/** One change to one matched entry: new odds, or none any more where there is no document. */
export interface Change {
  /** The entry's key. */
  readonly entry: string
  /** The match that the entry must still hold at the time of the change. */
  readonly matchId: number
  readonly document: MatchDocument | undefined
  /** When the run that says so began, Unix seconds; an entry with odds of a later run stays. The document's unless told. */
  readonly asOf?: number
}

/** What became of a change: the entry is merged (or holds newer odds, as if merged before), or is gone (or holds another match by now), or could not be merged. */
export type Changed = "merged" | "gone" | "failed"

/** How changes go on. */
export interface Changing {
  /** What cannot happen until then is not to happen any more; Unix milliseconds, no limit unless told. */
  readonly latest?: number
  /** Hears what became of each change as soon as it is known, for who cannot wait for all of them. */
  readonly hear?: (change: Change, changed: Changed) => void
}

/** Where and when an entry was published. */
export interface Publication {
  readonly key: string
  readonly streamId: string
}

/** A published entry as a reader of the stream finds it. */
export interface Announced {
  readonly streamId: string
  readonly key: string
  readonly documents: ReadonlyArray<unknown>
}

/** What is to be published under the next free second. */
export interface Publish {
  readonly keys: MarketKeys
  readonly period: Period
  /** At least one document. */
  readonly documents: ReadonlyArray<MatchDocument>
  /** The documents as one JSON array, where that is written already. */
  readonly json?: string
  readonly expirySeconds: number
  /** Names this publication, for a store that must recognise it when a reply was lost. */
  readonly marker: string
  /** What cannot happen until then is not to happen any more; Unix milliseconds, no limit unless told. */
  readonly latest?: number
}

/** Says how long a stream remembers, in seconds: older announcements are trimmed at each publication. */
export const STREAM_MEMORY_SECONDS = 600

/** Keeps what a run finds. */
export class OddsStore extends Context.Service<
  OddsStore,
  {
    /** Says which store this is and where, for people; no secrets. */
    readonly description: string
    /** Gives the ids cached under a key, for that long when new. A damaged value is logged and counts as absent. */
    readonly cachedIds: (key: string, expirySeconds: number) => Effect.Effect<Option.Option<CachedIds>, StoreError>
    /** Caches ids under a key, over what is there. Never called with an empty list. */
    readonly cacheIds: (
      key: string,
      ids: ReadonlyArray<string>,
      expirySeconds: number
    ) => Effect.Effect<void, StoreError>
    /** Gives a note of our own. */
    readonly note: (key: string) => Effect.Effect<Option.Option<string>, StoreError>
    /** Keeps a note of our own, over what is there. */
    readonly keepNote: (key: string, text: string, expirySeconds: number) => Effect.Effect<void, StoreError>
    /** Finds the matched entries that hold the given matches: keys by match id, complete or an error. */
    readonly entriesOf: (
      keys: MarketKeys,
      market: Market,
      matchIds: ReadonlyArray<number>
    ) => Effect.Effect<ReadonlyMap<number, ReadonlyArray<string>>, StoreError>
    /** Merges each change into its entry and sets `arbitrage` to 0, in one atomic step an entry; answers in order. */
    readonly change: (
      market: Market,
      changes: ReadonlyArray<Change>,
      changing?: Changing
    ) => Effect.Effect<ReadonlyArray<Changed>, StoreError>
    /** Publishes documents as one entry with expiry, and announces it: all or nothing, and once only. */
    readonly publish: (publish: Publish) => Effect.Effect<Publication, StoreError>
    /** Gives this bookmaker's entries, not expired, announced after a stream id (`0-0`: all), oldest first. */
    readonly announced: (keys: MarketKeys, after: string) => Effect.Effect<ReadonlyArray<Announced>, StoreError>
  }
>()("bookiegamma/OddsStore") {}

/** Provides a store of which every operation fails with the given error: one that could not be opened, or none. */
export const layerFailed = (error: StoreError): Layer.Layer<OddsStore> => {
  const failed = () => Effect.fail(error)
  return Layer.succeed(OddsStore, {
    description: `none, ${error.message}`,
    cachedIds: failed,
    cacheIds: failed,
    note: failed,
    keepNote: failed,
    entriesOf: failed,
    change: failed,
    publish: failed,
    announced: failed
  })
}
