/**
 * One answer of the bookmaker, from the first byte to what it holds, or the reason why it holds nothing.
 *
 * A body is read once, never past its limit, and parsed once. How often an answer is asked for is `BookieGamma.ts`'s.
 */
import * as Clock from "effect/Clock"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Headers from "effect/http/Headers"
import type * as HttpClientError from "effect/http/HttpClientError"
import type * as HttpClientRequest from "effect/http/HttpClientRequest"
import type * as HttpClientResponse from "effect/http/HttpClientResponse"
import * as Result from "effect/Result"
import * as Stream from "effect/Stream"
import { type FailureReason, reasonOfStatus } from "./BookieGammaError.ts"
import * as Sample from "./Sample.ts"
import type { Drift } from "./Wire.ts"

/** The most bytes of a body that are read, after decompression. */
export const MAX_BODY_BYTES = 8 * 1024 * 1024

/** Why an answer is of no use. */
export interface Refusal {
  readonly reason: FailureReason
  readonly detail: string
  readonly status?: number
  readonly retryAfterMillis?: number
}

const EMPTY: Refusal = { reason: "malformed", detail: "the answer is empty" }

/** Finds the innermost message of an error and takes what may be secret, a URL's query and user, out of it. */
export const refusalOf = (error: HttpClientError.HttpClientError): Refusal => {
  if (error.reason._tag === "EmptyBodyError") return EMPTY
  let inner: unknown = error
  while (inner instanceof Error && inner.cause instanceof Error) inner = inner.cause
  const message = inner instanceof Error ? inner.message : String(inner)
  const shown = Sample.short(message.replace(/\?[^\s)]*/g, "?…").replace(/\/\/[^/\s]*@/g, "//…@"))
  return { reason: "network", detail: shown || "no reason given" }
}

const retryAfter = (header: string | undefined, now: number): { retryAfterMillis: number } | undefined => {
  if (header === undefined) return undefined
  const parsed = Headers.parseRetryAfter(header)
  if (Result.isFailure(parsed)) return undefined
  // A header of some hundred digits asks for an infinite wait.
  const millis = Duration.toMillis(Headers.retryAfterDelay(parsed.success, now))
  return { retryAfterMillis: Math.min(millis, Number.MAX_SAFE_INTEGER) }
}

const tooLarge = (found: string): Refusal => ({
  reason: "too-large",
  detail: `the answer has ${found}; at most ${MAX_BODY_BYTES} bytes are read`
})

/** Reads a body of unknown length piece by piece, and stops at the limit. */
const readPieces = Effect.fnUntraced(function* (response: HttpClientResponse.HttpClientResponse) {
  const pieces: Array<Uint8Array> = []
  let bytes = 0
  yield* response.stream.pipe(
    Stream.takeWhile((piece) => {
      bytes += piece.length
      if (bytes <= MAX_BODY_BYTES) pieces.push(piece)
      return bytes <= MAX_BODY_BYTES
    }),
    Stream.runDrain,
    Effect.mapError(refusalOf)
  )
  if (bytes > MAX_BODY_BYTES) return yield* Effect.fail(tooLarge("more"))
  const decoder = new TextDecoder()
  return pieces.map((piece) => decoder.decode(piece, { stream: true })).join("") + decoder.decode()
})

/**
 * Gives the body's text. It is read piece by piece, so that giving up cancels the body itself: an abort signal alone may
 * be collected as garbage on its way to a connection that has stalled.
 */
const readText = (response: HttpClientResponse.HttpClientResponse) => {
  const length = Number(response.headers["content-length"] ?? Number.NaN)
  return length > MAX_BODY_BYTES ? Effect.fail(tooLarge(`${length} bytes`)) : readPieces(response)
}

/** Parses an answer's text, or says why it is none. */
const parse = (text: string, request: HttpClientRequest.HttpClientRequest): Result.Result<unknown, Refusal> => {
  try {
    return Result.succeed(JSON.parse(text))
  } catch {
    const start = text.trimStart()
    if (start === "") return Result.fail(EMPTY)
    const sample = Sample.ofText(start, request)
    return /^[[{]/.test(start)
      ? Result.fail({ reason: "malformed", detail: `the answer is JSON cut short or broken: ${sample}` })
      : Result.fail({ reason: "page", detail: `the answer is no JSON but: ${sample}` })
  }
}

const statusRefusal = (response: HttpClientResponse.HttpClientResponse, now: number): Refusal | undefined => {
  const { headers, status } = response
  const reason = reasonOfStatus(status)
  if (reason === undefined) return undefined
  const to = reason === "redirected" ? `, to ${URL.parse(headers.location ?? "", response.request.url)?.origin}` : ""
  return { reason, status, detail: `status ${status}${to}`, ...retryAfter(headers["retry-after"], now) }
}

/** Reads what an answer holds. Fails with why it holds nothing. */
export const read = Effect.fnUntraced(function* <A>(
  response: HttpClientResponse.HttpClientResponse,
  readContent: (body: unknown) => Result.Result<A, Drift>
): Effect.fn.Return<A, Refusal> {
  const refusal = statusRefusal(response, yield* Clock.currentTimeMillis)
  if (refusal !== undefined) return yield* Effect.fail(refusal)
  const text = yield* readText(response)
  const body = parse(text, response.request)
  if (Result.isFailure(body)) return yield* Effect.fail(body.failure)
  const content = readContent(body.success)
  if (Result.isSuccess(content)) return content.success
  const { found, path } = content.failure
  return yield* Effect.fail<Refusal>({
    reason: "drifted",
    detail: `${path}: found ${found} in ${Sample.ofJson(text, body.success, response.request)}`
  })
})
