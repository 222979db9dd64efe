/**
 * The body of a response, read chunk by chunk and never past its limit.
 *
 * The reader is held here so that giving up cancels the body itself: an abort signal alone can be garbage-collected
 * before it reaches a stalled connection.
 */
import * as Effect from "effect/Effect"
import * as HttpClientResponse from "effect/http/HttpClientResponse"
import * as Option from "effect/Option"
import * as Stream from "effect/Stream"
import { type BodyBytes, type BodyCount, type BodyOptions, TooLarge, type Unread } from "./BodyOptions.ts"
import { headerOf } from "./headerOf.ts"

/** The most bytes of a body that are read, after decompression. */
export const MAX_BODY_BYTES = 8 * 1024 * 1024

const utf8 = new TextDecoder()
const CHARSET = /;\s*charset\s*=\s*"?([^";\s]+)/i

/** Returns the charset that a `content-type` names; undefined where it names none, or UTF-8. */
export const charsetOf = (contentType: string | undefined): string | undefined => {
  const charset = CHARSET.exec(contentType ?? "")?.[1]
  return charset === undefined || /^utf-?8$/i.test(charset) ? undefined : charset
}

/** Returns the decoder for a body's charset, by its `content-type`; UTF-8 where none is named, or one that is not known. */
export const decoderOf = (contentType: string | undefined): TextDecoder => {
  const charset = charsetOf(contentType)
  if (charset === undefined) return utf8
  try {
    return new TextDecoder(charset)
  } catch {
    return utf8
  }
}

/** Returns whether bytes named as UTF-16 are not: JSON begins with ASCII, and half of its bytes in UTF-16 are zero. */
const isNoUtf16 = ({ encoding }: TextDecoder, [first, second]: Uint8Array): boolean =>
  encoding.startsWith("utf-16") && first !== 0 && second !== 0 && Math.min(first ?? 0, second ?? 0) < 0xfe

/** Compares bytes as `Buffer.compare` of Node, Deno and Bun does: 0 where they are the same. */
type Compare = (one: Uint8Array, other: Uint8Array) => number

/** Compares where there is no `Buffer`, as at some edges. */
export const compareEach: Compare = (one, other) =>
  one.length === other.length && one.every((byte, index) => byte === other[index]) ? 0 : 1

/** What is used of `Buffer`, where there is one. */
interface Bytes {
  readonly compare: Compare
  /** Returns memory of its own that is not cleared. */
  readonly allocUnsafeSlow: (length: number) => Uint8Array
}

const { Buffer = { compare: compareEach, allocUnsafeSlow: (length) => new Uint8Array(length) } } = globalThis as {
  readonly Buffer?: Bytes
}

const NO_MEMORY = new Uint8Array(0)
/** The longest body that is put together in the kept memory. */
const MAX_KEPT_BYTES = 1024 * 1024
/** Where chunks are put together; kept, because new memory for every body costs 7 % of the CPU of a run on Bun. */
let memory = NO_MEMORY

const memoryOf = (length: number): Uint8Array => {
  if (length > MAX_KEPT_BYTES) return new Uint8Array(length)
  if (length > memory.length) memory = new Uint8Array(Math.min(2 * length, MAX_KEPT_BYTES))
  return memory.subarray(0, length)
}

const joinInto = (bytes: Uint8Array, chunks: ReadonlyArray<Uint8Array>): Uint8Array => {
  let at = 0
  for (const chunk of chunks) {
    bytes.set(chunk, at)
    at += chunk.length
  }
  return bytes
}

/** How much longer memory for a kept body is than the body: odds with more digits make the next one longer. */
const ROOM = 1 / 32

/** A whole body. Its text is made when it is asked for, since that of one that came before is known. */
export class Body {
  /** In bytes. */
  readonly length: number
  /** Memory of its own that it stands at the beginning of; undefined where others may write into it. */
  readonly memory: Uint8Array | undefined
  /** To be called once the body is no longer used; undefined where its memory serves no other body. */
  readonly release: (() => void) | undefined
  readonly #chunks: ReadonlyArray<Uint8Array>
  readonly #named: TextDecoder

  constructor(chunks: ReadonlyArray<Uint8Array>, named: TextDecoder = utf8, memory?: Uint8Array, release?: () => void) {
    this.length = chunks.reduce((sum, chunk) => sum + chunk.length, 0)
    this.memory = memory
    this.release = release
    this.#chunks = chunks
    this.#named = named
  }

