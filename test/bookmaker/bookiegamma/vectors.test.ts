/**
 * The contract's test vectors in each step: the ids of a listing, and the documents of each extractor.
 */
import { describe, expect, it } from "@effect/vitest"
import { Result } from "effect"
import { readListing } from "../../../src/bookmaker/bookiegamma/responses.ts"
import { extractors, Markets } from "../../../src/index.ts"
import { collect, parse } from "../../helpers/collect.ts"
import { expectedOf, vectors } from "../../helpers/vectors.ts"

const matches = parse(vectors.matchesResponse)

it("the listing has the ids of the vector, and counts every element once", () => {
  const { ids, listed, repeated, virtual, withoutId } = Result.getOrThrow(readListing(vectors.competitionsResponse))
  expect(ids).toStrictEqual(vectors.competitionIds)
  expect({ listed, repeated, virtual, withoutId }).toStrictEqual({ listed: 5, repeated: 2, virtual: 3, withoutId: 1 })
})

describe.each(extractors)("%s", (extractor) => {
  const expected = expectedOf(extractor)
  const collected = collect(Markets[extractor], [matches])

  it("makes exactly the documents of the vector, in their order", () => {
    expect(collected.documents).toStrictEqual(expected.documents)
  })

  it("rejects as many matches for each reason as the vector says", () => {
    expect(collected.rejected).toStrictEqual(expected.rejected)
  })

  it("counts every match", () => {
    const rejected = Object.values(collected.rejected).reduce((sum, count) => sum + count, 0)
    expect(collected.seen).toBe(matches.length)
    expect(collected.documents.length + rejected).toBe(collected.seen)
  })

  it("has the same result when run together with the other extractors", () => {
    const alone = parse(vectors.matchesResponse, [Markets[extractor]])
    const { doubts, ...rest } = collect(Markets[extractor], [alone])
    expect({ ...rest, doubts: doubts.map(({ count, reason }) => ({ count, reason })) }).toStrictEqual({
      ...collected,
      doubts: collected.doubts.map(({ count, reason }) => ({ count, reason }))
    })
  })
})
