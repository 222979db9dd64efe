/**
 * What a run says of its progress: its steps, its counts, and what its requests wait for.
 */
import { describe, expect } from "@effect/vitest"
import { Effect, Schedule } from "effect"
import { Deadline, type ExtractOptions, Progress } from "../../src/index.ts"
import { answerOf, listingOf, match } from "../helpers/matches.ts"
import { type Bookmaker, bookmaker, json, reportOf, status, timed } from "../helpers/virtualTime.ts"

/** Makes a run, and returns all progress that it reported. */
const progressOf = Effect.fnUntraced(function* (server: Bookmaker, options: Partial<ExtractOptions> = {}) {
  const seen: Array<Progress> = []
  yield* reportOf(server, options).pipe(Effect.provideService(Progress, (progress) => void seen.push(progress)))
  return seen
})

/** Makes a run, and returns what was waited for at each half second, as far as it changed. */
const waitsOf = Effect.fnUntraced(function* (server: Bookmaker, options: Partial<ExtractOptions> = {}) {
  const seen: Array<string> = []
  let last: Progress | undefined
  const look = Effect.map(Deadline.monotonicMillis, (now) => {
    const { retries = 0, sent = 0, wait } = last?.requests(now) ?? {}
    const left = wait === undefined ? "" : ` ${wait.reason} ${wait.last} ${Math.ceil((wait.until - now) / 1000)} s`
    const text = `${last?.step} ${sent} sent, ${retries} retries${left}`
    if (seen.at(-1) !== text) seen.push(text)
  })
  yield* Effect.forkChild(Effect.repeat(look, Schedule.spaced("500 millis")))
  const { report } = yield* reportOf(server, options).pipe(
    Effect.provideService(Progress, (progress) => {
      last = progress
    })
  )
  return { seen, report }
})

const one = answerOf(match())

describe("the progress of a run", () => {
  timed("is reported at each step and after each competition, with the number of matches so far", () =>
    Effect.gen(function* () {
      const server = bookmaker((competition) =>
        competition === ""
          ? json(listingOf("17", "8"))
          : competition === "17"
            ? json(answerOf(match(), match()))
            : status(404)
      )
      const seen = yield* progressOf(server, {
        extractors: ["btts", "three-way"],
        bookmaker: { live: "http://b/", upcoming: "http://b/", maxInFlight: 1 }
      })
      expect(seen.map(({ requests: _, ...counts }) => counts)).toStrictEqual([
        { step: "list", competitions: 0, answered: 0, matches: 0, documents: 0 },
        { step: "fetch", competitions: 2, answered: 0, matches: 0, documents: 0 },
        { step: "fetch", competitions: 2, answered: 1, matches: 2, documents: 0 },
        { step: "fetch", competitions: 2, answered: 2, matches: 2, documents: 0 },
        { step: "store", competitions: 2, answered: 2, matches: 2, documents: 1 }
      ])
      expect(seen[3]!.requests(0)).toStrictEqual({ sent: 2, retries: 0, wait: undefined })
    })
  )

  timed("counts attempts and retries, and says what is waited for once no request is under way", () =>
    Effect.gen(function* () {
      const server = bookmaker((competition, nth) => {
        if (competition === "") return nth === 1 ? status(503, { "retry-after": "2" }) : json(listingOf("17", "8"))
        if (competition === "8") return Effect.andThen(Effect.sleep("2 seconds"), json(one))
        return nth === 1 ? status(429, { "retry-after": "4" }) : json(one)
      })
      const { report, seen } = yield* waitsOf(server)
      expect(report.competitions.fetched).toBe(2)
      expect(seen).toStrictEqual([
        "undefined 0 sent, 0 retries",
        "list 1 sent, 0 retries pause server-error 2 s",
        "list 1 sent, 0 retries pause server-error 1 s",
        "fetch 1 sent, 0 retries pause undefined 2 s",
        "fetch 1 sent, 0 retries pause undefined 1 s",
        "fetch 2 sent, 0 retries",
        "fetch 2 sent, 0 retries pause throttled 1 s",
        "store 0 sent, 0 retries"
      ])
    })
  )

  timed("says that the circuit is open, and after which failure a request waits", () =>
    Effect.gen(function* () {
      const down = bookmaker((competition) => (competition === "" ? json(listingOf("17")) : Effect.succeed("reset")))
      const { seen } = yield* waitsOf(down, { bookmaker: { live: "http://b/", upcoming: "http://b/", maxInFlight: 1 } })
      expect(seen.some((text) => / retry network \d s$/.test(text))).toBe(true)
      expect(seen.some((text) => / circuit-open network 1 s$/.test(text))).toBe(true)
    })
  )

  timed("says that the rate is limited", () =>
    Effect.gen(function* () {
      const usual = bookmaker((competition) => json(competition === "" ? listingOf("17", "8") : one))
      const limited = yield* waitsOf(usual, {
        bookmaker: { live: "http://b/", upcoming: "http://b/", rate: 0.5, maxInFlight: 1 }
      })
      expect(limited.seen).toContain("fetch 0 sent, 0 retries rate undefined 2 s")
    })
  )
})
