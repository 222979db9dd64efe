/**
 * The attempts of one request: how long each may take, which failures are worth another one, and how long to wait
 * before it. All of it lies before a deadline.
 *
 * When an attempt may be sent at all is `Throttle.ts`'s business; what one response means is `readResponse.ts`'s.
 */
import * as Context from "effect/Context"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as FetchHttpClient from "effect/http/FetchHttpClient"
import * as HttpClient from "effect/http/HttpClient"
import * as HttpClientRequest from "effect/http/HttpClientRequest"
import * as Schedule from "effect/Schedule"
import { type Deadline, deadlineIn, millisLeft } from "../../domain/Deadline.ts"
import * as AttemptLog from "../AttemptLog.ts"
import { BookmakerError, isTransient } from "../BookmakerError.ts"
import type { TrafficCounters } from "../Traffic.ts"
import type { BodyOptions } from "./BodyOptions.ts"
import type { Kept, Slot } from "./KeptAnswers.ts"
import { networkError, type ResponseError } from "./ResponseError.ts"
import { type Read, type ResponseFormat, readResponse } from "./readResponse.ts"
import type { Throttle } from "./Throttle.ts"
import type { TimeLimits } from "./TimeLimits.ts"

/** The most requests sent for one answer. */
export const MAX_ATTEMPTS = 8
/** The first wait; each further one is twice as long. Seven of them, at most a fifth longer by jitter, take 15.3 s. */
const FIRST_WAIT = Duration.millis(100)

/** What all requests of a client share. */
export interface Connection {
  readonly client: HttpClient.HttpClient
  /** Settings of the HTTP client that each request is sent with. */
  readonly settings: Context.Context<never>
  readonly throttle: Throttle
  readonly timeLimits: TimeLimits
  readonly traffic: TrafficCounters
  /** @default what is the same on all runtimes */
  readonly bodies?: BodyOptions | undefined
}

/**
 * Returns the settings that requests are sent with: redirects are not followed, because they would take headers to a place
 * nobody has named; whether requests are traced is decided where the layer is built.
 */
export const requestSettings: Effect.Effect<Context.Context<never>> = Effect.map(
  HttpClient.TracerDisabledWhen,
  (isUntraced) =>
    Context.mergeAll(
      Context.make(FetchHttpClient.RequestInit, { redirect: "manual" }),
      Context.make(HttpClient.TracerDisabledWhen, isUntraced)
    ) as Context.Context<never>
)

/** How long the attempts of one request may go on, and where its last answer is. */
export interface AttemptOptions<A> {
  /** @default no answer is kept */
  readonly slot?: Slot<A> | undefined
  readonly deadline: Deadline
  /** How long one attempt may take, in milliseconds. */
  readonly attemptMillis: number
  /** Is asked before each attempt. @default always true */
  readonly mayRequest?: (() => boolean) | undefined
  readonly log: AttemptLog.AttemptLog
}

/** Adds the validators of the last answer, where it has some and the request has none of the user's. */
const withValidators = <A>(
  request: HttpClientRequest.HttpClientRequest,
  last: Kept<A> | undefined
): HttpClientRequest.HttpClientRequest =>
  last === undefined || "if-none-match" in request.headers || "if-modified-since" in request.headers
    ? request
    : HttpClientRequest.setHeaders(request, last.validators)

/** Sends a request once, and reads its response. */
const attempt = <A>(
  { bodies, client, timeLimits, traffic }: Connection,
  request: HttpClientRequest.HttpClientRequest,
  format: ResponseFormat<A>,
  { attemptMillis, deadline, log, mayRequest, slot }: AttemptOptions<A>
): Effect.Effect<Read<A>, BookmakerError> =>
  Effect.flatMap(millisLeft(deadline), (left) => {
    if (left <= 0) return Effect.fail(AttemptLog.deadlinePassed(log))
    if (mayRequest?.() === false) return Effect.fail(AttemptLog.requestsSpent(log))
    if (log.attempts++ > 0) traffic.retries++
    traffic.requests++
    const failed = (error: ResponseError) => {
      log.last = error
      return new BookmakerError({ ...error, attempts: log.attempts })
    }
    const noAnswer = () =>
      left <= attemptMillis
        ? AttemptLog.deadlinePassed(log)
        : failed({ reason: "timeout", detail: `no answer in ${Math.round(attemptMillis / 100) / 10} s` })
    const { observe } = log
    const answer = Effect.matchEffect(client.execute(withValidators(request, slot?.last())), {
      onSuccess: (response) => readResponse(response, format, { bodies, observe, slot, traffic }),
      onFailure: (error) => Effect.fail(networkError(error))
    })
    return timeLimits.limit(Effect.mapError(answer, failed), Math.min(left, attemptMillis), () =>
      Effect.fail(noAnswer())
    )
  })

