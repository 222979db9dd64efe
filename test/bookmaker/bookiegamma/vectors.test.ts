/**
 * The contract's vectors, step by step: what a listing's ids are, and what each extractor makes of an answer.
 */
import { describe, expect, it } from "@effect/vitest"
import { Result } from "effect"
import { readListing, readMatches } from "../../../src/bookmaker/bookiegamma/responses.ts"
import * as Ledger from "../../../src/extraction/Ledger.ts"
import { extractors, Markets } from "../../../src/index.ts"
import { ledgerOf } from "../../helpers/ledger.ts"
import { expectedOf, STAMP, vectors } from "../../helpers/vectors.ts"

const matches = Result.getOrThrow(readMatches(vectors.matchesResponse))

it("the listing gives the ids of the vector, and counts every element once", () => {
  const { ids, listed, repeated, virtual, withoutId } = Result.getOrThrow(readListing(vectors.competitionsResponse))
  expect(ids).toStrictEqual(vectors.competitionIds)
  expect({ listed, repeated, virtual, withoutId }).toStrictEqual({ listed: 5, repeated: 2, virtual: 3, withoutId: 1 })
})

describe.each(extractors)("%s", (extractor) => {
  const expected = expectedOf(extractor)
  const [tally] = Ledger.tally(matches, [Markets[extractor]], STAMP)
  const ledger = ledgerOf([tally!])

  it("makes exactly the documents of the vector, in their order", () => {
    expect(ledger.documents).toStrictEqual(expected.documents)
  })

  it("rejects as many matches for each reason as the vector says", () => {
    expect(ledger.rejected).toStrictEqual(expected.rejected)
  })

  it("accounts for every match", () => {
    const rejected = Object.values(ledger.rejected).reduce((sum, count) => sum + count, 0)
    expect(ledger.seen).toBe(matches.length)
    expect(ledger.documents.length + rejected).toBe(ledger.seen)
  })

  it("comes to the same beside the other extractors", () => {
    const index = extractors.indexOf(extractor)
    const tallies = Ledger.tally(
      matches,
      extractors.map((other) => Markets[other]),
      STAMP
    )
    expect(ledgerOf([tallies[index]!])).toStrictEqual(ledger)
  })
})
