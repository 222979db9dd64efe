/**
 * What has changed in the odds from one run of a source to the next.
 */

import { describe, expect, it } from "vitest"
import * as OddsChanges from "../../../src/extraction/watch/OddsChanges.ts"
import type { Watched } from "../../../src/extraction/watch/WatchEvent.ts"
import { type MarketResult, Markets, type MatchDocument, type Report, type Verdict } from "../../../src/index.ts"
import { noTimings } from "../../helpers/report.ts"

const watched: Watched = { index: 0, source: "live", period: 0, intervalMillis: 20_000, budgetMillis: 15_000 }

const document = (id: number, yes: string, created: number, status = "active"): MatchDocument => ({
  bookmaker: "BookieGamma",
  start_time: "2026-11-23 22:00:00",
  competition_name: "premier league_england",
  teams: {
    "Home;Away": {
      yes: { odd_value: yes, prev_oddValue: "", outcome: "Yes" },
      no: { odd_value: "2.20", prev_oddValue: "", outcome: "No" }
    }
  },
  parent_match_id: id,
  create_date: created,
  target_date: "2026-11-23",
  yes: { odd_: yes, live: 1, odd_status: status, event_status: "1", "split(%)": "", currency: "" }
})

const result = (documents: ReadonlyArray<MatchDocument>, verdict: Verdict = "complete"): MarketResult => ({
  market: Markets.btts,
  report: { verdict } as Report,
  documents,
  timings: noTimings,
  suspended: new Set()
})

/** Returns kinds and ids of the changes. */
const kindsOf = (changes: ReadonlyArray<OddsChanges.OddsChange>) =>
  changes.map(({ document, kind }) => `${kind} ${document.parent_match_id}`)

describe("changes", () => {
  it("are at first all matches, and then none where only the time has changed", () => {
    const changes = OddsChanges.make()
    expect(kindsOf(changes.add(watched, result([document(1, "1.5", 100), document(2, "1.6", 100)])))).toEqual([
      "new 1",
      "new 2"
    ])
    expect(changes.add(watched, result([document(1, "1.5", 120), document(2, "1.6", 120)]))).toEqual([])
  })

  it("are odds that moved, with where from and where to; a state alone is one without moves", () => {
    const changes = OddsChanges.make()
    changes.add(watched, result([document(1, "1.5", 100), document(2, "1.6", 100)]))
    const moved = changes.add(watched, result([document(1, "1.55", 120), document(2, "1.6", 120, "suspended")]))
    expect(moved.map((change) => (change.kind === "moved" ? change.moves : change.kind))).toEqual([
      [{ outcome: "yes", from: "1.5", to: "1.55" }],
      []
    ])
  })

  it("are matches that are gone, once", () => {
    const changes = OddsChanges.make()
    changes.add(watched, result([document(1, "1.5", 100), document(2, "1.6", 100)]))
    expect(kindsOf(changes.add(watched, result([document(2, "1.6", 120)])))).toEqual(["gone 1"])
    expect(kindsOf(changes.add(watched, result([document(2, "1.6", 140)])))).toEqual([])
    expect(kindsOf(changes.add(watched, result([], "empty")))).toEqual(["gone 2"])
  })

  it("take nothing for gone where competitions are missing, nor for new once they are back", () => {
    const changes = OddsChanges.make()
    changes.add(watched, result([document(1, "1.5", 100), document(2, "1.6", 100)]))
    expect(changes.add(watched, result([document(2, "1.6", 120)], "partial"))).toEqual([])
    expect(changes.add(watched, result([document(1, "1.5", 140), document(2, "1.6", 140)]))).toEqual([])
  })

  it("are matches that are gone where a run was filtered: nothing is missing there", () => {
    const changes = OddsChanges.make()
    changes.add(watched, result([document(1, "1.5", 100)]))
    expect(kindsOf(changes.add(watched, result([], "filtered")))).toEqual(["gone 1"])
  })

  it("are told apart by source and extractor", () => {
    const changes = OddsChanges.make()
    changes.add(watched, result([document(1, "1.5", 100)]))
    expect(kindsOf(changes.add({ ...watched, index: 1 }, result([document(1, "1.5", 100)])))).toEqual(["new 1"])
    const other = { ...result([document(1, "1.5", 100)]), market: Markets["three-way"] }
    expect(kindsOf(changes.add(watched, other))).toEqual(["new 1"])
  })
})
