/**
 * One response, from its status to what it holds, or the reason why it holds nothing.
 *
 * A body is read once, never past its limit, and parsed once. What its JSON means is for `decode`.
 */
import * as Clock from "effect/Clock"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Headers from "effect/http/Headers"
import type * as HttpClientRequest from "effect/http/HttpClientRequest"
import type * as HttpClientResponse from "effect/http/HttpClientResponse"
import * as Result from "effect/Result"
import type { AttemptLog } from "../AttemptLog.ts"
import type { FailureReason } from "../BookmakerError.ts"
import * as Excerpt from "./Excerpt.ts"
import { headerOf } from "./headerOf.ts"
import * as ResponseBody from "./ResponseBody.ts"
import { networkError, type ResponseError, reasonOfStatus } from "./ResponseError.ts"

/** Where JSON has left the expected shape. */
export interface Drift {
  /** The path that should hold something else, such as `data.competitions`. */
  readonly path: string
  /** What stands there, in a few words. */
  readonly found: string
}

/** What a decoder may know of the response besides its JSON. */
export interface ResponseContext {
  /** True where the response is an old copy from a cache on the way: its `Age` is above 40 s. */
  readonly isStale: boolean
  /** Returns a short, clean excerpt of a value of the response, as far as it may be shown. */
  readonly excerpt: (value: unknown) => string
}

/** How a bookmaker's responses are read. */
export interface ResponseFormat<A> {
  readonly decode: (json: unknown, context: ResponseContext) => Result.Result<A, Drift>
  /** Returns a status that the JSON states and that counts like the HTTP status. @default none is looked for */
  readonly statusOf?: (json: unknown) => number | undefined
  /** What may be shown in messages. */
  readonly publicWords: Excerpt.PublicWords
}

const retryAfter = (header: string | undefined, now: number): { retryAfterMillis: number } | undefined => {
  if (header === undefined) return undefined
  const parsed = Headers.parseRetryAfter(header)
  if (Result.isFailure(parsed)) return undefined
  // A header of some hundred digits asks for an infinite wait.
  const millis = Duration.toMillis(Headers.retryAfterDelay(parsed.success, now))
  return { retryAfterMillis: Math.min(millis, Number.MAX_SAFE_INTEGER) }
}

/** The age above which a copy from a cache is stale, in seconds. */
const MAX_AGE_SECONDS = 40

const isStale = (age: string | undefined): boolean =>
  age !== undefined && /^\s*\d+/.test(age) && parseInt(age, 10) > MAX_AGE_SECONDS

const tooLarge = (found: string): ResponseError => ({
  reason: "too-large",
  detail: `the answer has ${found}; at most ${ResponseBody.MAX_BODY_BYTES} bytes are read`
})

const readText = (response: HttpClientResponse.HttpClientResponse) => {
  const length = Number(headerOf(response, "content-length") ?? Number.NaN)
  return length > ResponseBody.MAX_BODY_BYTES
    ? Effect.andThen(ResponseBody.discard(response), Effect.fail(tooLarge(`${length} bytes`)))
    : Effect.mapError(ResponseBody.read(response), (cause) =>
        cause instanceof ResponseBody.TooLarge ? tooLarge("more") : networkError(cause)
      )
}

/** Reads the body of a response, also of one that is no success, and shows it. */
const readShown = (
  response: HttpClientResponse.HttpClientResponse,
  observe: NonNullable<AttemptLog["observe"]>
): Effect.Effect<string, ResponseError> => {
  const { request, status } = response
  const show = (body: string | undefined) =>
    Effect.sync(() => observe({ request, status, headers: response.headers, body }))
  return readText(response).pipe(
    Effect.tap(show),
    Effect.tapError(() => show(undefined))
  )
}

const parse = (
  text: string,
  request: HttpClientRequest.HttpClientRequest,
  words: Excerpt.PublicWords
): Result.Result<unknown, ResponseError> => {
  try {
    return Result.succeed(JSON.parse(text))
  } catch {
    const start = text.trimStart()
    if (start === "") return Result.fail({ reason: "malformed", detail: "the answer is empty" })
    const excerpt = Excerpt.ofText(start, request, words)
    return /^[[{]/.test(start)
      ? Result.fail({ reason: "malformed", detail: `the answer is JSON cut short or broken: ${excerpt}` })
      : Result.fail({ reason: "page", detail: `the answer is no JSON but: ${excerpt}` })
  }
}

/** Fails for a status that is no success, with what the headers say. */
const failForStatus = (
  response: HttpClientResponse.HttpClientResponse,
  status: number,
  reason: FailureReason,
  where = ""
): Effect.Effect<never, ResponseError> =>
  Effect.flatMap(Clock.currentTimeMillis, (now) => {
    const location = headerOf(response, "location") ?? ""
    const to = reason === "redirected" ? `, to ${URL.parse(location, response.request.url)?.origin}` : ""
    const wait = retryAfter(headerOf(response, "retry-after"), now)
    return Effect.fail<ResponseError>({ reason, status, detail: `status ${status}${where}${to}`, ...wait })
  })

/** Reads what a response holds. Fails with why it holds nothing. Shows it to `observe`, whatever it holds. */
export const readResponse = <A>(
  response: HttpClientResponse.HttpClientResponse,
  { decode, publicWords, statusOf }: ResponseFormat<A>,
  observe?: AttemptLog["observe"]
): Effect.Effect<A, ResponseError> => {
  const { request, status } = response
  const reason = reasonOfStatus(status)
  if (reason !== undefined) {
    const end = observe === undefined ? ResponseBody.discard(response) : Effect.ignore(readShown(response, observe))
    return Effect.andThen(end, failForStatus(response, status, reason))
  }
  return Effect.flatMap(observe === undefined ? readText(response) : readShown(response, observe), (text) => {
    const json = parse(text, request, publicWords)
    if (Result.isFailure(json)) return Effect.fail(json.failure)
    const stated = statusOf?.(json.success)
    const statedReason = stated === undefined ? undefined : reasonOfStatus(stated)
    if (stated !== undefined && statedReason !== undefined) {
      return failForStatus(response, stated, statedReason, " in the answer")
    }
    const excerpt = (value: unknown) => Excerpt.ofValue(value, request, publicWords)
    const content = decode(json.success, { isStale: isStale(headerOf(response, "age")), excerpt })
    if (Result.isSuccess(content)) return Effect.succeed(content.success)
    const { found, path } = content.failure
    const shown = Excerpt.ofJson(text, json.success, request, publicWords)
    return Effect.fail<ResponseError>({ reason: "drifted", detail: `${path}: found ${found} in ${shown}` })
  })
}
