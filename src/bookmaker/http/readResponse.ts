/**
 * One response, from its status to what it holds, or the reason why it holds nothing.
 *
 * A body is read once, never past its limit, and parsed once. What its JSON means is for `decode`.
 */
import * as Effect from "effect/Effect"
import type * as HttpClientResponse from "effect/http/HttpClientResponse"
import * as Result from "effect/Result"
import { monotonicMillis } from "../../domain/Deadline.ts"
import type { AttemptLog } from "../AttemptLog.ts"
import * as Traffic from "../Traffic.ts"
import { type BodyOptions, TooLarge, type Unread } from "./BodyOptions.ts"
import * as Excerpt from "./Excerpt.ts"
import { failForStatus } from "./failForStatus.ts"
import { headerOf } from "./headerOf.ts"
import { type Kept, type Slot, type Validators, validatorsOf } from "./KeptAnswers.ts"
import { notJson } from "./notJson.ts"
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
  /** Returns a short, clean excerpt of a value of the response, as far as it may be shown. */
  readonly excerpt: (value: unknown) => string
}

/** What a response holds. */
export interface Read<A> {
  readonly content: A
  /** True where the response is an old copy from a cache on the way: its `Age` is above 40 s. */
  readonly isStale: boolean
}

/** What a response is read with. */
export interface ReadOptions<A> {
  /** Is shown every response. @default nobody is */
  readonly observe?: AttemptLog["observe"]
  /** Where the last answer of the request is, which was sent with its validators. @default no answer is kept */
  readonly slot?: Slot<A> | undefined
  /** @default what is the same on all runtimes */
  readonly bodies?: BodyOptions | undefined
  /** Where bytes and unchanged answers are counted. @default nowhere */
  readonly traffic?: Traffic.TrafficCounters
}

/** How a bookmaker's responses are read. */
export interface ResponseFormat<A> {
  readonly decode: (json: unknown, context: ResponseContext) => Result.Result<A, Drift>
  /** Returns a status that the JSON states and that counts like the HTTP status. @default none is looked for */
  readonly statusOf?: (json: unknown) => number | undefined
  /** Lists that `decode` does not read. @default it reads all */
  readonly unread?: Unread
  /** What may be shown in messages. */
  readonly publicWords: Excerpt.PublicWords
}

/** The age above which a copy from a cache is stale, in seconds. */
const MAX_AGE_SECONDS = 40

const isStale = (age: string | undefined): boolean =>
  age !== undefined && /^\s*\d+/.test(age) && parseInt(age, 10) > MAX_AGE_SECONDS

const tooLarge = (found: string): ResponseError => ({
  reason: "too-large",
  detail: `the answer has ${found}; at most ${ResponseBody.MAX_BODY_BYTES} bytes are read`
})

const readBody = (
  response: HttpClientResponse.HttpClientResponse,
  traffic: Traffic.TrafficCounters,
  read: BodyOptions["read"]
) => {
  const length = Number(headerOf(response, "content-length") ?? Number.NaN)
  return length > ResponseBody.MAX_BODY_BYTES
    ? Effect.andThen(ResponseBody.discard(response), Effect.fail(tooLarge(`${length} bytes`)))
    : Effect.mapError(ResponseBody.read(response, traffic, read), (cause) =>
        cause instanceof TooLarge ? tooLarge("too many bytes") : networkError(cause)
      )
}

/** Shows a response, also one that is no success, with its body once that is read. */
const observed = (
  reading: Effect.Effect<ResponseBody.Body, ResponseError>,
  { headers, request, status }: HttpClientResponse.HttpClientResponse,
  observe: NonNullable<AttemptLog["observe"]>
): Effect.Effect<ResponseBody.Body, ResponseError> => {
  const show = (body?: ResponseBody.Body) =>
    Effect.sync(() => observe({ request, status, headers, body: body?.text() }))
  return reading.pipe(
    Effect.tap(show),
    Effect.tapError(() => show())
  )
}

const parseBody = <A>(
  body: ResponseBody.Body,
  parse: BodyOptions["parse"],
  response: HttpClientResponse.HttpClientResponse,
  { publicWords, unread }: ResponseFormat<A>
): Result.Result<unknown, ResponseError> => {
  try {
    return Result.succeed(body.json(parse, unread))
  } catch {
    return Result.fail(notJson(body.text(), response, publicWords))
  }
}

const NOT_MODIFIED = 304

/**
 * Reads what a response holds; one that is the same as the last one of its request holds the same, and is not parsed again.
 * Fails with why it holds nothing. Shows it to `observe`, whatever it holds.
 */
export const readResponse = <A>(
  response: HttpClientResponse.HttpClientResponse,
  format: ResponseFormat<A>,
  { bodies = {}, observe, slot, traffic = Traffic.make() }: ReadOptions<A> = {}
): Effect.Effect<Read<A>, ResponseError> => {
  const { decode, publicWords, statusOf } = format
  const { request, status } = response
  const read = (content: A): Read<A> => ({ content, isStale: isStale(headerOf(response, "age")) })
  const renew = (last: Kept<A>, validators: Validators) =>
    Effect.map(monotonicMillis, (now) => {
      // Another run may have put its answer there meanwhile, and into this one's memory.
      if (slot?.last() === last) slot.keep({ ...last, validators }, now)
      return read(last.content)
    })
  const last = slot?.last()
  const body = readBody(response, traffic, bodies.read)
  if (status === NOT_MODIFIED && last !== undefined) {
    traffic.notModified++
    // Its end is waited for, though it has no body: some clients free the connection there.
    return Effect.andThen(Effect.ignore(body), renew(last, last.validators))
  }
  const reading = observe === undefined ? body : observed(body, response, observe)
  const reason = reasonOfStatus(status)
  if (reason !== undefined) {
    const end = observe === undefined ? ResponseBody.discard(response) : Effect.ignore(reading)
    return Effect.andThen(end, failForStatus(response, status, reason))
  }
  const contentOf = (received: ResponseBody.Body): Effect.Effect<Read<A>, ResponseError> => {
    // Asked for anew: while the body came, another run may have put its answer there.
    const kept = slot?.last()
    if (kept?.body.isSame(received) === true) {
      traffic.equal++
      return renew(kept, validatorsOf(response))
    }
    const body = slot === undefined ? received : received.alone(slot.release())
    const json = parseBody(body, bodies.parse, response, format)
    if (Result.isFailure(json)) return Effect.fail(json.failure)
    const stated = statusOf?.(json.success)
    const statedReason = stated === undefined ? undefined : reasonOfStatus(stated)
    if (stated !== undefined && statedReason !== undefined) {
      return failForStatus(response, stated, statedReason, " in the answer")
    }
    const excerpt = (value: unknown) => Excerpt.ofValue(value, request, publicWords)
    const content = decode(json.success, { excerpt })
    if (Result.isSuccess(content)) {
      if (slot === undefined) return Effect.succeed(read(content.success))
      return Effect.map(monotonicMillis, (now) => {
        slot.keep({ body, validators: validatorsOf(response), content: content.success }, now)
        return read(content.success)
      })
    }
    const { found, path } = content.failure
    const shown = Excerpt.ofJson(body.text(), json.success, request, publicWords)
    return Effect.fail<ResponseError>({ reason: "drifted", detail: `${path}: found ${found} in ${shown}` })
  }
  return Effect.flatMap(reading, (received) => {
    const content = contentOf(received)
    // What is kept of it has memory of its own.
    received.release?.()
    return content
  })
}
