/**
 * Bodies: read up to their limit and not past it, and cancelled where nobody reads them, so that their connections are free.
 */
import { describe, expect, it } from "@effect/vitest"
import { Effect, Fiber, Option, Result } from "effect"
import { HttpClientRequest, HttpClientResponse } from "effect/http"
import type { Received } from "../../../src/bookmaker/AttemptLog.ts"
import { publicWords } from "../../../src/bookmaker/bookiegamma/requests.ts"
import type { BodyOptions } from "../../../src/bookmaker/http/BodyOptions.ts"
import * as KeptAnswers from "../../../src/bookmaker/http/KeptAnswers.ts"
import * as ResponseBody from "../../../src/bookmaker/http/ResponseBody.ts"
import { reasonOfStatus } from "../../../src/bookmaker/http/ResponseError.ts"
import { readResponse } from "../../../src/bookmaker/http/readResponse.ts"
import * as Traffic from "../../../src/bookmaker/Traffic.ts"

const MIB = 1024 * 1024

/** Makes a response whose body comes in chunks, one for each time that it is asked; `end` is how it ends. */
const responding = (
  chunks: ReadonlyArray<Uint8Array | string>,
  {
    end = "closes",
    headers = {},
    status = 200
  }: {
    readonly end?: "closes" | "breaks" | "hangs"
    readonly headers?: Record<string, string>
    readonly status?: number
  } = {}
) => {
  const seen = { pulled: 0, cancelled: false }
  const body = new ReadableStream<Uint8Array>(
    {
      pull: async (controller) => {
        const chunk = chunks[seen.pulled++]
        if (chunk !== undefined) controller.enqueue(typeof chunk === "string" ? new TextEncoder().encode(chunk) : chunk)
        else if (end === "closes") controller.close()
        else if (end === "breaks")
          controller.error(new TypeError("terminated", { cause: new Error("other side closed") }))
        else await new Promise(() => {})
      },
      cancel: () => {
        seen.cancelled = true
      }
    },
    { highWaterMark: 0 }
  )
  const request = HttpClientRequest.get("http://bookmaker.test/?token=hunter2")
  const response = HttpClientResponse.fromWeb(request, new Response(body, { headers, status }))
  return { response, seen }
}

const format = { decode: (json: unknown) => Result.succeed(json), publicWords }

describe("a body of text", () => {
  it.live("is read letter by letter, also where one is cut in two", () =>
    Effect.gen(function* () {
      const text = `{"a":"Málaga – 東京 😀"}`
      const bytes = new TextEncoder().encode(text)
      for (const size of [1, 2, 3, 5, 7, bytes.length]) {
        const chunks = Array.from({ length: Math.ceil(bytes.length / size) }, (_, at) =>
          bytes.slice(at * size, (at + 1) * size)
        )
        expect((yield* readResponse(responding(chunks).response, format)).content).toEqual(JSON.parse(text))
      }
    })
  )

  it.live("in UTF-16 with a mark of its byte order is read, and one that begins as no UTF-16 does is UTF-8", () =>
    Effect.gen(function* () {
      const utf16 = (text: string) =>
        new Uint8Array(Uint16Array.from(text, (character) => character.charCodeAt(0)).buffer)
      const headers = { "content-type": "application/json; charset=utf-16le" }
      // Both bytes of these letters are above zero, as they are in no JSON.
      const marked = responding([utf16("\ufeff東京")], { headers })
      expect((yield* ResponseBody.read(marked.response, Traffic.make())).text()).toBe("東京")
      expect((yield* ResponseBody.read(responding(["[1]"], { headers }).response, Traffic.make())).text()).toBe("[1]")
    })
  )
})

describe("a body that another reader reads", () => {
  it.live("is parsed and kept before its memory is given back, also where it is no JSON", () =>
    Effect.gen(function* () {
      const memory = new Uint8Array(100)
      const put = (text: string) => memory.fill(32).set(new TextEncoder().encode(text))
      let released = 0
      const readBody: BodyOptions["read"] = (_, count) =>
        Effect.sync(() => {
          count.add(memory.length)
          const release = () => {
            released++
            memory.fill(32)
          }
          return { chunks: [memory], release }
        })
      const slot = KeptAnswers.make<unknown>().slot("1")
      const traffic = Traffic.make()
      const read = (text: string, keeps: boolean) => {
        put(text)
        const options = { bodies: { read: readBody }, traffic, slot: keeps ? slot : undefined }
        return Effect.result(readResponse(responding([]).response, format, options))
      }
      for (const keeps of [false, true, true]) {
        expect(Result.getOrThrow(yield* read('{"a":["Málaga"]}', keeps)).content).toEqual({ a: ["Málaga"] })
      }
      expect([traffic.equal, traffic.bytes]).toEqual([1, 300])
      expect(Result.getOrThrow(yield* read('{"a":2}', true)).content).toEqual({ a: 2 })
      expect(yield* read('{"a":', false)).toMatchObject({ failure: { detail: expect.stringContaining("cut short") } })
      expect(released).toBe(5)
    })
  )

  it.live("is too large where it is longer than the limit, as any other", () =>
    Effect.gen(function* () {
      const read: BodyOptions["read"] = (_, count) =>
        Effect.try({
          try: () => {
            for (;;) count.add(MIB)
          },
          catch: (cause) => cause
        })
      const result = yield* Effect.result(readResponse(responding([]).response, format, { bodies: { read } }))
      expect(result).toMatchObject({ failure: { reason: "too-large" } })
    })
  )

  it.live("is cancelled where the answer is a refusal, and the other reader has not begun", () =>
    Effect.gen(function* () {
      const { response, seen } = responding([], { end: "hangs", status: 403 })
      const read: BodyOptions["read"] = (opened) => {
        Option.getOrThrow(HttpClientResponse.toWeb(opened)).body?.getReader()
        return Effect.never
      }
      const result = yield* Effect.result(readResponse(response, format, { bodies: { read } }))
      expect(result).toMatchObject({ failure: { reason: "refused" } })
      expect(seen.cancelled).toBe(true)
    })
  )

  it.live("is read the usual way where the other reader does not take it", () =>
    Effect.gen(function* () {
      const result = yield* readResponse(responding(["[1]"]).response, format, { bodies: { read: () => undefined } })
      expect(result.content).toEqual([1])
    })
  )
})

