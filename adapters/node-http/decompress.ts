/**
 * Bodies are decompressed at once when the whole of them is there: that takes less CPU than piece by piece, and no more memory, since
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
import { TooLarge } from "../../src/bookmaker/http/BodyOptions.ts"

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

/**
 * Decompresses a body by its `content-encoding`; one with a coding that is not known stays as it is. Throws `TooLarge` where it is
 * longer than so many bytes, and an error where it is not what it says.
 */
export const decompress = (bytes: Uint8Array, encoding: string, maxOutputLength: number): Uint8Array => {
  const steps = decompressorsOf(encoding)
  if (bytes.length === 0) return bytes
  try {
    return steps.reduce((body, step) => step(body, { maxOutputLength }), bytes)
  } catch (error) {
    throw error instanceof RangeError ? new TooLarge() : error
  }
}
