/**
 * The lines of a watch: one for each notice, with its facts as fields.
 */
import { describe, expect, it } from "vitest"
import { lineOf } from "../../src/cli/commands/watch/notices.ts"
import type { Watched } from "../../src/extraction/watch/WatchEvent.ts"
import type { Notice, Outage } from "../../src/extraction/watch/WatchState.ts"
import { type MarketResult, Markets, type Report } from "../../src/index.ts"
import { noTimings } from "../helpers/report.ts"

const watched: Watched = { index: 0, source: "upcoming", period: 1, intervalMillis: 20_000, budgetMillis: 15_000 }

const resultOf = (changes: Partial<Report>): MarketResult => {
  const report = {
    ...{ extractor: "btts", verdict: "complete", matches: { seen: 9, kept: 6, rejected: {} }, warnings: { begun: 2 } },
    competitions: { listed: 3, virtual: 0, fromCache: true, cacheAgeSeconds: 5, fetched: 3, failed: [] },
    documents: { updated: 0, created: 0, unstored: 0, withdrawn: 0 },
    ...changes
  } as unknown as Report
  return { market: Markets.btts, report, documents: [], suspended: new Set(), timings: noTimings }
}

const run = (results: ReadonlyArray<MarketResult>, durationMillis = 1234): Notice => ({
  _tag: "Run",
  event: { _tag: "RunEnded", watched, turn: 7, results, durationMillis, traceId: "abc" }
})

describe("the line of a run", () => {
  it("has kept matches, what became of documents, and how long it took", () => {
    const documents = { updated: 1, created: 2, unstored: 3, withdrawn: 4 }
    expect(lineOf(run([resultOf({ documents })]))).toEqual({
      level: "Info",
      text: "upcoming 1: btts complete 6 (1 updated, 2 published, 4 withdrawn, 3 unstored); 3 competitions, 1.2 s",
      fields: {
        ...{ event: "run", source: "upcoming", period: 1, turn: 7, trace_id: "abc", seconds: 1.2 },
        competitions: { fetched: 3, failed: 0, fromCache: true },
        extractors: { btts: { verdict: "complete", seen: 9, kept: 6, ...documents, warnings: { begun: 2 } } }
      }
    })
  })

  it("is a warning where one extractor is not well, and says what its problem is", () => {
    const problem = { step: "matches", reason: "timeout", detail: "no answer in 8 s" } as const
    const failed = [{ id: "1", reason: "timeout", tries: 2 }] as const
    const competitions = { ...resultOf({}).report.competitions, fetched: 1, failed: [...failed] }
    const partial = resultOf({ verdict: "partial", problem, competitions })
    const { fields, level, text } = lineOf(run([partial, resultOf({ extractor: "three-way", verdict: "empty" })]))
    expect(level).toBe("Warn")
    expect(text).toBe(
      "upcoming 1: btts partial 6 [no answer in 8 s]; three-way empty 6; 1 competition, 1 failed, 1.2 s"
    )
    expect(fields).toMatchObject({ extractors: { btts: { problem }, "three-way": { verdict: "empty" } } })
    expect(lineOf(run([resultOf({}), resultOf({ verdict: "empty" })])).level).toBe("Info")
    expect(lineOf(run([resultOf({}), resultOf({ verdict: "filtered" })])).level).toBe("Warn")
  })
})

describe("the lines of an outage", () => {
  const outage: Outage = { what: "store", since: 1_795_456_800_000, detail: "refused", runs: 3 }

  it("say that it began, and why", () => {
    expect(lineOf({ _tag: "OutageBegan", outage })).toMatchObject({
      level: "Error",
      text: "store: does not work: refused; its end will be logged",
      fields: { event: "outage-began", what: "store", detail: "refused", runs: 3, since: "2026-11-23T18:00:00.000Z" }
    })
  })

  it.each([
    [499, "0 s"],
    [59_499, "59 s"],
    [61_000, "1 min 1 s"],
    [3_599_000, "59 min 59 s"],
    [3_661_000, "1 h 1 min"],
    [90_000_000, "25 h 0 min"]
  ])("say that it ended after %d ms: %s", (lasted, says) => {
    const { fields, level, text } = lineOf({ _tag: "OutageEnded", outage, at: outage.since + lasted })
    expect([level, text]).toEqual(["Info", `store: works again after ${says}, in which 3 runs failed`])
    expect(fields).toMatchObject({ event: "outage-ended", seconds: Math.round(lasted / 100) / 10 })
  })
})

it("missed turns are a warning with their number", () => {
  const missed = (count: number) => lineOf({ _tag: "Missed", event: { _tag: "TurnsMissed", watched, count } })
  const because = "because the run before took longer than 20 s"
  expect(missed(1)).toMatchObject({ level: "Warn", text: `upcoming 1: 1 turn was missed, ${because}` })
  expect(missed(2)).toMatchObject({ text: `upcoming 1: 2 turns were missed, ${because}`, fields: { count: 2 } })
})

it("an abandoned run is an error with where it stood", () => {
  const abandoned = (reason: "overstayed" | "died", where: ReadonlyArray<string>) =>
    lineOf({
      _tag: "Abandoned",
      event: { _tag: "RunAbandoned", watched, turn: 0, reason, where, durationMillis: 20_500, traceId: "abc" }
    })
  expect(abandoned("overstayed", ["run > a", "run > b"])).toMatchObject({
    level: "Error",
    text: "upcoming 1: the run stood still and was abandoned after 20.5 s: run > a; run > b",
    fields: { event: "abandoned", reason: "overstayed", where: ["run > a", "run > b"], trace_id: "abc" }
  })
  expect(abandoned("died", []).text).toBe(
    "upcoming 1: the run failed with a bug of this program after 20.5 s: unknown step"
  )
})