  /** Decodes the bytes at once, so that a letter may span two chunks; those that are no text become U+FFFD. */
  text(): string {
    const bytes = this.#bytes()
    return this.#decoder(bytes).decode(bytes)
  }

  /** Parses the text as JSON, by `parse` where it is UTF-8. Throws where it is none. */
  json(parse?: BodyOptions["parse"], unread?: Unread): unknown {
    const bytes = this.#bytes()
    const decoder = this.#decoder(bytes)
    return parse !== undefined && decoder === utf8 ? parse(bytes, unread) : JSON.parse(decoder.decode(bytes))
  }

  #bytes(): Uint8Array {
    const [only = NO_MEMORY, second] = this.#chunks
    return second === undefined ? only : joinInto(memoryOf(this.length), this.#chunks)
  }

  #decoder(bytes: Uint8Array): TextDecoder {
    return isNoUtf16(this.#named, bytes) ? utf8 : this.#named
  }

  /** Returns whether another body has the same text, by the bytes and the charset. */
  isSame(other: Body): boolean {
    if (this.length !== other.length || this.#named.encoding !== other.#named.encoding) return false
    const bytes = this.#bytes()
    let at = 0
    return other.#chunks.every((chunk) => {
      const from = at
      at += chunk.length
      return Buffer.compare(chunk, bytes.subarray(from, at)) === 0
    })
  }

  /**
   * Returns the body in a single buffer that nothing else uses: `given`, which is overwritten, if it is long enough; else a new one,
   * 1/32 longer than the body.
   */
  alone(given: Uint8Array = NO_MEMORY): Body {
    if (this.memory !== undefined) return this
    const memory =
      given.length >= this.length ? given : Buffer.allocUnsafeSlow(this.length + Math.ceil(this.length * ROOM))
    return new Body([joinInto(memory.subarray(0, this.length), this.#chunks)], this.#named, memory)
  }
}

/** Returns the web stream of a response, whichever client it came from; null where there is no body. */
const webBody = (response: HttpClientResponse.HttpClientResponse) => {
  const web = HttpClientResponse.toWeb(response)
  return Option.isSome(web) ? Effect.succeed(web.value.body) : Stream.toReadableStreamEffect(response.stream)
}

/** Reads a body in the chunks that the runtime makes. */
const readChunks = (response: HttpClientResponse.HttpClientResponse, { add }: BodyCount) =>
  Effect.flatMap(webBody(response), (body) => {
    const chunks: Array<Uint8Array> = []
    if (body === null) return Effect.succeed<BodyBytes>({ chunks })
    const reader: ReadableStreamDefaultReader<Uint8Array> = body.getReader()
    return Effect.tryPromise({
      try: async (): Promise<BodyBytes> => {
        for (;;) {
          const { done, value } = await reader.read()
          if (done) return { chunks }
          add(value.length)
          chunks.push(value)
        }
      },
      catch: (cause) => cause
    }).pipe(Effect.onError(() => Effect.sync(() => void reader.cancel().catch(() => {}))))
  })

/**
 * Reads a body, and adds up its bytes in `traffic`. Fails with `TooLarge`, or with what broke it off; then, and when
 * interrupted, it is cancelled.
 */
export const read = (
  response: HttpClientResponse.HttpClientResponse,
  traffic: { bytes: number },
  readBody?: BodyOptions["read"]
): Effect.Effect<Body, unknown> =>
  // Suspended, because an opened body can no longer be cancelled by others.
  Effect.suspend(() => {
    let length = 0
    const count: BodyCount = {
      limit: MAX_BODY_BYTES,
      add: (bytes) => {
        length += bytes
        traffic.bytes += bytes
        if (length > MAX_BODY_BYTES) throw new TooLarge()
      }
    }
    return Effect.map(
      readBody?.(response, count) ?? readChunks(response, count),
      ({ chunks, release }) => new Body(chunks, decoderOf(headerOf(response, "content-type")), undefined, release)
    )
  })

/** Cancels a body that is not read, to free its connection: a web stream directly, another one by interrupting a read. */
export const discard = (response: HttpClientResponse.HttpClientResponse): Effect.Effect<void> => {
  const web = HttpClientResponse.toWeb(response)
  return Option.isSome(web)
    ? Effect.sync(() => void web.value.body?.cancel().catch(() => {}))
    : Effect.ignore(Effect.raceFirst(response.arrayBuffer, Effect.void))
}
