/**
 * What is not waited for is ended, with ky and a real port: interrupting a run aborts its requests in flight, a refusal's body
 * is not read, and a redirect is not followed. The server sees the connection close.
 */
import { describe, expect, it } from "@effect/vitest"
import { Deferred, Effect, Fiber } from "effect"
import { SqliteOddsStore } from "../../../adapters/sqlite/index.ts"
import { type Handler, serve } from "../../../mocks/index.ts"
import { StopSignal } from "../../../src/index.ts"
import { usual } from "../../helpers/bookmaker.ts"
import { extractAsCommand, httpClients } from "../../helpers/commandHttp.ts"
import { answerOf, listingOf, match } from "../../helpers/matches.ts"
import { expectSums } from "../../helpers/report.ts"

type Http = (typeof httpClients)[number][1]

/**
 * Starts a server with two competitions: one is answered, for the other the response hangs before or within its body.
 */
const hanging = (bodyStarted: boolean, http: Http) =>
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
      run: extractAsCommand({ ...usual, bookmaker, budget: "600 seconds" }).pipe(
        Effect.provide([http, SqliteOddsStore.layerMemory])
      )
    }
  })

const moments = [
  ["before its response starts", false],
  ["in the middle of its body", true]
] as const
const cases = httpClients.flatMap(([name, http]) => moments.map(([when, has]) => [name, when, has, http] as const))

describe.each(cases)("by %s, a request that is aborted %s", (_, _when, bodyStarted, http) => {
  it.live("because the run is interrupted is closed on the server", () =>
    Effect.gen(function* () {
      const server = yield* hanging(bodyStarted, http)
      const fiber = yield* Effect.forkChild(server.run)
      yield* server.requested
      yield* Fiber.interrupt(fiber)
      yield* server.aborted
      expect(fiber.pollUnsafe()?._tag).toBe("Failure")
    })
  )

  it.live("because the run is asked to stop is closed on the server, and the rest is stored", () =>
    Effect.gen(function* () {
      const server = yield* hanging(bodyStarted, http)
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

describe.each(httpClients)("by %s, a response that is not read to its end", (_, http) => {
  /** Runs against a server that answers its competitions in its own way. */
  const runAgainst = (answer: Handler) =>
    Effect.gen(function* () {
      const paths: Array<string> = []
      const handler: Handler = (request) => {
        const { pathname, searchParams } = new URL(request.url)
        paths.push(pathname)
        return searchParams.get("competition_id") === "" ? Response.json(listingOf("17", "8")) : answer(request)
      }
      const server = yield* Effect.acquireRelease(
        Effect.promise(() => serve(handler, { port: 0 })),
        (opened) => Effect.promise(() => opened.close())
      )
      const bookmaker = { live: server.url, upcoming: server.url }
      const [extracted] = yield* extractAsCommand({ ...usual, bookmaker, budget: "600 seconds" }).pipe(
        Effect.provide([http, SqliteOddsStore.layerMemory])
      )
      expectSums(extracted!.report)
      return { failed: extracted!.report.competitions.failed, paths }
    })

  it.live("because its status is a refusal is closed on the server", () =>
    Effect.gen(function* () {
      const aborted = Promise.withResolvers<void>()
      const { failed } = yield* runAgainst(async (request) => {
        if (new URL(request.url).searchParams.get("competition_id") === "8") {
          // While this one is waited for, the run goes on; a body that is only left is closed by the garbage collector, later.
          const late = new Promise<Response>((resolve) =>
            setTimeout(() => resolve(new Response(null, { status: 404 })), 30_000)
          )
          return Promise.race([aborted.promise.then(() => Response.json(answerOf(match()))), late])
        }
        request.signal.addEventListener("abort", () => aborted.resolve())
        const start = new TextEncoder().encode("<html>")
        return new Response(new ReadableStream({ start: (controller) => controller.enqueue(start) }), { status: 403 })
      })
      expect(failed).toStrictEqual([{ id: "17", reason: "refused", tries: 1 }])
    })
  )

  it.live("because it redirects is not followed", () =>
    Effect.gen(function* () {
      const { failed, paths } = yield* runAgainst(
        () => new Response(null, { status: 302, headers: { location: "/elsewhere" } })
      )
      expect(failed).toStrictEqual(["17", "8"].map((id) => ({ id, reason: "redirected", tries: 1 })))
      expect(paths).toStrictEqual(["/", "/", "/"])
    })
  )
})
