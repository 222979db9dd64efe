/**
 * The merge patches against the same cases that every store is run against.
 */
import { describe, expect, it } from "@effect/vitest"
import { MergePatch, mergeCases } from "../../src/index.ts"

describe("a merge patch of ours, applied by RFC 7396", () => {
  /** Whether an entry is changed at all is for the store to see: another match, or odds of a later run. */
  const changing = mergeCases.filter(
    ({ after, before, result }) => result === "merged" && JSON.stringify(after) !== JSON.stringify(before)
  )

  it.each(changing)("$promise", ({ after, before, change: { document }, market }) => {
    const patch =
      document === undefined ? MergePatch.withdrawal(market, before) : MergePatch.update(market, before, document)
    expect(MergePatch.apply(before, patch)).toStrictEqual(after)
    expect(JSON.parse(JSON.stringify(patch)), "it is JSON").toStrictEqual(patch)
  })
})
