/** Warnings about implausible odds and matches, none of which is dropped. */
import { describe, expect, it } from "vitest"
import { count as countOf, lastingOf, marginOf, oddsWarnings, type RunMoment } from "../../src/domain/OddsWarnings.ts"
import type { Market, MatchDocument } from "../../src/index.ts"
import { type Extractor, Markets, type Source } from "../../src/index.ts"
import { documentOf } from "../suites/storeTest.ts"

/** Counts as a run does, whose documents are made once and counted by each moment. */
const count = (documents: ReadonlyArray<MatchDocument>, market: Market, moment: RunMoment) =>
  countOf(
    documents.map(({ start_time: startTime, teams }) => {
      const [[names = "", odds = {}] = []] = Object.entries(teams)
      const prices = Object.values(odds).map(({ odd_value }) => Number(odd_value))
      return { startTime, lasting: lastingOf(prices, names, market) }
    }),
    moment
  )

const startedAt = Date.UTC(2026, 10, 23, 18)
const occasion = (source: Source, day = "2026-11-23") => ({ source, day, startedAt })

const doubtsOf = (
  given: { odds?: string; home?: string; away?: string; start?: string; extractor?: Extractor },
  source: Source = "live",
  day?: string
) => {
  const { extractor = "btts", start = "2026-11-23 22:00:00", ...rest } = given
  const document = { ...documentOf(1, { extractor, ...rest }), start_time: start }
  return count([document], Markets[extractor], occasion(source, day))
}

describe("the margin", () => {
  it("is the sum of 1/odds, halved for double chance", () => {
    expect(marginOf([2, 2], Markets.btts)).toBe(1)
    expect(marginOf([3, 3, 3], Markets["three-way"])).toBeCloseTo(1)
    expect(marginOf([1.5, 1.5, 1.5], Markets["double-chance"])).toBeCloseTo(1)
  })

  it.each([
    ["btts", "2.23", { margin: 1 }],
    ["btts", "2.22", {}],
    ["btts", "1.25", {}],
    ["btts", "1.24", { margin: 1 }],
    ["three-way", "3.34", { margin: 1 }],
    ["three-way", "3.33", {}],
    ["double-chance", "1.67", { margin: 1 }],
    ["double-chance", "1.66", {}]
  ] as const)("of %s at %s each gives %o", (extractor, odds, expected) => {
    expect(doubtsOf({ extractor, odds })).toEqual(expected)
  })
})

it("a margin of exactly 0.90 or 1.60 gets no warning", () => {
  const document = documentOf(1, { extractor: "btts" })
  const [[teams = "", odds = {}] = []] = Object.entries(document.teams)
  for (const [yes, no] of [
    ["2.5", "2"],
    ["1.25", "1.25"]
  ] as const) {
    const values = { yes: { ...odds.yes!, odd_value: yes }, no: { ...odds.no!, odd_value: no } }
    const moment = occasion("live")
    expect(count([{ ...document, teams: { [teams]: values } }], Markets.btts, moment).margin).toBeUndefined()
  }
})

describe("a match gets a warning", () => {
  it("if its odds are above 1,000", () => {
    expect(doubtsOf({ odds: "1000" })).toEqual({ margin: 1 })
    expect(doubtsOf({ odds: "1000.01" })).toEqual({ margin: 1, "high-odds": 1 })
  })

  it("if a team plays itself", () => {
    expect(doubtsOf({ home: "Malmö", away: "Malmo" })).toEqual({ "same-teams": 1 })
  })

  it("if it started more than six hours ago, in Nairobi time", () => {
    expect(doubtsOf({ start: "2026-11-23 15:00:00" })).toEqual({})
    expect(doubtsOf({ start: "2026-11-23 14:59:59" })).toEqual({ "long-past": 1 })
    expect(doubtsOf({ start: "0001-01-01 00:00:00" })).toEqual({ "long-past": 1 })
  })

  it("if it is after the period's day", () => {
    expect(doubtsOf({ start: "2026-11-24 00:00:00" })).toEqual({ "beyond-day": 1 })
    expect(doubtsOf({ start: "2026-11-25 23:59:59" }, "upcoming", "2026-11-25")).toEqual({})
    expect(doubtsOf({ start: "9999-12-31 23:59:59" })).toEqual({ "beyond-day": 1 })
  })

  it("if it is upcoming and has started", () => {
    expect(doubtsOf({ start: "2026-11-23 20:59:59" }, "upcoming")).toEqual({ begun: 1 })
    expect(doubtsOf({ start: "2026-11-23 21:00:00" }, "upcoming")).toEqual({})
    expect(doubtsOf({ start: "2026-11-23 20:59:59" }, "live")).toEqual({})
  })
})

it("warnings are counted by name over all documents", () => {
  const documents = [1, 2, 3].map((id) => documentOf(id, { odds: id === 3 ? "1.50" : "5" }))
  expect(count(documents, Markets.btts, occasion("live"))).toEqual({ margin: 2 })
  expect(oddsWarnings).toEqual(["margin", "high-odds", "same-teams", "long-past", "beyond-day", "begun"])
})
