/**
 * The bookmaker: step 1, its competitions; step 2, the matches of one. Timeouts, retries and what a failure means live
 * here and nowhere else.
 *
 * It needs an `HttpClient` and brings none. What an answer holds is read by `Wire.ts`; how many requests are in flight
 * is up to the caller.
 */
import { Clock, Duration, Effect, Result, Schedule, type Scope } from "effect"
import { HttpClient, type HttpClientError, type HttpClientRequest } from "effect/http"
import * as Headers from "effect/http/Headers"
import { BookieGammaError, type FailureReason, failures, reasonOfStatus } from "./BookieGammaError.ts"
import * as Request from "./Request.ts"
import type { Source } from "./Run.ts"
import { clean } from "./Text.ts"
import { type Drift, type Listing, readListing, readMatches, type WireMatch } from "./Wire.ts"

/** The most requests sent for one answer. */
export const MAX_TRIES = 8
/** How long one try may take. */
export const TRY_TIMEOUT = Duration.seconds(30)
/** The first wait; each further one is twice as long. Seven of them, at most a fifth longer by jitter, take 15.3 s. */
const FIRST_WAIT = Duration.millis(100)
const SAMPLE_LENGTH = 120

/** What one run asks for, and until when (Unix milliseconds). */
export interface Inquiry {
  readonly bookmaker: Request.Bookmaker
  readonly source: Source
  readonly day: string
  readonly subTypeIds: ReadonlyArray<string>
  readonly deadline: number
}

/** Counts the tries of one answer, so that they are known even when the fetch is interrupted. */
export interface Attempts {
  tries: number
  last: FailureReason | undefined
}

/** Starts a count. */
export const attempts = (): Attempts => ({ tries: 0, last: undefined })

/** Ends a fetch for a reason that is not the bookmaker's, keeping how its last try ended. */
const failure = (count: Attempts, reason: FailureReason, detail: string): BookieGammaError =>
  new BookieGammaError({
    reason,
    detail,
    tries: count.tries,
    ...(count.last === undefined ? {} : { last: count.last })
  })

/** Ends a fetch because a signal ended the run. */
export const interrupted = (count: Attempts): BookieGammaError =>
  failure(count, "interrupted", "a signal ended the run")

const deadlineError = (count: Attempts) => failure(count, "deadline", "the run's time for fetching was over")

const sampleOf = (text: string): string => clean(text.slice(0, SAMPLE_LENGTH * 2)).slice(0, SAMPLE_LENGTH)

/** Finds the innermost message of an error and takes what may be secret, a URL's query and user, out of it. */
const causeOf = (error: HttpClientError.HttpClientError): string => {
  let inner: unknown = error
  while (inner instanceof Error && inner.cause instanceof Error) inner = inner.cause
  const message = inner instanceof Error ? inner.message : String(inner)
  return sampleOf(message.replace(/\?[^\s)]*/g, "?…").replace(/\/\/[^/\s]*@/g, "//…@")) || "no reason given"
}

const retryAfter = (header: string | undefined, now: number): { retryAfterMillis: number } | undefined => {
  if (header === undefined) return undefined
  const parsed = Headers.parseRetryAfter(header)
  if (Result.isFailure(parsed)) return undefined
  // A header of some hundred digits asks for an infinite wait.
  const millis = Duration.toMillis(Headers.retryAfterDelay(parsed.success, now))
  return { retryAfterMillis: Math.min(millis, Number.MAX_SAFE_INTEGER) }
}

