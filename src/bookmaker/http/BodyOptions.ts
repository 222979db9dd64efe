/**
 * How bodies are read and parsed: the part that a runtime may do in its own way, as `adapters/host` does.
 */

/** Reads the whole of a body. */
export interface BodyReader {
  /** Reads it to its end, and tells `count` the bytes of each piece; what `count` throws ends it. */
  readonly read: (count: (bytes: number) => void) => Promise<ReadonlyArray<Uint8Array>>
  /** Gives up what is left of it. */
  readonly cancel: () => Promise<void>
  /** Called once what was read is no longer used, so that its memory may hold another body. */
  readonly release?: () => void
}

/** How bodies are read and parsed, where a runtime has a way that takes less CPU than the one that works on all. */
export interface BodyOptions {
  /** Returns a reader; undefined for a body that is to be read the usual way. @default all are: in the chunks that the runtime makes */
  readonly open?: ((body: ReadableStream<Uint8Array>) => BodyReader | undefined) | undefined
  /** Parses JSON in UTF-8, as `JSON.parse` does with its text. Throws where it is none. @default `JSON.parse` of the text */
  readonly parse?: ((bytes: Uint8Array) => unknown) | undefined
}
