/**
 * A run over a bookmaker of one's own, which keeps neither the deadline nor the limit by itself: the run keeps both.
 */
import { describe, expect } from "@effect/vitest"
import { Effect, Layer } from "effect"
import { Bookmaker, type CompetitionMatches, Extraction, type RunOptions } from "../../src/index.ts"
import { expectSums } from "../helpers/report.ts"
import { elapse, timed } from "../helpers/virtualTime.ts"

const nothing: CompetitionMatches = { matches: [], stated: undefined, seen: 0, isStale: false, next: undefined }
const competitions = (count: number) => ({
  ids: Array.from({ length: count }, (_, index) => String(index)),
  listed: count,
  virtual: 0,
  withoutId: 0,
  repeated: 0,
  isStale: false
})

/** Runs an extractor over a bookmaker, and gives the report and how long it took. */
const runOver = Effect.fnUntraced(function* (bookmaker: Bookmaker["Service"], options: Partial<RunOptions> = {}) {
  const run = Extraction.use((extraction) =>
    extraction.run({ extractors: ["btts"], source: "live", period: 0, ...options })
  ).pipe(Effect.provide(Layer.provide(Extraction.layer, Layer.succeed(Bookmaker, bookmaker))))
  const { millis, value } = yield* elapse(run)
  const { report } = value[0]!
  expectSums(report)
  return { millis, report }
})

describe("a run over a bookmaker of one's own", () => {
  timed("has no more requests in flight than the bookmaker allows", () =>
    Effect.gen(function* () {
      let inFlight = 0
      let peak = 0
      const { report } = yield* runOver({
        maxInFlight: 7,
        listCompetitions: () => Effect.succeed(competitions(40)),
        fetchMatches: () => () =>
          Effect.sync(() => {
            peak = Math.max(peak, ++inFlight)
          }).pipe(Effect.andThen(Effect.sleep(100)), Effect.ensuring(Effect.sync(() => inFlight--)), Effect.as(nothing))
      })
      expect(report.competitions.fetched).toBe(40)
      expect(peak).toBe(7)
    })
  )

  timed("ends at 80 % of the budget where the listing does not come", () =>
    Effect.gen(function* () {
      const { millis, report } = yield* runOver({
        maxInFlight: 7,
        listCompetitions: () => Effect.never,
        fetchMatches: () => () => Effect.succeed(nothing)
      })
      expect(millis).toBe(16_000)
      expect(report).toMatchObject({ verdict: "unavailable", problem: { step: "competitions", reason: "deadline" } })
    })
  )

  timed("ends at 80 % of the budget where matches do not come", () =>
    Effect.gen(function* () {
      const { millis, report } = yield* runOver({
        maxInFlight: 7,
        listCompetitions: () => Effect.succeed(competitions(9)),
        fetchMatches: () => (id) => (id === "3" ? Effect.succeed(nothing) : Effect.never)
      })
      expect(millis).toBe(16_000)
      expect(report.competitions).toMatchObject({ fetched: 1, failed: { length: 8 } })
    })
  )
})
