/**
 * Interrupting a run aborts its requests in flight: with ky and a real port, the server sees the connection close.
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

/**
 * Starts a server with two competitions: one is answered, for the other the response hangs before or within its body.
 */
const hanging = (bodyStarted: boolean) =>
  Effect.gen(function* () {
    const requested = Promise.withResolvers<void>()
    const aborted = Promise.withResolvers<void>()
    const handler: Handler = (request) => {
      const id = new URL(request.url).searchParams.get("competition_id")
      if (id === "") return Response.json(listingOf("17", "8"))
      if (id === "17") return Response.json(answerOf(match()))
      request.signal.addEventListener("abort", () => aborted.resolve())
      requested.resolve()
      if (!bodyStarted) return new Promise<Response>(() => {})
      const start = new TextEncoder().encode('{"data":{"matches":[')
      return new Response(new ReadableStream({ start: (controller) => controller.enqueue(start) }))
    }
    const server = yield* Effect.acquireRelease(
      Effect.promise(() => serve(handler, { port: 0 })),
      (opened) => Effect.promise(() => opened.close())
    )
    const bookmaker = { live: server.url, upcoming: server.url }
    return {
      requested: Effect.promise(() => requested.promise),
      aborted: Effect.promise(() => aborted.promise),
      run: extract({ ...usual, bookmaker, budget: "600 seconds" }).pipe(
        Effect.provide([KyHttpClient.layer, SqliteOddsStore.layerMemory])
      )
    }
  })

describe.each([
  ["before its response starts", false],
  ["in the middle of its body", true]
])("a request that is aborted %s", (_, bodyStarted) => {
  it.live("because the run is interrupted is closed on the server", () =>
    Effect.gen(function* () {
      const server = yield* hanging(bodyStarted)
      const fiber = yield* Effect.forkChild(server.run)
      yield* server.requested
      yield* Fiber.interrupt(fiber)
      yield* server.aborted
      expect(fiber.pollUnsafe()?._tag).toBe("Failure")
    })
  )

  it.live("because the run is asked to stop is closed on the server, and the rest is stored", () =>
    Effect.gen(function* () {
      const server = yield* hanging(bodyStarted)
      const stop = yield* Deferred.make<void>()
      const fiber = yield* Effect.forkChild(server.run.pipe(Effect.provideService(StopSignal, Deferred.await(stop))))
      yield* server.requested
      yield* Deferred.succeed(stop, undefined)
      yield* server.aborted
      const [extracted] = yield* Fiber.join(fiber)
      expectSums(extracted!.report)
      expect(extracted!.report.verdict).toBe("interrupted")
      expect(extracted!.report.competitions.failed.map(({ id }) => id)).toContain("8")
    })
  )
})
