/**
 * Drafts: what comes again is used again, and never shows: documents and their JSON are what they would be if they were
 * made anew.
 */
import { describe, expect, it, vi } from "@effect/vitest"
import fc from "fast-check"
import * as documents from "../../src/domain/documentOf.ts"
import type { MarketOdds, Match } from "../../src/domain/Match.ts"
import * as Draft from "../../src/extraction/Draft.ts"
import { Markets } from "../../src/index.ts"
import { collectorOf, parse } from "../helpers/collect.ts"
import { answerOf, match } from "../helpers/matches.ts"
import { STAMP } from "../helpers/vectors.ts"

const LATER = { ...STAMP, create_date: STAMP.create_date + 20 }
const TOMORROW = { create_date: STAMP.create_date + 86_400, target_date: "2031-01-01" }

/** What a text must not be taken for. */
const DATE = `"create_date":${STAMP.create_date}`
const hostile = fc.oneof(fc.string(), fc.constantFrom(DATE, `,${DATE},`, "\\", "\n", "\ud800", "\u2028"))
const odds = fc.record<MarketOdds>({
  outcomes: fc.uniqueArray(
    fc.record({
      outcome: fc.constantFrom("1", "X", "2", "yes", DATE),
      odds: hostile,
      previousOdds: hostile,
      name: hostile,
      live: fc.oneof(fc.double(), fc.boolean(), hostile),
      status: hostile,
      active: hostile
    }),
    { selector: ({ outcome }) => outcome, maxLength: 4 }
  ),
  isSuspended: fc.boolean(),
  isRenamed: fc.boolean()
})
const anyMatch = fc.record<Match>({
  id: fc.integer({ min: 1 }),
  teams: hostile,
  startTime: hostile,
  competitionName: hostile,
  markets: fc.constant({})
})

describe("a draft", () => {
  it("gives the document of the new run, and the JSON of all documents, whichever of them come again", () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(anyMatch, odds, fc.integer({ min: 0, max: 3 }))), (matches) => {
        const drafts = matches.map(([match, odds, times]) => {
          let draft = Draft.make(Markets.btts, match, odds, times === 0 ? LATER : STAMP)
          for (let time = 1; time < times; time++) draft = draft.again(STAMP)!
          return times === 0 ? draft : draft.again(LATER)!
        })
        const anew = matches.map(([match, odds]) => documents.documentOf(match, odds, LATER))
        expect(drafts.map(({ document }) => document)).toStrictEqual(anew)
        // By their own JSON, which is without what no JSON can say, such as -0.
        const read = anew.map((document) => JSON.parse(JSON.stringify(document)))
        const list = Draft.listPieces(drafts).join("")
        expect(list.isWellFormed()).toBe(true)
        expect(JSON.parse(list)).toStrictEqual(read)
        expect(drafts.map(({ text }) => JSON.parse(text))).toStrictEqual(read)
      })
    )
  })

  it("is written into pieces of a list that are never long, however many there are", () => {
    const one = parse(answerOf(match()), [Markets.btts])[0] as Match
    const drafts = Array.from({ length: 1000 }, () =>
      Draft.make(Markets.btts, one, one.markets.btts as MarketOdds, STAMP)
    )
    const pieces = Draft.listPieces(drafts)
    expect(pieces.join("")).toBe(`[${drafts.map(({ text }) => text).join()}]`)
    expect(pieces.length).toBeGreaterThan(10)
    for (const piece of pieces) expect(piece.length).toBeLessThan(60_000)
    expect(Draft.listPieces([])).toEqual(["[]"])
  })

  it("does not come again on another day", () => {
    fc.assert(
      fc.property(anyMatch, odds, (match, odds) => {
        const draft = Draft.make(Markets.btts, match, odds, STAMP)
        expect([draft.again(TOMORROW), draft.again(LATER)?.again(TOMORROW)]).toEqual([undefined, undefined])
      })
    )
  })
})

describe("an answer that comes again", () => {
  const answer = parse(answerOf(match(), match({ parent_match_id: 2, markets: [] })), [Markets.btts])
  const collected = (stamp: typeof STAMP, matches = answer) => {
    const collector = collectorOf(Markets.btts, { stamp })
    collector.add(0, matches)
    return collector.close()
  }

  it("is written once, however often it comes", () => {
    const write = vi.spyOn(documents, "jsonRest")
    const [first, second, third] = [STAMP, LATER, LATER].map((stamp) => collected(stamp).drafts[0]!)
    const drafts = [first!, second!, third!, second!]
    const texts = drafts.map(({ text }) => text)
    expect(write).toHaveBeenCalledTimes(1)
    write.mockRestore()
    expect(texts.map((text) => JSON.parse(text))).toStrictEqual(drafts.map(({ document }) => document))
    expect(third!.document.teams).toBe(first!.document.teams)
    expect(third!.document).toStrictEqual({ ...first!.document, create_date: LATER.create_date })
    expect(JSON.parse(Draft.listPieces([third!]).join(""))).toEqual([third!.document])
  })

  it("is written while it is collected, where it is to be stored, and else only when its text is asked for", () => {
    for (const writes of [true, false]) {
      const write = vi.spyOn(documents, "jsonRest")
      const collector = collectorOf(Markets.btts, { writes })
      collector.add(0, [...answer])
      const { drafts } = collector.close()
      expect(write).toHaveBeenCalledTimes(writes ? 1 : 0)
      expect(Draft.listPieces(drafts).join("")).toBe(`[${drafts[0]!.text}]`)
      expect(write).toHaveBeenCalledTimes(1)
      write.mockRestore()
    }
  })

  it("is not written where the match has come before in this run", () => {
    const write = vi.spyOn(documents, "jsonRest")
    const collector = collectorOf(Markets.btts, { writes: true })
    for (const position of [0, 1, 2]) collector.add(position, [...answer])
    expect(collector.close().rejected.duplicate).toBe(2)
    expect(write).toHaveBeenCalledTimes(1)
    write.mockRestore()
  })

  it("is read as it is where its matches have other odds, though it is the same list", () => {
    const list = [...answer]
    const collect = (stamp: typeof STAMP) => {
      const collector = collectorOf(Markets.btts, { stamp })
      collector.add(0, list)
      return collector.close().drafts.map(({ document }) => document)
    }
    const [before] = collect(STAMP)
    const [changed] = parse(answerOf(match({ home_team: "Others" })), [Markets.btts])
    list[0] = changed!
    const [after] = collect(LATER)
    expect(Object.keys(before!.teams)).not.toEqual(Object.keys(after!.teams))
    expect(after).toStrictEqual(collected(LATER, [changed!]).drafts[0]!.document)
  })
})
