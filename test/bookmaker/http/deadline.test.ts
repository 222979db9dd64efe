/**
 * The deadline: fetching ends after 80 % of the budget, and what was fetched by then is stored.
 */
import { describe, expect } from "@effect/vitest"
import { Effect } from "effect"
import { usual } from "../../helpers/bookmaker.ts"
import { answerOf, listingOf, match } from "../../helpers/matches.ts"
import { bookmaker, json, reportOf, status, timed } from "../../helpers/virtualTime.ts"
import { StoreProbe } from "../../suites/StoreProbe.ts"

const ids = Array.from({ length: 6 }, (_, index) => String(index))
const answer = (id: string) => json(answerOf(match({ parent_match_id: Number(id) + 1 })))

describe("a bookmaker that hangs", () => {
  for (const [name, options, millis] of [
    ["live", { source: "live" }, 16_000],
    ["upcoming", { source: "upcoming" }, 32_000],
    ["10 s", { source: "live", budget: "10 seconds" }, 8000],
    ["1 s", { source: "upcoming", budget: "1 seconds" }, 800]
  ] as const) {
    timed(`is abandoned after exactly 80 % of the budget (${name}); finished competitions are published`, () =>
      Effect.gen(function* () {
        const probe = yield* StoreProbe
        const server = bookmaker((competition) =>
          competition === "" ? json(listingOf(...ids)) : Number(competition) < 2 ? answer(competition) : Effect.never
        )
        const { millis: taken, report } = yield* reportOf(server, options)
        expect(taken).toBe(millis)
        expect(Date.parse(report.finishedAt) - Date.parse(report.startedAt)).toBe(millis)
        expect(report).toMatchObject({ verdict: "partial", competitions: { fetched: 2 }, documents: { created: 2 } })
        expect(report.competitions.failed.map(({ id, reason }) => [id, reason])).toStrictEqual(
          ids.slice(2).map((id) => [id, "deadline"])
        )
        expect(JSON.parse((yield* probe.published(report.entries.created!))!.text)).toHaveLength(2)
        expect(server.inFlight.current).toBe(0)
      })
    )
  }

  timed("at the listing ends the run after 80 % of the budget as unavailable", () =>
    Effect.gen(function* () {
      const { millis, report } = yield* reportOf(
        bookmaker(() => Effect.never),
        { source: "live" }
      )
      expect(millis).toBe(16_000)
      expect(report).toMatchObject({ verdict: "unavailable", problem: { step: "competitions", reason: "deadline" } })
    })
  )

  timed("makes competitions that were never requested fail with 0 attempts", () =>
    Effect.gen(function* () {
      const server = bookmaker((competition) =>
        competition === "" ? json(listingOf(...ids)) : competition === "0" ? answer(competition) : Effect.never
      )
      const { report } = yield* reportOf(server, {
        source: "live",
        budget: "6 seconds",
        bookmaker: { ...usual.bookmaker, maxInFlight: 2 }
      })
      expect(report.competitions.failed.map(({ id, tries }) => [id, tries])).toStrictEqual([
        ["1", 1],
        ["2", 1],
        ["3", 0],
        ["4", 0],
        ["5", 0]
      ])
      expect(server.requests.map(({ competition }) => competition)).toStrictEqual(["", "0", "1", "2"])
    })
  )

  timed("after failures is reported with the reason of the last finished attempt", () =>
    Effect.gen(function* () {
      const server = bookmaker((competition, nth) =>
        competition === "" ? json(listingOf("17")) : nth < 3 ? status(429) : Effect.never
      )
      const { report } = yield* reportOf(server, { source: "live", budget: "6 seconds" })
      expect(report.competitions.failed).toStrictEqual([{ id: "17", reason: "deadline", tries: 3, last: "throttled" }])
      expect(report.verdict).toBe("blocked")
    })
  )
})

