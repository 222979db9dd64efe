/**
 * One request of the REST form: commands posted as an array, and an answer to each, in the same order.
 *
 * No request is repeated here, since the store knows which command may be. A request is bounded in time, and its answer in size.
 * Redirects are not followed, because they would take the token to a place that nobody has named.
 */
import * as Cause from "effect/Cause"
import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as FetchHttpClient from "effect/http/FetchHttpClient"
import * as HttpBody from "effect/http/HttpBody"
import * as HttpClient from "effect/http/HttpClient"
import * as HttpClientRequest from "effect/http/HttpClientRequest"
import type * as HttpClientResponse from "effect/http/HttpClientResponse"
import * as Predicate from "effect/Predicate"
import * as Redis from "effect/persistence/Redis"
import * as Redacted from "effect/Redacted"
import * as Result from "effect/Result"
import * as Stream from "effect/Stream"
import { deadlineIn, millisLeft } from "../../src/domain/Deadline.ts"
import { networkReason } from "../../src/domain/networkReason.ts"
import { ErrorReply } from "../redis/ErrorReply.ts"
import { cleanText } from "../redis/errorMessage.ts"
import { PauseAsked } from "../redis/PauseAsked.ts"
import { withoutSent } from "../redis/withoutLogin.ts"
import * as Failure from "./Failure.ts"
import type { Target } from "./Options.ts"

/** The most bytes of an answer that are read, after decompression. */
export const MAX_ANSWER_BYTES = 64 * 1024 * 1024

/** Minimum pause after a failed request: commands are retried after different delays, and one request then takes them all. */
const MIN_PAUSE_MILLIS = 100

/** A longer pause is kept for this long; then the server is asked again. */
const MAX_PAUSE_MILLIS = 60_000

/** How much of an error's text is looked at, in characters. */
const MAX_TEXT = 20_000

/** The reply to one command, or the server's error. */
export type Reply = Result.Result<unknown, Redis.RedisError>

/** Sends requests. */
export interface Exchange {
  /** Ends when the server may be asked again, where it has asked for a pause; fails at once where that is too long to wait for. */
  readonly ready: Effect.Effect<void, Redis.RedisError>
  /** Posts commands, each as JSON, and returns the reply to each. */
  readonly post: (commands: ReadonlyArray<string>) => Effect.Effect<ReadonlyArray<Reply>, Redis.RedisError>
}

/** Reads a body as text. Fails with `undefined` where it is longer than the limit, else with what broke it off. */
const readText = ({ stream }: HttpClientResponse.HttpClientResponse) => {
  const decoder = new TextDecoder()
  const texts: Array<string> = []
  let length = 0
  return Stream.runForEach(stream, (bytes) => {
    length += bytes.length
    texts.push(decoder.decode(bytes, { stream: true }))
    return length > MAX_ANSWER_BYTES ? Effect.fail(undefined) : Effect.void
  }).pipe(Effect.map(() => texts.join("") + decoder.decode()))
}

