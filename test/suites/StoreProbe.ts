/**
 * Direct access to a store for tests, bypassing `OddsStore`; each adapter's tests provide it.
 *
 * The suite uses it to act as the matcher, which writes entries, and as other bookmakers, which publish and announce
 * theirs, and to check what is stored. Texts are JSON, times are milliseconds.
 */
import { Context, type Effect } from "effect"
import type { Keys } from "../../src/index.ts"

/** The value of a key. `timeToLive` is in milliseconds, undefined if it never expires. */
export interface StoredValue {
  readonly text: string
  readonly timeToLive: number | undefined
}

/** One entry of a stream. */
export interface StreamEntry {
  readonly id: string
  readonly data_key: string
}

/** Indexes of matched entries that another program might have made, with what is odd about each. */
export const indexKinds = {
  filtered: "with a filter",
  notIndexed: "whose id is not indexed",
  ofHashes: "over hashes",
  narrower: "of fewer keys",
  ofOtherKeys: "of other keys",
  withoutId: "without the id",
  idOfOtherType: "whose id has another type",
  idOfOtherPath: "whose id is another member",
  notScanned: "that was made without a look at what was there",
  broader: "of more keys",
  withMore: "with fields besides"
} as const

/** Names a kind of index. */
export type IndexKind = keyof typeof indexKinds

/** Reads and writes a store as other programs do. */
export class StoreProbe extends Context.Service<
  StoreProbe,
  {
    /** Writes a matched entry, as the matcher does; without `expiry` it never expires. */
    readonly putEntry: (key: string, text: string, expiry?: number) => Effect.Effect<void>
    /** Reads a matched entry; undefined if there is none. */
    readonly entry: (key: string) => Effect.Effect<StoredValue | undefined>
    /** Deletes a matched entry. */
    readonly deleteEntry: (key: string) => Effect.Effect<void>
    /** Writes any text under the key of cached ids. */
    readonly putCached: (key: string, text: string) => Effect.Effect<void>
    /** Reads the text of cached ids. */
    readonly cached: (key: string) => Effect.Effect<StoredValue | undefined>
    /** Writes a published entry, as another bookmaker does. */
    readonly putPublished: (key: string, text: string, expiry: number) => Effect.Effect<void>
    /** Reads a published entry; undefined if there is none. */
    readonly published: (key: string) => Effect.Effect<StoredValue | undefined>
    /** Lists a stream, oldest first. */
    readonly stream: (name: string) => Effect.Effect<ReadonlyArray<StreamEntry>>
    /** Adds an entry to a stream, as another bookmaker does; ids must increase. */
    readonly announce: (name: string, id: string, dataKey: string) => Effect.Effect<void>
    /** Makes the index of matched entries as another program might; dies for a store whose indexes are its own. */
    readonly makeIndex: (keys: Keys.MarketKeys, kind: IndexKind) => Effect.Effect<void>
    /** Returns how that index was made, without what it counts; undefined if there is none. */
    readonly index: (keys: Keys.MarketKeys) => Effect.Effect<string | undefined>
    /** Removes all that has a text in its name, in capitals or not: keys, streams with their groups, indexes. */
    readonly clear: (nameOf: string) => Effect.Effect<void>
  }
>()("bookiegamma/test/StoreProbe") {}
