/**
 * The body of an answer while it comes from Node's dispatcher: decompressed as its headers say, as a web stream that holds
 * its connection back where nobody reads.
 */
import { pipeline, Readable, type Transform } from "node:stream"
import {
  constants,
  createBrotliDecompress,
  createGunzip,
  createInflate,
  createInflateRaw,
  createZstdDecompress
} from "node:zlib"

const MAX_ENCODINGS = 5
/** As Node's own `fetch`: what has come of an answer that is cut short is handed over. */
const lenient = { flush: constants.Z_SYNC_FLUSH, finishFlush: constants.Z_SYNC_FLUSH }
const brotli = { flush: constants.BROTLI_OPERATION_FLUSH, finishFlush: constants.BROTLI_OPERATION_FLUSH }
/** RFC 9659: a window of 8 MB at most. */
const zstd = { finishFlush: constants.ZSTD_e_end, params: { [constants.ZSTD_d_windowLogMax]: 23 } }

/** What decompresses an answer, by its coding. Of `deflate`, some servers leave out the two bytes that it begins with. */
const decompressors = new Map<string, (first: number) => Transform>([
  ["gzip", () => createGunzip(lenient)],
  ["x-gzip", () => createGunzip(lenient)],
  ["deflate", (first) => ((first & 0x0f) === 8 ? createInflate(lenient) : createInflateRaw(lenient))],
  ["br", () => createBrotliDecompress(brotli)],
  ["zstd", () => createZstdDecompress(zstd)]
])

/** Returns what makes the decompressors of an answer, the coding applied last first; none where one is not known. */
const decompressorsOf = (headers: Headers) => {
  const codings = headers.get("content-encoding")?.toLowerCase().split(",") ?? []
  if (codings.length > MAX_ENCODINGS) throw new Error(`${codings.length} content-encodings; at most ${MAX_ENCODINGS}`)
  const known = codings.reverse().map((coding) => decompressors.get(coding.trim()))
  return known.every((make) => make !== undefined) ? known : []
}

/** How many bytes of a body wait for their reader before no more is taken from the connection. */
const MAX_WAITING_BYTES = 1024 * 1024
const waiting = { highWaterMark: MAX_WAITING_BYTES, size: ({ length }: Uint8Array) => length }

/** The body of an answer while it comes. */
export interface IncomingBody {
  readonly stream: ReadableStream<Uint8Array>
  /** Returns false where no more is wanted. */
  readonly write: (bytes: Buffer) => boolean
  readonly end: () => void
  readonly fail: (error: unknown) => void
}

/** Makes a body whose bytes are handed on as they are. */
const plainBody = (resume: () => void, cancel: (reason: unknown) => void): IncomingBody => {
  let controller!: ReadableStreamDefaultController<Uint8Array>
  const start = (own: ReadableStreamDefaultController<Uint8Array>) => {
    controller = own
  }
  return {
    stream: new ReadableStream({ start, pull: resume, cancel }, waiting),
    write: (bytes) => {
      controller.enqueue(bytes)
      return (controller.desiredSize ?? 0) > 0
    },
    end: () => controller.close(),
    fail: (error) => controller.error(error)
  }
}

/** Makes a body whose bytes are decompressed first. */
const compressedBody = (
  makers: ReadonlyArray<(first: number) => Transform>,
  resume: () => void,
  cancel: (reason: unknown) => void
): IncomingBody => {
  const raw = new Readable({ read: resume })
  let last: Readable = raw
  let isDone = false
  const plain = plainBody(
    () => last.resume(),
    (reason) => {
      isDone = true
      raw.destroy()
      cancel(reason)
    }
  )
  const fail = (error: unknown) => {
    if (isDone) return
    isDone = true
    plain.fail(error)
    raw.destroy()
    cancel(error)
  }
  const begin = (first: number) => {
    const transforms = makers.map((make) => make(first))
    pipeline([raw, ...transforms], (cause) => cause && fail(new TypeError("terminated", { cause })))
    last = transforms.at(-1) ?? raw
    last.on("data", (bytes) => {
      if (!isDone && !plain.write(bytes)) last.pause()
    })
    last.on("end", () => {
      if (!isDone) plain.end()
      isDone = true
      // The connection may be held back: what it still has is seen below.
      resume()
    })
  }
  return {
    stream: plain.stream,
    write: (bytes) => {
      // More than what was compressed: nobody reads it, and it may have no end.
      if (isDone) {
        cancel(undefined)
        return true
      }
      if (last === raw) begin(bytes[0] ?? 0)
      return raw.push(bytes)
    },
    end: () => {
      if (last === raw) begin(0)
      raw.push(null)
    },
    fail
  }
}

/** Makes the body of an answer. `resume` has more of it sent; `cancel` closes its connection. */
export const incomingBody = (headers: Headers, resume: () => void, cancel: (reason: unknown) => void): IncomingBody => {
  const makers = decompressorsOf(headers)
  return makers.length === 0 ? plainBody(resume, cancel) : compressedBody(makers, resume, cancel)
}
