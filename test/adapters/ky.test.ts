/**
 * The HTTP client on ky: it sends each request once, as it is, and hands on what comes, whatever the user's ky would do.
 */
import { describe, expect, it } from "@effect/vitest"
import { Effect, Result } from "effect"
import { HttpClient } from "effect/http"
import ky from "ky"
import { KyHttpClient } from "../../adapters/ky/index.ts"

/** A ky of a user, which would try again at once, make errors of statuses, and give up early. */
const eager = { retry: { limit: 2, delay: () => 0, statusCodes: [503], methods: ["get"] }, throwHttpErrors: true }

/** Makes a client whose `fetch` returns what `answer` does, and records the headers that it gets. */
const clientOver = (answer: () => Promise<Response>) => {
  const sent: Array<Headers> = []
  const fetch = (input: RequestInfo | URL, init?: RequestInit) => {
    sent.push(new Headers(input instanceof Request ? input.headers : init?.headers))
    return answer()
  }
  const layer = KyHttpClient.layerFrom(ky.create({ ...eager, timeout: 50, fetch: fetch as typeof globalThis.fetch }))
  const get = Effect.provide(HttpClient.get("http://bookmaker.test/"), layer).pipe(Effect.withSpan("a run"))
  return { sent, get }
}

describe("a request by ky", () => {
  it.live("is sent once where the connection is lost", () =>
    Effect.gen(function* () {
      const { get, sent } = clientOver(() => Promise.reject(new TypeError("fetch failed")))
      const error = yield* Effect.flip(get)
      expect(error.reason._tag).toBe("TransportError")
      expect(sent).toHaveLength(1)
    })
  )

  it.live.each([200, 304, 403, 429, 503])("is sent once where the status is %d, which is no error", (status) =>
    Effect.gen(function* () {
      const headers = { "retry-after": "0" }
      const { get, sent } = clientOver(async () => new Response(status === 304 ? null : "said", { status, headers }))
      const response = yield* get
      expect(response.status).toBe(status)
      expect(response.headers["retry-after"]).toBe("0")
      if (status !== 304) expect(yield* response.text).toBe("said")
      expect(sent).toHaveLength(1)
    })
  )

  it.live("is waited for however long the user's ky would wait", () =>
    Effect.gen(function* () {
      const { get } = clientOver(() => new Promise((resolve) => setTimeout(resolve, 150, new Response("late"))))
      expect(Result.isSuccess(yield* Effect.result(get))).toBe(true)
    })
  )

  it.live("has no header of a trace", () =>
    Effect.gen(function* () {
      const { get, sent } = clientOver(async () => new Response())
      yield* get
      expect([...sent[0]!.keys()].filter((name) => /trace|b3/.test(name))).toStrictEqual([])
    })
  )
})
