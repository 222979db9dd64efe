/**
 * Concurrent runs on one bookmaker's layer share the limit of requests in flight, the pause and the circuit breaker.
 */
import { describe, expect } from "@effect/vitest"
import { Effect, Layer } from "effect"
import { BookieGamma, Extraction, type RunOptions } from "../../src/index.ts"
import { usual } from "../helpers/bookmaker.ts"
import { answerOf, listingOf, match } from "../helpers/matches.ts"
import { expectSums } from "../helpers/report.ts"
import { bookmaker, elapse, json, status, timed } from "../helpers/virtualTime.ts"

const ids = (from: number, count: number) => Array.from({ length: count }, (_, index) => String(from + index))
const { bookmaker: client, ...options } = usual

/** Runs concurrently on one bookmaker's layer; each with its own prefix. */
const runTogether = (
  server: ReturnType<typeof bookmaker>,
  runs: ReadonlyArray<Partial<RunOptions>>,
  maxInFlight = 50
) =>
  elapse(
    Effect.gen(function* () {
      const { run } = yield* Extraction
      const results = yield* Effect.forEach(runs, (one, index) => run({ ...options, ...one, prefix: `run${index}` }), {
        concurrency: "unbounded"
      })
      return results.flat().map(({ report }) => report)
    }).pipe(
      Effect.provide(
        Layer.provide(Extraction.layer, BookieGamma.layer({ ...client, maxInFlight })).pipe(Layer.provide(server.layer))
      )
    )
  )

describe("concurrent runs on one bookmaker's layer", () => {
  timed("have at most 50 requests in flight in total, and all are complete", () =>
    Effect.gen(function* () {
      const server = bookmaker((competition) =>
        competition === ""
          ? json(listingOf(...ids(1, 60)))
          : Effect.delay(json(answerOf(match({ parent_match_id: Number(competition) }))), 100)
      )
      const { millis, value: reports } = yield* runTogether(
        server,
        Array.from({ length: 6 }, () => ({}))
      )
      for (const report of reports) {
        expectSums(report)
        expect(report).toMatchObject({ verdict: "complete", competitions: { fetched: 60 }, matches: { kept: 60 } })
      }
      expect(server.inFlight.peak).toBe(50)
      expect(millis, "360 requests of 100 ms, 50 at once").toBe(800)
    })
  )

  timed("have no more requests in flight together than the layer allows, where that is less", () =>
    Effect.gen(function* () {
      const server = bookmaker((competition) =>
        competition === "" ? json(listingOf(...ids(1, 10))) : Effect.delay(json(answerOf(match())), 100)
      )
      const { value: reports } = yield* runTogether(server, [{}, { source: "live" }, { period: 1 }], 4)
      for (const report of reports) expect(report.competitions).toMatchObject({ fetched: 10, failed: [] })
      expect(server.inFlight.peak).toBe(4)
    })
  )

  timed("all pause after a 429", () =>
    Effect.gen(function* () {
      let answers = 0
      const server = bookmaker((competition) => {
        if (competition === "") return json(listingOf(...ids(1, 5)))
        answers++
        return answers === 1 ? status(429, { "retry-after": "1" }) : Effect.delay(json(answerOf(match())), 100)
      })
      const { value: reports } = yield* runTogether(server, [{}, { source: "live" }, { period: 1 }])
      for (const report of reports) expect(report.competitions.failed).toStrictEqual([])
      const [first = 0, ...others] = ids(1, 5)
        .flatMap(server.timesOf)
        .toSorted((a, b) => a - b)
      const during = others.filter((at) => at > first && at < first + 1000)
      expect(during, "nothing is sent while the pause lasts").toStrictEqual([])
    })
  )

  timed("share one circuit breaker: if one run has opened it, the others send no requests either", () =>
    Effect.gen(function* () {
      const server = bookmaker((competition) =>
        competition === "" ? json(listingOf(...ids(1, 60))) : Effect.delay(status(503), 10)
      )
      const { value: reports } = yield* runTogether(server, [
        { budget: "6 seconds" },
        { budget: "6 seconds", source: "live" }
      ])
      for (const report of reports) {
        expectSums(report)
        expect(report.verdict).toBe("unavailable")
        expect(report.warnings["circuit-open"]).toBeGreaterThan(0)
      }
      const sent = ids(1, 60).flatMap(server.timesOf).length
      expect(sent, "far fewer than two runs would send").toBeLessThan(400)
    })
  )
})
