/**
 * A bookmaker that says what a test tells it to, and a run against it: MSW's handlers behind ky, SQLite in memory.
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

/** What is answered: a JSON value, or a function that answers by itself. */
export type Reply = unknown | ((request: Request) => Response | Promise<Response>)

/** What the bookmaker lists, and the matches of each competition; a test may change both between two runs. */
export interface Script {
  listing: Reply
  matches: Record<string, Reply>
}

/** Answers with a status. */
export const status = (code: number) => () => new Response(code === 204 ? null : "{}", { status: code })

/** Answers with text. */
export const text = (body: string) => () => new Response(body, { headers: { "content-type": "text/html" } })

/** Never answers, until the request is aborted. */
export const silence = (request: Request) =>
  new Promise<Response>((_, reject) => request.signal.addEventListener("abort", () => reject(request.signal.reason)))

/** Makes a bookmaker that follows a script, and remembers what it was asked. */
export const bookmaker = (script: Script) => {
  const asked: Array<Request> = []
  const handler = http.get("*", async ({ request }) => {
    asked.push(request)
    const id = new URL(request.url).searchParams.get("competition_id") ?? ""
    if (id !== "" && !Object.hasOwn(script.matches, id)) return new Response(`no competition ${id}`, { status: 500 })
    const reply = id === "" ? script.listing : script.matches[id]
    return typeof reply === "function" ? reply(request) : Response.json(reply)
  })
  const steps = () => asked.map(({ url }) => new URL(url).searchParams.get("competition_id") ?? "")
  return {
    script,
    asked,
    /** How often step 1 was asked, and for which competitions step 2. */
    listings: () => steps().filter((id) => id === "").length,
    competitions: () => steps().filter((id) => id !== ""),
    layer: KyHttpClient.layerFrom(ky.create({ fetch: fetchFrom(() => [handler]) }))
  }
}
export type Bookmaker = ReturnType<typeof bookmaker>

/** What a run is told where a test does not say. */
export const usual: ExtractOptions = {
  extractors: ["btts"],
  source: "upcoming",
  period: 0,
  bookmaker: { live: "http://bookmaker.test/live", upcoming: "http://bookmaker.test/upcoming" }
}

/** Runs the extractors and expects every report to add up. */
export const run = Effect.fnUntraced(function* (options: Partial<ExtractOptions> = {}) {
  const extracts = yield* extract({ ...usual, ...options })
  for (const { report } of extracts) expectSums(report)
  return extracts
})

/** Runs the extractors against a bookmaker. */
export const runAgainst = (world: Bookmaker, options: Partial<ExtractOptions> = {}) =>
  Effect.provide(run(options), world.layer)

/** Runs one extractor against a bookmaker and gives its report. */
export const reportAgainst = (world: Bookmaker, options: Partial<ExtractOptions> = {}) =>
  Effect.map(runAgainst(world, options), ([extracted]) => extracted!.report)

/** Registers a test whose clock stands at `NOW` and whose store is empty. */
export const flow = <E>(name: string, body: () => Effect.Effect<unknown, E, OddsStore | StoreProbe | Sqlite.Sqlite>) =>
  it.effect(name, () =>
    Effect.andThen(TestClock.setTime(NOW), Effect.suspend(body)).pipe(Effect.provide(over(Sqlite.layer(":memory:"))))
  )

/** Gives the keys that the usual run uses. */
export const keysOf = (extractor: string = "btts", source: Source = "upcoming") =>
  Keys.ofMarket("lst", Markets[extractor as Extractor], source)