/** Says why an attempt after this failure is not sent at once. */
const waitReason = ({ asksForPause, reason, retryAfterMillis = 0 }: BookmakerError): AttemptLog.WaitReason =>
  reason === "circuit-open" ? reason : asksForPause || retryAfterMillis > 0 ? "pause" : "retry"

/** Waits twice as long each time, at least as long as the bookmaker asks, and never up to the deadline or past it. */
const backoff = ({ deadline, log }: Pick<AttemptOptions<unknown>, "deadline" | "log">) =>
  Schedule.exponential(FIRST_WAIT).pipe(
    Schedule.jittered,
    Schedule.setInputType<BookmakerError>(),
    Schedule.modifyDelay(({ duration, input }) => {
      const delay = Duration.max(duration, Duration.millis(input.retryAfterMillis ?? 0))
      return Effect.map(deadlineIn(Duration.toMillis(delay)), (until) => {
        log.wait = { reason: waitReason(input), until }
        return delay
      })
    }),
    Schedule.while(({ duration, input }) =>
      isTransient[input.reason] && log.attempts < MAX_ATTEMPTS
        ? Effect.map(millisLeft(deadline), (left) => Duration.toMillis(duration) < left)
        : Effect.succeed(false)
    )
  )

/**
 * Retries an effect that has failed once already; nothing is scheduled for one that has not, which saves 4 % of CPU of a run
 * on Bun, 2 % on Deno and at most 2 % on Node.
 */
const retryAfterFailure = <A>(
  effect: Effect.Effect<A, BookmakerError>,
  failure: BookmakerError,
  schedule: ReturnType<typeof backoff>
): Effect.Effect<A, BookmakerError> => {
  let first: BookmakerError | undefined = failure
  const next = Effect.suspend(() => {
    if (first === undefined) return effect
    const error = first
    first = undefined
    return Effect.fail(error)
  })
  return Effect.retry(next, schedule)
}

/** Sends a request until it is answered, or no attempt is left. Fails with the reason that ended it. */
export const fetch = <A>(
  connection: Connection,
  request: HttpClientRequest.HttpClientRequest,
  format: ResponseFormat<A>,
  options: AttemptOptions<A>
): Effect.Effect<Read<A>, BookmakerError> => {
  const { deadline, log } = options
  const heldBack = Effect.sync(() => {
    log.heldBack++
    connection.traffic.heldBack++
  })
  const throttled = Effect.tapError(
    connection.throttle.send(attempt(connection, request, format, options), deadline, log),
    ({ reason }) => (reason === "circuit-open" ? heldBack : Effect.void)
  )
  const ended = Effect.fnUntraced(function* (error: BookmakerError): Effect.fn.Return<never, BookmakerError> {
    const isOutOfTime = isTransient[error.reason] && log.attempts < MAX_ATTEMPTS
    if (error.reason !== "deadline" && !isOutOfTime) return yield* error
    return yield* error.status !== undefined && (error.retryAfterMillis ?? 0) >= (yield* millisLeft(deadline))
      ? AttemptLog.endedBy(log, "deadline", "the bookmaker asks for a wait past the run's time for fetching")
      : AttemptLog.deadlinePassed(log)
  })
  return Effect.catch(throttled, (error) =>
    Effect.catch(retryAfterFailure(throttled, error, backoff(options)), ended)
  ).pipe(Effect.provideContext(connection.settings))
}
