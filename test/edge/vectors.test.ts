/**
 * The contract's test vectors through the whole flow in workerd: from HTTP over a socket to what stands in the Redis stand-in.
 * Time there is real, so `create_date` and `target_date` are those of the run.
 */
import { Effect, Redacted } from "effect"
import * as Redis from "effect/persistence/Redis"
import { expect, it } from "vitest"
import { RedisClient } from "../../adapters/redis/index.ts"
import { extractors } from "../../src/index.ts"
import { until, withWorker } from "../helpers/edge.ts"
import { listingOf } from "../helpers/matches.ts"
import { serveRest, TOKEN } from "../helpers/restServers.ts"
import { expectedOf, feedNames, feedOf, vectors } from "../helpers/vectors.ts"

const path = "test/helpers/edgeRunner.ts"
const nothing = { data: { competitions: [] } }

/** Each vector: what is listed, what each competition answers, and what each extractor must keep and reject. */
const cases = [
  {
    name: "the contract's",
    listing: vectors.competitionsResponse,
    matches: { "17": vectors.matchesResponse, "8": nothing } as Readonly<Record<string, unknown>>,
    expected: expectedOf,
    isShort: false
  },
  ...feedNames.map((name) => {
    const { byExtractor, response, seen, stated } = feedOf(name)
    return {
      name: `the feed ${name}`,
      listing: listingOf("301"),
      matches: { "301": response } as Readonly<Record<string, unknown>>,
      expected: (extractor: string) => byExtractor[extractor]!,
      isShort: stated !== null && seen < stated
    }
  })
]

const get = (url: string, key: string) =>
  Effect.flatMap(Redis.Redis, (redis) => redis.send<string>("JSON.GET", key)).pipe(
    Effect.provide(RedisClient.layer({ url: Redacted.make(url) })),
    Effect.runPromise
  )

it.each([
  ["a socket", false],
  ["HTTP", true]
])(
  "the vectors give the same documents in workerd, run after run in one isolate, with the Redis behind %s",
  async (_, isRest) => {
    let current = cases[0]!
    const answer = ({ url }: Request) => {
      const id = new URL(url).searchParams.get("competition_id") ?? ""
      return Response.json(id === "" ? current.listing : current.matches[id])
    }
    const options = { path, answer, ...(isRest && { serveRest }) }
    await withWorker(options, async ({ fetch, lines, log, redis, settings: { REDIS_URL, ...others } }) => {
      const settings = { ...others, ...(isRest ? { REDIS_REST_TOKEN: TOKEN } : { REDIS_URL }) }
      for (const [index, vector] of cases.entries()) {
        current = vector
        lines.length = 0
        const body = { settings: { ...settings, PREFIX: `v${index}` }, target: { source: "upcoming", period: 0 } }
        const failures = await (await fetch("http://runner", { method: "POST", body: JSON.stringify(body) })).json()
        expect(failures, vector.name).toHaveLength(vector.isShort ? extractors.length : 0)
        // The lines come by a pipe of their own.
        await until(() => lines.length >= extractors.length)
        const reports = log()
        expect(
          reports.map(({ extractor }) => extractor),
          vector.name
        ).toStrictEqual(extractors)
        for (const report of reports) {
          const { documents, rejected } = vector.expected(report.extractor ?? "")
          expect(report, vector.name).toMatchObject({ matches: { kept: documents.length, rejected } })
          expect(typeof report.entry === "string", vector.name).toBe(documents.length > 0)
          if (typeof report.entry !== "string") continue
          const stored: ReadonlyArray<{ create_date: number; target_date: string }> = JSON.parse(
            await get(redis.url, report.entry)
          )
          const [{ create_date, target_date } = { create_date: 0, target_date: "" }] = stored
          expect(Math.abs(create_date - Date.now() / 1000), vector.name).toBeLessThan(3600)
          expect(stored, vector.name).toStrictEqual(documents.map((one) => ({ ...one, create_date, target_date })))
        }
      }
    })
  }
)
