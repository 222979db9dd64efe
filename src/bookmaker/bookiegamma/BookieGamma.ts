/**
 * The bookmaker: step 1, its competitions; step 2, the matches of one. Timeouts, retries and what a failure means live
 * here and nowhere else.
 *
 * It needs an `HttpClient` and brings none. One answer is read by `Answer.ts`, what it holds by `Wire.ts`; when a request
 * may be sent is `Courtesy.ts`'s, and how many are in flight the caller's.
 */
import * as Clock from "effect/Clock"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as FetchHttpClient from "effect/http/FetchHttpClient"
import * as HttpClient from "effect/http/HttpClient"
import type * as HttpClientRequest from "effect/http/HttpClientRequest"
import * as Result from "effect/Result"
import * as Schedule from "effect/Schedule"
import type { Source } from "../../domain/Source.ts"
import { BookieGammaError, type FailureReason, failures } from "../BookmakerError.ts"
import * as Answer from "../http/readResponse.ts"
import type { Courtesy } from "../http/Throttle.ts"
import type { TimeLimit } from "../http/TimeLimits.ts"
import * as Request from "./requests.ts"
import { type Drift, type Listing, readListing, readMatches, type WireMatch } from "./responses.ts"

/** The most requests sent for one answer. */
export const MAX_TRIES = 8
/** The most competitions that a listing is believed to have. */
export const MAX_COMPETITIONS = 50_000
/** How long one try may take, in milliseconds, of the time for fetching: one that hangs leaves time for others. */
export const tryMillis = (fetchMillis: number): number => Math.min(Math.max(fetchMillis / 2, 5000), 30_000)
/** The first wait; each further one is twice as long. Seven of them, at most a fifth longer by jitter, take 15.3 s. */
const FIRST_WAIT = Duration.millis(100)

/** What one run asks for, and until when (Unix milliseconds). */
export interface Inquiry {
  readonly bookmaker: Request.Bookmaker
  readonly source: Source
  readonly day: string
  readonly subTypeIds: ReadonlyArray<string>
  readonly deadline: number
  /** How long one try may take, in milliseconds. */
  readonly tryMillis: number
  readonly timeLimit: TimeLimit
  readonly courtesy: Courtesy
}

/** Counts the tries of one answer, so that they are known even when the fetch is interrupted. */
export interface Attempts {
  tries: number
  /** How the last try ended. */
  last: Pick<Answer.Refusal, "reason" | "detail"> | undefined
}

/** Starts a count. */
export const attempts = (): Attempts => ({ tries: 0, last: undefined })

/** Ends a fetch for a reason that is not the bookmaker's, keeping how its last try ended. */
const failure = (count: Attempts, reason: FailureReason, detail: string): BookieGammaError =>
  new BookieGammaError({
    reason,
    detail: count.last === undefined ? detail : `${detail}; the last try: ${count.last.reason}, ${count.last.detail}`,
    tries: count.tries,
    ...(count.last === undefined ? {} : { last: count.last.reason })
  })

/** Ends a fetch because a signal ended the run. */
export const interrupted = (count: Attempts): BookieGammaError =>
  failure(count, "interrupted", "a signal ended the run")

const deadlineError = (count: Attempts) => failure(count, "deadline", "the run's time for fetching was over")

/** Sends one request once, and reads its answer. */
const send = <A>(
  { deadline, timeLimit, tryMillis }: Inquiry,
  client: HttpClient.HttpClient,
  request: HttpClientRequest.HttpClientRequest,
  read: (body: unknown) => Result.Result<A, Drift>,
  count: Attempts
): Effect.Effect<A, BookieGammaError> =>
  Effect.flatMap(Clock.currentTimeMillis, (now) => {
    const left = deadline - now
    if (left <= 0) return Effect.fail(deadlineError(count))
    count.tries++
    const failed = (refusal: Answer.Refusal) => {
      count.last = refusal
      return new BookieGammaError({ ...refusal, tries: count.tries })
    }
    const noAnswer = () =>
      left <= tryMillis
        ? deadlineError(count)
        : failed({ reason: "timeout", detail: `no answer in ${Math.round(tryMillis / 100) / 10} s` })
    const answer = Effect.matchEffect(client.execute(request), {
      onSuccess: (response) => Answer.read(response, read),
      onFailure: (error) => Effect.fail(Answer.brokenBy(error))
    })
    return timeLimit.within(Effect.mapError(answer, failed), Math.min(left, tryMillis), () => Effect.fail(noAnswer()))
  })

