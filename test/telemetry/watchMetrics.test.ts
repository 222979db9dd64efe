/**
 * What runs come to in metrics: from events to the text that a scraper reads.
 */
import { describe, expect, it } from "@effect/vitest"
import * as Context from "effect/Context"
import * as Metric from "effect/Metric"
import * as PrometheusMetrics from "effect/observability/PrometheusMetrics"
import type { WatchEvent, Watched } from "../../src/extraction/watch/WatchEvent.ts"
import * as WatchState from "../../src/extraction/watch/WatchState.ts"
import { type MarketResult, Markets, type Report, type Verdict } from "../../src/index.ts"
import * as Metrics from "../../src/telemetry/Metrics.ts"
import * as WatchMetrics from "../../src/telemetry/WatchMetrics.ts"
import { read as readExposition, valueOf } from "./exposition.ts"

const watched: Watched = { index: 0, source: "live", period: 0, intervalMillis: 20_000, budgetMillis: 15_000 }
const finishedAt = Date.parse("2026-11-23T10:00:03.000Z")

type Given = Partial<Pick<Report, "competitions" | "matches" | "documents">>

const competitions: Report["competitions"] = {
  listed: 12,
  virtual: 2,
  fromCache: false,
  cacheAgeSeconds: null,
  fetched: 10,
  failed: []
}

const result = (verdict: Verdict, given: Given = {}): MarketResult => ({
  market: Markets.btts,
  report: {
    extractor: "btts",
    source: "live",
    period: 0,
    day: "2026-11-23",
    prefix: "lst",
    startedAt: "2026-11-23T10:00:00.000Z",
    finishedAt: new Date(finishedAt).toISOString(),
    verdict,
    competitions,
    matches: { seen: 9, kept: 6, rejected: { "no-market": 2, duplicate: 1 } },
    documents: { updated: 2, created: 4, unstored: 0, withdrawn: 1 },
    entries: { updated: [], created: null, streamId: null },
    warnings: {},
    ...given
  },
  documents: [],
  suspended: new Set([7]),
  timings: { listingMillis: 200, fetchingMillis: 3000, storingMillis: 40 }
})

const ended = (verdict: Verdict, given?: Given): WatchEvent => ({
  _tag: "RunEnded",
  watched,
  turn: 0,
  durationMillis: 4000,
  results: [result(verdict, given)]
})

/** Takes events in, the last one at `finishedAt`, and returns what a scraper reads then. */
const scrapedAfter = (events: ReadonlyArray<WatchEvent>, minCoverage = 1) => {
  const context = Context.make(Metric.MetricRegistry, new Map())
  const metrics = WatchMetrics.make(Metrics.make(context), ["btts"])
  let state = WatchState.initial
  for (const [index, event] of events.entries()) {
    const now = finishedAt - (events.length - 1 - index) * 1000
    state = WatchState.after(state, event, now, minCoverage).state
    metrics.take(event, state.sources[0]!)
  }
  return readExposition(PrometheusMetrics.formatUnsafe(context))
}

const live = { source: "live", period: "0" }
const nextRun: WatchEvent = { _tag: "NextRun", watched, at: finishedAt }

