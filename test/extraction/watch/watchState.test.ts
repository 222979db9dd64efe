/**
 * Notices of the runs of watched sources, whether all is well, and the exit code at the end.
 */

import { describe, expect, it } from "vitest"
import type { Source } from "../../../src/domain/Source.ts"
import type { WatchEvent, Watched } from "../../../src/extraction/watch/WatchEvent.ts"
import * as WatchState from "../../../src/extraction/watch/WatchState.ts"
import { Markets, type Report, type Verdict } from "../../../src/index.ts"
import { noTimings } from "../../helpers/report.ts"

const watchedOf = (source: Source, index = 0): Watched => ({
  index,
  source,
  period: 0,
  intervalMillis: 20_000,
  budgetMillis: 15_000
})

const report = (verdict: Verdict, coverage = 1): Report => ({
  extractor: "btts",
  source: "live",
  period: 0,
  day: "2026-11-23",
  prefix: "lst",
  startedAt: "2026-11-23T10:00:00.000Z",
  finishedAt: "2026-11-23T10:00:03.000Z",
  verdict,
  competitions: {
    listed: 10,
    virtual: 0,
    fromCache: false,
    cacheAgeSeconds: null,
    fetched: coverage * 10,
    failed: Array.from({ length: 10 - coverage * 10 }, (_, id) => ({ id: String(id), reason: "timeout", tries: 1 }))
  },
  matches: { seen: 5, kept: 5, rejected: {} },
  documents: { updated: 0, created: 5, unstored: 0, withdrawn: 0 },
  entries: { updated: [], created: "key", streamId: "1-0" },
  warnings: {},
  problem: { step: "store", reason: "open", detail: `why ${verdict}` }
})

const ended = (verdict: Verdict, { coverage = 1, index = 0, source = "live" as Source } = {}): WatchEvent => ({
  _tag: "RunEnded",
  watched: watchedOf(source, index),
  turn: 0,
  durationMillis: 3000,
  results: [
    { market: Markets.btts, report: report(verdict, coverage), documents: [], suspended: new Set(), timings: noTimings }
  ]
})

/** A run of two extractors. */
const both = (...verdicts: ReadonlyArray<Verdict>): WatchEvent => ({
  ...{ _tag: "RunEnded", watched: watchedOf("live"), turn: 0, durationMillis: 3000 },
  results: verdicts.map((verdict) => ({
    ...{ market: Markets.btts, report: report(verdict), documents: [], suspended: new Set(), timings: noTimings }
  }))
})

const abandoned = (index = 0): WatchEvent => ({
  _tag: "RunAbandoned",
  watched: watchedOf("live", index),
  turn: 0,
  reason: "overstayed",
  where: ["run"],
  durationMillis: 20_500
})

/** Takes events in, one a second; returns the tags of the notices for each, and the state. */
const follow = (events: ReadonlyArray<WatchEvent>, minCoverage = 1) => {
  let state = WatchState.initial
  const said = events.map((event, index) => {
    const after = WatchState.after(state, event, index * 1000, minCoverage)
    state = after.state
    return after.notices.map(({ _tag, ...notice }) => ("outage" in notice ? `${_tag} ${notice.outage.what}` : _tag))
  })
  return { said, state, exitCode: WatchState.exitCodeOf(state, minCoverage) }
}

describe("an outage", () => {
  it("of the store is one notice when it begins and one when it ends, and its runs have none", () => {
    const { said } = follow([
      ended("complete"),
      ended("store-failed"),
      ended("store-failed"),
      ended("store-failed"),
      ended("complete"),
      ended("complete")
    ])
    expect(said).toEqual([["Run"], ["OutageBegan store"], [], [], ["OutageEnded store", "Run"], ["Run"]])
  })

  it("says how long it lasted, how many runs met it, and why", () => {
    let state = WatchState.initial
    const notices = [ended("store-failed"), ended("store-failed"), ended("complete")].flatMap((event, index) => {
      const after = WatchState.after(state, event, 1000 * index, 1)
      state = after.state
      return after.notices
    })
    expect(notices[1]).toEqual({
      _tag: "OutageEnded",
      at: 2000,
      outage: { what: "store", since: 0, detail: "why store-failed", runs: 2 }
    })
  })

  it("of the bookmaker is told apart by source: another source's runs neither begin nor end it", () => {
    const upcoming = { index: 1, source: "upcoming" as const }
    const { said } = follow([
      ended("unavailable"),
      ended("complete", upcoming),
      ended("blocked"),
      ended("blocked", upcoming),
      ended("complete"),
      ended("complete", upcoming)
    ])
    expect(said).toEqual([
      ["OutageBegan bookmaker, live"],
      ["Run"],
      [],
      ["OutageBegan bookmaker, upcoming"],
      ["OutageEnded bookmaker, live", "Run"],
      ["OutageEnded bookmaker, upcoming", "Run"]
    ])
  })

  it("of the store after one of the bookmaker shows that the bookmaker is not known to work", () => {
    const { said } = follow([ended("unavailable"), ended("store-failed"), ended("complete")])
    expect(said).toEqual([
      ["OutageBegan bookmaker, live"],
      ["OutageBegan store"],
      ["OutageEnded bookmaker, live", "OutageEnded store", "Run"]
    ])
  })

  it("says nothing of missed turns, which are counted all the same", () => {
    const missed: WatchEvent = { _tag: "TurnsMissed", watched: watchedOf("live"), count: 1 }
    const { said, state } = follow([missed, ended("store-failed"), missed, ended("complete"), missed])
    expect(said.map((tags) => tags.includes("Missed"))).toEqual([true, false, false, false, true])
    expect(state.sources[0]?.missed).toBe(3)
  })

  it("does not begin with partial or drifted runs: each has a notice", () => {
    expect(follow([ended("partial"), ended("partial"), ended("drifted"), ended("drifted")]).said).toEqual([
      ["Run"],
      ["Run"],
      ["Run"],
      ["Run"]
    ])
  })
})

