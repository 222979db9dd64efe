/**
 * Bodies read into memory that stays: they come out as they were sent, however many are read at once, and memory serves
 * another body only once it is released.
 */
import { gzipSync } from "node:zlib"
import { Effect, Fiber, Result } from "effect"
import { HttpClientRequest, HttpClientResponse } from "effect/http"
import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { hostBodies } from "../../adapters/host/index.ts"
import { readInMemory } from "../../adapters/host/readInMemory.ts"
import { serve } from "../../mocks/index.ts"
import { publicWords } from "../../src/bookmaker/bookiegamma/requests.ts"
import type { BodyOptions } from "../../src/bookmaker/http/BodyOptions.ts"
import * as KeptAnswers from "../../src/bookmaker/http/KeptAnswers.ts"
import { readResponse } from "../../src/bookmaker/http/readResponse.ts"
import { runtime } from "../helpers/runtime.ts"

/** Makes a stream of bytes that comes in chunks, as those of `fetch` do on some runtimes; `onCancel` is called when it is cancelled. */
const streamOf = (chunks: ReadonlyArray<Uint8Array>, onCancel = () => {}) => {
  let next = 0
  return new ReadableStream({
    type: "bytes",
    pull: (controller) => {
      const chunk = chunks[next++]
      if (chunk !== undefined) return controller.enqueue(chunk.slice())
      controller.close()
      controller.byobRequest?.respond(0)
    },
    cancel: onCancel
  })
}

const responseOf = (body: ReadableStream<Uint8Array>) =>
  HttpClientResponse.fromWeb(HttpClientRequest.get("http://bookmaker.test/"), new Response(body))

/** Reads a body in memory; `undefined` where that is not possible. */
const reading = (body: ReadableStream<Uint8Array>, add = (_: number) => {}) =>
  readInMemory(responseOf(body), { limit: Number.POSITIVE_INFINITY, add })

const readAll = async (chunks: ReadonlyArray<Uint8Array>) => {
  const counts: Array<number> = []
  const { chunks: pieces, release } = await Effect.runPromise(
    reading(streamOf(chunks), (bytes) => void counts.push(bytes))!
  )
  return { release, counts, pieces, bytes: [...Buffer.concat(pieces)] }
}

const bytesOf = (length: number, first = 0) => Uint8Array.from({ length }, (_, index) => (index + first) % 251)
const someBytes = fc.uint8Array({ minLength: 1, maxLength: 300 })

describe("a body in memory that stays", () => {
  it("has all bytes in order, which are counted", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(someBytes), async (chunks) => {
        const { bytes, counts, pieces, release } = await readAll(chunks)
        expect(bytes).toEqual([...Buffer.concat(chunks)])
        expect(counts.reduce((sum, count) => sum + count, 0)).toBe(bytes.length)
        expect(pieces).toHaveLength(1)
        release?.()
      })
    )
  })

  it.each([131_071, 131_072, 131_073, 262_144, 3_000_000])(
    "may be longer than what it begins with: %i bytes",
    async (length) => {
      const { bytes, release } = await readAll([bytesOf(length)])
      expect(Buffer.compare(Buffer.from(bytes), bytesOf(length))).toBe(0)
      release?.()
    }
  )

  it("is left alone until it is released; then its memory serves another one", async () => {
    const first = await readAll([bytesOf(1000)])
    const second = await readAll([bytesOf(1000, 7)])
    expect([...first.pieces[0]!]).toEqual([...bytesOf(1000)])
    second.release?.()
    // Released twice, it would serve two at once.
    second.release?.()
    const [third, fourth] = await Promise.all([readAll([bytesOf(1000, 3)]), readAll([bytesOf(1000, 4)])])
    expect([...first.pieces[0]!]).toEqual([...bytesOf(1000)])
    expect([third.bytes, fourth.bytes]).toEqual([[...bytesOf(1000, 3)], [...bytesOf(1000, 4)]])
    // The memory itself went on to the next body.
    expect(second.pieces[0]!.byteLength).toBe(0)
  })

  it("ends with what counting throws, and is given up", async () => {
    let isCancelled = false
    const body = streamOf([bytesOf(10), bytesOf(10)], () => {
      isCancelled = true
    })
    const tooMuch = new Error("too much")
    const read = reading(body, () => {
      throw tooMuch
    })
    expect(await Effect.runPromise(Effect.flip(read!))).toBe(tooMuch)
    expect(isCancelled).toBe(true)
  })

  it("is given up where nobody waits for it any more", async () => {
    let isCancelled = false
    const cancel = () => {
      isCancelled = true
    }
    const body = new ReadableStream({ type: "bytes", pull: () => new Promise<void>(() => {}), cancel })
    await Effect.runPromise(
      Effect.gen(function* () {
        yield* Fiber.interrupt(yield* Effect.forkChild(reading(body)!, { startImmediately: true }))
      })
    )
    expect(isCancelled).toBe(true)
  })

  it("is left to the stream where that brings its own memory", () => {
    const stream = new ReadableStream<Uint8Array>({ pull: (controller) => controller.enqueue(bytesOf(1)) })
    expect(reading(stream)).toBe(undefined)
    // It can still be read otherwise.
    expect(stream.locked).toBe(false)
  })
})

describe(`on ${runtime.name}, answers read as the command reads them`, () => {
  const answerOf = (path: string) => ({ path, filling: path.repeat(20_000), "Beşiktaş – 東京": [path, null, 1.5] })

  it.each<[string, BodyOptions]>([
    ["the host's", hostBodies],
    ["in memory wherever that is possible", { read: readInMemory }]
  ])("%s: hold what was sent, fifty at once, kept or not", async (_, bodies) => {
    const server = await serve(
      (request) => {
        const path = new URL(request.url).pathname
        const text = JSON.stringify(answerOf(path))
        return path.endsWith("zip")
          ? new Response(gzipSync(text), { headers: { "content-encoding": "gzip" } })
          : new Response(text)
      },
      { port: 0 }
    )
    const answers = KeptAnswers.make<unknown>()
    const get = async (path: string, keeps: boolean) => {
      const response = await fetch(`${server.url}${path}`)
      const read = readResponse(
        HttpClientResponse.fromWeb(HttpClientRequest.get("http://bookmaker.test/"), response),
        { decode: (json) => Result.succeed(json), publicWords },
        { bodies, slot: keeps ? answers.slot(path) : undefined }
      )
      return (await Effect.runPromise(read)).content
    }
    for (const round of [1, 2, 3]) {
      const paths = Array.from(
        { length: 50 },
        (_, index) => `/${index}${round === 3 ? "new" : ""}${index % 3 === 0 ? "zip" : ""}`
      )
      const contents = await Promise.all(paths.map((path, index) => get(path, index % 2 === 0)))
      expect(contents).toEqual(paths.map(answerOf))
    }
    await server.close()
  })
})
