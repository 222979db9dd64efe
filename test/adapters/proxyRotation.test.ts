/**
 * Which proxy a request takes: the next one that does not rest, and of those that all rest the one that rests shortest.
 */
import { describe, expect, it } from "@effect/vitest"
import { Effect, Fiber, Result } from "effect"
import { HttpClient, HttpClientError, HttpClientRequest, HttpClientResponse } from "effect/http"
import { TestClock } from "effect/testing"
import * as rotating from "../../adapters/proxy/rotating.ts"

type Answer = number | "reset" | "silence"

const errorOf = (request: HttpClientRequest.HttpClientRequest) =>
  new HttpClientError.HttpClientError({
    reason: new HttpClientError.TransportError({ request, cause: new Error("http://user:hunter2@a:1 is gone") })
  })

/** Makes proxies that answer as `answers` says at the time, and a function that sends a request and names its proxy. */
const world = (names: string) => {
  const answers: Record<string, Answer> = {}
  const asked: Array<string> = []
  const proxies = [...names].map((name): rotating.Proxy => {
    const client = HttpClient.make((request) => {
      asked.push(name)
      const answer = answers[name] ?? 200
      if (answer === "silence") return Effect.never
      return answer === "reset"
        ? Effect.fail(errorOf(request))
        : Effect.succeed(HttpClientResponse.fromWeb(request, new Response(null, { status: answer })))
    })
    return { address: `${name}:1`, client }
  })
  const client = rotating.over(proxies)
  const send = client.execute(HttpClientRequest.get("http://bookmaker.test/"))
  /** Sends requests one after the other, and names the proxies that they took. */
  const take = (count: number) =>
    Effect.suspend(() => {
      const before = asked.length
      return Effect.map(Effect.replicateEffect(Effect.result(send), count), () => asked.slice(before).join(""))
    })
  return { answers, send, take }
}

describe("proxies", () => {
  it.effect("are taken one after the other", () =>
    Effect.gen(function* () {
      expect(yield* world("abc").take(7)).toBe("abcabca")
    })
  )

  it.effect("rest for 30 s after the third failure in a row, and are tried again then", () =>
    Effect.gen(function* () {
      const { answers, take } = world("ab")
      answers.a = "reset"
      expect(yield* take(4)).toBe("abab")
      expect(yield* take(6)).toBe("abbbbb")
      yield* TestClock.adjust(29_999)
      expect(yield* take(4)).toBe("bbbb")
      yield* TestClock.adjust(1)
      answers.a = 200
      expect(yield* take(4)).toBe("abab")
    })
  )

  it.effect("do not rest where a success comes between the failures", () =>
    Effect.gen(function* () {
      const { answers, take } = world("a")
      for (let round = 0; round < 5; round++) {
        answers.a = "reset"
        yield* take(2)
        answers.a = 200
        yield* take(1)
      }
      const two = world("ab")
      two.answers.a = "reset"
      yield* two.take(4)
      two.answers.a = 200
      yield* two.take(2)
      two.answers.a = "reset"
      expect(yield* two.take(6)).toBe("ababab")
      expect(yield* two.take(4)).toBe("bbbb")
    })
  )

  it.effect("rest after three more failures, not after one, where they failed after their rest", () =>
    Effect.gen(function* () {
      const { answers, take } = world("ab")
      answers.a = "reset"
      yield* take(6)
      yield* TestClock.adjust(30_000)
      expect(yield* take(6)).toBe("ababab")
      expect(yield* take(2)).toBe("bb")
    })
  )

  it.effect("that all rest are taken by whose rest ends first, and a success ends it", () =>
    Effect.gen(function* () {
      const { answers, take } = world("abc")
      answers.b = "reset"
      // b rests first: it fails three times while the others answer.
      expect(yield* take(9)).toBe("abcabcabc")
      yield* TestClock.adjust(1000)
      answers.a = answers.c = "reset"
      yield* take(6)
      expect(yield* take(2)).toBe("bb")
      answers.b = 200
      expect(yield* take(4)).toBe("bbbb")
    })
  )

  it.effect("of which one answers before its rest is over are taken by that one alone, while the others rest", () =>
    Effect.gen(function* () {
      const { answers, take } = world("ab")
      answers.a = answers.b = "reset"
      yield* take(6)
      answers.a = 200
      expect(yield* take(4)).toBe("aaaa")
    })
  )

  it.effect("that ask for user and password have failed, with an error that names them", () =>
    Effect.gen(function* () {
      const { answers, send, take } = world("ab")
      answers.a = 407
      const refused = yield* Effect.flip(send)
      expect(refused.reason).toMatchObject({
        _tag: "TransportError",
        cause: new Error("through the proxy a:1: it asks for user and password")
      })
      yield* take(4)
      expect(yield* take(3)).toBe("bbb")
    })
  )

  it.effect("have failed where their client fails, without what it says", () =>
    Effect.gen(function* () {
      const { answers, send } = world("a")
      answers.a = "reset"
      const error = yield* Effect.flip(send)
      expect(error.reason).toMatchObject({ cause: new Error("through the proxy a:1: no connection") })
      expect(String(error) + JSON.stringify(error)).not.toContain("hunter2")
    })
  )

  it.effect("have not failed where the bookmaker answers with any other status", () =>
    Effect.gen(function* () {
      const { answers, take } = world("ab")
      for (const status of [401, 403, 404, 429, 500, 502, 503]) {
        answers.a = status
        expect(yield* take(6)).toBe("ababab")
      }
    })
  )

  it.effect("have failed where a request is interrupted by its time limit", () =>
    Effect.gen(function* () {
      const { answers, send, take } = world("ab")
      answers.a = "silence"
      for (let round = 0; round < 3; round++) {
        const fiber = yield* Effect.forkChild(Effect.timeoutOption(send, 1000), { startImmediately: true })
        yield* TestClock.adjust(1000)
        expect(Result.isSuccess(yield* Effect.result(Fiber.join(fiber)))).toBe(true)
        expect(yield* take(1)).toBe("b")
      }
      expect(yield* take(3)).toBe("bbb")
    })
  )
})