describe("the exit code after a signal", () => {
  for (const [what, events, code] of [
    [
      "is 0 where the last run of each source was good",
      [ended("drifted"), ended("complete"), ended("empty", { index: 1 })],
      0
    ],
    ["is that of the gravest last verdict", [ended("drifted"), ended("store-failed", { index: 1 })], 74],
    ["is that of the gravest extractor", [both("complete", "drifted"), ended("complete", { index: 1 })], 65],
    ["passes over a run that the signal interrupted", [ended("complete"), ended("interrupted")], 0],
    ["is that of an interrupted run where none had ended", [ended("interrupted")], 130],
    ["is 70 where a last run was abandoned", [ended("store-failed"), abandoned(1)], 70],
    ["is 75 for a partial last run", [ended("partial", { coverage: 0.9 })], 75]
  ] as ReadonlyArray<readonly [string, ReadonlyArray<WatchEvent>, number]>) {
    it(what, () => {
      expect(follow(events).exitCode).toBe(code)
    })
  }

  it("is 0 for a partial last run with enough coverage", () => {
    expect(follow([ended("partial", { coverage: 0.9 })], 0.9).exitCode).toBe(0)
  })
})

describe("a watch is well", () => {
  const problemsAfter = (events: ReadonlyArray<WatchEvent>, now: number) =>
    WatchState.problems(follow(events).state, now)

  it("where a partial run covers enough, and each extractor's run was good", () => {
    const partial = [ended("partial", { coverage: 0.9 })]
    expect(WatchState.problems(follow(partial, 0.9).state, 3000)).toEqual([])
    expect(WatchState.problems(follow(partial, 0.95).state, 3000)).toEqual(["live 0: the last run was partial"])
    expect(problemsAfter([both("complete", "drifted", "drifted")], 3000)).toEqual([
      "live 0: the last run was complete, drifted"
    ])
    expect(problemsAfter([both("drifted", "complete")], 3000)).toEqual(["live 0: the last run was drifted, complete"])
  })

  it("where the last run of each source was good and is not older than two intervals", () => {
    expect(problemsAfter([ended("complete"), ended("complete", { index: 1 })], 41_000)).toEqual([
      "live 0: the last run ended 41 s ago, more than two intervals"
    ])
    expect(problemsAfter([ended("complete"), ended("complete", { index: 1 })], 40_000)).toEqual([])
  })

  for (const [what, events, problem] of [
    ["no run has begun", [], "no run has begun yet"],
    [
      "the first run goes on",
      [{ _tag: "RunStarted", watched: watchedOf("live"), turn: 0 }],
      "live 0: no run has ended yet"
    ],
    ["the last run failed", [ended("complete"), ended("unavailable")], "live 0: the last run was unavailable"],
    ["the last run was abandoned", [ended("complete"), abandoned()], "live 0: the last run was abandoned"]
  ] as ReadonlyArray<readonly [string, ReadonlyArray<WatchEvent>, string]>) {
    it(`not where ${what}`, () => {
      expect(problemsAfter(events, 3000)).toEqual([problem])
    })
  }
})

it("runs, missed turns and abandoned runs are counted", () => {
  const watched = watchedOf("live")
  const { state } = follow([
    ended("complete"),
    { _tag: "TurnsMissed", watched, count: 2 },
    abandoned(),
    { _tag: "TurnsMissed", watched, count: 1 },
    { _tag: "NextRun", watched, at: 60_000 }
  ])
  expect(state.sources[0]).toMatchObject({ runs: 2, missed: 3, abandoned: 1, nextAt: 60_000, isRunning: false })
})
