/**
 * A run that may send fewer requests than there are competitions: how many it sends, which part it asks for, what it says of the others,
 * and what it is compared with.
 */
import { describe, expect } from "@effect/vitest"
import { Effect } from "effect"
import fc from "fast-check"
import { it } from "vitest"
import { partAfter, partOf } from "../../src/extraction/ChosenPart.ts"
import { coverage, exitCode, extract, type Report } from "../../src/index.ts"
import { usual } from "../helpers/bookmaker.ts"
import { answerOf, listingOf, match } from "../helpers/matches.ts"
import { bookmaker, elapse, json, reportOf, status, timed } from "../helpers/virtualTime.ts"

const ids = (count: number) => Array.from({ length: count }, (_, index) => String(1000 + index))
const oneMatch = (id: string) => json(answerOf(match({ parent_match_id: Number(id) })))

/** A bookmaker with as many competitions as it has now; each has a match, and 500 comes where `fails` says so. */
const serverOf = (world: { ids: ReadonlyArray<string> }, fails: (id: string, nth: number) => boolean = () => false) =>
  bookmaker((id, nth) => (fails(id, nth) ? status(500) : id === "" ? json(listingOf(...world.ids)) : oneMatch(id)))

const partText = ({ competitions: { part, waiting } }: Report) =>
  part === undefined ? "all" : `${part.number}/${part.of}: ${part.first}-${part.last}, ${waiting} wait`

