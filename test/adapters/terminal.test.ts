/**
 * The table of a terminal: one aligned row per match.
 */
import { describe, expect, it } from "vitest"
import { Table } from "../../adapters/terminal/index.ts"
import { Markets, type MatchDocument, type Report } from "../../src/index.ts"
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
const rowsOf = (documents: ReadonlyArray<MatchDocument>, suspended: ReadonlyArray<number> = []) =>
  Table.render({ market: Markets.btts, report, documents, suspended: new Set(suspended) }, false).split("\n")

describe("the table", () => {
  it("aligns columns by their width in a terminal, and shows how odds moved", () => {
    const rows = rowsOf([documentOf("横浜;B", "1.61", "1.60"), documentOf("Arsenal;Chelsea", "11.5", "12")])
    expect(rows.slice(0, 3)).toStrictEqual([
      "teams              start (Nairobi)    yes      no",
      "横浜 – B           2026-11-23 22:00  1.61 ▲  2.25",
      "Arsenal – Chelsea  2026-11-23 22:00  11.5 ▼  2.25"
    ])
  })

  it("marks suspended matches in text, not only by colour", () => {
    const rows = rowsOf([{ ...documentOf("A;B", "1.61", ""), parent_match_id: 7 }, documentOf("C;D", "1.70", "")], [7])
    expect(rows.slice(0, 3)).toStrictEqual([
      "teams  start (Nairobi)    yes      no",
      "A – B  2026-11-23 22:00  1.61    2.25    suspended",
      "C – D  2026-11-23 22:00  1.70    2.25"
    ])
  })

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
    const text = Table.render({ market: Markets.btts, report: partial, documents: [], suspended: new Set() }, false)
    expect(text).toContain("24 fetched, 0 failed (50.0 % came whole)")
    expect(text).toContain(
      "short         12 competitions, 60 matches missing\n  competition 0: 3 of 8 matches, a page failed: timeout\n"
    )
    expect(text).toContain("  competition 9: 3 of 8 matches\n  and 2 more\n")
  })

  it("lists ten failures without saying that there are more", () => {
    const listing = (count: number) => {
      const failed = Array.from({ length: count }, (_, index) => ({
        ...{ id: String(index), reason: "network" as const, tries: 8 }
      }))
      const partial: Report = { ...report, competitions: { ...report.competitions, failed } }
      return Table.render({ market: Markets.btts, report: partial, documents: [], suspended: new Set() }, false)
    }
    expect(listing(10)).toMatch(/competition 9: network after 8 tries\n(?! {2}and)/)
    expect(listing(11)).toContain("  competition 9: network after 8 tries\n  and 1 more\n")
  })

  it("has one row per document, also for very many", { timeout: 30_000 }, () => {
    const document = documentOf("A;B", "1.61", "")
    const rows = rowsOf(Array.from({ length: 130_000 }, () => document))
    expect(rows.filter((row) => row.startsWith("A – B"))).toHaveLength(130_000)
  })
})
