/**
 * The example's own commands on this machine: the bundle is made, and the worker runs in workerd, with nothing configured, and with a
 * Redis.
 */
import { execFile, spawn } from "node:child_process"
import { fileURLToPath } from "node:url"
import { promisify } from "node:util"
import { beforeAll, describe, expect, it } from "vitest"
import { serve } from "../../mocks/redis/Server.ts"
import { extractors } from "../../src/index.ts"
import { inherited } from "../helpers/command.ts"
import { type Line, until } from "../helpers/edge.ts"

const file = (name: string) => fileURLToPath(new URL(`../../examples/edge/${name}`, import.meta.url))

/** Runs the command until its triggers have run the extractors for both sources, and ends it; returns its log. */
const dev = async (env: Readonly<Record<string, string>>): Promise<ReadonlyArray<Line>> => {
  const child = spawn(process.execPath, [file("dev.ts")], { env: { ...inherited(), ...env }, stdio: "pipe" })
  let stdout = ""
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    stdout += text
  })
  let stderr = ""
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    stderr += text
  })
  const ended = new Promise<number | null>((resolve) => child.once("exit", resolve))
  const log = () =>
    stdout
      .split("\n")
      .slice(0, -1)
      .map((line): Line => JSON.parse(line))
  const runs = () => log().filter(({ verdict }) => verdict !== undefined)
  const isDone = () => ["live", "upcoming"].every((one) => runs().some(({ source }) => source === one))
  try {
    await Promise.race([until(() => isDone() && stderr.split("trigger ").length > 2), ended])
    expect(child.exitCode, stderr).toBeNull()
    return log()
  } finally {
    child.kill("SIGINT")
    expect(await ended, stderr).toBe(130)
  }
}

describe("npm run edge", () => {
  beforeAll(() => promisify(execFile)(process.execPath, [file("bundle.ts")]))

  it("runs the triggers against the simulated bookmaker with nothing configured, and says that nothing is stored", async () => {
    const log = await dev({})
    expect(log.some(({ level, message }) => level === "warn" && message.startsWith("no Redis is set"))).toBe(true)
    const runs = log.filter(({ verdict }) => verdict !== undefined)
    expect(new Set(runs.map(({ extractor }) => extractor))).toStrictEqual(new Set(extractors))
    expect(runs.every(({ entry, level }) => level === "info" && entry === null)).toBe(true)
  })

  it("stores in the Redis of REDIS_URL", async () => {
    const redis = await serve()
    const log = await dev({ REDIS_URL: redis.url })
    await redis.close()
    expect(log.every(({ level }) => level === "info")).toBe(true)
    // In the last quarter of an hour of Nairobi's day no match of it is still to come.
    for (const { entry, verdict } of log) expect(typeof entry).toBe(verdict === "empty" ? "object" : "string")
  })
})
