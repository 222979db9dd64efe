/**
 * How bodies are read and parsed: the part that a runtime may do in its own way, as `adapters/host` does.
 */
import type * as Effect from "effect/Effect"
import type { HttpClientResponse } from "effect/http/HttpClientResponse"

/** What reading a body fails with where the body is longer than the limit. */
export class TooLarge {}

/** Counts the bytes of one body, after decompression. */
export interface BodyCount {
  /** The most bytes that are read. */
  readonly limit: number
  /** Adds the bytes of a piece. Throws `TooLarge` if the sum exceeds `limit`. */
  readonly add: (bytes: number) => void
}

/** What was read of a body. */
export interface BodyBytes {
  /** Its bytes, decompressed, in pieces that follow each other. */
  readonly chunks: ReadonlyArray<Uint8Array>
  /** Called once when `chunks` are no longer used: their memory may then be reused. @default it is not reused */
  readonly release?: () => void
}

/** Tells of lists in answers that nobody reads. There may be any value in their place. */
export interface Unread {
  /** A member that objects with such lists have. */
  readonly member: string
  /** The lists' names in them. */
  readonly lists: ReadonlyArray<string>
  /** Returns whether the lists of an object are not read, by its other members. */
  readonly isUnread: (object: { readonly [member: string]: unknown }) => boolean
}

/** How bodies are read and parsed, where a runtime has a way that takes less CPU than the one that works on all. */
export interface BodyOptions {
  /**
   * Returns an effect that reads a whole body; undefined to have this one read in the runtime's chunks. It fails with `TooLarge` or
   * with the cause of a broken body, and cancels the body if it fails or is interrupted.
   * @default all are read in the runtime's chunks
   */
  readonly read?:
    | ((response: HttpClientResponse, count: BodyCount) => Effect.Effect<BodyBytes, unknown> | undefined)
    | undefined
  /**
   * Parses JSON in UTF-8, as `JSON.parse` does with its text. Throws where it is none. May leave lists out that are not read.
   * @default `JSON.parse` of the whole text
   */
  readonly parse?: ((bytes: Uint8Array, unread?: Unread) => unknown) | undefined
}
