/**
 * Messages for unusable answers and connections: in words for people, without a part of what was sent.
 */
import { assert, describe, it } from "@effect/vitest"
import { Effect, Result } from "effect"
import { HttpClientRequest, HttpClientResponse } from "effect/http"
import { TestClock } from "effect/testing"
import { publicWords } from "../../../src/bookmaker/bookiegamma/requests.ts"
import { networkError } from "../../../src/bookmaker/http/ResponseError.ts"
import { readResponse } from "../../../src/bookmaker/http/readResponse.ts"

/** Returns how a response fails that the bookmaker gives. */
const failureOf = (status: number, headers: Record<string, string> = {}, body: string | Uint8Array | null = null) =>
  Effect.flip(
    readResponse(
      HttpClientResponse.fromWeb(
        HttpClientRequest.get("https://b.test/api?token=hunter2"),
        new Response(body as BodyInit | null, { status, headers })
      ),
      { decode: (json) => Result.succeed(json), publicWords }
    )
  )

describe("a redirect", () => {
  for (const [location, to] of [
    [undefined, "nowhere: no location"],
    ["", "nowhere: no location"],
    ["http://", "nowhere: its location is no web address"],
    ["https://[", "nowhere: its location is no web address"],
    ["javascript:hunter2", "nowhere: its location is no web address"],
    ["mailto:hunter2@b.test", "nowhere: its location is no web address"],
    ["/login?token=hunter2", "another path of https://b.test"],
    ["http://b.test/api", "http://b.test"],
    ["//u:hunter2@other.test/?hunter2", "https://other.test"]
  ] as const) {
    it.effect(`to ${location} leads to ${to}`, () =>
      Effect.gen(function* () {
        const { detail, reason } = yield* failureOf(302, location === undefined ? {} : { location })
        assert.deepStrictEqual([reason, detail], ["redirected", `status 302, to ${to}`])
      })
    )
  }
})

describe("a wait that is asked for", () => {
  for (const [header, said] of [
    ["0", ""],
    ["7", "; it asks to wait 7 s, until 1970-01-01T00:00:07Z"],
    ["Thu, 01 Jan 1970 00:00:07 GMT", "; it asks to wait 7 s, until 1970-01-01T00:00:07Z"],
    ["9000000000000", "; it asks to wait 9000000000000 s"]
  ] as const) {
    it.effect(`is in the message, with its end: ${header}`, () =>
      Effect.gen(function* () {
        const { detail } = yield* failureOf(429, { "retry-after": header })
        assert.strictEqual(detail, `status 429${said}`)
      })
    )
  }

  it.effect("is rounded up to whole seconds", () =>
    Effect.gen(function* () {
      yield* TestClock.adjust(500)
      const { detail } = yield* failureOf(429, { "retry-after": "Thu, 01 Jan 1970 00:00:07 GMT" })
      assert.strictEqual(detail, "status 429; it asks to wait 7 s, until 1970-01-01T00:00:07Z")
    })
  )
})

describe("a compressed answer", () => {
  const cut = { reason: "network", detail: "the compressed answer is cut short or broken" }
  const gzip = { "content-encoding": "gzip" }
  for (const body of ["", " ", '{"data":{"compe', "["]) {
    it.effect(`that a client takes for whole has failed on the way: ${JSON.stringify(body)}`, () =>
      Effect.gen(function* () {
        assert.deepStrictEqual(yield* failureOf(200, gzip, body), cut)
      })
    )
  }

  for (const [encoding, said] of [
    ["deflate", "deflate"],
    ["zstd", "zstd"],
    ["gzip, gzip", "gzip, gzip"],
    ["hunter2", "something unknown"]
  ] as const) {
    it.effect(`that nobody has decompressed is no page: ${encoding}`, () =>
      Effect.gen(function* () {
        const bytes = Uint8Array.from([0x78, 0x9c, 0xab, 0x56, 0x4a, 0x49, 0x2c, 0x49, 0x54, 0xb2])
        assert.deepStrictEqual(yield* failureOf(200, { "content-encoding": encoding }, bytes), {
          reason: "malformed",
          detail: `the answer is compressed with ${said}, which cannot be read here; ask for gzip in accept-encoding`
        })
      })
    )
  }

  it.effect("that nobody has decompressed is known by what stands within its first characters", () =>
    Effect.gen(function* () {
      const binary = (at: number) => `${"a".repeat(at)}\0${"a".repeat(300)}`
      assert.strictEqual((yield* failureOf(200, gzip, binary(199))).reason, "malformed")
      assert.strictEqual((yield* failureOf(200, gzip, binary(200))).reason, "page")
      assert.strictEqual((yield* failureOf(200, {}, binary(10))).reason, "page")
    })
  )

  it.effect("that is a page, or not compressed at all, is named as such", () =>
    Effect.gen(function* () {
      assert.strictEqual((yield* failureOf(200, gzip, "<html>wait</html>")).reason, "page")
      assert.strictEqual((yield* failureOf(200, { "content-encoding": "identity" }, "{")).reason, "malformed")
      assert.strictEqual((yield* failureOf(200, {}, "")).detail, "the answer is empty")
    })
  )
})

describe("a client's error", () => {
  it("that stands for those of several addresses says the first", () => {
    const refused = new AggregateError([new Error("connect ECONNREFUSED ::1:1"), new Error("another")])
    assert.strictEqual(networkError(new Error("fetch failed", { cause: refused })).detail, "connect ECONNREFUSED ::1:1")
    assert.strictEqual(networkError(refused).detail, "connect ECONNREFUSED ::1:1")
    assert.strictEqual(networkError(new AggregateError([], "none of two")).detail, "none of two")
  })

  for (const [message, said] of [
    ["connect ECONNREFUSED 127.0.0.1:1", "connect ECONNREFUSED 127.0.0.1:1"],
    [
      "Unable to connect. Is the computer able to access the url?",
      "Unable to connect. Is the computer able to access the url?"
    ],
    [
      "error sending request for url (http://b.test/?token=a)hunter2&x=(1): client error (Connect): refused",
      "client error (Connect): refused"
    ],
    [
      "error sending request from 127.0.0.1:1 for http://b.test/?hunter2 (127.0.0.1:2): client error (SendRequest): eof",
      "client error (SendRequest): eof"
    ],
    [
      'ZlibError fetching "http://b.test/?token=a)hunter2". For more information, pass `verbose: true` in the second argument',
      "ZlibError"
    ],
    ["cannot reach https://u:hunter2@b.test/?a=1)hunter2", "cannot reach https://…"],
    ["cannot reach https://u:hunt/er2@b.test/a, sorry", "cannot reach https://…, sorry"],
    ["cannot reach https://b.test/hunter2/odds", "cannot reach https://b.test/…"],
    ["cannot reach https://b.test/hunter2?hunter2 twice", "cannot reach https://b.test/… twice"],
    ["cannot reach ?token=hunter2", "cannot reach ?…"],
    ["cannot reach https://b.test?token=hunter2", "cannot reach https://b.test?…"],
    ["cannot reach (https://b.test/?hunter2).", "cannot reach (https://b.test/…)."],
    ["", "no reason given"]
  ] as const) {
    it(`is in the message without what was sent: ${message}`, () => {
      assert.strictEqual(networkError(new Error("fetch failed", { cause: new Error(message) })).detail, said)
    })
  }
})
