/**
 * A series of good runs in the middle of which the feed changes: either every match is read rightly, or the run is not
 * complete and says what is missing; and the next good run repairs what was withdrawn.
 */
import { describe, expect } from "@effect/vitest"
import { Effect } from "effect"
import { TestClock } from "effect/testing"
import type { Report } from "../../src/index.ts"
import { bookmaker, keysOf, type Reply, reportAgainst, runTest, usual } from "../helpers/bookmaker.ts"
import { answerOf, listingOf, match, offer } from "../helpers/matches.ts"
import { StoreProbe } from "../suites/StoreProbe.ts"
import { documentOf, entryText } from "../suites/storeTest.ts"

const MATCHES = 24
const KNOWN = 5
const KEYS = keysOf("btts", "live")

const good = (run: number, changes: object = {}, market: object = {}) =>
  Array.from({ length: MATCHES }, (_, index) =>
    match({
      parent_match_id: index + 1,
      home_team: `Home ${index}`,
      markets: [
        { name: "GG/NG", sub_type_id: "29", outcomes: [offer("yes", `1.${10 + run}`), offer("no", "2.5")], ...market }
      ],
      ...changes
    })
  )
const asObject = (list: ReadonlyArray<unknown>) =>
  Object.fromEntries(list.map((one, index) => [String(index + 1), one]))

/** What the tenth run answers, and what must come of it. */
const changes: Readonly<Record<string, { answer: (run: number) => Reply; expected: (report: Report) => void }>> = {
  "the market is renamed, its id stays": {
    answer: (run) => answerOf(...good(run, {}, { name: "Both score" })),
    expected: (report) =>
      expect(report).toMatchObject({
        verdict: "complete",
        matches: { kept: MATCHES },
        warnings: { "renamed-market": MATCHES }
      })
  },
  "the market is renamed, and so is its id": {
    answer: (run) => answerOf(...good(run, {}, { name: "Both score", sub_type_id: "999" })),
    expected: (report) =>
      expect(report).toMatchObject({
        verdict: "drifted",
        documents: { withdrawn: KNOWN },
        problem: { reason: "no-market" }
      })
  },
  "answers are paged": {
    answer: (run) => ({ data: { matches: good(run).slice(0, 8), meta: { total: MATCHES } } }),
    expected: (report) =>
      expect(report).toMatchObject({ verdict: "partial", competitions: { short: [{ stated: MATCHES, seen: 8 }] } })
  },
  "lists are objects": {
    answer: (run) => ({ data: { leagues: asObject([{ competition_id: 17, matches: asObject(good(run)) }]) } }),
    expected: (report) => expect(report).toMatchObject({ verdict: "complete", matches: { kept: MATCHES } })
  },
  "the sport is unnamed": {
    answer: (run) => answerOf(...good(run, { sport_name: undefined, s_binomen: "soccer", sport_id: 1 })),
    expected: (report) => expect(report).toMatchObject({ verdict: "complete", matches: { kept: MATCHES } })
  },
  "the sport is in another language": {
    answer: (run) => answerOf(...good(run, { sport_name: "Kandanda" })),
    expected: (report) => expect(report).toMatchObject({ verdict: "drifted", problem: { reason: "not-soccer" } })
  },
  "betting is suspended": {
    answer: (run) => answerOf(...good(run, { bet_status: "STOPPED" })),
    expected: (report) =>
      expect(report).toMatchObject({
        verdict: "complete",
        matches: { kept: MATCHES },
        warnings: { suspended: MATCHES }
      })
  },
  "answers are old copies": {
    answer: (run) => () => Response.json(answerOf(...good(run)), { headers: { age: "41" } }),
    expected: (report) => expect(report).toMatchObject({ verdict: "complete", warnings: { "stale-answer": 1 } })
  },
  "the error is in the envelope": {
    answer: () => ({ status_code: 404, data: { matches: [] } }),
    expected: (report) =>
      expect(report).toMatchObject({ verdict: "unavailable", competitions: { failed: [{ reason: "bad-status" }] } })
  },
  "only a list for navigation is there": {
    answer: () => ({ data: { competitions: [{ competition_id: 17, match_count: 24 }] } }),
    expected: (report) =>
      expect(report).toMatchObject({ verdict: "drifted", competitions: { failed: [{ reason: "drifted" }] } })
  },
  "nothing is there": {
    answer: () => ({ status_code: 200, data: [] }),
    expected: (report) => expect(report).toMatchObject({ verdict: "drifted", problem: { reason: "fewer-documents" } })
  }
}

describe("the tenth of twenty runs, in which", () => {
  for (const [what, { answer, expected }] of Object.entries(changes)) {
    runTest(`${what}, is complete or reports what is missing, and the next run recovers`, () =>
      Effect.gen(function* () {
        const probe = yield* StoreProbe
        const entries = Array.from({ length: KNOWN }, (_, index) => `${KEYS.matchedPrefix}${index + 1}`)
        for (const [index, entry] of entries.entries()) yield* probe.putEntry(entry, entryText(documentOf(index + 1)))
        const server = bookmaker({ listing: listingOf("17"), matches: {} })
        for (let run = 1; run <= 20; run++) {
          server.script.matches = { "17": run === 10 ? answer(run) : answerOf(...good(run)) }
          const report = yield* reportAgainst(server, { ...usual, source: "live", cacheExpiry: "1 day" })
          if (run === 10) {
            expected(report)
          } else {
            expect(report).toMatchObject({
              verdict: "complete",
              documents: { updated: KNOWN, created: MATCHES - KNOWN }
            })
            const flagged = Object.keys(report.warnings)
            expect(flagged, `run ${run}`).toStrictEqual([])
            for (const entry of entries) {
              const { match_team_objects: objects } = JSON.parse((yield* probe.entry(entry))!.text)
              expect(objects.BookieGamma.yes.odd_).toBe(`1.${10 + run}`)
            }
          }
          yield* TestClock.adjust("20 seconds")
        }
      })
    )
  }
})
