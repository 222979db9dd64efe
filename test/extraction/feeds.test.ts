/**
 * Answers in the shapes of real feeds through the whole flow: from HTTP to what stands in the store and in the report.
 */
import { describe, expect } from "@effect/vitest"
import { Effect } from "effect"
import { extractors } from "../../src/index.ts"
import { bookmaker, keysOf, runAgainst, runTest } from "../helpers/bookmaker.ts"
import { listingOf } from "../helpers/matches.ts"
import { feedNames, feedOf } from "../helpers/vectors.ts"
import { StoreProbe } from "../suites/StoreProbe.ts"

const sum = (counts: Readonly<Record<string, number>>) =>
  Object.values(counts).reduce((total, count) => total + count, 0)

describe.each(feedNames)("the feed %s", (name) => {
  const { byExtractor, response, seen, stated } = feedOf(name)
  const server = () => bookmaker({ listing: listingOf("301"), matches: { "301": response } })
  const isShort = stated !== null && seen < stated

  runTest("gives every extractor exactly its documents, stored, and reports missing and suspended matches", () =>
    Effect.gen(function* () {
      const probe = yield* StoreProbe
      for (const { documents, report } of yield* runAgainst(server(), { extractors })) {
        const expected = byExtractor[report.extractor]!
        expect(documents).toStrictEqual(expected.documents)
        expect(report.matches).toStrictEqual({
          seen: documents.length + sum(expected.rejected),
          kept: documents.length,
          rejected: expected.rejected
        })
        expect(report.warnings.suspended ?? 0).toBe(expected.suspended.length)
        expect(report.competitions.short).toStrictEqual(isShort ? [{ id: "301", stated, seen }] : undefined)
        expect(report.verdict).toBe(isShort ? "partial" : documents.length > 0 ? "complete" : "filtered")
        if (isShort) expect(report.problem).toMatchObject({ step: "matches", reason: "short" })
        if (documents.length === 0) continue
        const published = yield* probe.published(`${keysOf(report.extractor).publishedPrefix}1795456800-0`)
        expect(JSON.parse(published!.text)).toStrictEqual(expected.documents)
      }
    })
  )

  runTest("has suspended odds withdrawn with the setting withdraw", () =>
    Effect.gen(function* () {
      for (const { documents, report } of yield* runAgainst(server(), { extractors, suspended: "withdraw" })) {
        const expected = byExtractor[report.extractor]!
        const { documents: kept, rejected } = expected.withdraw ?? expected
        expect(documents).toStrictEqual(kept)
        expect(report.matches.rejected).toStrictEqual(rejected)
        expect(report.warnings).not.toHaveProperty("suspended")
      }
    })
  )

  runTest("is never short if counts are ignored", () =>
    Effect.gen(function* () {
      const overrides = { counts: "ignore" } as const
      const client = { live: "http://bookmaker.test/live", upcoming: "http://bookmaker.test/upcoming", overrides }
      for (const { report } of yield* runAgainst(server(), { extractors, bookmaker: client })) {
        expect(report.competitions.short).toBeUndefined()
        expect(["complete", "filtered"]).toContain(report.verdict)
      }
    })
  )
})