describe("a run with maxRequests", () => {
  timed("sends no more, asks for one part after another, and begins anew", () =>
    Effect.gen(function* () {
      const server = serverOf({ ids: ids(25).toReversed() })
      const parts: Array<string> = []
      for (let run = 0; run < 5; run++) {
        const before = server.requests.length
        // The ids are cached after the first run, which leaves one request more.
        const { report } = yield* reportOf(server, { maxRequests: 9 })
        expect(server.requests.length - before).toBeLessThanOrEqual(9)
        expect(report).toMatchObject({ verdict: "partial", warnings: {} })
        expect(report.problem).toBeUndefined()
        expect(coverage(report.competitions)).toBeCloseTo(report.competitions.fetched / 25)
        expect(exitCode(report, 1)).toBe(0)
        parts.push(partText(report))
      }
      expect(parts).toStrictEqual([
        "1/4: 1-7, 18 wait",
        "2/3: 8-16, 16 wait",
        "3/3: 17-25, 16 wait",
        "1/3: 1-9, 16 wait",
        "2/3: 10-18, 16 wait"
      ])
    })
  )

  timed("that is enough asks for all, and says nothing of parts", () =>
    Effect.gen(function* () {
      const { report } = yield* reportOf(serverOf({ ids: ids(8) }), { maxRequests: 9 })
      expect(report).toMatchObject({ verdict: "complete", competitions: { fetched: 8 } })
      expect(report.competitions).not.toHaveProperty("part")
      expect(report.competitions).not.toHaveProperty("waiting")
    })
  )

  timed("counts requests that are sent again; who is left over comes first in the next run", () =>
    Effect.gen(function* () {
      const server = serverOf({ ids: ids(8) }, (id, nth) => id === "1002" && nth < 4)
      const first = yield* reportOf(server, { maxRequests: 9, bookmaker: { ...usual.bookmaker, maxInFlight: 1 } })
      expect(server.requests).toHaveLength(9)
      expect(partText(first.report)).toBe("1/2: 1-5, 3 wait")
      expect(first.report.competitions.failed).toStrictEqual([])
      const second = yield* reportOf(server, { maxRequests: 9, bookmaker: { ...usual.bookmaker, maxInFlight: 1 } })
      expect(server.requests.slice(9).map(({ competition }) => competition)).toStrictEqual(["1005", "1006", "1007"])
      expect(partText(second.report)).toBe("2/2: 6-8, 5 wait")
      expect(partText((yield* reportOf(server, { maxRequests: 9 })).report)).toBe("all")
    })
  )

  timed("names a competition that could not be asked again as such", () =>
    Effect.gen(function* () {
      const server = serverOf({ ids: ids(2) }, (id) => id === "1001")
      const { report } = yield* reportOf(server, { maxRequests: 4 })
      expect(server.requests).toHaveLength(4)
      expect(report.competitions.failed).toStrictEqual([
        { id: "1001", reason: "request-limit", tries: 2, last: "server-error" }
      ])
      expect(report).toMatchObject({ verdict: "partial", problem: { reason: "request-limit" } })
      expect(exitCode(report, 1)).toBe(75)
      expect(exitCode(report, 0.5)).toBe(0)
    })
  )

  timed("is no success where the listing took all requests", () =>
    Effect.gen(function* () {
      const server = serverOf({ ids: ids(5) }, (id, nth) => id === "" && nth === 1)
      const { report } = yield* reportOf(server, { maxRequests: 2 })
      expect(report).toMatchObject({
        verdict: "partial",
        competitions: { fetched: 0, waiting: 5, part: { first: 1, last: 0 } },
        problem: { step: "matches", reason: "request-limit" }
      })
      expect(exitCode(report, 0.01)).toBe(75)
      expect(partText((yield* reportOf(server, { maxRequests: 3 })).report)).toBe("1/2: 1-3, 2 wait")
    })
  )

  timed("fails as the listing does where its attempts took all requests", () =>
    Effect.gen(function* () {
      const { report } = yield* reportOf(
        serverOf({ ids: ids(5) }, () => true),
        { maxRequests: 2 }
      )
      expect(report).toMatchObject({ verdict: "unavailable", problem: { reason: "request-limit" } })
    })
  )

  timed("counts the pages of a competition, which is short where one could not be asked for", () =>
    Effect.gen(function* () {
      const overrides = { params: { upcoming: { matches: { page: "{page}" } } } }
      const server = bookmaker((id, nth) =>
        id === ""
          ? json(listingOf("1000"))
          : json({ data: { meta: { total: 9 }, matches: [match({ parent_match_id: nth })] } })
      )
      const { report } = yield* reportOf(server, { maxRequests: 4, bookmaker: { ...usual.bookmaker, overrides } })
      expect(server.requests).toHaveLength(4)
      expect(report).toMatchObject({ verdict: "partial", matches: { seen: 3 } })
      expect(report.competitions.short).toStrictEqual([{ id: "1000", stated: 9, seen: 3, reason: "request-limit" }])
    })
  )

  timed("goes on behind an id that is gone, and what comes to the list moves nobody", () =>
    Effect.gen(function* () {
      const world = { ids: ids(12) }
      const server = serverOf(world)
      const asked = Effect.fnUntraced(function* () {
        const before = server.requests.length
        yield* reportOf(server, { maxRequests: 5, cacheExpiry: "1 second" })
        yield* elapse(Effect.sleep("2 seconds"))
        return server.requests.slice(before + 1).map(({ competition }) => competition)
      })
      expect(yield* asked()).toStrictEqual(["1000", "1001", "1002", "1003"])
      world.ids = ["1000a", ...ids(12).filter((id) => id !== "1003")].toReversed()
      expect((yield* asked()).sort()).toStrictEqual(["1004", "1005", "1006", "1007"])
      expect((yield* asked()).sort()).toStrictEqual(["1008", "1009", "1010", "1011"])
      expect((yield* asked()).sort()).toStrictEqual(["1000", "1000a", "1001", "1002"])
    })
  )

  timed("is not compared with another part, and neither with the whole", () =>
    Effect.gen(function* () {
      const world = { isPoor: false }
      // The first part has all the matches.
      const server = bookmaker((id) =>
        id === ""
          ? json(listingOf(...ids(40)))
          : Number(id) < (world.isPoor ? 1005 : 1020)
            ? json(answerOf(...[0, 1].map((n) => match({ parent_match_id: Number(id) * 10 + n }))))
            : json(answerOf())
      )
      yield* reportOf(server)
      const first = yield* reportOf(server, { maxRequests: 20 })
      const second = yield* reportOf(server, { maxRequests: 20 })
      expect(first.report).toMatchObject({ verdict: "partial", matches: { kept: 40 }, warnings: {} })
      expect(second.report).toMatchObject({ verdict: "partial", matches: { kept: 0 }, warnings: {} })
      expect(exitCode(second.report, 1)).toBe(0)
      // What the whole brought is remembered meanwhile.
      world.isPoor = true
      expect((yield* reportOf(server)).report).toMatchObject({
        verdict: "complete",
        matches: { kept: 10 },
        warnings: { "fewer-matches": 1, "fewer-documents": 1 }
      })
    })
  )

  timed("is compared by the number of competitions, which the listing has whole", () =>
    Effect.gen(function* () {
      const world = { ids: ids(40) }
      const server = serverOf(world)
      yield* reportOf(server, { maxRequests: 20, cacheExpiry: "1 second" })
      world.ids = ids(19)
      yield* elapse(Effect.sleep("2 seconds"))
      const { report } = yield* reportOf(server, { maxRequests: 10, cacheExpiry: "1 second" })
      expect(report).toMatchObject({ verdict: "partial", warnings: { "fewer-competitions": 1 } })
    })
  )

  timed("begins anew after the last part, whoever has come behind it", () =>
    Effect.gen(function* () {
      const world = { ids: ids(4) }
      const server = serverOf(world)
      const options = { maxRequests: 3, cacheExpiry: "1 second" } as const
      const parts: Array<string> = []
      for (let run = 0; run < 3; run++) {
        parts.push(partText((yield* reportOf(server, options)).report))
        yield* elapse(Effect.sleep("2 seconds"))
        if (run === 1) world.ids = ids(5)
      }
      expect(parts).toStrictEqual(["1/2: 1-2, 2 wait", "2/2: 3-4, 2 wait", "1/3: 1-2, 3 wait"])
    })
  )

  timed("without a store asks for some part, and for each in the long run", () =>
    Effect.gen(function* () {
      const server = serverOf({ ids: ids(12) })
      const options = { ...usual, maxRequests: 5, dryRun: true } as const
      for (let run = 0; run < 60; run++) yield* extract(options).pipe(Effect.provide(server.layer))
      expect(new Set(server.requests.map(({ competition }) => competition))).toStrictEqual(new Set(["", ...ids(12)]))
    })
  )
})