/** Makes an exchange with a target over the `HttpClient` of the context. */
export const make = Effect.fnUntraced(function* ({ address, endpoint, requestTimeout, token }: Target) {
  const client = yield* HttpClient.HttpClient
  const isUntraced = yield* HttpClient.TracerDisabledWhen
  const settings = Context.mergeAll(
    Context.make(FetchHttpClient.RequestInit, { redirect: "manual" }),
    Context.make(HttpClient.TracerDisabledWhen, isUntraced)
  )
  const clean = withoutSent([Redacted.value(token)])
  /** Takes the token out of a text, of which only the beginning is looked at; where that ends, a part of the token may stand. */
  const withoutToken = (text: string) =>
    text.length <= MAX_TEXT ? clean(text) : clean(text.slice(0, MAX_TEXT)).slice(0, -Redacted.value(token).length)
  /** No request is sent before that, in milliseconds of the monotonic clock. */
  let notBefore = Number.NEGATIVE_INFINITY
  /** Why, where the server has asked for it. */
  let paused: Failure.Failure | undefined

  const errorOf = ({ isFinal, message, pauseMillis }: Failure.Failure) => {
    const reason = cleanText(withoutToken(message))
    const root = isFinal ? new ErrorReply(reason) : new Error(reason)
    const cause = pauseMillis === undefined ? root : new PauseAsked(root, pauseMillis)
    return new Redis.RedisError({ cause: new Error(`Redis ${address}: ${reason}`, { cause }) })
  }
  const fail = (failure: Failure.Failure) => {
    const { isFinal, pauseMillis = 0 } = failure
    if (isFinal && pauseMillis === 0) return Effect.fail(errorOf(failure))
    return Effect.flatMap(deadlineIn(Math.min(Math.max(pauseMillis, MIN_PAUSE_MILLIS), MAX_PAUSE_MILLIS)), (until) => {
      if (until > notBefore) {
        notBefore = until
        paused = failure
      }
      return Effect.fail(errorOf(failure))
    })
  }
  const failToSend = (error: unknown) =>
    fail({ message: `not reached: ${networkReason(error) || "no reason given"}`, isFinal: false })

  /** Decodes one of the answers; undefined if it is none. */
  const replyOf = (answer: unknown): Reply | undefined => {
    if (!Predicate.isReadonlyObject(answer)) return undefined
    if (typeof answer.error === "string") return Result.fail(errorOf({ message: answer.error, isFinal: true }))
    return "result" in answer ? Result.succeed(answer.result) : undefined
  }

  const read = Effect.fnUntraced(function* (response: HttpClientResponse.HttpClientResponse, expected: number) {
    const { headers, status } = response
    const text = yield* readText(response).pipe(
      Effect.catch((error) => {
        if (error === undefined) {
          return fail({ message: `its answer has more than ${MAX_ANSWER_BYTES} bytes`, isFinal: true })
        }
        return error.reason._tag === "EmptyBodyError" ? Effect.succeed("") : failToSend(error)
      })
    )
    const json = Failure.parse(text)
    const answer = { headers, status, text, json }
    const refusal = Failure.replyIn(answer)
    if (refusal !== undefined) return yield* Effect.fail(errorOf({ message: refusal, isFinal: true }))
    if (!Failure.isOk(status)) return yield* fail(Failure.ofStatus(answer, endpoint, yield* Clock.currentTimeMillis))
    const replies = Array.isArray(json) ? json.map(replyOf).filter((reply) => reply !== undefined) : []
    return replies.length === expected && Array.isArray(json) && json.length === expected
      ? replies
      : yield* fail(Failure.ofBody(answer, expected))
  })

  const ready: Effect.Effect<void, Redis.RedisError> = Effect.suspend(() =>
    notBefore === Number.NEGATIVE_INFINITY
      ? Effect.void
      : Effect.flatMap(millisLeft(notBefore), (left) => {
          if (left > 0 && paused?.isFinal === true) return Effect.fail(errorOf({ ...paused, pauseMillis: left }))
          if (left > 0) return Effect.andThen(Effect.sleep(Duration.millis(left)), ready)
          notBefore = Number.NEGATIVE_INFINITY
          return Effect.void
        })
  )

  return {
    ready,
    post: (commands) => {
      const request = HttpClientRequest.post(endpoint, {
        headers: { authorization: `Bearer ${Redacted.value(token)}`, accept: "application/json" },
        // Without a charset, which one of the servers refuses.
        body: HttpBody.text(`[${commands.join(",")}]`, "application/json")
      })
      return Effect.matchEffect(client.execute(request), {
        onSuccess: (response) => read(response, commands.length),
        onFailure: failToSend
      }).pipe(
        Effect.timeoutOrElse({
          duration: requestTimeout,
          orElse: () =>
            Effect.fail(
              new Redis.RedisError({
                cause: new Error(`Redis ${address}: no answer in ${Duration.toSeconds(requestTimeout)} s`, {
                  cause: new Cause.TimeoutError()
                })
              })
            )
        }),
        Effect.provideContext(settings)
      )
    }
  } satisfies Exchange as Exchange
})
