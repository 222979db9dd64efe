/**
 * A bookmaker's server with scripted responses, and runs against it: MSW handlers behind ky, SQLite in memory.
 */
import { it } from "@effect/vitest"
import { Effect } from "effect"
import { TestClock } from "effect/testing"
import ky from "ky"
import { http } from "msw/http"
import { KyHttpClient } from "../../adapters/ky/index.ts"
import { Sqlite } from "../../adapters/sqlite/index.ts"
import { fetchFrom } from "../../mocks/msw.ts"
import type { Source } from "../../src/domain/Source.ts"
import { type ExtractOptions, type Extractor, extract, Keys, Markets, type OddsStore } from "../../src/index.ts"
import type { StoreProbe } from "../suites/StoreProbe.ts"
import { NOW } from "../suites/storeTest.ts"
import { expectSums } from "./report.ts"
import { over } from "./sqliteProbe.ts"

/** A response: a JSON value, or a function from request to response. */
export type Reply = unknown | ((request: Request) => Response | Promise<Response>)

/**
 * The responses: the listing, and the matches of each competition. Mutable, so that a test can change them between
 * runs.
 */
export interface Script {
  listing: Reply
  matches: Record<string, Reply>
}

/** Returns a reply with a status. */
export const status = (code: number) => () => new Response(code === 204 ? null : "{}", { status: code })

/** Returns a reply with a text body. */
export const text = (body: string) => () => new Response(body, { headers: { "content-type": "text/html" } })

/** A reply that never comes: rejects when the request is aborted. */
export const silence = (request: Request) =>
  new Promise<Response>((_, reject) => request.signal.addEventListener("abort", () => reject(request.signal.reason)))

/** Makes a server that follows a script and records its requests. */
export const bookmaker = (script: Script) => {
  const requests: Array<Request> = []
  const handler = http.get("*", async ({ request }) => {
    requests.push(request)
    const id = new URL(request.url).searchParams.get("competition_id") ?? ""
    if (id !== "" && !Object.hasOwn(script.matches, id)) return new Response(`no competition ${id}`, { status: 500 })
    const reply = id === "" ? script.listing : script.matches[id]
    return typeof reply === "function" ? reply(request) : Response.json(reply)
  })
  const requestedIds = () => requests.map(({ url }) => new URL(url).searchParams.get("competition_id") ?? "")
  return {
    script,
    requests,
    /** Returns the number of requests for the listing. */
    listings: () => requestedIds().filter((id) => id === "").length,
    /** Returns the ids of the competitions requested, in order. */
    competitions: () => requestedIds().filter((id) => id !== ""),
    layer: KyHttpClient.layerFrom(ky.create({ fetch: fetchFrom(() => [handler]) }))
  }
}
export type Bookmaker = ReturnType<typeof bookmaker>

/** Options of a run, unless a test overrides them. */
export const usual: ExtractOptions = {
  extractors: ["btts"],
  source: "upcoming",
  period: 0,
  bookmaker: { live: "http://bookmaker.test/live", upcoming: "http://bookmaker.test/upcoming" }
}

/** Runs the extractors; expects the counts of every report to add up. */
export const run = Effect.fnUntraced(function* (options: Partial<ExtractOptions> = {}) {
  const extracts = yield* extract({ ...usual, ...options })
  for (const { report } of extracts) expectSums(report)
  return extracts
})

/** Runs the extractors against a bookmaker. */
export const runAgainst = (server: Bookmaker, options: Partial<ExtractOptions> = {}) =>
  Effect.provide(run(options), server.layer)

/** Runs against a bookmaker and returns the first report. */
export const reportAgainst = (server: Bookmaker, options: Partial<ExtractOptions> = {}) =>
  Effect.map(runAgainst(server, options), ([extracted]) => extracted!.report)

/** Registers a test whose clock starts at `NOW` and whose store is empty. */
export const runTest = <E>(
  name: string,
  body: () => Effect.Effect<unknown, E, OddsStore | StoreProbe | Sqlite.Sqlite>
) =>
  it.effect(name, () =>
    Effect.andThen(TestClock.setTime(NOW), Effect.suspend(body)).pipe(Effect.provide(over(Sqlite.layer(":memory:"))))
  )

/** Returns the keys of a run with the default options. */
export const keysOf = (extractor: string = "btts", source: Source = "upcoming") =>
  Keys.ofMarket("lst", Markets[extractor as Extractor], source)
