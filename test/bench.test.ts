/**
 * The benchmark's bodies and sums.
 */
import { describe, expect, it } from "vitest"
import { listingBody, matchesBody } from "../bench/bodies.ts"
import { median, reached } from "../bench/table.ts"
import { readListing } from "../src/bookmaker/bookiegamma/responses.ts"
import { Markets } from "../src/index.ts"
import { collect, parse } from "./helpers/collect.ts"

const success = <A>(result: { readonly _tag: string; readonly success?: A }): A => {
  if (result._tag !== "Success") throw new Error("the answer has drifted")
  return result.success as A
}

describe("the benchmark's bodies are valid by the contract", () => {
  for (const size of ["lean", "full"] as const) {
    for (const matches of [1, 10, 100]) {
      it(`${size}, ${matches} matches: every market keeps every match, and ids are unique`, () => {
        const answers = [0, 1, 199].map((competition) => parse(JSON.parse(matchesBody(competition, matches, size))))
        for (const market of Object.values(Markets)) {
          const collected = collect(market, answers)
          expect(collected.rejected).toEqual({})
          expect(collected.documents.length).toBe(3 * matches)
        }
      })
    }
  }

  it("a lean body of ten matches is about 16 kB, a full one about 91 kB", () => {
    expect(Buffer.byteLength(matchesBody(1, 10, "lean")) / 16_000).toBeCloseTo(1, 1)
    expect(Buffer.byteLength(matchesBody(1, 10, "full")) / 91_000).toBeCloseTo(1, 1)
  })

  it("the listing has every competition once, and none is virtual", () => {
    const { ids, listed, virtual } = success(readListing(JSON.parse(listingBody(300))))
    expect(ids.length).toBe(300)
    expect([listed, virtual]).toEqual([300, 0])
  })
})

it("the median is the middle, and a target is compared with its bound", () => {
  expect(median([3, 1, 2])).toBe(2)
  expect(median([4, 1, 3, 2])).toBe(2.5)
  expect(median([])).toBeNaN()
  expect(reached({ what: "", measured: 1, bound: 1 })).toBe(true)
  expect(reached({ what: "", measured: 2, bound: 1 })).toBe(false)
  expect(reached({ what: "", measured: 2, bound: 3, atLeast: true })).toBe(false)
  expect(reached({ what: "", measured: Number.NaN, bound: 1 })).toBe(false)
})
