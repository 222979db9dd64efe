/**
 * One answer of the bookmaker, from the first byte to what it holds, or the reason why it holds nothing.
 *
 * A body is read once, never past its limit, and parsed once. How often an answer is asked for is `BookieGamma.ts`'s.
 */
import * as Clock from "effect/Clock"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Headers from "effect/http/Headers"
import type * as HttpClientRequest from "effect/http/HttpClientRequest"
import type * as HttpClientResponse from "effect/http/HttpClientResponse"
import * as Result from "effect/Result"
import { type FailureReason, reasonOfStatus } from "../BookmakerError.ts"
import type { Drift } from "../bookiegamma/responses.ts"
import * as Sample from "./Excerpt.ts"
import * as Body from "./ResponseBody.ts"

/** Why an answer is of no use. */
export interface Refusal {
  readonly reason: FailureReason
  readonly detail: string
  readonly status?: number
  readonly retryAfterMillis?: number
}

const EMPTY: Refusal = { reason: "malformed", detail: "the answer is empty" }

/** Finds the innermost message of an error and takes what may be secret, a URL's query and user, out of it. */
export const brokenBy = (error: unknown): Refusal => {
  let inner = error
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
  detail: `the answer has ${found}; at most ${Body.MAX_BODY_BYTES} bytes are read`
})

/** Gives the body's text. */
const readText = (response: HttpClientResponse.HttpClientResponse) => {
  const length = Number(response.headers["content-length"] ?? Number.NaN)
  return length > Body.MAX_BODY_BYTES
    ? Effect.andThen(Body.discard(response), Effect.fail(tooLarge(`${length} bytes`)))
    : Effect.mapError(Body.read(response), (cause) =>
        cause instanceof Body.TooLarge ? tooLarge("more") : brokenBy(cause)
      )
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

/** Refuses an answer by its status. */
const refuse = (
  response: HttpClientResponse.HttpClientResponse,
  reason: FailureReason
): Effect.Effect<never, Refusal> =>
  Effect.gen(function* () {
    const { headers, request, status } = response
    yield* Body.discard(response)
    const to = reason === "redirected" ? `, to ${URL.parse(headers.location ?? "", request.url)?.origin}` : ""
    const wait = retryAfter(headers["retry-after"], yield* Clock.currentTimeMillis)
    return yield* Effect.fail<Refusal>({ reason, status, detail: `status ${status}${to}`, ...wait })
  })

/** Reads what an answer holds. Fails with why it holds nothing. */
export const read = <A>(
  response: HttpClientResponse.HttpClientResponse,
  readContent: (body: unknown) => Result.Result<A, Drift>
): Effect.Effect<A, Refusal> => {
  const reason = reasonOfStatus(response.status)
  if (reason !== undefined) return refuse(response, reason)
  return Effect.flatMap(readText(response), (text) => {
    const body = parse(text, response.request)
    if (Result.isFailure(body)) return Effect.fail(body.failure)
    const content = readContent(body.success)
    if (Result.isSuccess(content)) return Effect.succeed(content.success)
    const { found, path } = content.failure
    const sample = Sample.ofJson(text, body.success, response.request)
    return Effect.fail<Refusal>({ reason: "drifted", detail: `${path}: found ${found} in ${sample}` })
  })
}
