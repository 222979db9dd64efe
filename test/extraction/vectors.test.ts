/**
 * The contract's test vectors end to end: from HTTP responses to the contents of the store.
 */
import { describe, expect } from "@effect/vitest"
import { Effect, Option } from "effect"
import { extractors, Keys, type MarketResult, OddsStore } from "../../src/index.ts"
import { bookmaker, keysOf, runAgainst, runTest } from "../helpers/bookmaker.ts"
import { listingOf } from "../helpers/matches.ts"
import { expectedOf, vectors } from "../helpers/vectors.ts"
import { StoreProbe } from "../suites/StoreProbe.ts"

const nothing = { data: { competitions: [] } }
const contract = () =>
  bookmaker({ listing: vectors.competitionsResponse, matches: { "17": vectors.matchesResponse, "8": nothing } })

/** Expects the store to hold exactly the documents of an extractor's vector, and the report to agree. */
const expectStored = Effect.fnUntraced(function* ({ documents, report }: MarketResult) {
  const probe = yield* StoreProbe
  const expected = expectedOf(report.extractor)
  const keys = keysOf(report.extractor)
  const key = `${keys.publishedPrefix}1795456800-0`
  expect(documents).toStrictEqual(expected.documents)
  expect(report).toMatchObject({
    source: "upcoming",
    period: 0,
    day: "2026-11-23",
    prefix: "lst",
    startedAt: "2026-11-23T18:00:00.000Z",
    verdict: "complete",
    documents: { updated: 0, created: expected.documents.length, unstored: 0, withdrawn: 0 },
    entries: { updated: [], created: key }
  })
  const stored = yield* probe.published(key)
  expect(JSON.parse(stored!.text)).toStrictEqual(expected.documents)
  expect(stored!.timeToLive).toBe(200_000)
  expect(yield* probe.stream(keys.stream)).toStrictEqual([{ id: report.entries.streamId, data_key: key }])
  return expected
})

describe("the contract's responses, with matches in competition 17 and none in 8,", () => {
  for (const extractor of extractors) {
    runTest(`give ${extractor} exactly its documents, stored under the right key, and its rejections`, () =>
      Effect.gen(function* () {
        const server = contract()
        const [extracted] = yield* runAgainst(server, { extractors: [extractor] })
        const { rejected } = yield* expectStored(extracted!)
        expect(extracted!.report.matches.rejected).toStrictEqual(rejected)
        expect(extracted!.report.competitions).toStrictEqual({
          listed: 5,
          virtual: 3,
          fromCache: false,
          cacheAgeSeconds: null,
          fetched: 2,
          failed: []
        })
        const store = yield* OddsStore
        const cached = yield* store.cachedIds(Keys.cachedIds("lst", "upcoming", 0), 1200)
        expect(Option.getOrThrow(cached).ids).toStrictEqual(vectors.competitionIds)
      })
    )
  }

  runTest("give all three extractors theirs in one run, with one listing and one request per competition", () =>
    Effect.gen(function* () {
      const server = contract()
      const extracts = yield* runAgainst(server, { extractors })
      expect(extracts.map(({ report }) => report.extractor)).toStrictEqual(["three-way", "btts", "double-chance"])
      for (const extracted of extracts) {
        const { rejected } = yield* expectStored(extracted)
        expect(extracted.report.matches.rejected).toStrictEqual(rejected)
      }
      expect(server.listings()).toBe(1)
      expect(server.competitions().sort()).toStrictEqual(["17", "8"])
      for (const { url } of server.requests.filter(({ url }) => !url.includes("competition_id=&"))) {
        expect(new URL(url).searchParams.get("sub_type_id")).toBe("1,29,10")
      }
    })
  )

  runTest("give results in the order of the extractors option", () =>
    Effect.gen(function* () {
      const server = contract()
      const extracts = yield* runAgainst(server, { extractors: ["double-chance", "three-way"] })
      expect(extracts.map(({ report }) => report.extractor)).toStrictEqual(["double-chance", "three-way"])
      for (const extracted of extracts) yield* expectStored(extracted)
    })
  )
})

describe("a listing of 25 competitions, 17 of which have the same matches,", () => {
  for (const extractor of extractors) {
    runTest(`gives ${extractor} every document once; the others are duplicates`, () =>
      Effect.gen(function* () {
        const ids = Array.from({ length: 25 }, (_, index) => String(100 + index))
        const answers = ids.map((id, index) => [id, index % 3 < 2 ? vectors.matchesResponse : nothing] as const)
        const server = bookmaker({ listing: listingOf(...ids), matches: Object.fromEntries(answers) })
        const [extracted] = yield* runAgainst(server, { extractors: [extractor] })
        const { documents, rejected } = yield* expectStored(extracted!)
        const seventeen = Object.fromEntries(Object.entries(rejected).map(([reason, count]) => [reason, count * 17]))
        expect(extracted!.report.matches.rejected).toStrictEqual({
          ...seventeen,
          duplicate: (rejected.duplicate ?? 0) * 17 + documents.length * 16
        })
        expect(extracted!.report.competitions).toMatchObject({ listed: 25, virtual: 0, fetched: 25, failed: [] })
      })
    )
  }
})
