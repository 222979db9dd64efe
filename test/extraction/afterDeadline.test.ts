/**
 * What is done after the time for fetching, counted: nothing for each of very many competitions, however late it has become
 * before a timer could end it.
 */
import { describe, expect, it } from "@effect/vitest"
import { Clock, Effect, Layer, Logger, References } from "effect"
import { Bookmaker, type CompetitionMatches } from "../../src/bookmaker/Bookmaker.ts"
import { Extraction } from "../../src/index.ts"
import { expectSums } from "../helpers/report.ts"

const COMPETITIONS = 49_000
const ids = Array.from({ length: COMPETITIONS }, (_, index) => String(index))

/** A clock that only computing moves on, and whose timers never have their turn: that of a machine with too much to do. */
const busyClock = () => {
  let nanos = 0n
  let looks = 0
  const millis = () => Number(nanos / 1_000_000n)
  const clock: Clock.Clock = {
    currentTimeMillisUnsafe: millis,
    currentTimeMillis: Effect.sync(millis),
    currentTimeNanosUnsafe: () => nanos,
    currentTimeNanos: Effect.sync(() => nanos),
    monotonicTimeNanosUnsafe: () => {
      looks++
      return nanos
    },
    monotonicTimeNanos: Effect.sync(() => nanos),
    sleep: () => Effect.never
  }
  const compute = (seconds: number) => {
    nanos += BigInt(seconds * 1000) * 1_000_000n
  }
  return { clock, compute, looks: () => looks }
}

const empty: CompetitionMatches = { matches: [], stated: undefined, seen: 0, isStale: false, next: undefined }

/** Runs with a bookmaker whose listing and answers cost so many seconds of computing each, and counts what is done. */
const runBusy = Effect.fnUntraced(function* (seconds: { readonly listing: number; readonly answer: number }) {
  const { clock, compute, looks } = busyClock()
  const asked: Array<string> = []
  let logged = 0
  const bookmaker = Layer.succeed(
    Bookmaker,
    Bookmaker.of({
      maxInFlight: 50,
      listCompetitions: () =>
        Effect.sync(() => {
          compute(seconds.listing)
          return { ids, listed: COMPETITIONS, virtual: 0, withoutId: 0, repeated: 0, isStale: false }
        }),
      fetchMatches: () => (id, log) =>
        Effect.sync(() => {
          asked.push(id)
          if (log !== undefined) log.attempts++
          compute(seconds.answer)
          return empty
        })
    })
  )
  const logger = Logger.layer([Logger.make(() => void logged++)])
  const [result] = yield* Extraction.use(({ run }) =>
    run({ extractors: ["btts"], source: "live", period: 0, budget: "10 seconds" })
  ).pipe(
    Effect.provide(Extraction.layerDryRun),
    Effect.provide(Layer.merge(bookmaker, logger)),
    Effect.provideService(References.MinimumLogLevel, "All"),
    Effect.provideService(Clock.Clock, clock)
  )
  expectSums(result!.report)
  return { asked, logged, looks: looks(), report: result!.report }
})

describe("after the time for fetching", () => {
  it.effect("no competition is asked for, though no timer has ended the run", () =>
    Effect.gen(function* () {
      // Fetching ends after 8 s: what is answered at 0, 3 and 6 s has begun before.
      const { asked, logged, looks, report } = yield* runBusy({ listing: 0, answer: 3 })
      expect(asked).toEqual(["0", "1", "2"])
      expect(report).toMatchObject({ verdict: "partial", competitions: { listed: COMPETITIONS, fetched: 3 } })
      expect(report.competitions.failed).toHaveLength(COMPETITIONS - 3)
      expect(report.competitions.failed[0]).toEqual({ id: "3", reason: "deadline", tries: 0 })
      expect(report.competitions.failed.at(-1)).toEqual({ id: "48999", reason: "deadline", tries: 0 })
      expect(logged).toBeLessThanOrEqual(100)
      expect(looks).toBeLessThanOrEqual(100)
    })
  )

  it.effect("no competition is asked for where the listing has taken all of it, and exactly all of it", () =>
    Effect.gen(function* () {
      for (const listing of [8, 9]) {
        const { asked, report } = yield* runBusy({ listing, answer: 0 })
        expect(asked).toEqual([])
        expect(report.competitions.failed).toHaveLength(COMPETITIONS)
      }
      expect((yield* runBusy({ listing: 7, answer: 0 })).asked).toHaveLength(COMPETITIONS)
    })
  )
})
