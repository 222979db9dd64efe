/**
 * The port to the store: cached competition ids, matched entries, published entries.
 *
 * A store does not know the key grammar, it is handed names (`Keys.ts`); nor does it decide what is new or withdrawn, a
 * run does. An operation happens as a whole or fails with a `StoreError`, and what has expired is not there. Everything
 * that it promises is in `test/suites/OddsStoreSuite.ts`, which runs against every adapter; what a merge does is in
 * `mergeCases.ts`, which any store can be run against.
 */
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import type { Deadline } from "../domain/Deadline.ts"
import type { ErrorClass } from "../domain/ErrorClass.ts"
import type { Market } from "../domain/Market.ts"
import type { MatchDocument } from "../domain/MatchDocument.ts"
import type { Period } from "../domain/Source.ts"
import type { MarketKeys } from "./Keys.ts"

type StoreErrorFields = {
  /** What was being done. */
  readonly operation: Schema.Literals<readonly ["open", "read", "write"]>
  /** What happened and what to do, without any secret. */
  readonly message: Schema.String
  /** How long the store asks not to be asked again, in milliseconds. @default it does not ask for that */
  readonly retryAfterMillis: Schema.optionalKey<Schema.Number>
  /** True where the store is there and refuses, as with a wrong password: someone must mend that. @default false */
  readonly isRefusal: Schema.optionalKey<Schema.Boolean>
  readonly cause: Schema.optionalKey<Schema.Defect>
}

const TaggedError: ErrorClass<StoreError, "StoreError", StoreErrorFields> = Schema.TaggedError<StoreError>()(
  "StoreError",
  {
    operation: Schema.Literals(["open", "read", "write"]),
    message: Schema.String,
    retryAfterMillis: Schema.optionalKey(Schema.Number),
    isRefusal: Schema.optionalKey(Schema.Boolean),
    cause: Schema.optionalKey(Schema.Defect())
  }
)

/** Reports that the store could not be opened, read or written; `message` says which, where and why. */
export class StoreError extends TaggedError {}

/** Competition ids as they were cached, and how long ago. */
export interface CachedIds {
  /** The competitions' ids, in the order of the listing. */
  readonly ids: ReadonlyArray<string>
  /** How long ago they were cached. */
  readonly ageSeconds: number
}

/** The matched entries that hold some matches. */
export interface FoundEntries {
  /** Keys of entries by the id of the match they hold; ids that no entry holds are absent. */
  readonly entries: ReadonlyMap<number, ReadonlyArray<string>>
  /**
   * How often the store's index could not take an entry in, because a member of it has the wrong type. Such an entry is
   * found by no id. 0 for a store that finds every entry.
   */
  readonly leftOut: number
}

/** One change to one matched entry: new odds, or their withdrawal where there is no document. */
export interface Change {
  /** The entry's key. */
  readonly entry: string
  /** The match that the entry must still hold at the time of the change. */
  readonly matchId: number
  /** The new odds; undefined where they are withdrawn. */
  readonly document: MatchDocument | undefined
  /** The document's JSON, where it is at hand. @default it is made of the document */
  readonly json?: string | undefined
  /**
   * Unix seconds at which the run began; an entry with odds of a later run stays as it is.
   * @default the document's `create_date`; a withdrawal without it always happens
   */
  readonly asOf?: number
}

/**
 * The result of a change: the entry is merged (or holds newer odds, as if it had been merged before); or it is gone (or
 * holds another match by now); or it could not be merged.
 */
export type ChangeResult = "merged" | "gone" | "failed"

/** How changes are made. */
export interface ChangeOptions {
  /** Changes not made by then must never be made. @default none */
  readonly deadline?: Deadline
  /** Called with each result as soon as it is known, exactly once a change; `reason` says why one has failed. */
  readonly onResult: (change: Change, result: ChangeResult, reason?: string) => void
}

/** Where and when an entry was published. */
export interface Publication {
  /** The entry's key. */
  readonly key: string
  /** The announcement's id in the stream. */
  readonly streamId: string
}

/** A published entry as a reader of the stream finds it. */
export interface Announced {
  /** The announcement's id in the stream. */
  readonly streamId: string
  /** The entry's key. */
  readonly key: string
  /** What the entry holds. */
  readonly documents: ReadonlyArray<unknown>
}