describe("one attempt", () => {
  for (const [name, options, limit] of [
    ["live", { source: "live" }, 8000],
    ["upcoming", { source: "upcoming" }, 16_000],
    ["10 s", { source: "live", budget: "10 seconds" }, 5000]
  ] as const) {
    timed(`that hangs does not use up the whole budget (${name}): the next attempt starts after ${limit} ms`, () =>
      Effect.gen(function* () {
        const server = bookmaker((competition, nth) =>
          nth === 1 && competition === ""
            ? Effect.never
            : competition === ""
              ? json(listingOf("1"))
              : answer(competition)
        )
        const { millis, report } = yield* reportOf(server, options)
        expect(report.verdict).toBe("complete")
        expect(millis).toBeGreaterThanOrEqual(limit)
        expect(millis).toBeLessThan(limit + 300)
      })
    )
  }
})

describe("the deadline", () => {
  timed("ends the run early if the next retry would be at or after it: no request is sent then", () =>
    Effect.gen(function* () {
      for (const budgetSeconds of [1, 2, 5, 10, 12]) {
        const server = bookmaker((competition) => (competition === "" ? json(listingOf(...ids)) : status(500)))
        const { millis, report } = yield* reportOf(server, {
          budget: `${budgetSeconds} seconds`,
          prefix: `p${budgetSeconds}`
        })
        const times = server.requests.map(({ at }) => at)
        const began = Math.min(...times)
        expect(Math.max(...times) - began).toBeLessThan(budgetSeconds * 800)
        expect(millis).toBeLessThan(budgetSeconds * 800)
        for (const failure of report.competitions.failed) {
          expect(failure).toStrictEqual({
            id: failure.id,
            reason: "deadline",
            tries: failure.tries,
            last: "server-error"
          })
          expect(failure.tries).toBeGreaterThan(1)
          expect(failure.tries).toBeLessThan(8)
        }
      }
    })
  )

  timed("counts from the start of the run: a slow listing leaves less time for matches", () =>
    Effect.gen(function* () {
      const server = bookmaker((competition) =>
        competition === "" ? Effect.delay(json(listingOf(...ids)), 7000) : Effect.never
      )
      const { millis, report } = yield* reportOf(server, { source: "live" })
      expect(millis).toBe(16_000)
      expect(server.timesOf("0")[0]).toBe(7000)
      expect(report.competitions).toMatchObject({ listed: 6, fetched: 0 })
      expect(report.verdict).toBe("unavailable")
    })
  )

  timed("excludes a response just after it and includes one just before it", () =>
    Effect.gen(function* () {
      const server = bookmaker((competition) =>
        competition === ""
          ? json(listingOf("1", "2"))
          : Effect.delay(answer(competition), competition === "1" ? 4799 : 4801)
      )
      const { report } = yield* reportOf(server, { source: "live", budget: "6 seconds" })
      expect(report.competitions).toMatchObject({ fetched: 1, failed: [{ id: "2", reason: "deadline", tries: 1 }] })
      expect(report.documents.created).toBe(1)
    })
  )
})

describe("requests in flight", () => {
  for (const [competitions, concurrency] of [
    [7, 3],
    [3, 50],
    [120, 50],
    [12, 12],
    [5, 1]
  ] as const) {
    const expected = Math.min(competitions, concurrency)
    timed(`are at most ${expected} for ${competitions} competitions and a limit of ${concurrency}`, () =>
      Effect.gen(function* () {
        const many = Array.from({ length: competitions }, (_, index) => String(index))
        const server = bookmaker((competition) =>
          competition === "" ? json(listingOf(...many)) : Effect.delay(answer(competition), 100)
        )
        const { millis, report } = yield* reportOf(server, {
          bookmaker: { ...usual.bookmaker, maxInFlight: concurrency }
        })
        expect(server.inFlight.peak).toBe(expected)
        expect(report.competitions.fetched).toBe(competitions)
        expect(millis).toBe(Math.ceil(competitions / concurrency) * 100)
      })
    )
  }

  timed("are at most 50 by default, and the listing is requested first, alone", () =>
    Effect.gen(function* () {
      const many = Array.from({ length: 80 }, (_, index) => String(index))
      const server = bookmaker((competition) =>
        competition === "" ? Effect.delay(json(listingOf(...many)), 50) : Effect.delay(answer(competition), 100)
      )
      yield* reportOf(server)
      expect(server.inFlight.peak).toBe(50)
      expect(server.requests.filter(({ at }) => at < 50)).toStrictEqual([{ competition: "", at: 0 }])
    })
  )
})
