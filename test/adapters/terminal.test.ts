/**
 * The table of a terminal: one aligned row per match.
 */
import stringWidth from "string-width"
import { describe, expect, it } from "vitest"
import { Table, Width } from "../../adapters/terminal/index.ts"
import { Markets, type MatchDocument, type Report } from "../../src/index.ts"
import { noTimings } from "../helpers/report.ts"
import { vectors } from "../helpers/vectors.ts"

const documentOf = (teams: string, odds: string, before: string): MatchDocument => ({
  bookmaker: "BookieGamma",
  start_time: "2026-11-23 22:00:00",
  competition_name: "cup_world",
  teams: {
    [teams]: {
      yes: { odd_value: odds, prev_oddValue: before, outcome: "yes" },
      no: { odd_value: "2.25", prev_oddValue: "", outcome: "no" }
    }
  },
  parent_match_id: 1,
  create_date: 1,
  target_date: "2026-11-23"
})

const report = vectors.report as unknown as Report

const textOf = (
  documents: ReadonlyArray<MatchDocument>,
  { suspended = [], ...options }: Partial<Table.TableOptions> & { suspended?: ReadonlyArray<number> } = {}
) =>
  Table.render(
    { market: Markets.btts, report, documents, suspended: new Set(suspended), timings: noTimings },
    { colors: false, ...options }
  )

const rowsOf = (...given: Parameters<typeof textOf>) => textOf(...given).split("\n")

/** Names as feeds and attackers write them. */
const names = [
  `${"A".repeat(900)};B`,
  `C;${"é".repeat(900)}`,
  "横浜F・マリノス;鹿島アントラーズ",
  "الأهلي;الزمالك",
  "⚽🇰🇪👍🏽 United of a long name;Z\u0337\u0327\u033ba\u0336lgo",
  "हिन्दी क्लब;ประเทศไทย ฟุตบอล",
  "\x1b[31mRed\x1b[0m\nNew\x07\tLine;\u202eevil\u2066bidi\u200b\u200dzero\ufeff",
  "\x1b]0;title\x07\x9b31m\u2028x;y",
  "one team alone",
  "Manchester United U21 (W);Brighton and Hove Albion U21 (W)"
]
const hostile = names.map((teams, index) => ({
  ...documentOf(teams, index === 0 ? "123456.123456" : "1.61", "1.60"),
  parent_match_id: index,
  competition_name: index < 2 ? "" : (names[index] ?? "")
}))

describe("the table of a pipe", () => {
  it("aligns columns by their width in a terminal, and shows how odds moved", () => {
    const rows = rowsOf([documentOf("横浜;B", "1.61", "1.60"), documentOf("Arsenal;Chelsea", "11.5", "12")])
    expect(rows.slice(0, 4)).toStrictEqual([
      "teams              start (Nairobi)    yes      no    competition",
      "横浜 – B           2026-11-23 22:00  1.61 ▲  2.25    cup_world",
      "Arsenal – Chelsea  2026-11-23 22:00  11.5 ▼  2.25    cup_world",
      ""
    ])
  })

  it.each([
    ["1.6", "1.60"],
    ["1.61", ""],
    ["1.61", "unknown"]
  ])("shows odds of %s after %j as neither risen nor fallen", (odds, before) => {
    expect(textOf([documentOf("A;B", odds, before)])).not.toMatch(/[▲▼]/)
  })

  it("marks suspended matches in text, not only by colour", () => {
    const documents = [{ ...documentOf("A;B", "1.61", ""), parent_match_id: 7 }, documentOf("C;D", "1.70", "")]
    expect(rowsOf(documents, { suspended: [7] }).slice(0, 3)).toStrictEqual([
      "teams  start (Nairobi)    yes      no    competition",
      "A – B  2026-11-23 22:00  1.61    2.25    cup_world    suspended",
      "C – D  2026-11-23 22:00  1.70    2.25    cup_world"
    ])
  })

  it("has the same columns in every line for awk, whole names, and no line made longer by another's name", () => {
    const documents = [...hostile.slice(0, 6), documentOf("Home;Away", "", "")]
    const rows = rowsOf(documents).slice(0, documents.length + 1)
    expect(rows.map((row) => row.split(/ {2,}/).length)).toStrictEqual(rows.map(() => 5))
    expect(rows[1]).toContain("A".repeat(900))
    expect(rows.at(-1)!.split(/ {2,}/)).toStrictEqual(["Home – Away", "2026-11-23 22:00", "-", "2.25", "cup_world"])
    expect(rows.at(-1)!.length).toBeLessThan(140)
  })

  it("has one row per document, also for very many", { timeout: 30_000 }, () => {
    const document = documentOf("A;B", "1.61", "")
    const rows = rowsOf(Array.from({ length: 130_000 }, () => document))
    expect(rows.filter((row) => row.startsWith("A – B"))).toHaveLength(130_000)
  })
})

