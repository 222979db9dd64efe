/**
 * Interrupting a run aborts its requests in flight: over ky and a real local port, the server sees the client go.
 */
import { describe, expect, it } from "@effect/vitest"
import { Deferred, Effect, Fiber } from "effect"
import { KyHttpClient } from "../../../adapters/ky/index.ts"
import { SqliteOddsStore } from "../../../adapters/sqlite/index.ts"
import { type Handler, serve } from "../../../mocks/index.ts"
import { extract, StopSignal } from "../../../src/index.ts"
import { usual } from "../../helpers/bookmaker.ts"
import { answerOf, listingOf, match } from "../../helpers/matches.ts"
import { expectSums } from "../../helpers/report.ts"

/** A server that lists two competitions, answers one of them, and for the other begins an answer or none. */
const hanging = (begun: boolean) =>
  Effect.gen(function* () {
    const asked = Promise.withResolvers<void>()
    const aborted = Promise.withResolvers<void>()
    const handler: Handler = (request) => {
      const id = new URL(request.url).searchParams.get("competition_id")
      if (id === "") return Response.json(listingOf("17", "8"))
      if (id === "17") return Response.json(answerOf(match()))
      request.signal.addEventListener("abort", () => aborted.resolve())
      asked.resolve()
      if (!begun) return new Promise<Response>(() => {})
      const start = new TextEncoder().encode('{"data":{"matches":[')
      return new Response(new ReadableStream({ start: (controller) => controller.enqueue(start) }))
    }
    const server = yield* Effect.acquireRelease(
      Effect.promise(() => serve(handler, { port: 0 })),
      (opened) => Effect.promise(() => opened.close())
    )
    const bookmaker = { live: server.url, upcoming: server.url }
    return {
      asked: Effect.promise(() => asked.promise),
      aborted: Effect.promise(() => aborted.promise),
      run: extract({ ...usual, bookmaker, budget: "600 seconds" }).pipe(
        Effect.provide([KyHttpClient.layer, SqliteOddsStore.layerMemory])
      )
    }
  })

describe.each([
  ["before its answer begins", false],
  ["in the middle of its answer", true]
])("a request that is aborted %s", (_, begun) => {
  it.live("because the run is interrupted: the server sees it", () =>
    Effect.gen(function* () {
      const server = yield* hanging(begun)
      const fiber = yield* Effect.forkChild(server.run)
      yield* server.asked
      yield* Fiber.interrupt(fiber)
      yield* server.aborted
      expect(fiber.pollUnsafe()?._tag).toBe("Failure")
    })
  )

  it.live("because the run is asked to stop: the server sees it, and the rest is stored", () =>
    Effect.gen(function* () {
      const server = yield* hanging(begun)
      const stop = yield* Deferred.make<void>()
      const fiber = yield* Effect.forkChild(server.run.pipe(Effect.provideService(StopSignal, Deferred.await(stop))))
      yield* server.asked
      yield* Deferred.succeed(stop, undefined)
      yield* server.aborted
      const [extracted] = yield* Fiber.join(fiber)
      expectSums(extracted!.report)
      expect(extracted!.report.verdict).toBe("interrupted")
      expect(extracted!.report.competitions.failed.map(({ id }) => id)).toContain("8")
    })
  )
})
