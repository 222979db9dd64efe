/**
 * Retries: which failures are retried, how many attempts there are, and the backoff between them.
 */
import { describe, expect } from "@effect/vitest"
import { Clock, Effect } from "effect"
import type { FailureReason, Verdict } from "../../../src/index.ts"
import { usual } from "../../helpers/bookmaker.ts"
import { answerOf, listingOf, match } from "../../helpers/matches.ts"
import { bookmaker, json, type Reply, reportOf, status, timed } from "../../helpers/virtualTime.ts"
import { NOW } from "../../suites/storeTest.ts"

const reset = Effect.succeed<Reply>("reset")
const text = (body: string) => Effect.succeed<Reply>({ text: body })
const listing = json(listingOf("17"))
const good = json(answerOf(match()))
/** A budget that all attempts together cannot use up. */
const ample = { budget: "3600 seconds" } as const

const transient: ReadonlyArray<readonly [string, Effect.Effect<Reply>, FailureReason, Verdict]> = [
  ["a broken connection", reset, "network", "unavailable"],
  ["status 408", status(408), "timeout", "unavailable"],
  ["status 429", status(429), "throttled", "blocked"],
  ["status 500", status(500), "server-error", "unavailable"],
  ["status 502", status(502), "server-error", "unavailable"],
  ["status 503", status(503), "server-error", "unavailable"],
  ["status 504", status(504), "server-error", "unavailable"],
  ["status 599", status(599), "server-error", "unavailable"]
]
const final: ReadonlyArray<readonly [string, Effect.Effect<Reply>, FailureReason]> = [
  ["status 400", status(400), "bad-status"],
  ["status 401", status(401), "refused"],
  ["status 403", status(403), "refused"],
  ["status 407", status(407), "refused"],
  ["status 451", status(451), "refused"],
  ["status 404", status(404), "bad-status"],
  ["status 304", status(304), "bad-status"],
  ["a page", text("<html>"), "page"],
  ["broken JSON", text('{"data":'), "malformed"],
  ["an empty body", text(""), "malformed"],
  ["another shape", json({ items: [] }), "drifted"]
]

describe("a transient failure", () => {
  for (const [what, reply, reason, verdict] of transient) {
    timed(`(${what}) is retried up to 8 attempts, with backoff that doubles from 0.1 s, plus or minus 20 %`, () =>
      Effect.gen(function* () {
        const server = bookmaker((competition) => (competition === "" ? listing : reply))
        const { report } = yield* reportOf(server, ample)
        expect(report.verdict).toBe(verdict)
        expect(report.competitions.failed).toStrictEqual([{ id: "17", reason, tries: 8 }])
        const times = server.timesOf("17")
        expect(times).toHaveLength(8)
        for (const [index, at] of times.slice(1).entries()) {
          const wait = at - times[index]!
          expect(wait).toBeGreaterThanOrEqual(79 * 2 ** index)
          expect(wait).toBeLessThanOrEqual(121 * 2 ** index)
        }
      })
    )

    timed(`(${what}) is retried for the listing too, and a late success is used`, () =>
      Effect.gen(function* () {
        const server = bookmaker((competition, nth) => (nth < 8 ? reply : competition === "" ? listing : good))
        const { report } = yield* reportOf(server, ample)
        expect(report).toMatchObject({ verdict: "complete", competitions: { fetched: 1, failed: [] } })
        expect([server.timesOf("").length, server.timesOf("17").length]).toStrictEqual([8, 8])
      })
    )

    timed(`(${what}) of the listing fails the run after 8 attempts, with the same reason`, () =>
      Effect.gen(function* () {
        const server = bookmaker(() => reply)
        const { report } = yield* reportOf(server, ample)
        expect(report).toMatchObject({ verdict, problem: { step: "competitions", reason } })
        expect(server.requests).toHaveLength(8)
      })
    )
  }
})

describe("a final failure", () => {
  for (const [what, reply, reason] of final) {
    timed(`(${what}) is not retried, neither at the first attempt nor after another failure`, () =>
      Effect.gen(function* () {
        const server = bookmaker((competition, nth) => (competition === "" ? listing : nth === 1 ? reset : reply))
        const { report } = yield* reportOf(server, ample)
        expect(report.competitions.failed).toStrictEqual([{ id: "17", reason, tries: 2 }])
        const listingServer = bookmaker(() => reply)
        const failed = yield* reportOf(listingServer, { ...ample, prefix: "other" })
        expect(failed.report.problem).toMatchObject({ step: "competitions", reason })
        expect(listingServer.requests).toHaveLength(1)
      })
    )
  }
})

describe("the backoff", () => {
  timed("differs between competitions, so that their retries are not sent all at once", () =>
    Effect.gen(function* () {
      const ids = Array.from({ length: 20 }, (_, index) => String(index))
      const server = bookmaker((competition, nth) =>
        // Not 503, which asks for a pause: what waits for one is spread by the throttle as well.
        competition === "" ? json(listingOf(...ids)) : nth === 1 ? status(500) : json(answerOf())
      )
      yield* reportOf(server, ample)
      const seconds = ids.map((id) => server.timesOf(id)[1]!)
      expect(Math.max(...seconds) - Math.min(...seconds), "of 80 to 120 ms").toBeGreaterThan(5)
    })
  )

  timed("of one competition does not delay another", () =>
    Effect.gen(function* () {
      const server = bookmaker((competition) =>
        competition === "" ? json(listingOf("bad", "17")) : competition === "bad" ? status(500) : good
      )
      const { report } = yield* reportOf(server, ample)
      expect(server.timesOf("17")).toStrictEqual([0])
      expect(report).toMatchObject({ verdict: "partial", documents: { created: 1 } })
    })
  )
})

describe("an open circuit", () => {
  timed("is waited for: what it held back is sent when the bookmaker answers again", () =>
    Effect.gen(function* () {
      const ids = Array.from({ length: 6 }, (_, index) => String(index))
      const server = bookmaker((competition) =>
        competition === ""
          ? json(listingOf(...ids))
          : Effect.flatMap(Clock.currentTimeMillis, (now) => (now - NOW < 5000 ? status(500) : json(answerOf())))
      )
      const { report } = yield* reportOf(server, { bookmaker: { ...usual.bookmaker, maxInFlight: 2 } })
      expect(report.competitions).toMatchObject({ fetched: 6, failed: [] })
      expect(report.warnings["circuit-open"]).toBeGreaterThan(0)
    })
  )
})

describe("an attempt that hangs", () => {
  timed("times out after 30 s and is retried", () =>
    Effect.gen(function* () {
      const server = bookmaker((competition, nth) => (competition === "" ? listing : nth < 3 ? Effect.never : good))
      const { report } = yield* reportOf(server, ample)
      expect(report.verdict).toBe("complete")
      const [first, second, third] = server.timesOf("17")
      expect(second! - first!).toBeGreaterThanOrEqual(30_079)
      expect(second! - first!).toBeLessThanOrEqual(30_121)
      expect(third! - second!).toBeGreaterThanOrEqual(30_158)
      expect(third! - second!).toBeLessThanOrEqual(30_242)
      expect(server.inFlight.current).toBe(0)
    })
  )

  timed("8 times fails with reason timeout", () =>
    Effect.gen(function* () {
      const server = bookmaker((competition) => (competition === "" ? listing : Effect.never))
      const { report } = yield* reportOf(server, ample)
      expect(report.competitions.failed).toStrictEqual([{ id: "17", reason: "timeout", tries: 8 }])
      expect(report.verdict).toBe("unavailable")
    })
  )
})