describe("the metrics of runs", () => {
  it("a run is counted by extractor, source and verdict, with what became of competitions, matches and documents", () => {
    const some = {
      ...competitions,
      fetched: 8,
      failed: [{ id: "1", reason: "timeout" as const, tries: 2 }],
      short: [{ id: "2", stated: 3, seen: 1 }]
    }
    const read = scrapedAfter([nextRun, ended("partial", { competitions: some }), ended("complete")])
    const btts = { extractor: "btts", source: "live" }
    expect(valueOf(read, "bookiegamma_runs_total", { ...btts, verdict: "partial" })).toBe(1)
    expect(valueOf(read, "bookiegamma_runs_total", { ...btts, verdict: "complete" })).toBe(1)
    const outcomes = (outcome: string, reason: string) =>
      valueOf(read, "bookiegamma_competitions_total", { source: "live", outcome, reason })
    expect(outcomes("whole", "none")).toBe(7 + 10)
    expect(outcomes("short", "none")).toBe(1)
    expect(outcomes("failed", "timeout")).toBe(1)
    expect(outcomes("virtual", "none")).toBe(4)
    const matches = (outcome: string, reason: string) =>
      valueOf(read, "bookiegamma_matches_total", { ...btts, outcome, reason })
    expect(matches("kept", "none")).toBe(12)
    expect(matches("rejected", "no-market")).toBe(4)
    expect(matches("rejected", "duplicate")).toBe(2)
    const documents = (outcome: string) => valueOf(read, "bookiegamma_documents_total", { ...btts, outcome })
    expect([documents("created"), documents("updated"), documents("unstored"), documents("withdrawn")]).toEqual([
      8, 4, 0, 2
    ])
    expect(valueOf(read, "bookiegamma_documents_suspended_total", btts)).toBe(2)
  })

  it("the phases of a run are observed in seconds, and what it left of its budget", () => {
    const read = scrapedAfter([nextRun, ended("complete")])
    const seconds = (phase: string) =>
      valueOf(read, "bookiegamma_phase_duration_seconds_sum", { source: "live", phase })
    expect([seconds("listing"), seconds("fetching"), seconds("storing")]).toEqual([0.2, 3, 0.04])
    const runs = (le: string) => valueOf(read, "bookiegamma_run_duration_seconds_bucket", { source: "live", le })
    expect([runs("2.5"), runs("5"), runs("+Inf")]).toEqual([0, 1, 1])
    expect(valueOf(read, "bookiegamma_run_duration_seconds_sum", { source: "live" })).toBe(4)
    expect(valueOf(read, "bookiegamma_budget_left_seconds", live)).toBe(11)
    expect(valueOf(read, "bookiegamma_interval_seconds", live)).toBe(20)
  })

  it("counters stand at zero before the first run, so that the first failure is an increase", () => {
    const read = scrapedAfter([nextRun])
    for (const verdict of ["complete", "drifted", "store-failed"]) {
      expect(valueOf(read, "bookiegamma_runs_total", { extractor: "btts", source: "live", verdict })).toBe(0)
    }
    expect(valueOf(read, "bookiegamma_runs_abandoned_total", { source: "live", reason: "overstayed" })).toBe(0)
    expect(valueOf(read, "bookiegamma_last_good_run_timestamp_seconds")).toBeUndefined()
    expect(valueOf(read, "bookiegamma_published_timestamp_seconds")).toBeUndefined()
  })

  it("the last good run is the last one whose exit code would be 0", () => {
    const read = scrapedAfter([
      nextRun,
      ended("complete"),
      ended("partial", {
        competitions: { ...competitions, fetched: 9, failed: [{ id: "1", reason: "timeout", tries: 1 }] }
      })
    ])
    expect(valueOf(read, "bookiegamma_last_run_timestamp_seconds", live)).toBe(finishedAt / 1000)
    expect(valueOf(read, "bookiegamma_last_good_run_timestamp_seconds", live)).toBe(finishedAt / 1000 - 1)
    expect(valueOf(read, "bookiegamma_coverage_ratio", live)).toBe(0.9)
    const enough = scrapedAfter(
      [
        nextRun,
        ended("partial", {
          competitions: { ...competitions, fetched: 9, failed: [{ id: "1", reason: "timeout", tries: 1 }] }
        })
      ],
      0.8
    )
    expect(valueOf(enough, "bookiegamma_last_good_run_timestamp_seconds", live)).toBe(finishedAt / 1000)
  })

  it("a run without a listing has covered nothing, one with an empty listing everything", () => {
    const nothing = { ...competitions, listed: 0, virtual: 0, fetched: 0 }
    const matches = { seen: 0, kept: 0, rejected: {} }
    const coverage = (verdict: Verdict) =>
      valueOf(
        scrapedAfter([nextRun, ended(verdict, { competitions: nothing, matches })]),
        "bookiegamma_coverage_ratio",
        live
      )
    expect(coverage("unavailable")).toBe(0)
    expect(coverage("store-failed")).toBe(0)
    expect(coverage("empty")).toBe(1)
  })

  it("published is when something was published, or when a good run had nothing to publish; not when storing failed", () => {
    const publishedAfter = (verdict: Verdict, documents: Report["documents"]) =>
      valueOf(scrapedAfter([nextRun, ended(verdict, { documents })]), "bookiegamma_published_timestamp_seconds", live)
    const none = { updated: 0, created: 0, unstored: 0, withdrawn: 0 }
    expect(publishedAfter("partial", { ...none, created: 1 })).toBe(finishedAt / 1000)
    expect(publishedAfter("complete", { ...none, updated: 6 })).toBe(finishedAt / 1000)
    expect(publishedAfter("store-failed", { ...none, unstored: 6 })).toBeUndefined()
    expect(publishedAfter("unavailable", none)).toBeUndefined()
    expect(publishedAfter("complete", { ...none, unstored: 6 })).toBeUndefined()
  })

  it("a run that a signal interrupted is counted, and is no judgement on its source", () => {
    const read = scrapedAfter([
      nextRun,
      ended("complete"),
      ended("interrupted", {
        competitions: { ...competitions, fetched: 0, failed: [{ id: "1", reason: "interrupted", tries: 1 }] }
      })
    ])
    expect(valueOf(read, "bookiegamma_runs_total", { extractor: "btts", source: "live", verdict: "interrupted" })).toBe(
      1
    )
    expect(valueOf(read, "bookiegamma_last_run_timestamp_seconds", live)).toBe(finishedAt / 1000 - 1)
    expect(valueOf(read, "bookiegamma_coverage_ratio", live)).toBe(1)
  })

  it("missed turns and abandoned runs are counted, and an abandoned run has covered nothing", () => {
    const read = scrapedAfter([
      nextRun,
      { _tag: "TurnsMissed", watched, count: 3 },
      { _tag: "RunAbandoned", watched, turn: 1, reason: "overstayed", where: [], durationMillis: 20_500 }
    ])
    expect(valueOf(read, "bookiegamma_turns_missed_total", { source: "live" })).toBe(3)
    expect(valueOf(read, "bookiegamma_runs_abandoned_total", { source: "live", reason: "overstayed" })).toBe(1)
    expect(valueOf(read, "bookiegamma_run_duration_seconds_sum", { source: "live" })).toBe(20.5)
    expect(valueOf(read, "bookiegamma_last_run_timestamp_seconds", live)).toBe(finishedAt / 1000)
    expect(valueOf(read, "bookiegamma_coverage_ratio", live)).toBe(0)
    expect(valueOf(read, "bookiegamma_last_good_run_timestamp_seconds", live)).toBeUndefined()
  })
})
