/**
 * Counts and pages: what the bookmaker states against what came, and competitions that are asked for page by page.
 */
import { describe, expect, it } from "@effect/vitest"
import { Effect, Schema } from "effect"
import fc from "fast-check"
import { SqliteOddsStore } from "../../adapters/sqlite/index.ts"
import { coverage, exitCode, Report, RequestOverrides } from "../../src/index.ts"
import { reportAgainst, runAgainst, runTest, bookmaker as scripted, usual } from "../helpers/bookmaker.ts"
import { listingOf, match } from "../helpers/matches.ts"
import { isQuick } from "../helpers/testClasses.ts"
import { bookmaker, json, reportOf, status, timed } from "../helpers/virtualTime.ts"

const overrides = Schema.decodeUnknownSync(RequestOverrides)({
  params: { upcoming: { matches: { page: "{page}", page_size: "3" } } }
})
const paged = { ...usual.bookmaker, overrides }

const matchesOf = (ids: ReadonlyArray<number | string | null>) =>
  ids.map((id) => match({ parent_match_id: id, home_team: `Home ${id}` }))
const page = (ids: ReadonlyArray<number | string | null>, total?: unknown) => ({
  data: { matches: matchesOf(ids), ...(total === undefined ? {} : { meta: { total } }) }
})

/** Serves pages: the first element is page 1; beyond the last there is an empty page with the last total. */
const serving = (...pages: ReadonlyArray<ReturnType<typeof page>>) => {
  const asked: Array<string | null> = []
  const reply = (request: Request) => {
    const number = new URL(request.url).searchParams.get("page")
    asked.push(number)
    return Response.json(pages[Number(number ?? 1) - 1] ?? page([], pages.at(-1)?.data.meta?.total))
  }
  return { asked, server: scripted({ listing: listingOf("17"), matches: { "17": reply } }) }
}

describe("a competition that states more matches than it holds", () => {
  runTest("is short: its matches are kept, the run is partial, exits with 75, and reports how many are missing", () =>
    Effect.gen(function* () {
      const ids = Array.from({ length: 20 }, (_, index) => String(index + 1))
      const replies = ids.map(
        (id) =>
          [
            id,
            page(
              [1, 2, 3].map((n) => Number(id) * 10 + n),
              8
            )
          ] as const
      )
      const report = yield* reportAgainst(
        scripted({ listing: listingOf(...ids), matches: Object.fromEntries(replies) })
      )
      expect(report).toMatchObject({ verdict: "partial", matches: { seen: 60, kept: 60 }, documents: { created: 60 } })
      expect(report.competitions).toMatchObject({ fetched: 20, failed: [] })
      expect(report.competitions.short).toStrictEqual(ids.map((id) => ({ id, stated: 8, seen: 3 })))
      expect(report.problem?.detail).toMatch(
        /^100 matches are missing, of competitions 1 \(3 of 8\), 2 \(3 of 8\), .* and 15 more$/
      )
      expect([coverage(report.competitions), exitCode(report, 1), exitCode(report, 0)]).toStrictEqual([0, 75, 0])
      expect(Schema.decodeUnknownSync(Report)(JSON.parse(JSON.stringify(report)))).toStrictEqual(report)
    })
  )

  runTest("lowers the coverage like a failed one", () =>
    Effect.gen(function* () {
      const server = scripted({
        listing: listingOf("1", "2", "3", "4"),
        matches: {
          "1": page([1], 1),
          "2": page([2], 5),
          "3": () => new Response("{}", { status: 404 }),
          "4": page([4])
        }
      })
      const report = yield* reportAgainst(server)
      expect(report.competitions).toMatchObject({ fetched: 3, short: [{ id: "2", stated: 5, seen: 1 }] })
      expect(coverage(report.competitions)).toBe(0.5)
      expect([exitCode(report, 0.51), exitCode(report, 0.5)]).toStrictEqual([75, 0])
    })
  )

  runTest("is not requested again if no parameter contains {page}", () =>
    Effect.gen(function* () {
      const { asked, server } = serving(page([1, 2, 3], 8), page([4], 8))
      yield* reportAgainst(server)
      expect(asked).toStrictEqual([null])
    })
  )
})