describe("a body is the same as another one", () => {
  const bytesOf = (text: string) => new TextEncoder().encode(text)
  const body = (text: string, charset?: string) =>
    new ResponseBody.Body([bytesOf(text)], ResponseBody.decoderOf(`text/plain; charset=${charset}`))
  const text = "Málaga ".repeat(100)

  it.each([
    ["by its bytes", body(text), body(text), true],
    ["by no byte", body(""), new ResponseBody.Body([]), true],
    ["not where the last byte differs", body(`${text}a`), body(`${text}b`), false],
    ["not where the first byte differs", body(`a${text}`), body(`b${text}`), false],
    ["not where it goes on", body(text), body(`${text} `), false],
    ["not where the charset differs", body(text), body(text, "iso-8859-1"), false],
    ["in a piece of other memory", body(text), new ResponseBody.Body([bytesOf(`x${text}`).subarray(1)]), true],
    ["in other pieces", body(text + text), new ResponseBody.Body([bytesOf(text), bytesOf(text)]), true],
    ["not in other pieces in reverse", body("ab"), new ResponseBody.Body([bytesOf("b"), bytesOf("a")]), false]
  ])("%s", (_, one, other, isSame) => {
    expect(one.isSame(other)).toBe(isSame)
    expect(other.isSame(one)).toBe(isSame)
  })

  it("where there is no Buffer too", () => {
    const compare = (one: string, other: string) => ResponseBody.compareEach(bytesOf(one), bytesOf(other))
    expect([compare(text, text), compare(text, `${text} `), compare("a", "b")]).toEqual([0, 1, 1])
  })

  it("and is kept without the memory that it came in, nor that in which it is put together", () => {
    const came = new Uint8Array(1000)
    const pieces = new ResponseBody.Body([came.subarray(0, 10), came.subarray(500, 510)])
    const kept = pieces.alone()
    came.fill(1)
    expect(pieces.text()).toBe("\u0001".repeat(20))
    expect(kept.text()).toBe("\0".repeat(20))
    expect(kept.alone()).toBe(kept)
    const keptPart = new ResponseBody.Body([came.subarray(0, 10)]).alone()
    came.fill(2)
    expect(keptPart.text()).toBe("\u0001".repeat(10))
  })

  it("and is put in the memory of another, if that is long enough", () => {
    const body = (text: string) => new ResponseBody.Body([new TextEncoder().encode(text)])
    const first = body("0123456789").alone()
    const second = body("abc").alone(first.memory)
    expect([second.memory, second.text(), second.length]).toEqual([first.memory, "abc", 3])
    const long = body("0123456789".repeat(10)).alone(second.memory)
    expect([long.text(), second.text()]).toEqual(["0123456789".repeat(10), "abc"])
    expect(long.memory!.length).toBeGreaterThan(long.length)
    expect(body(`${"0123456789".repeat(10)}ab`).alone(long.memory).memory).toBe(long.memory)
  })

  it("and its text is its own, whichever was put together before or after", () => {
    const long = "x".repeat(2 * MIB)
    const texts = ["short", text, long, "a", text]
    const bodies = texts.map((one) => new ResponseBody.Body([bytesOf(one.slice(0, 1)), bytesOf(one.slice(1))]))
    expect(bodies.map((one) => one.text())).toEqual(texts)
  })
})

