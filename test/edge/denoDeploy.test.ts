/**
 * The example for Deno Deploy on this machine: its command registers the jobs with Deno and runs each at once.
 */
import { spawn } from "node:child_process"
import { fileURLToPath } from "node:url"
import { expect, it } from "vitest"
import { serve } from "../../mocks/redis/Server.ts"
import { extractors } from "../../src/index.ts"
import { inherited } from "../helpers/command.ts"
import { type Line, until } from "../helpers/edge.ts"

const file = fileURLToPath(new URL("../../examples/deno-deploy/dev.ts", import.meta.url))

it("examples/deno-deploy stores the odds of each source, and then waits for its schedules", async () => {
  const redis = await serve()
  const child = spawn("deno", ["run", "-A", "--unstable-cron", file], {
    env: { ...inherited(), REDIS_URL: redis.url },
    stdio: ["ignore", "pipe", "inherit"]
  })
  let stdout = ""
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    stdout += text
  })
  const ended = new Promise<number | null>((resolve) => child.once("exit", resolve))
  const lines = () => stdout.split("\n").slice(0, -1)
  try {
    const expected = ["live", "upcoming"].flatMap((source) => extractors.map((extractor) => `${extractor} ${source}`))
    const log = () => lines().map((line): Line => JSON.parse(line))
    // At the turn of a minute Deno fires a job by itself, so that some lines come twice.
    const named = () => new Set(log().map(({ extractor, source }) => `${extractor} ${source}`))
    await Promise.race([until(() => named().size >= expected.length), ended])
    expect([...named()].toSorted()).toStrictEqual(expected.toSorted())
    expect(log().every(({ level }) => level === "info")).toBe(true)
    // In the last quarter of an hour of Nairobi's day no match of it is still to come.
    for (const { entry, verdict } of log()) expect(typeof entry).toBe(verdict === "empty" ? "object" : "string")
    expect(child.exitCode).toBeNull()
  } finally {
    child.kill()
    await ended
    await redis.close()
  }
})