describe("pages", () => {
  const run = (server: ReturnType<typeof scripted>) => reportAgainst(server, { bookmaker: paged })

  runTest("are requested until the competition is complete, and their matches are kept in order", () =>
    Effect.gen(function* () {
      const { asked, server } = serving(page([3, 1, 2], 7), page([9, 8, 7], 7), page([5], 7))
      const [result] = yield* runAgainst(server, { bookmaker: paged })
      expect(asked).toStrictEqual(["1", "2", "3"])
      expect(result!.documents.map((document) => document.parent_match_id)).toStrictEqual([3, 1, 2, 9, 8, 7, 5])
      expect(result!.report).toMatchObject({ verdict: "complete", matches: { seen: 7, kept: 7, rejected: {} } })
      expect(result!.report.competitions.short).toBeUndefined()
    })
  )

  runTest("are not requested if the first one has all stated matches, or no count is stated", () =>
    Effect.gen(function* () {
      for (const first of [page([1, 2, 3], 3), page([1, 2, 3], 2), page([1, 2, 3])]) {
        const { asked, server } = serving(first, page([4], 4))
        expect((yield* run(server)).verdict).toBe("complete")
        expect(asked).toStrictEqual(["1"])
      }
    })
  )

  runTest("end with the first one without a new match; repeated matches are duplicates", () =>
    Effect.gen(function* () {
      const { asked, server } = serving(page([1, 2], 9), page([2, "3"], 9), page([1, " 3 "], 9), page([4], 9))
      const report = yield* run(server)
      expect(asked).toStrictEqual(["1", "2", "3"])
      expect(report.matches).toStrictEqual({ seen: 6, kept: 3, rejected: { duplicate: 2, "bad-id": 1 } })
      expect(report.competitions.short).toStrictEqual([{ id: "17", stated: 9, seen: 3 }])
    })
  )

  runTest("are compared with the largest count that one of them stated", () =>
    Effect.gen(function* () {
      const { asked, server } = serving(page([1], 2), page([2], 4), page([3], 1), page([4]))
      expect((yield* run(server)).verdict).toBe("complete")
      expect(asked).toStrictEqual(["1", "2", "3", "4"])
    })
  )

  runTest("are at most 50", () =>
    Effect.gen(function* () {
      const { asked, server } = serving(...Array.from({ length: 60 }, (_, index) => page([index + 1], 100)))
      const report = yield* run(server)
      expect(asked).toHaveLength(50)
      expect(report.competitions.short).toStrictEqual([{ id: "17", stated: 100, seen: 50 }])
    })
  )

  timed("that fail are reported with their reason, and earlier pages are kept; each page is retried separately", () =>
    Effect.gen(function* () {
      const server = bookmaker((competition, nth) =>
        competition === "" ? json(listingOf("17")) : nth === 1 ? json(page([1, 2], 4)) : status(nth < 6 ? 503 : 404)
      )
      const { report } = yield* reportOf(server, { bookmaker: paged })
      expect(report).toMatchObject({ verdict: "partial", matches: { kept: 2 }, competitions: { failed: [] } })
      expect(report.competitions.short).toStrictEqual([{ id: "17", stated: 4, seen: 2, reason: "bad-status" }])
      expect(server.timesOf("17")).toHaveLength(6)
    })
  )

  timed("that never end are abandoned at the deadline, and earlier pages are kept", () =>
    Effect.gen(function* () {
      const server = bookmaker((competition, nth) =>
        competition === ""
          ? json(listingOf("17", "8"))
          : nth === 1
            ? json(page([Number(competition)], 4))
            : Effect.never
      )
      const { millis, report } = yield* reportOf(server, { source: "upcoming", bookmaker: paged, budget: "10 seconds" })
      expect(millis).toBeLessThanOrEqual(10_000)
      expect(report).toMatchObject({ verdict: "partial", documents: { created: 2 } })
      expect(report.competitions.short).toMatchObject([
        { id: "17", stated: 4, seen: 1, reason: "deadline" },
        { id: "8", stated: 4, seen: 1, reason: "deadline" }
      ])
    })
  )

  timed("count towards the limit of requests in flight", () =>
    Effect.gen(function* () {
      const ids = Array.from({ length: 30 }, (_, index) => String(index + 1))
      const server = bookmaker((competition, nth) =>
        competition === "" ? json(listingOf(...ids)) : Effect.delay(json(page([Number(competition) * 10 + nth], 4)), 50)
      )
      const { report } = yield* reportOf(server, { bookmaker: { ...paged, maxInFlight: 7 } })
      expect(report).toMatchObject({ verdict: "complete", matches: { kept: 120 } })
      expect(server.inFlight.peak).toBe(7)
    })
  )
})

describe("whatever a response holds and states,", () => {
  const element = fc.oneof(
    { weight: 4, arbitrary: fc.integer({ min: 1, max: 12 }).map((id) => match({ parent_match_id: id })) },
    {
      weight: 1,
      arbitrary: fc.constantFrom<unknown>(null, "text", {}, match({ markets: [] }), match({ home_team: "?" }))
    }
  )
  const answer = fc.record({
    matches: fc.array(element, { maxLength: 5 }),
    total: fc.option(fc.oneof(fc.integer({ min: 0, max: 20 }), fc.constantFrom("7", "many", -1)), { nil: undefined })
  })

  /** Serves some matches in pages of a size, all of which state a total. */
  const serve = (matches: ReadonlyArray<unknown>, size: number, total: unknown) => {
    const reply = (request: Request) => {
      const at = (Number(new URL(request.url).searchParams.get("page")) - 1) * size
      return Response.json({ data: { matches: matches.slice(at, at + size), meta: { total } } })
    }
    return scripted({ listing: listingOf("17"), matches: { "17": reply } })
  }
  const resultOf = (server: ReturnType<typeof scripted>) =>
    Effect.runPromise(Effect.provide(runAgainst(server, { bookmaker: paged }), SqliteOddsStore.layerMemory)).then(
      ([result]) => result!
    )
  const idOf = (one: unknown) => String((one as { parent_match_id?: unknown } | null)?.parent_match_id ?? "")

  it.live("seen, short, kept and rejected add up, and one page or several give the same documents", () =>
    Effect.promise(() =>
      fc.assert(
        fc.asyncProperty(answer, fc.integer({ min: 1, max: 4 }), async ({ matches, total }, size) => {
          const stated = /^\d{1,6}$/.test(String(total)) ? Number(total) : undefined
          const { report } = await resultOf(serve(matches, 1000, total))
          expect(report.matches.seen).toBe(matches.length)
          expect(report.competitions.short !== undefined).toBe(stated !== undefined && matches.length < stated)

          const whole = await resultOf(serve(matches, 1000, matches.length))
          // Pages end where one brings nothing new, so the worlds are the same where every match is another.
          if (new Set(matches.map(idOf)).size < matches.length) return
          const split = await resultOf(serve(matches, size, matches.length))
          const undated = (documents: ReadonlyArray<object>) => documents.map((one) => ({ ...one, create_date: 0 }))
          expect(undated(split.documents)).toStrictEqual(undated(whole.documents))
          expect(split.report.matches).toStrictEqual(whole.report.matches)
        }),
        { numRuns: isQuick ? 25 : 50 }
      )
    )
  )
})