describe("a body that is long", () => {
  const chunksOf = (count: number) => Array.from({ length: count }, () => new Uint8Array(MIB).fill(0x20))

  it.live("is read up to 8 MiB", () =>
    Effect.gen(function* () {
      const { response, seen } = responding(chunksOf(8))
      expect((yield* ResponseBody.read(response, Traffic.make())).length).toBe(8 * MIB)
      expect(seen.cancelled).toBe(false)
    })
  )

  it.live("and longer than that is too large: what comes after it is not waited for", () =>
    Effect.gen(function* () {
      const { response, seen } = responding([...chunksOf(8), " ", ...chunksOf(100)], { end: "hangs" })
      const failure = yield* Effect.flip(readResponse(response, format))
      expect(failure).toEqual({
        reason: "too-large",
        detail: `the answer has too many bytes; at most ${8 * MIB} bytes are read`
      })
      expect(seen).toEqual({ pulled: 9, cancelled: true })
    })
  )

  it.live("by its content-length is not read at all, and exactly as long as allowed it is", () =>
    Effect.gen(function* () {
      const large = responding(["{}"], { headers: { "content-length": String(8 * MIB + 1) } })
      const failure = yield* Effect.flip(readResponse(large.response, format))
      expect(failure).toMatchObject({ reason: "too-large", detail: expect.stringContaining(`${8 * MIB + 1} bytes`) })
      expect(large.seen).toEqual({ pulled: 0, cancelled: true })
      const exact = responding(["{}"], { headers: { "content-length": String(8 * MIB) } })
      expect((yield* readResponse(exact.response, format)).content).toEqual({})
    })
  )
})

describe("a body that nobody wants", () => {
  const statuses = {
    301: "redirected",
    302: "redirected",
    303: "redirected",
    307: "redirected",
    308: "redirected",
    300: "bad-status",
    400: "bad-status",
    401: "refused",
    403: "refused",
    404: "bad-status",
    407: "refused",
    408: "timeout",
    429: "throttled",
    451: "refused",
    499: "bad-status",
    500: "server-error",
    503: "server-error",
    599: "server-error"
  } as const

  for (const [status, reason] of Object.entries(statuses)) {
    it.live(`is cancelled unread: that of a response with status ${status}, which is ${reason}`, () =>
      Effect.gen(function* () {
        const { response, seen } = responding(["hunter2"], { status: Number(status), end: "hangs" })
        const failure = yield* Effect.flip(readResponse(response, format))
        expect(failure).toMatchObject({ reason, status: Number(status) })
        expect(failure.detail).toMatch(new RegExp(`^status ${status}(, to nowhere: no location)?$`))
        expect(seen).toEqual({ pulled: 0, cancelled: true })
      })
    )
  }

  it("is none of a status that means success, or of one that is stated and does not", () => {
    expect([200, 201, 204, 299].map(reasonOfStatus)).toEqual([undefined, undefined, undefined, undefined])
    expect([100, 199, 300, 0, 600].map(reasonOfStatus)).toEqual([
      ...["bad-status", "bad-status", "bad-status", "bad-status"],
      "server-error"
    ])
  })

  it.live("any more is cancelled: reading it was interrupted", () =>
    Effect.gen(function* () {
      const { response, seen } = responding(['{"data":'], { end: "hangs" })
      const fiber = yield* Effect.forkChild(readResponse(response, format), { startImmediately: true })
      while (seen.pulled < 2) yield* Effect.sleep("1 millis")
      yield* Fiber.interrupt(fiber)
      expect(seen.cancelled).toBe(true)
    })
  )
})

it.live("an answer without a body is an empty one", () =>
  Effect.gen(function* () {
    const request = HttpClientRequest.get("http://bookmaker.test/")
    const response = HttpClientResponse.fromWeb(request, new Response(null, { status: 204 }))
    expect(yield* Effect.flip(readResponse(response, format))).toEqual({
      reason: "malformed",
      detail: "the answer is empty"
    })
  })
)

it.live("a body that breaks off is a failure of the network, in the words of its innermost cause", () =>
  Effect.gen(function* () {
    const { response } = responding(['{"data":'], { end: "breaks" })
    expect(yield* Effect.flip(readResponse(response, format))).toEqual({
      reason: "network",
      detail: "other side closed"
    })
  })
)

it.live("an answer that has drifted is described by its shape if its request held a secret", () =>
  Effect.gen(function* () {
    const drifted = { decode: () => Result.fail({ path: "data", found: "nothing" }), publicWords }
    const { response } = responding(['{"data":"hunter2","hunter2":[1]}'])
    expect(yield* Effect.flip(readResponse(response, drifted))).toEqual({
      reason: "drifted",
      detail: "data: found nothing in {data: a string, …: […]}"
    })
  })
)

describe("an observer is shown", () => {
  const observed = Effect.fnUntraced(function* (response: HttpClientResponse.HttpClientResponse) {
    const shown: Array<Received> = []
    yield* Effect.result(readResponse(response, format, { observe: (received) => shown.push(received) }))
    return shown.map(({ body, status }) => [status, body])
  })

  it.live("the body of a failure, and that there is none of one that is too long or breaks off", () =>
    Effect.gen(function* () {
      expect(yield* observed(responding(["no"], { status: 403 }).response)).toEqual([[403, "no"]])
      expect(yield* observed(responding(["{}"]).response)).toEqual([[200, "{}"]])
      expect(yield* observed(responding(["{"], { end: "breaks" }).response)).toEqual([[200, undefined]])
      const large = responding(["{}"], { headers: { "content-length": String(9 * MIB) } })
      expect(yield* observed(large.response)).toEqual([[200, undefined]])
    })
  )
})
