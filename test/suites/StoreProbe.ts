/**
 * Direct access to a store for tests, bypassing `OddsStore`; each adapter's tests provide it.
 *
 * The suite uses it to act as the matcher, which writes entries, and as other bookmakers, which publish and announce
 * theirs, and to check what is stored. Texts are JSON, times are milliseconds.
 */
import { Context, type Effect } from "effect"

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
  }
>()("bookiegamma/test/StoreProbe") {}
