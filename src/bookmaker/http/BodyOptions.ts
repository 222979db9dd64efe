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
  /** Adds the bytes of a piece. Throws `TooLarge` where they come to more than the limit. */
  readonly add: (bytes: number) => void
}

/** What was read of a body. */
export interface BodyBytes {
  /** Its bytes, decompressed, in pieces that follow each other. */
  readonly chunks: ReadonlyArray<Uint8Array>
  /** Called once they are no longer used, so that their memory may hold another body. @default their memory holds no other */
  readonly release?: () => void
}

/** How bodies are read and parsed, where a runtime has a way that takes less CPU than the one that works on all. */
export interface BodyOptions {
  /**
   * Returns an effect that reads the whole of a body; undefined for one that is to be read the usual way, in the chunks that the runtime
   * makes. It fails with `TooLarge` or with what broke the body off, and gives the body up when it fails or is interrupted.
   * @default all are read the usual way
   */
  readonly read?:
    | ((response: HttpClientResponse, count: BodyCount) => Effect.Effect<BodyBytes, unknown> | undefined)
    | undefined
  /** Parses JSON in UTF-8, as `JSON.parse` does with its text. Throws where it is none. @default `JSON.parse` of the text */
  readonly parse?: ((bytes: Uint8Array) => unknown) | undefined
}
