/**
 * Every warning is counted in the report, under its own name, and no other one is. Those that compare a run with the previous
 * one are in `previousRun.test.ts`, and that of an open circuit is in `sharedLimits.test.ts`.
 */
import { describe, expect } from "@effect/vitest"
import { Effect } from "effect"
import { OddsStore, type Warning, warnings } from "../../src/index.ts"
import { bookmaker, type Reply, reportAgainst, runTest } from "../helpers/bookmaker.ts"
import { answerOf, listingOf, match, offer, outcomes } from "../helpers/matches.ts"

const many = (count: number, changes: Readonly<Record<string, unknown>> = {}) =>
  answerOf(...Array.from({ length: count }, (_, index) => match({ parent_match_id: index + 1, ...changes })))
const odds = (yes: string, no: string) => ({
  markets: [{ name: "GG/NG", outcomes: [offer("yes", yes), offer("no", no)] }]
})
const nameless = { competition_name: "No id" }

const elsewhere = ["fewer-competitions", "fewer-matches", "fewer-documents", "circuit-open", "index-left-out"] as const

/** What makes a run of today's upcoming matches, at 21:00 in Nairobi, count a warning; each another number of times. */
const causes: {
  readonly [W in Exclude<Warning, (typeof elsewhere)[number]>]: {
    readonly counts: { readonly [warning in Warning]?: number }
    readonly matches?: Reply
    readonly listing?: Reply
  }
} = {
  margin: { matches: many(2, odds("1.10", "1.10")), counts: { margin: 2 } },
  "high-odds": { matches: many(3, odds("1.10", "1001")), counts: { "high-odds": 3 } },
  "same-teams": { matches: many(4, { home_team: "A", away_team: "A" }), counts: { "same-teams": 4 } },
  "long-past": { matches: many(5, { start_time: "2026-11-23 14:59:00" }), counts: { "long-past": 5, begun: 5 } },
  "beyond-day": { matches: many(6, { start_time: "2026-11-24 00:00:00" }), counts: { "beyond-day": 6 } },
  begun: { matches: many(7, { start_time: "2026-11-23 20:59:00" }), counts: { begun: 7 } },
  suspended: { matches: many(8, { bet_status: "stopped" }), counts: { suspended: 8 } },
  "renamed-market": {
    matches: many(9, { markets: [{ name: "Both", sub_type_id: "29", outcomes }] }),
    counts: { "renamed-market": 9 }
  },
  "stale-answer": {
    matches: () => Response.json(many(1), { headers: { age: "41" } }),
    counts: { "stale-answer": 1 }
  },
  "competition-without-id": {
    listing: { data: { competitions: [...listingOf("17").data.competitions, nameless, nameless] } },
    counts: { "competition-without-id": 2 }
  },
  "competition-repeated": { listing: listingOf("17", "17", "17", "17"), counts: { "competition-repeated": 3 } }
}

describe("a warning", () => {
  for (const [name, { counts, listing = listingOf("17"), matches = many(1) }] of Object.entries(causes)) {
    runTest(`${name} is counted under its name`, () =>
      Effect.gen(function* () {
        const report = yield* reportAgainst(bookmaker({ listing, matches: { "17": matches } }))
        expect(report.warnings).toStrictEqual(counts)
      })
    )
  }

  runTest("index-left-out is counted under its name", () =>
    Effect.gen(function* () {
      const server = bookmaker({ listing: listingOf("17"), matches: { "17": many(1) } })
      const report = yield* Effect.updateService(reportAgainst(server), OddsStore, (store) => ({
        ...store,
        entriesOf: (...args) => Effect.map(store.entriesOf(...args), (found) => ({ ...found, leftOut: 3 }))
      }))
      expect(report.warnings).toStrictEqual({ "index-left-out": 3 })
    })
  )

  runTest("of every name has a test", () =>
    Effect.sync(() => {
      expect([...Object.keys(causes), ...elsewhere].sort()).toEqual([...warnings].sort())
    })
  )
})
