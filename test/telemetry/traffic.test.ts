/**
 * What was sent to the bookmaker, in metrics and in traces.
 */
import { describe, expect, it } from "@effect/vitest"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Metric from "effect/Metric"
import * as PrometheusMetrics from "effect/observability/PrometheusMetrics"
import * as Tracer from "effect/Tracer"
import * as AttemptLog from "../../src/bookmaker/AttemptLog.ts"
import { Bookmaker, type CompetitionMatches } from "../../src/bookmaker/Bookmaker.ts"
import { BookmakerError } from "../../src/bookmaker/BookmakerError.ts"
import * as Metrics from "../../src/telemetry/Metrics.ts"
import * as TracedBookmaker from "../../src/telemetry/TracedBookmaker.ts"
import * as TrafficMetrics from "../../src/telemetry/TrafficMetrics.ts"
import { read, valueOf } from "./exposition.ts"

it("the counters of the traffic are read when a scraper asks, each under its name", () => {
  const context = Context.make(Metric.MetricRegistry, new Map())
  const counters = { requests: 1, retries: 2, heldBack: 3, waits: 4, waitedMillis: 5000, bytes: 6 }
  const traffic = { ...counters, notModified: 7, equal: 8, inFlight: 9, circuitOpenUntil: 1000 }
  let now = 999
  TrafficMetrics.observe(
    Metrics.make(context),
    () => traffic,
    () => now
  )
  const scrape = () => read(PrometheusMetrics.formatUnsafe(context))
  const values = {
    bookiegamma_requests_total: 1,
    bookiegamma_retries_total: 2,
    bookiegamma_requests_held_back_total: 3,
    bookiegamma_throttle_waits_total: 4,
    bookiegamma_throttle_wait_seconds_total: 5,
    bookiegamma_received_bytes_total: 6,
    bookiegamma_requests_in_flight: 9,
    bookiegamma_circuit_open: 1
  }
  for (const [name, value] of Object.entries(values)) expect(valueOf(scrape(), name), name).toBe(value)
  for (const [kind, value] of [["not_modified", 7] as const, ["equal", 8] as const]) {
    expect(valueOf(scrape(), "bookiegamma_answers_unchanged_total", { kind })).toBe(value)
  }
  now = 1000
  traffic.requests = 100
  expect(valueOf(scrape(), "bookiegamma_circuit_open")).toBe(0)
  expect(valueOf(scrape(), "bookiegamma_requests_total")).toBe(100)
})

/** Runs a program, and returns the spans that have ended, in that order. */
const spansOf = Effect.fnUntraced(function* <A, E>(program: Effect.Effect<A, E>) {
  const ended: Array<{ name: string; attributes: Record<string, unknown>; isGood: boolean }> = []
  const tracer = Tracer.make({
    span: (options) => {
      const span = new Tracer.NativeSpan(options)
      const end = span.end.bind(span)
      span.end = (time, exit) => {
        end(time, exit)
        ended.push({
          name: span.name,
          attributes: Object.fromEntries(span.attributes),
          isGood: Exit.isSuccess(exit)
        })
      }
      return span
    }
  })
  yield* Effect.exit(Effect.provideService(program, Tracer.Tracer, tracer))
  return ended
})

/** Makes a bookmaker that sends two requests for a page, and whose competition has three pages. */
const pageOf = (number: number, log: AttemptLog.AttemptLog): Effect.Effect<CompetitionMatches> =>
  Effect.sync(() => {
    log.attempts += 2
    const next = number === 3 ? undefined : (nextLog = AttemptLog.make()) => pageOf(number + 1, nextLog)
    return { matches: Array(number), stated: 6, seen: number, isStale: false, next } as CompetitionMatches
  })
const failure = new BookmakerError({ reason: "refused", detail: "403", attempts: 3 })
const traced = TracedBookmaker.make(
  Bookmaker.of({
    maxInFlight: 5,
    listCompetitions: (_, log) =>
      Effect.sync(() => {
        if (log !== undefined) log.attempts += 4
        return { ids: ["17"], listed: 3, virtual: 2, withoutId: 0, repeated: 0, isStale: false }
      }),
    fetchMatches:
      () =>
      (competition, log = AttemptLog.make()) =>
        competition === "17" ? pageOf(1, log) : Effect.fail(failure)
  })
)
const query = { source: "live", day: "2026-11-23", markets: [] } as never

describe("a traced bookmaker", () => {
  it.effect("has a span for the listing, with what was listed and how often it was asked", () =>
    Effect.gen(function* () {
      const log = AttemptLog.make()
      const spans = yield* spansOf(traced.listCompetitions(query, log))
      const attributes = { source: "live", day: "2026-11-23", listed: 3, virtual: 2, attempts: 4 }
      expect(spans).toEqual([{ name: "Bookmaker.listCompetitions", attributes, isGood: true }])
      expect(log.attempts, "the run reads the same log").toBe(4)
    })
  )

  it.effect("has a span for each page of a competition", () =>
    Effect.gen(function* () {
      const logs = [AttemptLog.make(), AttemptLog.make()]
      const spans = yield* spansOf(
        Effect.gen(function* () {
          const first = yield* traced.fetchMatches(query)("17", logs[0])
          const second = yield* first.next!(logs[1])
          const third = yield* second.next!()
          expect(third.next).toBeUndefined()
          expect([first, second, third].map(({ matches }) => matches.length)).toEqual([1, 2, 3])
        })
      )
      expect(spans).toEqual(
        [1, 2, 3].map((page) => ({
          name: "Bookmaker.fetchMatches",
          attributes: { competition: "17", page, matches: page, attempts: 2 },
          isGood: true
        }))
      )
      expect(logs.map(({ attempts }) => attempts)).toEqual([2, 2])
    })
  )

  it.effect("says in the span why there is no answer", () =>
    Effect.gen(function* () {
      const spans = yield* spansOf(traced.fetchMatches(query)("8"))
      const attributes = { competition: "8", page: 1, reason: "refused", attempts: 3 }
      expect(spans).toEqual([{ name: "Bookmaker.fetchMatches", attributes, isGood: false }])
    })
  )
})
