/**
 * The live screen of a watch: lines that fit the terminal, whatever is on them.
 */
import stringWidth from "string-width"
import { describe, expect, it } from "vitest"
import { Screen } from "../../adapters/terminal/index.ts"
import {
  Markets,
  type Report,
  type ShownMove,
  type SourceState,
  type Verdict,
  type WatchView
} from "../../src/index.ts"
import { noTimings } from "../helpers/report.ts"
import { vectors } from "../helpers/vectors.ts"

const report = vectors.report as unknown as Report
const NOW = Date.UTC(2026, 10, 23, 10, 0, 0)

const resultOf = (verdict: Verdict, extractor: "three-way" | "btts" | "double-chance") => ({
  market: Markets[extractor],
  report: { ...report, extractor, verdict },
  documents: [],
  suspended: new Set<number>(),
  timings: noTimings
})

/** A source whose last run had this verdict for `btts`, and `complete` for the other two. */
const sourceOf = (index: number, verdict: Verdict = "complete", changes: Partial<SourceState> = {}): SourceState => {
  const watched = {
    index,
    source: index === 0 ? ("live" as const) : ("upcoming" as const),
    period: 0 as const,
    intervalMillis: 20_000,
    budgetMillis: 15_000
  }
  const results = (["three-way", "btts", "double-chance"] as const).map((extractor) =>
    resultOf(extractor === "btts" ? verdict : "complete", extractor)
  )
  return {
    watched,
    runs: 1,
    missed: 0,
    abandoned: 0,
    isRunning: false,
    nextAt: NOW + 15_000,
    last: { _tag: "RunEnded", watched, turn: 0, results, durationMillis: 3000 },
    lastAt: NOW - 5000,
    goodAt: NOW - 5000,
    ...changes
  }
}

const moveOf = (teams: string, from = "1.61", to = "1.75"): ShownMove => ({
  at: NOW - 5000,
  source: "live 0",
  extractor: "btts",
  teams,
  outcome: "yes",
  from,
  to
})

const viewOf = (changes: Partial<WatchView> = {}): WatchView => ({
  now: NOW,
  startedAt: NOW - 60_000,
  state: { sources: [sourceOf(0)], outages: [] },
  isPaused: false,
  requestsPerSecond: 12.34,
  retries: 3,
  inFlight: 7,
  circuitOpenMillis: 0,
  moves: [],
  scrolled: 0,
  messages: [],
  ...changes
})

const size = { columns: 80, rows: 24, colors: false }

describe("the screen", () => {
  it("shows each extractor of a source with verdict, counts, age and next run, and the traffic", () => {
    const lines = Screen.render(viewOf(), size)
    expect(lines[0]).toBe("bookiegamma watch  10:00:00 UTC  60 s   12.3 requests/s, 7 in flight, 3 retries")
    expect(lines[2]).toMatch(/^source +extractor +verdict +matches +updated +new +age +next$/)
    expect(lines[3]).toMatch(/^live 0 +three-way +complete .* 5 s +in 15 s$/)
    expect(lines[4]).toMatch(/^ +btts +complete /)
    expect(lines.at(-1)).toBe("q quit   p pause")
  })

  it("shows moves newest first with their direction, and scrolls through them", () => {
    const moves = [moveOf("A;B"), moveOf("C;D", "2.10", "1.95"), moveOf("E;F")]
    const text = Screen.render(viewOf({ moves }), size).join("\n")
    expect(text).toMatch(/live 0 btts {2}A – B +yes 1\.61 ▲ 1\.75/)
    expect(text).toMatch(/C – D +yes 2\.10 ▼ 1\.95/)
    expect(text).toContain("moves 1 to 3 of 3")
    const scrolled = Screen.render(viewOf({ moves, scrolled: 2 }), size).join("\n")
    expect(scrolled).not.toContain("A – B")
    expect(scrolled).toContain("moves 3 to 3 of 3")
  })

  it("says outages, an open circuit and a pause, and what was said last", () => {
    const outages = [{ what: "store" as const, since: NOW - 90_000, detail: "no\x1b[31m connection\n", runs: 4 }]
    const state = { sources: [sourceOf(0, "store-failed")], outages }
    const lines = Screen.render(
      viewOf({ state, circuitOpenMillis: 800, messages: ["one", "two", "three", "four"] }),
      size
    )
    const text = lines.join("\n")
    expect(text).toContain("store does not work since 09:58:30: no [31m connection")
    expect(text).not.toContain("one\n")
    expect(text).toContain("two\nthree\nfour")
    const wide = Screen.render(viewOf({ state, circuitOpenMillis: 800 }), { ...size, columns: 120 })
    expect(wide[0]).toContain("circuit open 1 s")
    expect(Screen.render(viewOf({ isPaused: true }), { ...size, columns: 120 })[0]).toContain("paused")
    expect(Screen.render(viewOf({ isPaused: true }), size).at(-1)).toContain("p resume")
  })

  it("has one line a source, with the worst verdict, where there is little room", () => {
    const sources = [sourceOf(0), sourceOf(1, "partial"), ...[2, 3, 4, 5].map((index) => sourceOf(index))]
    const lines = Screen.render(viewOf({ state: { sources, outages: [] } }), size)
    expect(lines.filter((line) => /^(live|upcoming) 0/.test(line))).toHaveLength(6)
    expect(lines[4]).toMatch(/^upcoming 0 +all +partial/)
    expect(Screen.render(viewOf({ state: { sources, outages: [] } }), { ...size, rows: 50 })[4]).toMatch(/^ +btts/)
  })

  it("says what has not run yet, runs now, or was abandoned", () => {
    const first = sourceOf(0, "complete", { last: undefined, lastAt: undefined, isRunning: true })
    expect(Screen.render(viewOf({ state: { sources: [first], outages: [] } }), size)[3]).toMatch(/^live 0 .* - +now$/)
    const { watched } = first
    const last = {
      _tag: "RunAbandoned" as const,
      watched,
      turn: 3,
      reason: "overstayed" as const,
      where: ["run"],
      durationMillis: 20_500
    }
    const lines = Screen.render(viewOf({ state: { sources: [sourceOf(0, "complete", { last })], outages: [] } }), size)
    expect(lines[3]).toMatch(/^live 0 +abandoned/)
  })

  for (const [columns, rows] of [
    [80, 24],
    [200, 50],
    [40, 12],
    [20, 6],
    [10, 2]
  ] as const) {
    it(`fits ${columns} columns and ${rows} rows, whatever names and messages hold, in colours too`, () => {
      const names = [
        "A".repeat(900),
        "横浜F・マリノス;鹿島アントラーズ",
        "الأهلي;الزمالك",
        "\x1b[31mRed;\nNew\u202eevil",
        "⚽🇰🇪;Z\u0337\u0327go"
      ]
      const view = viewOf({
        state: {
          sources: [sourceOf(0), sourceOf(1, "drifted"), sourceOf(2, "unavailable")],
          outages: [{ what: "bookmaker, live", since: NOW, detail: `x\n${"横".repeat(400)}`, runs: 1 }]
        },
        moves: names.map((teams) => moveOf(teams, "1.5", "1234567.123456")),
        messages: names,
        circuitOpenMillis: 500
      })
      for (const colors of [false, true]) {
        const lines = Screen.render(view, { columns, rows, colors })
        expect(lines.length).toBeLessThanOrEqual(rows)
        expect(lines.filter((line) => stringWidth(line) > columns)).toEqual([])
        const text = lines.join("").replaceAll(/\x1b\[\d+m/g, "")
        expect(text).not.toMatch(/[\p{Cc}\u202e]/u)
      }
    })
  }
})
