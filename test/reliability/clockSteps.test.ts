/**
 * The machine's clock is set while a run is under way: the run takes its time, no more and no less, and what is stored
 * and published carries the clock as it is then.
 */
import { afterEach, describe, expect, it } from "@effect/vitest"
import { Effect, Redacted } from "effect"
import { RedisOddsStore } from "../../adapters/redis/index.ts"
import { SqliteOddsStore } from "../../adapters/sqlite/index.ts"
import { serve } from "../../mocks/redis/Server.ts"
import type { ExtractOptions, OddsStore } from "../../src/index.ts"
import { bookmaker, reportAgainst, silence, usual } from "../helpers/bookmaker.ts"
import { watchHeldUp } from "../helpers/heldUp.ts"
import { answerOf, listingOf, match } from "../helpers/matches.ts"
import { isRuntimePart } from "../helpers/testClasses.ts"

const realNow = Date.now
afterEach(() => {
  Date.now = realNow
})

/** Sets the clock forward or back by so many seconds, as often as asked, a moment after each time. */
const stepping = (seconds: number, afterMillis: ReadonlyArray<number>) =>
  Effect.acquireRelease(
    Effect.sync(() => {
      let offset = 0
      Date.now = () => realNow() + offset
      const step = () => {
        offset += seconds * 1000
      }
      return afterMillis.map((millis) => setTimeout(step, millis))
    }),
    (timers) =>
      Effect.sync(() => {
        for (const timer of timers) clearTimeout(timer)
        Date.now = realNow
      })
  )

/** In `npm test` one forward and one back on Bun and Deno, where the same code asks the same two clocks. */
const STEPS = isRuntimePart ? [-3600, 30] : [-3600, -20, 30, 3600]
const BUDGET_MILLIS = 1500
const MOST_MILLIS = 10_000

/** Runs over a store while the clock is set, and returns the report and how long it took by a clock that is not, with and without what the machine took. */
const run = (
  server: ReturnType<typeof bookmaker>,
  seconds: number,
  afterMillis: ReadonlyArray<number>,
  options: Partial<ExtractOptions> = {}
) =>
  Effect.gen(function* () {
    const began = performance.now()
    const heldUp = watchHeldUp()
    yield* stepping(seconds, afterMillis)
    const report = yield* reportAgainst(server, { budget: BUDGET_MILLIS, ...options })
    const millis = performance.now() - began
    return { report, millis, ownMillis: millis - heldUp() }
  }).pipe(Effect.scoped)

const slowly = (body: unknown, millis: number) => async () => {
  await new Promise((resolve) => setTimeout(resolve, millis))
  return Response.json(body)
}

const live = <E>(name: string, body: () => Effect.Effect<unknown, E, OddsStore>) =>
  it.live(name, () => Effect.suspend(body).pipe(Effect.provide(SqliteOddsStore.layerMemory)), 30_000)

describe.each(STEPS)("a clock that is set by %d s", (seconds) => {
  live("while the bookmaker is silent does not make the run end late", () =>
    Effect.gen(function* () {
      for (let budget = BUDGET_MILLIS; ; budget *= 2) {
        const server = bookmaker({ listing: listingOf("17"), matches: { "17": silence } })
        const { millis, ownMillis, report } = yield* run(server, seconds, [50, 400, 900], { budget })
        // With more time again, where the machine took so much that there was none for the listing.
        if (millis - ownMillis > budget / 4 && budget < MOST_MILLIS) continue
        expect(report.competitions.failed).toMatchObject([{ id: "17", reason: "deadline" }])
        expect(millis).toBeGreaterThan(budget * 0.8 - 100)
        expect(ownMillis).toBeLessThan(budget + 1500)
        return
      }
    })
  )

  live("at every step of a run that has time leaves nothing unstored", () =>
    Effect.gen(function* () {
      const server = bookmaker({
        listing: slowly(listingOf("17", "8"), 150),
        matches: { "17": slowly(answerOf(match()), 150), "8": slowly(answerOf(match({ parent_match_id: 2 })), 300) }
      })
      const { report } = yield* run(server, seconds, [10, 100, 200, 280, 350, 420], { budget: "20 seconds" })
      expect(report).toMatchObject({ verdict: "complete", documents: { created: 2, unstored: 0 } })
    })
  )

  live("makes neither retries nor a rate wait for it", () =>
    Effect.gen(function* () {
      let asked = 0
      const flaky = () => (++asked < 4 ? new Response("{}", { status: 503 }) : Response.json(answerOf(match())))
      const server = bookmaker({ listing: listingOf("17"), matches: { "17": flaky } })
      const options = { budget: "20 seconds", bookmaker: { ...usual.bookmaker, rate: 20 } } as const
      const { ownMillis, report } = yield* run(server, seconds, [50, 200, 400], options)
      expect(report).toMatchObject({ verdict: "complete", matches: { kept: 1 } })
      expect(ownMillis).toBeLessThan(5000)
    })
  )

  it.live("does not make a Redis refuse a publication that is in time", () =>
    Effect.gen(function* () {
      const redis = yield* Effect.acquireRelease(
        Effect.promise(() => serve({ now: realNow })),
        (server) => Effect.promise(() => server.close())
      )
      const server = bookmaker({ listing: listingOf("17"), matches: { "17": slowly(answerOf(match()), 300) } })
      const store = RedisOddsStore.layer(Redacted.make(redis.url))
      const { report } = yield* run(server, seconds, [100, 200], { budget: "20 seconds" }).pipe(Effect.provide(store))
      expect(report).toMatchObject({ verdict: "complete", documents: { created: 1, unstored: 0 } })
    }).pipe(Effect.scoped)
  )
})