/** What is to be published under the next free second. */
export interface Publish {
  /** The names of what the market has in the store. */
  readonly keys: MarketKeys
  /** The day as an offset from today, a part of the key. */
  readonly period: Period
  /** A JSON array of at least one document. */
  readonly json: string
  /** The same in pieces that follow each other, for a store that need not join them. @default `json` alone */
  readonly pieces?: ReadonlyArray<string>
  /** How long the entry lives. */
  readonly expirySeconds: number
  /** Names this publication, for a store that must recognise it when a reply was lost. */
  readonly marker: string
  /** A publication not made by then must never be made. @default none */
  readonly deadline?: Deadline
}

/** How long a stream remembers, in seconds: older announcements are trimmed at each publication. */
export const STREAM_MEMORY_SECONDS = 600

/** What a store does. */
export interface OddsStoreShape {
  /** Which store this is and where, for people; no secrets. */
  readonly description: string
  /** Returns the ids cached under a key. `expirySeconds` is their life when new. A damaged value is logged and counts as absent. */
  readonly cachedIds: (key: string, expirySeconds: number) => Effect.Effect<Option.Option<CachedIds>, StoreError>
  /** Caches ids under a key, over what is there. Never called with an empty list. */
  readonly cacheIds: (key: string, ids: ReadonlyArray<string>, expirySeconds: number) => Effect.Effect<void, StoreError>
  /** Returns a note of our own. */
  readonly note: (key: string) => Effect.Effect<Option.Option<string>, StoreError>
  /** Keeps a note of our own, over what is there. */
  readonly keepNote: (key: string, text: string, expirySeconds: number) => Effect.Effect<void, StoreError>
  /** Finds the matched entries that hold the given matches: all that the index knows, or an error. */
  readonly entriesOf: (keys: MarketKeys, matchIds: ReadonlyArray<number>) => Effect.Effect<FoundEntries, StoreError>
  /**
   * Merges each change into its entry and sets `arbitrage` to 0, in one atomic step an entry. Fails only where no
   * further change can be made.
   */
  readonly change: (
    market: Market,
    changes: ReadonlyArray<Change>,
    options: ChangeOptions
  ) => Effect.Effect<void, StoreError>
  /** Publishes documents as one entry with expiry, and announces it: all or nothing, and once only. */
  readonly publish: (publish: Publish) => Effect.Effect<Publication, StoreError>
  /** Returns this bookmaker's entries, not expired, announced after a stream id (`0-0`: all), oldest first. */
  readonly announced: (keys: MarketKeys, after: string) => Effect.Effect<ReadonlyArray<Announced>, StoreError>
}

const Service: Context.ServiceClass<OddsStore, "bookiegamma/OddsStore", OddsStoreShape> = Context.Service<
  OddsStore,
  OddsStoreShape
>()("bookiegamma/OddsStore")

/** Keeps what a run finds. */
export class OddsStore extends Service {}

/** Makes a store of which every operation first asks for the store to use. */
export const delegating = (
  description: string,
  store: Effect.Effect<OddsStore["Service"], StoreError>
): OddsStore["Service"] => {
  const use = <A>(operation: (store: OddsStore["Service"]) => Effect.Effect<A, StoreError>) =>
    Effect.flatMap(store, operation)
  return OddsStore.of({
    description,
    cachedIds: (...args) => use((store) => store.cachedIds(...args)),
    cacheIds: (...args) => use((store) => store.cacheIds(...args)),
    note: (...args) => use((store) => store.note(...args)),
    keepNote: (...args) => use((store) => store.keepNote(...args)),
    entriesOf: (...args) => use((store) => store.entriesOf(...args)),
    change: (...args) => use((store) => store.change(...args)),
    publish: (...args) => use((store) => store.publish(...args)),
    announced: (...args) => use((store) => store.announced(...args))
  })
}

/** Provides a store of which every operation fails with the given error: one that could not be opened, or none. */
export const layerFailed = (error: StoreError): Layer.Layer<OddsStore> =>
  Layer.succeed(OddsStore, delegating(`none, ${error.message}`, Effect.fail(error)))

/** Provides the store of a dry run, which does not touch it. */
export const layerNone: Layer.Layer<OddsStore> = layerFailed(
  new StoreError({ operation: "open", message: "a dry run" })
)
