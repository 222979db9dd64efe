/**
 * The settings of examples/edge: what is wrong is refused by its name before anything runs, and no value is repeated.
 */
import * as Duration from "effect/Duration"
import * as Redacted from "effect/Redacted"
import * as Result from "effect/Result"
import { describe, expect, it } from "vitest"
import { inSettings, scheduleOf, settingsIn, settingsOf } from "../../examples/edge/settings.ts"

const urls = { BOOKIEGAMMA_LIVE_URL: "http://b/live", BOOKIEGAMMA_UPCOMING_URL: "https://b/up" }
const refusal = (result: Result.Result<unknown, Error>) =>
  Result.isFailure(result) ? result.failure.message : undefined

describe("settings", () => {
  it("that are all given reach the run, as numbers or as text", () => {
    const numbers = {
      CONCURRENCY: 5,
      RATE: "2.5",
      MAX_REQUESTS: "40",
      BUDGET: 30,
      MIN_COVERAGE: "0.9",
      CACHE_EXPIRY: 90
    }
    const given = Object.entries(numbers).map(([name, value]) => [`BOOKIEGAMMA_${name}`, value])
    const settings = settingsOf({
      ...urls,
      ...Object.fromEntries(given),
      BOOKIEGAMMA_ENTRY_EXPIRY: "1800",
      BOOKIEGAMMA_SUSPENDED: "withdraw",
      BOOKIEGAMMA_CONFIG: '{ "counts": "ignore" }',
      PREFIX: "abc",
      REDIS_REST_URL: "https://redis.example",
      REDIS_REST_TOKEN: "token",
      RUNS: {},
      RUNNER: {}
    })
    expect(Result.getOrThrow(settings)).toStrictEqual({
      bookmaker: {
        live: "http://b/live",
        upcoming: "https://b/up",
        overrides: { counts: "ignore" },
        maxInFlight: 5,
        rate: 2.5
      },
      options: {
        prefix: "abc",
        maxRequests: 40,
        budget: Duration.seconds(30),
        cacheExpiry: Duration.seconds(90),
        entryExpiry: Duration.seconds(1800),
        suspended: "withdraw"
      },
      store: { restUrl: "https://redis.example", token: Redacted.make("token") },
      minCoverage: 0.9
    })
  })

  it.each([
    [{ BOOKIEGAMMA_LIVE_URL: undefined }, "BOOKIEGAMMA_LIVE_URL"],
    [{ BOOKIEGAMMA_UPCOMING_URL: "https://user:hush@b/up" }, "Expected a URL without user and password"],
    [{ BOOKIEGAMMA_BUDGET: "" }, 'Expected a number at ["BOOKIEGAMMA_BUDGET"]'],
    [{ BOOKIEGAMMA_BUDGET: "hush" }, 'Expected a finite number at ["BOOKIEGAMMA_BUDGET"]'],
    [{ BOOKIEGAMMA_MIN_COVERAGE: 2 }, 'Expected a share from 0 to 1 at ["BOOKIEGAMMA_MIN_COVERAGE"]'],
    [{ BOOKIEGAMMA_MIN_COVERAGE: "-0.1" }, 'Expected a share from 0 to 1 at ["BOOKIEGAMMA_MIN_COVERAGE"]'],
    [{ BOOKIEGAMMA_SUSPENDED: "hush" }, '"keep" | "withdraw" at ["BOOKIEGAMMA_SUSPENDED"]'],
    [{ BOOKIEGAMMA_CONFIG: "{" }, "BOOKIEGAMMA_CONFIG: Expected a valid JSON string"],
    [{ BOOKIEGAMMA_CONFIG: '{ "live": {} }' }, 'BOOKIEGAMMA_CONFIG: Expected no excess property at ["live"]'],
    [
      { BOOKIEGAMMA_CONFIG: '{ "headers": { "hush-1": {} } }' },
      'BOOKIEGAMMA_CONFIG: Expected no excess property at ["headers"]["…"]'
    ],
    [{ REDIS_URL: "hush" }, "Expected redis://user:password@host:port"],
    [{ REDIS_URL: "redis://h", REDIS_REST_URL: "https://h" }, "REDIS_URL and REDIS_REST_URL are both set"],
    [{ REDIS_REST_TOKEN: "hush" }, "REDIS_REST_URL is missing, though REDIS_REST_TOKEN is set"],
    [{ BOOKIEGAMMA_PROXIES: "http://hush" }, "BOOKIEGAMMA_PROXIES is no setting of this example"],
    [{ REDIS_HOST: "hush" }, "REDIS_HOST is no setting of this example"]
  ])("%j are refused", (given, says) => {
    const message = refusal(settingsOf({ ...urls, ...given }))
    expect(message).toContain(says)
    expect(message).not.toContain("hush")
    expect(message).not.toContain("\n")
  })

  it("are taken out of all variables, with those that are the command's alone", () => {
    const variables = {
      PATH: "/bin",
      REDIS_URL: "redis://h",
      SQLITE_PATH: "a",
      REDIS_STACK_URL: "b",
      PREFIX: undefined
    }
    expect(settingsIn(variables)).toStrictEqual({ REDIS_URL: "redis://h", SQLITE_PATH: "a" })
  })

  it("have their own names where the library refuses what they say", () => {
    expect(inSettings('Expected a whole number from 2 to 9, got 1\n  at ["maxRequests"]')).toBe(
      'Expected a whole number from 2 to 9, got 1 at ["BOOKIEGAMMA_MAX_REQUESTS"]'
    )
  })
})

describe("RUNS", () => {
  const cron = "* * * * *"
  const live = { source: "live", period: 0, everySeconds: 20 }

  it("says what a trigger runs, as JSON or as the text of it", () => {
    for (const runs of [{ [cron]: live }, JSON.stringify({ [cron]: live })]) {
      expect(Result.getOrThrow(scheduleOf(runs, cron))).toStrictEqual(live)
    }
  })

  it.each([
    [undefined, "RUNS is missing or no JSON object"],
    [null, "RUNS is missing or no JSON object"],
    ["live", "RUNS is missing or no JSON object"],
    [[], "RUNS is missing or no JSON object"],
    [{}, `RUNS has no entry for the trigger ${cron}`],
    [Object.create({ [cron]: live }), `RUNS has no entry for the trigger ${cron}`],
    [{ [cron]: null }, `RUNS, at the trigger ${cron}: `],
    [{ [cron]: { ...live, source: "Live" } }, '["source"]'],
    [{ [cron]: { ...live, period: "0" } }, '["period"]'],
    [{ [cron]: { source: "live" } }, '["period"]'],
    [{ [cron]: { ...live, everySeconds: 0 } }, 'Expected seconds from 1 to 3600 at ["everySeconds"]'],
    [{ [cron]: { ...live, everySeconds: "20" } }, '["everySeconds"]'],
    [{ [cron]: { ...live, every: 20 } }, '["every"]']
  ])("%j is refused", (runs, says) => {
    expect(refusal(scheduleOf(runs, cron))).toContain(says)
  })
})
