/**
 * The table for people: a row a match, aligned, however many there are.
 */
import { describe, expect, it } from "vitest"
import { Table } from "../../adapters/terminal/index.ts"
import type { MatchDocument, Report } from "../../src/index.ts"
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

const rowsOf = (documents: ReadonlyArray<MatchDocument>) =>
  Table.render({ report: vectors.report as unknown as Report, documents }, false).split("\n")

describe("the table", () => {
  it("aligns columns by their width in a terminal, and shows how odds moved", () => {
    const rows = rowsOf([documentOf("横浜;B", "1.61", "1.60"), documentOf("Arsenal;Chelsea", "11.5", "12")])
    expect(rows.slice(0, 3)).toStrictEqual([
      "teams              start (Nairobi)    yes      no",
      "横浜 – B           2026-11-23 22:00  1.61 ▲  2.25",
      "Arsenal – Chelsea  2026-11-23 22:00  11.5 ▼  2.25"
    ])
  })

  it("has as many rows as there are documents, also where there are very many", () => {
    const document = documentOf("A;B", "1.61", "")
    const rows = rowsOf(Array.from({ length: 130_000 }, () => document))
    expect(rows.filter((row) => row.startsWith("A – B"))).toHaveLength(130_000)
  })
})