describe("the table of a terminal", () => {
  it("has each competition as a heading above its matches, and the day once where it is the same for all", () => {
    const documents = [
      documentOf("Arsenal;Chelsea", "1.61", "1.60"),
      { ...documentOf("A;B", "11.5", "12"), parent_match_id: 7 },
      { ...documentOf("C;D", "1.5", ""), competition_name: "liga_spain" }
    ]
    expect(rowsOf(documents, { columns: 80, suspended: [7] }).slice(0, 7)).toStrictEqual([
      "  teams, 2026-11-23  Nairobi   yes      no",
      "cup_world",
      "  Arsenal – Chelsea  22:00    1.61 ▲  2.25",
      "  A – B              22:00    11.5 ▼  2.25    suspended",
      "liga_spain",
      "  C – D              22:00     1.5    2.25",
      ""
    ])
  })

  it("shows the day of every match where there are several", () => {
    const documents = [documentOf("A;B", "2", ""), { ...documentOf("C;D", "2", ""), start_time: "2026-11-24 00:15:00" }]
    const rows = rowsOf(documents, { columns: 80 })
    expect(rows[0]).toBe("  teams  Nairobi time  yes      no")
    expect(rows.slice(2, 4).map((row) => row.slice(9, 20))).toStrictEqual(["11-23 22:00", "11-24 00:15"])
    expect(rowsOf(documents, { columns: 30 })[3]).toBe("    11-23 22:00  yes 2")
  })

  it("is as wide as it needs to be, and puts teams and odds on lines of their own where it is narrow", () => {
    const documents = [documentOf("Arsenal;Chelsea", "1.61", "1.60")]
    expect(rowsOf(documents, { columns: 300 }).slice(0, 3)).toStrictEqual(
      rowsOf(documents, { columns: 60 }).slice(0, 3)
    )
    expect(rowsOf(documents, { columns: 40 }).slice(0, 4)).toStrictEqual([
      "Nairobi time, 2026-11-23",
      "cup_world",
      "  Arsenal – Chelsea",
      "    22:00  yes 1.61▲  no 2.25"
    ])
    expect(rowsOf(documents, { columns: 20 }).slice(0, 7)).toStrictEqual([
      "Nairobi time,",
      "2026-11-23",
      "cup_world",
      "  Arsenal – Chelsea",
      "    22:00  yes 1.61▲",
      "    no 2.25",
      ""
    ])
  })

  it("marks suspended matches where it is narrow too", () => {
    const documents = [documentOf("Arsenal;Chelsea", "1.61", "1.60")]
    expect(rowsOf(documents, { columns: 40, suspended: [1] })[3]).toBe("    22:00  yes 1.61▲  no 2.25  suspended")
    expect(rowsOf(documents, { columns: 40 })[3]).toBe("    22:00  yes 1.61▲  no 2.25")
  })

  it.each([20, 21, 33, 40, 59, 60, 61, 80, 132, 200])("has no line that is wider than %d columns", (columns) => {
    const long: Report = {
      ...report,
      competitions: {
        ...report.competitions,
        failed: [{ id: "横浜".repeat(400), reason: "timeout", tries: 8 }],
        short: [{ id: "x".repeat(1000), stated: 8, seen: 3, reason: "network" }]
      },
      problem: { step: "matches", reason: "timeout", detail: `no answer in 8 s, ${"z".repeat(300)} at the end` }
    }
    const text = Table.render(
      { market: Markets.btts, report: long, documents: hostile, suspended: new Set([1, 2]), timings: noTimings },
      { colors: true, columns }
    )
    const tooWide = text.split("\n").filter((line) => stringWidth(line) > columns)
    expect(tooWide).toStrictEqual([])
    expect(text.replaceAll(/\s|\x1b\[\d+m/g, "")).toContain("z".repeat(300))
  })

  it("cuts long names in their middle, and gives each team its share", () => {
    const teams = (key: string) =>
      rowsOf([documentOf(key, "1.61", "")], { columns: 60 })[2]!
        .slice(2, 36)
        .trimEnd()
    expect(teams("Manchester United U21 (W);Brighton and Hove Albion U21 (W)")).toBe("Mancheste…1 (W) – Brighton…1 (W)")
    expect(teams(`A;${"b".repeat(900)}`)).toMatch(/^A – b{10,}…b{8,}$/)
    expect(teams(`${"b".repeat(900)};C`)).toMatch(/^b{10,}…b{8,} – C$/)
  })
})

describe.each([undefined, 20, 80])("with %s columns, the table", (columns) => {
  it("isolates names that are written from right to left, also where they are cut", () => {
    for (const key of ["الأهلي;الزمالك", `${"الأهلي ".repeat(30)};${"א".repeat(90)}`, "\u{1e900}\u{1e901};B"]) {
      const document = { ...documentOf(key, "1.61", ""), competition_name: key.split(";")[0]!.trim() }
      const lines = rowsOf([document], { columns })
      for (const line of lines) {
        const outside = line.replaceAll(/\u2068[^\u2068\u2069]*\u2069/g, "")
        expect(outside).not.toMatch(/[\u0590-\u08ff\u{1e900}-\u{1e943}\u2068\u2069]/u)
      }
      expect(lines.join("").split("\u2068")).toHaveLength(key.endsWith("B") ? 3 : 4)
    }
  })

  it("shows no control character, no line break and no invisible mark of a name", () => {
    const text = textOf(hostile, { columns })
    expect(text.replaceAll(/[\n\u2068\u2069]/g, "")).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u)
    expect(text).toContain(columns === 20 ? "[31mRed" : "[31mRed [0m New Line")
  })

  it("shows as many matches as the limit says, and how many more there are", () => {
    const documents = Array.from({ length: 1237 }, (_, index) => documentOf(`Team ${index};B`, "1.61", ""))
    const text = textOf(documents, { columns, limit: 3 })
    expect(text).toContain("Team 2 – B")
    expect(text).not.toContain("Team 3 – B")
    expect(text).toMatch(/\n… and 1,234 more\smatches\n\n/)
    expect(textOf(documents, { columns, limit: 1236 })).toContain("\n… and 1 more match\n\n")
    expect(textOf(documents, { columns, limit: 1237 })).not.toContain("more match")
    expect(textOf(documents, { columns })).toContain("Team 1236 – B")
  })

  it("uses colours only where they are asked for", () => {
    const documents = [documentOf("A;B", "1.61", "1.60")]
    expect(textOf(documents, { columns })).not.toContain("\x1b")
    const colored = textOf(documents, { columns, colors: true })
    expect(colored).toContain("\x1b[32m▲\x1b[39m")
    expect(colored.replaceAll(/\x1b\[\d+m/g, "")).toBe(textOf(documents, { columns }))
  })
})

describe("the summary", () => {
  it("shows how many matches are missing, and in which competitions", () => {
    const short = Array.from({ length: 12 }, (_, index) => ({ id: String(index), stated: 8, seen: 3 }))
    const partial: Report = {
      ...report,
      competitions: {
        ...report.competitions,
        failed: [],
        fetched: 24,
        short: [{ ...short[0]!, reason: "timeout" }, ...short.slice(1)]
      }
    }
    const text = Table.render(
      { market: Markets.btts, report: partial, documents: [], suspended: new Set(), timings: noTimings },
      { colors: false }
    )
    expect(text).toContain("24 fetched, 0 failed (50.0 % came whole)")
    expect(text).toContain(
      "short         12 competitions, 60 matches missing\n  competition 0: 3 of 8 matches, a page failed: timeout\n"
    )
    expect(text).toContain("  competition 9: 3 of 8 matches\n  and 2 more\n")
  })

  it("shows how often there was which warning, and nothing of warnings where there was none", () => {
    const summaryOf = (warnings: Report["warnings"]) =>
      Table.render(
        {
          ...{ market: Markets.btts, report: { ...report, warnings }, documents: [], suspended: new Set() },
          timings: noTimings
        },
        { colors: false }
      )
    expect(summaryOf({ begun: 2, "beyond-day": 17 })).toContain("\nwarnings      begun 2, beyond-day 17")
    expect(summaryOf({})).not.toContain("warnings")
  })

  it("names ten failed competitions, and says how many more there are", () => {
    const failed = (count: number): Report => ({
      ...report,
      competitions: {
        ...report.competitions,
        failed: Array.from({ length: count }, (_, index) => ({ id: `c${index}`, reason: "network", tries: index + 1 }))
      }
    })
    const summaryOf = (count: number) =>
      Table.render(
        { market: Markets.btts, report: failed(count), documents: [], suspended: new Set(), timings: noTimings },
        { colors: false }
      )
    expect(summaryOf(10)).toContain("  competition c0: network after 1 attempt\n")
    expect(summaryOf(10)).toContain("  competition c9: network after 10 attempts\nmatches ")
    expect(summaryOf(12)).toContain("  competition c9: network after 10 attempts\n  and 2 more\nmatches ")
    expect(summaryOf(12)).not.toContain("c10")
  })
})

describe("the width of a text", () => {
  it("is the same for the characters that are not measured one by one", () => {
    const range = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, at) => from + at)
    const codes = [range(0x20, 0x7e), range(0xa1, 0x2ff), range(0x370, 0x58f), [0x2013, 0x2026, 0x25b2, 0x25bc]].flat()
    const characters = codes.map((code) => String.fromCodePoint(code))
    expect(characters.filter((character) => Width.of(character) !== stringWidth(character))).toStrictEqual([])
  })

  it("is not exceeded by a cut, which leaves characters whole", () => {
    const families = "👍🏽🇰🇪é́👍🏽🇰🇪e\u0301横"
    for (const text of [...names, families.repeat(9)]) {
      for (const cut of [Width.cut, Width.cutMiddle]) {
        for (const width of [0, 1, 2, 3, 4, 5, 9, 14, 29]) {
          const found = cut(text, width)
          expect(stringWidth(found)).toBeLessThanOrEqual(width)
          if (width > 0 && found !== text) expect(found.split("…")).toHaveLength(2)
          for (const part of found.split("…")) expect(part.isWellFormed()).toBe(true)
        }
      }
    }
    expect(Width.cut("👍🏽🇰🇪", 3)).toBe("👍🏽…")
    expect(Width.cut("ab", 2)).toBe("ab")
    expect(Width.cut("abc", 2)).toBe("a…")
    expect(Width.cutMiddle("abcdefghijk", 6)).toBe("abc…jk")
    expect(Width.cutMiddle("e\u0301".repeat(9), 4)).toBe("e\u0301e\u0301…e\u0301")
  })
})