it("every competition is asked for within as many runs as there are parts, whatever comes and goes", () => {
  const id = fc.integer({ min: 0, max: 300 }).map(String)
  fc.assert(
    fc.property(
      fc.uniqueArray(id, { minLength: 1, maxLength: 60 }),
      fc.array(fc.uniqueArray(id, { maxLength: 5 }), { minLength: 1, maxLength: 40 }),
      fc.integer({ min: 1, max: 20 }),
      (stays, guests, capacity) => {
        const most = Math.ceil((stays.length + 5) / capacity) + 1
        const waits = new Map(stays.map((one) => [one, 0]))
        let after = ""
        for (let run = 0; run < most * 3; run++) {
          const list = [...new Set([...stays, ...guests[run % guests.length]!])]
          const chosen = { ...partAfter(list, after, capacity), after, storeErrors: [] }
          expect(chosen.ids.length).toBeGreaterThan(0)
          expect(chosen.ids.length).toBeLessThanOrEqual(capacity)
          for (const one of stays) waits.set(one, chosen.ids.includes(one) ? 0 : waits.get(one)! + 1)
          expect(Math.max(...waits.values())).toBeLessThanOrEqual(2 * most)
          const { first, last, number, of } = partOf(chosen, new Set())
          expect(last - first + 1).toBe(chosen.ids.length)
          expect(number).toBeLessThanOrEqual(of)
          after = last === list.length ? "" : chosen.ids.at(-1)!
        }
      }
    )
  )
})
