/**
 * What the neighbours of this software do in a store, as a service that every adapter's tests supply.
 *
 * The matcher writes entries and the other bookmakers announce theirs; the suite plays both, and looks at what stands in
 * the store without asking the port that is being tested. Texts are JSON, times are milliseconds.
 */
import { Context, type Effect } from "effect"

/** What stands under a key; `timeToLive` is what is left of it, undefined where it never expires. */
export interface Standing {
  readonly text: string
  readonly timeToLive: number | undefined
}

/** One entry of a stream. */
export interface StreamEntry {
  readonly id: string
  readonly data_key: string
}

/** Reads and writes a store as its neighbours do. */
export class StoreProbe extends Context.Service<
  StoreProbe,
  {
    /** Puts a matched entry under a key, as the matcher does; without `expiry` it stays. */
    readonly putEntry: (key: string, text: string, expiry?: number) => Effect.Effect<void>
    /** Reads a matched entry; undefined where there is none. */
    readonly entry: (key: string) => Effect.Effect<Standing | undefined>
    /** Deletes a matched entry. */
    readonly deleteEntry: (key: string) => Effect.Effect<void>
    /** Puts any text where cached ids are looked for. */
    readonly putCached: (key: string, text: string) => Effect.Effect<void>
    /** Reads the text of cached ids. */
    readonly cached: (key: string) => Effect.Effect<Standing | undefined>
    /** Puts a published entry under a key, as another bookmaker does. */
    readonly putPublished: (key: string, text: string, expiry: number) => Effect.Effect<void>
    /** Reads what is published under a key. */
    readonly published: (key: string) => Effect.Effect<Standing | undefined>
    /** Lists a stream, oldest first. */
    readonly stream: (name: string) => Effect.Effect<ReadonlyArray<StreamEntry>>
    /** Adds an entry to a stream, as another bookmaker does; ids must rise. */
    readonly announce: (name: string, id: string, dataKey: string) => Effect.Effect<void>
  }
>()("bookiegamma/test/StoreProbe") {}
