/**
 * Bodies read into memory that stays, where the runtime makes new memory for each piece.
 *
 * Deno makes 64 kB for each read of a body, a quarter of a megabyte for an answer of 92 kB. Where a stream lets its
 * reader bring the memory, one piece of it serves body after body: half of the CPU of reading one.
 */
import * as Effect from "effect/Effect"
import * as HttpClientResponse from "effect/http/HttpClientResponse"
import * as Option from "effect/Option"
import type { BodyCount, BodyOptions } from "../../src/bookmaker/http/BodyOptions.ts"

/** Free buffers: at most as many as bodies were read at once, and no more than requests may be in flight. */
const free: Array<ArrayBuffer> = []
const MOST_FREE = 50
/** The memory that a body begins with, in bytes; twice as much each time that it is full. */
const FIRST_BYTES = 128 * 1024
/** Longer memory is not kept for another body. */
const MOST_KEPT_BYTES = 1024 * 1024

const twice = (memory: ArrayBuffer): ArrayBuffer => {
  const longer = new Uint8Array(2 * memory.byteLength)
  longer.set(new Uint8Array(memory))
  return longer.buffer
}

/** Returns a reader of a stream that lets it bring the memory; undefined for another one. */
const readerOf = (body: ReadableStream<Uint8Array> | null): ReadableStreamBYOBReader | undefined => {
  try {
    return body?.getReader({ mode: "byob" })
  } catch {
    return undefined
  }
}

/** Returns what gives memory to another body, once. */
const releaseOf = (memory: ArrayBuffer) => {
  let left: ArrayBuffer | undefined = memory.byteLength <= MOST_KEPT_BYTES ? memory : undefined
  return () => {
    if (left !== undefined && free.length < MOST_FREE) free.push(left)
    left = undefined
  }
}

const readWith = async (reader: ReadableStreamBYOBReader, count: BodyCount) => {
  let memory = free.pop() ?? new ArrayBuffer(FIRST_BYTES)
  let length = 0
  for (;;) {
    if (length === memory.byteLength) memory = twice(memory)
    const { done, value } = await reader.read(new Uint8Array(memory, length))
    // The stream owns the memory during the read and returns it as a new buffer; a cancelled body returns none.
    if (value === undefined) throw new TypeError("the body was cancelled")
    memory = value.buffer
    if (done) return { chunks: [new Uint8Array(memory, 0, length)], release: releaseOf(memory) }
    length += value.length
    count.add(value.length)
  }
}

/** Reads a body into one piece of memory, where its stream does not bring its own. */
export const readInMemory: NonNullable<BodyOptions["read"]> = (response, count) => {
  const reader = Option.flatMapNullishOr(HttpClientResponse.toWeb(response), ({ body }) => readerOf(body))
  if (Option.isNone(reader)) return undefined
  return Effect.tryPromise({ try: () => readWith(reader.value, count), catch: (cause) => cause }).pipe(
    Effect.onError(() => Effect.sync(() => void reader.value.cancel().catch(() => {})))
  )
}
