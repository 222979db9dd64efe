/**
 * Shutdown: a run that is asked to stop stores finished competitions and reports the others as interrupted.
 */
import { describe, expect } from "@effect/vitest"
import { Deferred, Effect } from "effect"
import { exitCode, Progress, StopSignal } from "../../src/index.ts"
import { bookmaker, runAgainst, runTest, silence, usual } from "../helpers/bookmaker.ts"
import { answerOf, listingOf, match } from "../helpers/matches.ts"
import { StoreProbe } from "../suites/StoreProbe.ts"

describe("a run that is asked to stop", () => {
  runTest("while it fetches stores finished competitions and reports the others as interrupted", () =>
    Effect.gen(function* () {
      const probe = yield* StoreProbe
      const stop = yield* Deferred.make<void>()
      const aborted: Array<string> = []
      const hanging = (request: Request) => {
        request.signal.addEventListener("abort", () =>
          aborted.push(new URL(request.url).searchParams.get("competition_id")!)
        )
        return silence(request)
      }
      const server = bookmaker({
        listing: listingOf("17", "8", "9", "10", "11"),
        matches: { "17": answerOf(match()), "8": hanging, "9": hanging, "10": hanging, "11": hanging }
      })
      const [extracted] = yield* runAgainst(server, { bookmaker: { ...usual.bookmaker, maxInFlight: 3 } }).pipe(
        Effect.provideService(StopSignal, Deferred.await(stop)),
        // The first request has been answered, so a fourth one is sent.
        Effect.provideService(Progress, ({ answered }) => {
          if (answered === 1) Deferred.doneUnsafe(stop, Effect.void)
        })
      )
      const { report } = extracted!
      expect(report.verdict).toBe("interrupted")
      expect(exitCode(report, 0)).toBe(130)
      expect(report.competitions).toMatchObject({ listed: 5, fetched: 1 })
      expect(report.competitions.failed.map(({ id, reason }) => [id, reason])).toStrictEqual(
        ["8", "9", "10", "11"].map((id) => [id, "interrupted"])
      )
      const tries = report.competitions.failed.map((failure) => failure.tries)
      expect(tries.slice(0, 2)).toStrictEqual([1, 1])
      expect(tries[3]).toBe(0)
      expect(aborted.filter((id) => id === "8" || id === "9").sort()).toStrictEqual(["8", "9"])
      expect(report.documents).toMatchObject({ created: 1, unstored: 0 })
      expect(JSON.parse((yield* probe.published(report.entries.created!))!.text)).toStrictEqual(extracted!.documents)
    })
  )

  runTest("while it waits for the listing ends at once with nothing stored", () =>
    Effect.gen(function* () {
      const stop = yield* Deferred.make<void>()
      const listing = (request: Request) => {
        Deferred.doneUnsafe(stop, Effect.void)
        return silence(request)
      }
      const server = bookmaker({ listing, matches: {} })
      const [extracted] = yield* runAgainst(server).pipe(Effect.provideService(StopSignal, Deferred.await(stop)))
      expect(extracted!.report).toMatchObject({
        verdict: "interrupted",
        competitions: { listed: 0, fetched: 0, failed: [] },
        problem: { step: "competitions", reason: "interrupted" }
      })
      expect(server.requests).toHaveLength(1)
    })
  )

  runTest("after it has ended is not affected", () =>
    Effect.gen(function* () {
      const stop = yield* Deferred.make<void>()
      const server = bookmaker({ listing: listingOf("17"), matches: { "17": answerOf(match()) } })
      const [extracted] = yield* runAgainst(server).pipe(Effect.provideService(StopSignal, Deferred.await(stop)))
      yield* Deferred.succeed(stop, undefined)
      expect(extracted!.report.verdict).toBe("complete")
    })
  )
})
