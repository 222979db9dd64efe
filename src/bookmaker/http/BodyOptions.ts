/**
 * What a runtime can do for bodies: the part that `adapters/host` implements.
 */

/** Reads the whole of a body. */
export interface BodyReader {
  /** Reads it to its end, and tells `count` the bytes of each piece; what `count` throws ends it. */
  readonly read: (count: (bytes: number) => void) => Promise<ReadonlyArray<Uint8Array>>
  /** Gives up what is left of it. */
  readonly cancel: () => Promise<void>
  /** Says that what was read is not used any more: its memory may hold another body. */
  readonly release?: () => void
}

/** What a runtime can do better with bodies than what is the same on all. */
export interface BodyOptions {
  /** Returns the reader of a body; undefined for one that it cannot read. @default reads chunks that the runtime makes */
  readonly open?: ((body: ReadableStream<Uint8Array>) => BodyReader | undefined) | undefined
  /** Parses JSON in UTF-8, as `JSON.parse` does with its text. Throws where it is none. @default `JSON.parse` of the text */
  readonly parse?: ((bytes: Uint8Array) => unknown) | undefined
}
