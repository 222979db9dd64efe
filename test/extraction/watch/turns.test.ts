/**
 * The turns of a watched source: multiples of its interval, whatever happens in between.
 */
import { describe, expect, it } from "vitest"
import * as Turns from "../../../src/extraction/watch/Turns.ts"

const turns: Turns.Turns = { first: 1000, intervalMillis: 20_000 }

describe("the next turn", () => {
  for (const [now, turn, missed] of [
    [1500, 1, 0],
    [20_999, 1, 0],
    [21_000, 1, 0],
    [21_001, 2, 1],
    [41_000, 2, 1],
    [101_000, 5, 4]
  ] as const) {
    it(`after turn 0, at ${now}, is turn ${turn}, and ${missed} were missed`, () => {
      expect(Turns.next(turns, 0, now)).toEqual({ turn, missed })
    })
  }

  it("is at a multiple of the interval from the first one", () => {
    expect(Turns.timeOf(turns, 4320)).toBe(1000 + 4320 * 20_000)
  })
})

describe("sources", () => {
  it("begin one after the other within the shortest interval, the first at once", () => {
    expect(Turns.offsets([20_000, 300_000, 300_000, 300_000, 300_000, 300_000])).toEqual([
      0, 3333.3333333333335, 6666.666666666667, 10_000, 13_333.333333333334, 16_666.666666666668
    ])
  })

  it("do not wait longer than 5 s for one another", () => {
    expect(Turns.offsets([300_000, 300_000])).toEqual([0, 5000])
  })
})

describe("the budget of a run", () => {
  for (const [wanted, interval, budget] of [
    [20_000, 20_000, 15_000],
    [20_000, 300_000, 20_000],
    [400_000, 300_000, 295_000],
    [10_000, 20_000, 10_000],
    [20_000, 8000, 6000],
    [20_000, 1000, 1000]
  ] as const) {
    it(`of ${wanted} ms every ${interval} ms is ${budget} ms`, () => {
      expect(Turns.budgetMillis(wanted, interval)).toBe(budget)
    })
  }
})
