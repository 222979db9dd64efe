/**
 * The body of an answer as text, read piece by piece and never past its limit.
 *
 * It is read by hand, so that giving up cancels the body itself: an abort signal alone may be collected as garbage on its
 * way to a connection that has stalled.
 */
import * as Effect from "effect/Effect"
import * as HttpClientResponse from "effect/http/HttpClientResponse"
import * as Option from "effect/Option"
import * as Stream from "effect/Stream"

/** The most bytes of a body that are read, after decompression. */
export const MAX_BODY_BYTES = 8 * 1024 * 1024

/** Says that a body is longer than the limit. */
export class TooLarge {}

const decoder = new TextDecoder()

/** Where pieces are put together; kept, because fresh memory for every body costs more than all else here. */
let joined = new Uint8Array(128 * 1024)

/** Joins pieces and decodes them in one go; what is no UTF-8 becomes U+FFFD. */
const textOf = (pieces: ReadonlyArray<Uint8Array>, length: number): string => {
  if (pieces.length === 1) return decoder.decode(pieces[0])
  if (joined.length < length) joined = new Uint8Array(Math.min(length * 2, MAX_BODY_BYTES))
  let at = 0
  for (const piece of pieces) {
    joined.set(piece, at)
    at += piece.length
  }
  return decoder.decode(joined.subarray(0, length))
}

const readAll = async (reader: ReadableStreamDefaultReader<Uint8Array>): Promise<string> => {
  const pieces: Array<Uint8Array> = []
  let length = 0
  for (;;) {
    const { done, value } = await reader.read()
    if (done) return textOf(pieces, length)
    length += value.length
    if (length > MAX_BODY_BYTES) throw new TooLarge()
    pieces.push(value)
  }
}

/** Gives the web body of an answer, whichever client it came from; undefined where there is none. */
const webBody = (response: HttpClientResponse.HttpClientResponse) => {
  const web = HttpClientResponse.toWeb(response)
  return Option.isSome(web)
    ? Effect.succeed(web.value.body ?? undefined)
    : Stream.toReadableStreamEffect(response.stream)
}

/** Reads a body. Fails with `TooLarge`, or with whatever broke it off; then, and when interrupted, the body is cancelled. */
export const read = (response: HttpClientResponse.HttpClientResponse): Effect.Effect<string, unknown> =>
  Effect.flatMap(webBody(response), (body) => {
    if (body === undefined) return Effect.succeed("")
    const reader: ReadableStreamDefaultReader<Uint8Array> = body.getReader()
    const cancel = Effect.sync(() => void reader.cancel().catch(() => {}))
    return Effect.tryPromise({ try: () => readAll(reader), catch: (cause) => cause }).pipe(Effect.onError(() => cancel))
  })

/** Lets go of a body that nobody reads, and of its connection where it has not ended. */
export const discard = (response: HttpClientResponse.HttpClientResponse): Effect.Effect<void> =>
  Effect.sync(() => {
    const web = HttpClientResponse.toWeb(response)
    if (Option.isSome(web)) web.value.body?.cancel().catch(() => {})
  })
