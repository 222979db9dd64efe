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
import { headerOf } from "./headerOf.ts"

/** The most bytes of a body that are read, after decompression. */
export const MAX_BODY_BYTES = 8 * 1024 * 1024

/** Reports that a body is longer than the limit. */
export class TooLarge {}

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

/** Returns whether bytes cannot be the UTF-16 that they are said to be: JSON begins with ASCII, half of whose bytes are zero. */
const isNoUtf16 = ({ encoding }: TextDecoder, [first, second]: Uint8Array): boolean =>
  encoding.startsWith("utf-16") && first !== 0 && second !== 0 && !((first ?? 0) >= 0xfe && (second ?? 0) >= 0xfe)

/** Compares bytes as `Buffer.compare` of Node, Deno and Bun does: 0 where they are the same. */
type Compare = (one: Uint8Array, other: Uint8Array) => number

/** Compares where there is no `Buffer`, as at some edges. */
export const compareEach: Compare = (one, other) =>
  one.length === other.length && one.every((byte, index) => byte === other[index]) ? 0 : 1

const { Buffer = { compare: compareEach } } = globalThis as { readonly Buffer?: { readonly compare: Compare } }

/** A whole body. Its text is made when it is asked for, since that of one that came before is known. */
export class Body {
  readonly bytes: Uint8Array
  readonly #decoder: TextDecoder

  constructor(bytes: Uint8Array, named: TextDecoder = utf8) {
    this.bytes = bytes
    this.#decoder = isNoUtf16(named, bytes) ? utf8 : named
  }

  /** Decodes the bytes at once, so that a letter may span two chunks; those that are no text become U+FFFD. */
  text(): string {
    return this.#decoder.decode(this.bytes)
  }

  /** Returns whether the text is the same, by the bytes and the charset. */
  isSame(other: Body): boolean {
    return this.#decoder.encoding === other.#decoder.encoding && Buffer.compare(this.bytes, other.bytes) === 0
  }

  /** Returns the body in memory of its own, where a runtime has read it into a larger piece. */
  alone(): Body {
    const { bytes } = this
    return bytes.length === bytes.buffer.byteLength ? this : new Body(bytes.slice(), this.#decoder)
  }
}

const joined = (chunks: ReadonlyArray<Uint8Array>, length: number): Uint8Array => {
  const bytes = new Uint8Array(length)
  let at = 0
  for (const chunk of chunks) {
    bytes.set(chunk, at)
    at += chunk.length
  }
  return bytes
}

const readAll = async (
  reader: ReadableStreamDefaultReader<Uint8Array>,
  decoder: TextDecoder,
  count: (bytes: number) => void
): Promise<Body> => {
  const chunks: Array<Uint8Array> = []
  let length = 0
  for (;;) {
    const { done, value } = await reader.read()
    if (done) return new Body(chunks.length === 1 ? chunks[0]! : joined(chunks, length), decoder)
    length += value.length
    count(value.length)
    if (length > MAX_BODY_BYTES) throw new TooLarge()
    chunks.push(value)
  }
}

/** Returns the web stream of a response, whichever client it came from; undefined where there is no body. */
const webBody = (response: HttpClientResponse.HttpClientResponse) => {
  const web = HttpClientResponse.toWeb(response)
  return Option.isSome(web)
    ? Effect.succeed(web.value.body ?? undefined)
    : Stream.toReadableStreamEffect(response.stream)
}

/**
 * Reads a body, and counts the bytes of each piece. Fails with `TooLarge`, or with what broke it off; then, and when
 * interrupted, it is cancelled.
 */
export const read = (
  response: HttpClientResponse.HttpClientResponse,
  count: (bytes: number) => void = () => {}
): Effect.Effect<Body, unknown> =>
  Effect.flatMap(webBody(response), (body) => {
    if (body === undefined) return Effect.succeed(new Body(new Uint8Array()))
    const reader: ReadableStreamDefaultReader<Uint8Array> = body.getReader()
    const cancel = Effect.sync(() => void reader.cancel().catch(() => {}))
    return Effect.tryPromise({
      try: () => readAll(reader, decoderOf(headerOf(response, "content-type")), count),
      catch: (cause) => cause
    }).pipe(Effect.onError(() => cancel))
  })

/** Cancels a body that nobody reads, which frees its connection. */
export const discard = (response: HttpClientResponse.HttpClientResponse): Effect.Effect<void> =>
  Effect.sync(() => {
    const web = HttpClientResponse.toWeb(response)
    if (Option.isSome(web)) web.value.body?.cancel().catch(() => {})
  })
