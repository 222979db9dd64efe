/**
 * Retry-After: the next attempt is not sent earlier, unless that would be after the deadline.
 */
import { describe, expect } from "@effect/vitest"
import { Effect } from "effect"
import { answerOf, listingOf, match } from "../../helpers/matches.ts"
import { bookmaker, json, reportOf, status, timed } from "../../helpers/virtualTime.ts"
import { NOW } from "../../suites/storeTest.ts"

const listing = json(listingOf("17"))
const good = json(answerOf(match()))
const ample = { budget: "3600 seconds" } as const

/** Answers once with `Retry-After`, then successfully; returns the wait between both requests, in milliseconds. */
const measureWait = Effect.fnUntraced(function* (header: string, code = 429, headers: Record<string, string> = {}) {
  const server = bookmaker((competition, nth) =>
    competition === "" ? listing : nth === 1 ? status(code, { "retry-after": header, ...headers }) : good
  )
  const { report } = yield* reportOf(server, ample)
  expect(report.verdict).toBe("complete")
  const [first, second, ...others] = server.timesOf("17")
  expect(others).toStrictEqual([])
  return second! - first!
})

const date = (seconds: number) => new Date(NOW + seconds * 1000).toUTCString()
const expectFirstBackoff = (wait: number) => {
  expect(wait).toBeGreaterThanOrEqual(79)
  expect(wait).toBeLessThanOrEqual(121)
}

describe("Retry-After", () => {
  for (const code of [408, 429, 500, 503]) {
    timed(`in seconds is respected as a minimum, with status ${code}`, () =>
      Effect.gen(function* () {
        expect(yield* measureWait("7", code)).toBe(7000)
      })
    )
  }

  timed("as an HTTP date is respected as a minimum", () =>
    Effect.gen(function* () {
      expect(yield* measureWait(date(90))).toBe(90_000)
    })
  )

  const HOUR = 3600
  for (const [what, headers] of [
    ["fast", { date: date(HOUR) }],
    ["slow", { date: date(-HOUR) }],
    ["right, and the answer a copy of an hour ago", { date: date(-HOUR), age: String(HOUR) }]
  ] as const) {
    timed(`as an HTTP date is compared with the server's own clock, which is ${what}`, () =>
      Effect.gen(function* () {
        const skew = "age" in headers ? 0 : Date.parse(headers.date) - NOW
        expect(yield* measureWait(new Date(NOW + skew + 7000).toUTCString(), 429, headers)).toBe(7000)
      })
    )
  }

  for (const headers of [{ date: "" }, { date: "soon" }, { date: "12" }, { date: date(0), age: "old" }]) {
    timed(`as an HTTP date beside ${JSON.stringify(headers)} is respected as a minimum`, () =>
      Effect.gen(function* () {
        expect(yield* measureWait(date(7), 429, headers)).toBe(7000)
      })
    )
  }

  timed("shorter than the backoff does not shorten it", () =>
    Effect.gen(function* () {
      const server = bookmaker((competition, nth) =>
        competition === "" ? listing : nth < 6 ? status(429, { "retry-after": "1" }) : good
      )
      yield* reportOf(server, ample)
      const times = server.timesOf("17")
      const waits = times.slice(1).map((at, index) => at - times[index]!)
      expect(waits.slice(0, 3)).toStrictEqual([1000, 1000, 1000])
      expect(waits[4]).toBeGreaterThanOrEqual(1279)
    })
  )

  for (const header of ["0", date(0), date(-1), date(-86_400), "Thu, 01 Jan 1970 00:00:00 GMT"]) {
    timed(`of zero or in the past does not change the backoff: ${header}`, () =>
      Effect.gen(function* () {
        expectFirstBackoff(yield* measureWait(header))
      })
    )
  }

  for (const header of ["", "soon", "-5", "1.5", "1e3", "0x10", "5 s", "NaN", "Infinity", "2026-11-23", "7, 8"]) {
    timed(`that is invalid is ignored: ${JSON.stringify(header)}`, () =>
      Effect.gen(function* () {
        expectFirstBackoff(yield* measureWait(header))
      })
    )
  }

  for (const header of ["16", "20", "3600", date(16), date(86_400), "9".repeat(16), "9".repeat(400)]) {
    timed(`after the deadline fails the competition at once: ${header.slice(0, 40)}`, () =>
      Effect.gen(function* () {
        const server = bookmaker((competition) =>
          competition === ""
            ? json(listingOf("17", "8"))
            : competition === "8"
              ? good
              : status(429, { "retry-after": header })
        )
        const { millis, report } = yield* reportOf(server, { source: "live" })
        expect(report.competitions.failed).toStrictEqual([
          { id: "17", reason: "deadline", tries: 1, last: "throttled" }
        ])
        expect(report).toMatchObject({ verdict: "partial", documents: { created: 1 } })
        // The shared pause of other requests is at most 1 s, plus 20 %.
        expect(millis).toBeLessThanOrEqual(1200)
      })
    )
  }

  timed("just before the deadline is respected", () =>
    Effect.gen(function* () {
      const server = bookmaker((competition, nth) =>
        competition === "" ? listing : nth === 1 ? status(429, { "retry-after": "15" }) : good
      )
      const { report } = yield* reportOf(server, { source: "live" })
      expect(server.timesOf("17")).toStrictEqual([0, 15_000])
      expect(report.verdict).toBe("complete")
    })
  )

  timed("of the listing after the deadline ends the run at once, as blocked", () =>
    Effect.gen(function* () {
      const server = bookmaker(() => status(429, { "retry-after": "60" }))
      const { millis, report } = yield* reportOf(server, { source: "live" })
      expect(report).toMatchObject({ verdict: "blocked", problem: { step: "competitions", reason: "deadline" } })
      expect(millis).toBe(0)
      expect(server.requests).toHaveLength(1)
    })
  )

  for (const [header, asks] of [
    ["3600", `it asks to wait 3600 s, until ${new Date(NOW + 3_600_000).toISOString().slice(0, 19)}Z`],
    [date(90), `it asks to wait 90 s, until ${new Date(NOW + 90_000).toISOString().slice(0, 19)}Z`],
    ["9".repeat(400), "it asks to wait 9007199254741 s"]
  ] as const) {
    timed(`past the deadline is in the report, with its end: ${header.slice(0, 40)}`, () =>
      Effect.gen(function* () {
        const { report } = yield* reportOf(
          bookmaker(() => status(503, { "retry-after": header })),
          { source: "live" }
        )
        expect(report.problem?.detail).toBe(
          "deadline: the bookmaker asks for a wait past the run's time for fetching; " +
            `last attempt: server-error, status 503; ${asks} (1 attempt)`
        )
      })
    )
  }
})
