/**
 * Bodies read whole, where the HTTP client has a way of its own for that: over `node:http` it takes less CPU than the stream of effect
 * between, a tenth of that of a run.
 */
import * as ByteSize from "effect/ByteSize"
import * as Effect from "effect/Effect"
import * as HttpClientResponse from "effect/http/HttpClientResponse"
import * as HttpIncomingMessage from "effect/http/HttpIncomingMessage"
import * as Option from "effect/Option"
import { type BodyCount, type BodyOptions, TooLarge } from "../../src/bookmaker/http/BodyOptions.ts"

const countWhole = (buffer: ArrayBuffer, count: BodyCount) => {
  count.add(buffer.byteLength)
  return { chunks: [new Uint8Array(buffer)] }
}

/** Returns whether a client says that a body is longer than its `MaxBodySize`. */
const isTooLong = (error: unknown): boolean =>
  error instanceof Error && (("_tag" in error && error._tag === "MaxBytesError") || isTooLong(error.cause))

/** Reads a body whole, which a client over `node:http` keeps to the limit; what comes from a `fetch` is read the usual way. */
export const readWhole: NonNullable<BodyOptions["read"]> = (response, count) =>
  Option.isSome(HttpClientResponse.toWeb(response))
    ? undefined
    : response.arrayBuffer.pipe(
        Effect.provideService(HttpIncomingMessage.MaxBodySize, ByteSize.bytes(count.limit)),
        Effect.mapError((error) => (isTooLong(error) ? new TooLarge() : error)),
        Effect.flatMap((buffer) => Effect.try({ try: () => countWhole(buffer, count), catch: (cause) => cause }))
      )
