/**
 * Merge patches, tested with the same cases as every store.
 */
import { describe, expect, it } from "@effect/vitest"
import { Markets, MergePatch, mergeCases } from "../../src/index.ts"
import { documentOf } from "../suites/storeTest.ts"

describe("a merge patch, applied as in RFC 7396", () => {
  // Cases without a change (another match, newer odds) are decided by the store, not by the patch.
  const changing = mergeCases.filter(
    ({ after, before, result }) => result === "merged" && JSON.stringify(after) !== JSON.stringify(before)
  )

  it.each(changing)("$promise", ({ after, before, change: { document }, market }) => {
    const patch =
      document === undefined ? MergePatch.withdrawal(market, before) : MergePatch.update(market, before, document)
    expect(MergePatch.apply(before, patch)).toStrictEqual(after)
    expect(JSON.parse(JSON.stringify(patch)), "it is JSON").toStrictEqual(patch)
  })

  it("forgets an outcome of the market that the new document does not have", () => {
    const { no: _, ...withoutNo } = documentOf(1)
    const patch = MergePatch.update(Markets.btts, documentOf(1), withoutNo)
    expect(MergePatch.apply(documentOf(1), patch)).toStrictEqual(withoutNo)
  })
})
