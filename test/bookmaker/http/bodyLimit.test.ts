/**
 * The limit of a body: 8 MiB are read, whatever the length that the response states, and not one byte more.
 */
import { describe, expect, it } from "@effect/vitest"
import { Effect, Fiber } from "effect"
import { HttpClientRequest, HttpClientResponse } from "effect/http"
import { TooLarge } from "../../../src/bookmaker/http/BodyOptions.ts"
import * as ResponseBody from "../../../src/bookmaker/http/ResponseBody.ts"
import * as Traffic from "../../../src/bookmaker/Traffic.ts"
import { listingOf } from "../../helpers/matches.ts"
import { bookmaker, json, type Reply, reportOf, timed } from "../../helpers/virtualTime.ts"

const LIMIT = 8 * 1024 * 1024
const answer = '{"data":{"matches":[]}}'
const padded = (bytes: number) => answer + " ".repeat(bytes - answer.length)

const reportOn = (reply: Reply) =>
  Effect.map(
    reportOf(bookmaker((competition) => (competition === "" ? json(listingOf("17")) : Effect.succeed(reply)))),
    ({ report }) => report
  )

describe("a body that is given up", () => {
  /** A body of which chunks come without end, or none at all, and whether it was cancelled. */
  const endless = (chunk: Uint8Array | undefined) => {
    const seen = { isCancelled: false }
    const body = new ReadableStream({
      pull: (controller) => (chunk === undefined ? new Promise(() => {}) : controller.enqueue(chunk)),
      cancel: () => {
        seen.isCancelled = true
      }
    })
    const request = HttpClientRequest.get("http://bookmaker.test/")
    return { seen, read: ResponseBody.read(HttpClientResponse.fromWeb(request, new Response(body)), Traffic.make()) }
  }

  it.live("because it is too long is cancelled, not only left", () =>
    Effect.gen(function* () {
      const { read, seen } = endless(new Uint8Array(1024 * 1024))
      expect(yield* Effect.flip(read)).toBeInstanceOf(TooLarge)
      expect(seen.isCancelled).toBe(true)
    })
  )

  it.live("because it is waited for no longer is cancelled, not only left", () =>
    Effect.gen(function* () {
      const { read, seen } = endless(undefined)
      const fiber = yield* Effect.forkChild(read, { startImmediately: true })
      yield* Fiber.interrupt(fiber)
      expect(seen.isCancelled).toBe(true)
    })
  )
})

describe("a body", () => {
  timed("of 8 MiB is read", () =>
    Effect.gen(function* () {
      const report = yield* reportOn({ text: padded(LIMIT) })
      expect(report).toMatchObject({ verdict: "empty", competitions: { fetched: 1, failed: [] } })
    })
  )

  timed("that states to be longer is not read, and the failure says how long it is", () =>
    Effect.gen(function* () {
      const report = yield* reportOn({ text: answer, headers: { "content-length": String(LIMIT + 1) } })
      expect(report.competitions.failed).toStrictEqual([{ id: "17", reason: "too-large", tries: 1 }])
      expect(report.problem?.detail).toContain(`the answer has ${LIMIT + 1} bytes; at most ${LIMIT} bytes are read`)
    })
  )

  timed("that is longer than it states is read no further than 8 MiB", () =>
    Effect.gen(function* () {
      const report = yield* reportOn({ text: padded(LIMIT + 1), headers: { "content-length": "23" } })
      expect(report.competitions.failed).toStrictEqual([{ id: "17", reason: "too-large", tries: 1 }])
      expect(report.problem?.detail).toContain("the answer has too many bytes")
    })
  )
})
