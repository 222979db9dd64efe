/**
 * The loop with the matcher, as processes of this runtime: a run publishes, the matcher of `examples/` reads and writes
 * matched entries, and the next run merges its odds into them.
 */
import { execFile } from "node:child_process"
import { fileURLToPath } from "node:url"
import { promisify } from "node:util"
import { createClient } from "@redis/client"
import { expect, it } from "vitest"
import { SimulatedBookmaker, serve as serveHttp } from "../../mocks/index.ts"
import { serve } from "../../mocks/redis/Server.ts"
import type { Report } from "../../src/index.ts"
import { emptyFolder, run } from "../helpers/command.ts"
import { expectSums } from "../helpers/report.ts"
import { runtime } from "../helpers/runtime.ts"

const example = fileURLToPath(new URL("../../examples/matcher.ts", import.meta.url))
const runtimeArguments = runtime.name === "deno" ? ["run", "-A"] : []

it("a run publishes, the matcher matches, the next run updates what is matched and publishes the rest", async () => {
  const redis = await serve()
  let now = Date.UTC(2026, 10, 23, 15)
  const bookmaker = await serveHttp(SimulatedBookmaker.make({ seed: 5, now: () => now }), { port: 0 })
  const cwd = emptyFolder()
  const env = {
    BOOKIEGAMMA_LIVE_URL: bookmaker.url,
    BOOKIEGAMMA_UPCOMING_URL: bookmaker.url,
    REDIS_URL: redis.url,
    // For longer than both runs take, on a loaded machine too.
    BOOKIEGAMMA_CACHE_EXPIRY: "3600",
    BOOKIEGAMMA_ENTRY_EXPIRY: "3600"
  }
  const extract = async (): Promise<Report> => {
    const { code, stderr, stdout } = await run(["btts", "live", "--format", "json"], { cwd, env })
    expect(code, stderr).toBe(0)
    const report: Report = JSON.parse(stdout)
    expectSums(report)
    return report
  }

  const first = await extract()
  expect(first.documents).toMatchObject({ updated: 0, created: first.matches.kept, unstored: 0, withdrawn: 0 })
  const matched = Math.ceil(first.matches.kept / 2)
  const { stdout } = await promisify(execFile)(process.execPath, [...runtimeArguments, example, redis.url])
  expect(stdout).toBe(
    `lst-BTTS_live_stream: 1 entries with ${first.matches.kept} documents read, ${matched} matches written\n`
  )

  now += 15_000
  const second = await extract()
  expect(second.competitions.fromCache).toBe(true)
  expect(second.documents.updated + second.documents.withdrawn).toBe(second.entries.updated.length)
  expect(second.documents.updated).toBeGreaterThan(matched * 0.8)
  expect(second.documents.created).toBe(second.matches.kept - second.documents.updated)

  const client = createClient({ url: redis.url })
  await client.connect()
  for (const key of second.entries.updated) {
    const entry = JSON.parse(String(await client.sendCommand(["JSON.GET", key])))
    expect(entry.arbitrage).toBe(0)
    expect(entry.match_team_objects.OtherBookie.bookmaker).toBe("OtherBookie")
    expect(Object.keys(entry.match_team_objects.BookieGamma.teams)).toHaveLength(1)
  }
  const updated = await client.sendCommand(["JSON.GET", second.entries.updated[0]!, "$.match_team_objects.BookieGamma"])
  expect(JSON.parse(String(updated))[0].create_date).toBe(Math.floor(Date.parse(second.startedAt) / 1000))
  client.destroy()
  await bookmaker.close()
  await redis.close()
})
