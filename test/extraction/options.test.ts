/**
 * A run fails for a wrong option, which it names, before it asks for anything; nothing else makes it fail.
 */
import { describe, expect } from "@effect/vitest"
import { Effect } from "effect"
import { type ExtractOptions, extract, Markets, OptionsError } from "../../src/index.ts"
import { bookmaker, runTest, usual } from "../helpers/bookmaker.ts"
import { listingOf } from "../helpers/matches.ts"

const wrong: ReadonlyArray<readonly [what: string, options: Record<string, unknown>, says: string]> = [
  ["no extractor", { extractors: [] }, "at least one extractor"],
  ["an unknown extractor", { extractors: ["corners"] }, "three-way, btts, double-chance"],
  ["an extractor twice", { extractors: ["btts", "btts"] }, "each extractor once"],
  ["an extractor by name and as a market", { extractors: ["btts", Markets.btts] }, "each extractor once"],
  ["an unknown source", { source: "past" }, '["source"]'],
  ["a period of 5", { period: 5 }, '["period"]'],
  ["a prefix with a hyphen", { prefix: "a-b" }, "1 to 32 letters and digits"],
  ["a budget of half a second", { budget: "500 millis" }, "Expected seconds from 1 to 86400"],
  ["a budget of two days", { budget: "2 days" }, "Expected seconds from 1 to 86400"],
  ["a budget that is no duration", { budget: "soon" }, '["budgetSeconds"]'],
  ["more than a day spent", { spent: "2 days" }, '["spentSeconds"]'],
  ["a cache that expires at once", { cacheExpiry: "0 seconds" }, "Expected whole seconds from 1 to 86400"],
  ["an entry that lives one and a half seconds", { entryExpiry: "1500 millis" }, '["entryExpirySeconds"]'],
  ["another way with suspended odds", { suspended: "drop" }, '["suspended"]'],
  ["51 requests in flight", { bookmaker: { ...usual.bookmaker, maxInFlight: 51 } }, "a whole number from 1 to 50"],
  ["a rate of 0", { bookmaker: { ...usual.bookmaker, rate: 0 } }, "requests a second from 0.1 to 1000"],
  ["a URL of another kind", { bookmaker: { ...usual.bookmaker, live: "ftp://h/" } }, "http:// or https://"]
]

describe("a run fails before it asks for anything", () => {
  for (const [what, options, says] of wrong) {
    runTest(`for ${what}, and names it`, () =>
      Effect.gen(function* () {
        const server = bookmaker({ listing: listingOf(), matches: {} })
        const run = extract({ ...usual, ...options } as ExtractOptions).pipe(Effect.provide(server.layer))
        const error = yield* Effect.flip(run)
        expect(error).toBeInstanceOf(OptionsError)
        expect(error.message).toContain(says)
        expect(server.requests).toStrictEqual([])
      })
    )
  }
})