/** Waits twice as long each time, at least as long as the bookmaker asks, and never to or past the deadline. */
const backoff = (deadline: number, count: Attempts) =>
  Schedule.exponential(FIRST_WAIT).pipe(
    Schedule.jittered,
    Schedule.setInputType<BookieGammaError>(),
    Schedule.modifyDelay(({ duration, input }) =>
      Effect.succeed(Duration.max(duration, Duration.millis(input.retryAfterMillis ?? 0)))
    ),
    Schedule.while(
      ({ duration, input, now }) =>
        failures[input.reason].transient && count.tries < MAX_TRIES && now + Duration.toMillis(duration) < deadline
    )
  )

/** Runs an effect that has failed already, as often as the schedule says; nothing is scheduled for one that has not. */
const again = <A, R>(
  effect: Effect.Effect<A, BookieGammaError, R>,
  failed: BookieGammaError,
  schedule: ReturnType<typeof backoff>
): Effect.Effect<A, BookieGammaError, R> => {
  let first: BookieGammaError | undefined = failed
  const next = Effect.suspend(() => {
    if (first === undefined) return effect
    const error = first
    first = undefined
    return Effect.fail(error)
  })
  return Effect.retry(next, schedule)
}

/** Says which requests a client follows to another address: none. */
const unredirected = Effect.provideService(FetchHttpClient.RequestInit, { redirect: "manual" })

const fetch = <A>(
  inquiry: Inquiry,
  request: HttpClientRequest.HttpClientRequest,
  read: (body: unknown) => Result.Result<A, Drift>,
  count: Attempts
): Effect.Effect<A, BookieGammaError, HttpClient.HttpClient> =>
  Effect.flatMap(HttpClient.HttpClient, (client) => {
    const polite = inquiry.courtesy.send(send(inquiry, client, request, read, count), inquiry.deadline)
    return Effect.catch(polite, (error) =>
      Effect.mapError(again(polite, error, backoff(inquiry.deadline, count)), (error) =>
        error.reason === "deadline" || (failures[error.reason].transient && count.tries < MAX_TRIES)
          ? deadlineError(count)
          : error
      )
    )
  }).pipe(unredirected)

/** Lists the competitions of the inquiry's source and day. Fails with why there is no listing. */
export const competitions = (
  inquiry: Inquiry,
  count: Attempts
): Effect.Effect<Listing, BookieGammaError, HttpClient.HttpClient> => {
  const subject = { day: inquiry.day, subTypeIds: [] }
  const request = Request.maker(inquiry.bookmaker, inquiry.source, "competitions", subject)("")
  return fetch(inquiry, request, readListing, count).pipe(
    Effect.filterOrFail(
      ({ ids }) => ids.length <= MAX_COMPETITIONS,
      ({ ids }) => failure(count, "too-large", `${ids.length} competitions; at most ${MAX_COMPETITIONS} are believed`)
    )
  )
}

/**
 * Gives what `read` makes of the matches of one competition after another, which come in the bookmaker's order. It is
 * called where the answer is parsed, so that an answer is let go at once. Fails with why there is no answer.
 */
export const matches = <A>(
  inquiry: Inquiry,
  read: (matches: ReadonlyArray<WireMatch>) => A
): ((competitionId: string, count: Attempts) => Effect.Effect<A, BookieGammaError, HttpClient.HttpClient>) => {
  const requestFor = Request.maker(inquiry.bookmaker, inquiry.source, "matches", inquiry)
  const readBody = (body: unknown) => Result.map(readMatches(body), read)
  return (competitionId, count) => fetch(inquiry, requestFor(competitionId), readBody, count)
}
