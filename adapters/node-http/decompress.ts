/**
 * A response whose body is decompressed as its headers say. `node:http` hands it over as it was sent.
 *
 * A body is decompressed at once when the whole of it is there: that takes less CPU than piece by piece, and no more memory, since
 * both lengths are limited.
 */
import {
  brotliDecompressSync,
  constants,
  gunzipSync,
  inflateRawSync,
  inflateSync,
  type ZlibOptions,
  zstdDecompressSync
} from "node:zlib"
import { MaxBytesError } from "@effect/platform-node-shared/NodeStream"
import * as ByteSize from "effect/ByteSize"
import * as Effect from "effect/Effect"
import * as HttpClientError from "effect/http/HttpClientError"
import * as HttpClientResponse from "effect/http/HttpClientResponse"
import * as HttpIncomingMessage from "effect/http/HttpIncomingMessage"
import * as Inspectable from "effect/Inspectable"
import { pipeArguments } from "effect/Pipeable"
import * as Stream from "effect/Stream"

/** The longest body, before and after, unless `MaxBodySize` says otherwise; as effect's servers have it. */
const USUAL_LIMIT = ByteSize.mebibytes(10)

const MAX_CODINGS = 5

/** As Node's own `fetch`: what has come of an answer that is cut short is handed over. */
const lenient = { finishFlush: constants.Z_SYNC_FLUSH }
const brotli = { finishFlush: constants.BROTLI_OPERATION_FLUSH }
/** RFC 9659: a window of 8 MB at most. */
const zstd = { params: { [constants.ZSTD_d_windowLogMax]: 23 } }

type Decompress = (bytes: Uint8Array, limit: Pick<ZlibOptions, "maxOutputLength">) => Uint8Array

/** What decompresses a body, by its coding. Of `deflate`, some servers leave out the two bytes that it begins with. */
const decompressors = new Map<string, Decompress>([
  ["gzip", (bytes, limit) => gunzipSync(bytes, { ...lenient, ...limit })],
  ["x-gzip", (bytes, limit) => gunzipSync(bytes, { ...lenient, ...limit })],
  [
    "deflate",
    (bytes, limit) => ((bytes[0]! & 0x0f) === 8 ? inflateSync : inflateRawSync)(bytes, { ...lenient, ...limit })
  ],
  ["br", (bytes, limit) => brotliDecompressSync(bytes, { ...brotli, ...limit })],
  ["zstd", (bytes, limit) => zstdDecompressSync(bytes, { ...zstd, ...limit })]
])

/** Returns what decompresses a body, the coding applied last first; none where one is not known. */
const decompressorsOf = (encoding: string): ReadonlyArray<Decompress> => {
  const codings = encoding.toLowerCase().split(",")
  if (codings.length > MAX_CODINGS) throw new Error(`${codings.length} content-encodings; at most ${MAX_CODINGS}`)
  const known = codings.reverse().map((coding) => decompressors.get(coding.trim()))
  return known.every((decompress) => decompress !== undefined) ? known : []
}

/** Decompresses a body. Throws where it is not what its coding says, or longer than the limit. */
const decompress = (bytes: Uint8Array, encoding: string, maxOutputLength: number): Uint8Array => {
  const steps = decompressorsOf(encoding)
  if (bytes.length === 0) return bytes
  try {
    return steps.reduce((body, step) => step(body, { maxOutputLength }), bytes)
  } catch (error) {
    throw error instanceof RangeError ? new MaxBytesError(maxOutputLength) : error
  }
}

/** Reads and decompresses the whole body of a response. */
const bytesOf = Effect.fnUntraced(function* (response: HttpClientResponse.HttpClientResponse, encoding: string) {
  const limit = (yield* HttpIncomingMessage.MaxBodySize) ?? USUAL_LIMIT
  const buffer = yield* Effect.provideService(response.arrayBuffer, HttpIncomingMessage.MaxBodySize, limit)
  return yield* Effect.try({
    try: () => decompress(new Uint8Array(buffer), encoding, Number(limit)),
    catch: (cause) => {
      const { request } = response
      return new HttpClientError.HttpClientError({
        reason: new HttpClientError.DecodeError({ request, response, cause })
      })
    }
  })
})

const bufferOf = ({ buffer, byteLength, byteOffset }: Uint8Array): ArrayBuffer =>
  buffer.slice(byteOffset, byteOffset + byteLength) as ArrayBuffer

/** A response whose body is decompressed when it is read; its headers stay as they came. */
class DecompressedResponse extends Inspectable.Class implements HttpClientResponse.HttpClientResponse {
  readonly [HttpIncomingMessage.TypeId]: typeof HttpIncomingMessage.TypeId = HttpIncomingMessage.TypeId
  readonly [HttpClientResponse.TypeId]: typeof HttpClientResponse.TypeId = HttpClientResponse.TypeId
  readonly #received: HttpClientResponse.HttpClientResponse
  readonly #bytes: Effect.Effect<Uint8Array, HttpClientError.HttpClientError>
  /** The same body in a response of the web, which has all other views of it. */
  readonly #whole: Effect.Effect<HttpClientResponse.HttpClientResponse, HttpClientError.HttpClientError>

  constructor(received: HttpClientResponse.HttpClientResponse, encoding: string) {
    super()
    this.#received = received
    this.#bytes = bytesOf(received, encoding)
    this.#whole = Effect.map(this.arrayBuffer, (body) => {
      const headers = { "content-type": received.headers["content-type"] ?? "" }
      return HttpClientResponse.fromWeb(received.request, new Response(body, { headers }))
    })
  }
  get request() {
    return this.#received.request
  }
  get url() {
    return this.#received.url
  }
  get status() {
    return this.#received.status
  }
  get headers() {
    return this.#received.headers
  }
  get cookies() {
    return this.#received.cookies
  }
  get remoteAddress() {
    return this.#received.remoteAddress
  }
  get upgrade() {
    return this.#received.upgrade
  }
  get arrayBuffer() {
    return Effect.map(this.#bytes, bufferOf)
  }
  get stream() {
    return Stream.fromEffect(this.#bytes)
  }
  get text() {
    return Effect.flatMap(this.#whole, ({ text }) => text)
  }
  get json() {
    return Effect.flatMap(this.#whole, ({ json }) => json)
  }
  get formData() {
    return Effect.flatMap(this.#whole, ({ formData }) => formData)
  }
  get urlParamsBody() {
    return Effect.flatMap(this.#whole, ({ urlParamsBody }) => urlParamsBody)
  }
  toJSON() {
    return this.#received.toJSON()
  }
  pipe() {
    // biome-ignore lint/complexity/noArguments: effect takes them as they are
    return pipeArguments(this, arguments)
  }
}

/** Returns a response whose body is decompressed when it is read, if it is compressed. */
export const decompressed = (
  response: HttpClientResponse.HttpClientResponse
): HttpClientResponse.HttpClientResponse => {
  const encoding = response.headers["content-encoding"]
  return encoding === undefined ? response : new DecompressedResponse(response, encoding)
}
