/**
 * The presets in examples/config/: each does with a server what its row in docs/how-to/real-bookmaker.md says, over HTTP and
 * through the whole flow.
 */
import { readdirSync, readFileSync } from "node:fs"
import { fileURLToPath } from "node:url"
import { afterAll, describe, expect, it } from "@effect/vitest"
import { Effect, Schema } from "effect"
import { KyHttpClient } from "../../adapters/ky/index.ts"
import { type Server, SimulatedBookmaker, serve } from "../../mocks/index.ts"
import { extractors, RequestOverrides, type Source, sources } from "../../src/index.ts"
import { run, runTest } from "../helpers/bookmaker.ts"
import { NOW } from "../suites/storeTest.ts"

const folder = fileURLToPath(new URL("../../examples/config", import.meta.url))
const decode = Schema.decodeUnknownSync(Schema.fromJsonString(RequestOverrides), { onExcessProperty: "error" })

/** A world in which no page of five begins with a match that the whole list has in place of another. */
const world = { seed: 6, competitions: 8, matchesPerCompetition: 21, now: () => NOW } as const

const servers: Array<Server> = []
afterAll(() => Promise.all(servers.map((server) => server.close())))

interface Asked {
  readonly headers: Headers
  readonly params: URLSearchParams
}

/** Runs everything of a source with a preset against a simulated bookmaker, and gives what was asked at each step. */
const runWith = Effect.fnUntraced(function* (preset: string, source: Source, options: SimulatedBookmaker.Options) {
  const answer = SimulatedBookmaker.make({ ...world, ...options })
  const asked: Array<Asked> = []
  const server = yield* Effect.promise(() =>
    serve(
      (request) => {
        asked.push({ headers: request.headers, params: new URL(request.url).searchParams })
        return answer(request)
      },
      { port: 0 }
    )
  )
  servers.push(server)
  const overrides = decode(readFileSync(`${folder}/${preset}`, "utf8"))
  const results = yield* run({
    extractors,
    source,
    period: 1,
    dryRun: true,
    bookmaker: { live: server.url, upcoming: server.url, overrides }
  }).pipe(Effect.provide(KyHttpClient.layer))
  for (const { report } of results) {
    expect(report).toMatchObject({ verdict: "complete", competitions: { failed: [] } })
    expect(report.competitions).not.toHaveProperty("short")
  }
  const isListing = ({ params }: Asked) => params.get("competition_id") === ""
  return {
    documents: results.map(({ documents }) => documents),
    listing: asked.filter(isListing),
    matches: asked.filter((one) => !isListing(one))
  }
})

/** The values of a parameter, each once; null where it was not sent. */
const valuesOf = (asked: ReadonlyArray<Asked>, name: string) => [
  ...new Set(asked.map(({ params }) => params.get(name)))
]

/** What each preset must send, besides what is always sent. */
const expected: Readonly<Record<string, (source: Source, asked: Effect.Success<ReturnType<typeof runWith>>) => void>> =
  {
    "default.json": (_, { listing, matches }) => {
      for (const { headers } of [...listing, ...matches]) expect(headers.get("user-agent")).toBe("Mozilla/5.0")
    },
    "paged.json": (source, { listing, matches }) => {
      const isUpcoming = source === "upcoming"
      expect(valuesOf(listing, "resource")).toEqual([isUpcoming ? "competitions" : null])
      expect(valuesOf(matches, "resource")).toEqual([isUpcoming ? "competition" : null])
      expect(valuesOf([...listing, ...matches], "sportsbook")).toEqual([isUpcoming ? "sportsbook" : null])
      expect(valuesOf(matches, "page_size")).toEqual([isUpcoming ? "200" : null])
      expect(valuesOf(matches, "page")).toEqual([isUpcoming ? "1" : null])
    },
    "live-without-day.json": (source, { listing, matches }) => {
      expect(valuesOf([...listing, ...matches], "day")).toEqual([source === "live" ? null : "2026-11-24"])
    }
  }

it("every preset has its test", () => {
  expect(Object.keys(expected).sort()).toEqual(readdirSync(folder).sort())
})

describe.each(Object.entries(expected))("%s", (preset, expectRequests) => {
  describe.each(SimulatedBookmaker.shapes)("with a server that answers as %s", (shape) => {
    for (const source of sources) {
      runTest(`makes a complete run of ${source} matches, and asks as it says`, () =>
        Effect.gen(function* () {
          const asked = yield* runWith(preset, source, { shape })
          expect(asked.listing).toHaveLength(1)
          expect(asked.matches.length).toBeGreaterThanOrEqual(7)
          for (const documents of asked.documents) expect(documents.length).toBeGreaterThan(50)
          expectRequests(source, asked)
        })
      )
    }
  })
})

describe.each(SimulatedBookmaker.shapes)(
  "paged.json with a server whose pages are small, which answers as %s",
  (shape) => {
    runTest("gives the documents that one page would give", () =>
      Effect.gen(function* () {
        const whole = yield* runWith("paged.json", "upcoming", { shape })
        const paged = yield* runWith("paged.json", "upcoming", { shape, pageSize: 5 })
        expect(paged.documents).toStrictEqual(whole.documents)
        const pages = Map.groupBy(paged.matches, ({ params }) => params.get("competition_id"))
        expect(pages.size).toBe(whole.matches.length)
        for (const asked of pages.values()) {
          const numbers = asked.map(({ params }) => params.get("page"))
          expect(numbers.length).toBeGreaterThan(1)
          expect(numbers).toEqual(numbers.map((_, at) => String(at + 1)))
        }
      })
    )
  }
)