/** Parses an answer's text, or says why it is none. */
const parse = (text: string): Result.Result<unknown, Pick<BookieGammaError, "reason" | "detail">> => {
  try {
    return Result.succeed(JSON.parse(text))
  } catch {
    const start = text.trimStart()
    if (start === "") return Result.fail({ reason: "malformed", detail: "the answer is empty" })
    return /^[[{]/.test(start)
      ? Result.fail({ reason: "malformed", detail: `the answer is JSON cut short or broken: ${sampleOf(text)}` })
      : Result.fail({ reason: "page", detail: `the answer is no JSON but: ${sampleOf(text)}` })
  }
}

/** Sends one request once and reads its answer. */
const send = <A>(
  client: HttpClient.HttpClient.With<HttpClientError.HttpClientError, Scope.Scope>,
  request: HttpClientRequest.HttpClientRequest,
  read: (body: unknown) => Result.Result<A, Drift>,
  count: Attempts
) =>
  Effect.gen(function* () {
    count.tries++
    const fail = (reason: FailureReason, detail: string, more?: { retryAfterMillis: number }) => {
      count.last = reason
      return new BookieGammaError({ reason, detail, tries: count.tries, ...more })
    }
    const response = yield* Effect.mapError(client.execute(request), (error) => fail("network", causeOf(error)))
    const refusal = reasonOfStatus(response.status)
    if (refusal !== undefined) {
      const now = yield* Clock.currentTimeMillis
      return yield* fail(refusal, `status ${response.status}`, retryAfter(response.headers["retry-after"], now))
    }
    const text = yield* Effect.mapError(response.text, (error) => fail("network", causeOf(error)))
    const body = parse(text)
    if (Result.isFailure(body)) return yield* fail(body.failure.reason, body.failure.detail)
    const content = read(body.success)
    if (Result.isSuccess(content)) return content.success
    const { path, found } = content.failure
    return yield* fail("drifted", `${path}: found ${found} in ${sampleOf(text)}`)
  }).pipe(
    Effect.scoped,
    Effect.timeoutOrElse({
      duration: TRY_TIMEOUT,
      orElse: () => {
        count.last = "timeout"
        return Effect.fail(
          new BookieGammaError({
            reason: "timeout",
            detail: `no answer in ${Duration.toSeconds(TRY_TIMEOUT)} s`,
            tries: count.tries
          })
        )
      }
    })
  )

/** Waits twice as long each time, at least as long as the bookmaker asks, and never to or past the deadline. */
const backoff = (deadline: number) =>
  Schedule.exponential(FIRST_WAIT).pipe(
    Schedule.jittered,
    Schedule.upTo({ times: MAX_TRIES - 1 }),
    Schedule.setInputType<BookieGammaError>(),
    Schedule.modifyDelay(({ duration, input }) =>
      Effect.succeed(Duration.max(duration, Duration.millis(input.retryAfterMillis ?? 0)))
    ),
    Schedule.while(
      ({ duration, input, now }) => failures[input.reason].transient && now + Duration.toMillis(duration) < deadline
    )
  )

const fetch = Effect.fnUntraced(function* <A>(
  inquiry: Inquiry,
  request: HttpClientRequest.HttpClientRequest,
  read: (body: unknown) => Result.Result<A, Drift>,
  count: Attempts
) {
  const client = HttpClient.withScope(yield* HttpClient.HttpClient)
  const left = inquiry.deadline - (yield* Clock.currentTimeMillis)
  if (left <= 0) return yield* deadlineError(count)
  return yield* send(client, request, read, count).pipe(
    Effect.retry(backoff(inquiry.deadline)),
    Effect.mapError((error) =>
      failures[error.reason].transient && count.tries < MAX_TRIES ? deadlineError(count) : error
    ),
    Effect.timeoutOrElse({ duration: Duration.millis(left), orElse: () => Effect.fail(deadlineError(count)) })
  )
})

/** Lists the competitions of the inquiry's source and day. Fails with why there is no listing. */
export const competitions = (
  inquiry: Inquiry,
  count: Attempts
): Effect.Effect<Listing, BookieGammaError, HttpClient.HttpClient> => {
  const subject = { day: inquiry.day, competitionId: "", subTypeIds: [] }
  return fetch(inquiry, Request.make(inquiry.bookmaker, inquiry.source, "competitions", subject), readListing, count)
}

/** Gives the matches of one competition, in the bookmaker's order. Fails with why there is no answer. */
export const matches = (
  inquiry: Inquiry,
  competitionId: string,
  count: Attempts
): Effect.Effect<ReadonlyArray<WireMatch>, BookieGammaError, HttpClient.HttpClient> => {
  const subject = { day: inquiry.day, competitionId, subTypeIds: inquiry.subTypeIds }
  return fetch(inquiry, Request.make(inquiry.bookmaker, inquiry.source, "matches", subject), readMatches, count)
}
