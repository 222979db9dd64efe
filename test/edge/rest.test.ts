/**
 * The Redis in its REST form, from workerd: in the example's worker, and in one that has nothing of Node.
 */
import { gzipSync } from "node:zlib"
import { expect, it } from "vitest"
import { SimulatedBookmaker } from "../../mocks/index.ts"
import { extractors, type Report } from "../../src/index.ts"
import { bundleFile, withWorker } from "../helpers/edge.ts"
import { serveRest, TOKEN } from "../helpers/restServers.ts"
import { startOfToday } from "../helpers/startOfToday.ts"

const cron = "*/5 * * * *"
const world = SimulatedBookmaker.make({ seed: 7, now: startOfToday })
const alone = "test/helpers/edgeRestRunner.ts"

it("examples/edge stores over HTTP with REDIS_REST_URL, and keeps the notes there", async () => {
  const bindings = { REDIS_URL: undefined, REDIS_REST_TOKEN: TOKEN }
  await withWorker(
    { path: "examples/edge/worker.ts", answer: world, bindings, serveRest },
    async ({ fire, log, redis, rest }) => {
      for (let run = 0; run < 3; run++) expect(await fire(cron)).toBe("ok")
      expect(log()).toHaveLength(3 * extractors.length)
      for (const { entry, level, verdict } of log()) {
        expect({ level, verdict }).toStrictEqual({ level: "info", verdict: "complete" })
        expect(entry).toMatch(/^BookieGamma_lst-/)
      }
      expect(rest?.asked.length).toBeGreaterThan(0)
      // The REST form's own connection is the only one.
      expect(redis.seen.connections).toBe(1)
    }
  )
})

it("a run takes no more than ten requests of the Redis, whatever it stores", async () => {
  const bindings = { REDIS_URL: undefined, REDIS_REST_TOKEN: TOKEN }
  await withWorker({ path: "examples/edge/worker.ts", answer: world, bindings, serveRest }, async ({ fire, rest }) => {
    // The first run waits for the indexes that it makes.
    await fire(cron)
    const before = rest?.asked.length ?? 0
    expect(await fire(cron)).toBe("ok")
    const asked = (rest?.asked.length ?? 0) - before
    console.log(`a run asked the Redis ${asked} times`)
    expect(asked).toBeLessThanOrEqual(10)
  })
})

it("REDIS_URL beside it, or a token that is missing, fails each run", async () => {
  for (const [bindings, says] of [
    [{ REDIS_REST_URL: "https://redis.invalid", REDIS_REST_TOKEN: TOKEN }, "both set"],
    [{ REDIS_URL: undefined, REDIS_REST_URL: "https://redis.invalid" }, "REDIS_REST_TOKEN is missing"]
  ] as const) {
    await withWorker({ path: "examples/edge/worker.ts", answer: world, bindings }, async ({ fire, log }) => {
      expect(await fire(cron)).toBe("exception")
      expect(log()).toMatchObject([{ level: "error", message: expect.stringContaining(says) }])
    })
  }
})

it("alone, it needs nothing of Node, and weighs at most 110,000 bytes, gzipped, with ky", async () => {
  const bundle = await bundleFile(alone)
  const size = gzipSync(bundle, { level: 9 }).length
  console.log(`${alone}: ${size} bytes`)
  expect(size).toBeLessThanOrEqual(110_000)
  expect(new TextDecoder().decode(bundle)).not.toMatch(/(?:from|import|require)\s*\(?["']node:/)
  const bindings = { REDIS_URL: undefined, REDIS_REST_TOKEN: TOKEN }
  const answer = { path: alone, answer: world, bindings, serveRest, flags: [] }
  await withWorker(answer, async ({ fetch, rest, settings }) => {
    const body = JSON.stringify({ bookmaker: settings.BOOKIEGAMMA_LIVE_URL, url: rest?.url, token: TOKEN })
    const reports = (await (await fetch("http://runner", { method: "POST", body })).json()) as ReadonlyArray<Report>
    expect(reports.map(({ extractor, verdict }) => [extractor, verdict])).toStrictEqual(
      extractors.map((extractor) => [extractor, "complete"])
    )
    expect(reports.every(({ documents }) => documents.created > 0 && documents.unstored === 0)).toBe(true)
  })
})
