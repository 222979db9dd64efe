/**
 * The real command as a process of this runtime, against a real local port: what it prints, its exit code, its file.
 */
import { existsSync, readdirSync } from "node:fs"
import { join } from "node:path"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { type Server, SimulatedBookmaker, serve } from "../../mocks/index.ts"
import manifest from "../../package.json" with { type: "json" }
import { settings } from "../../src/cli/Settings.ts"
import { extractors, type Report } from "../../src/index.ts"
import { emptyFolder, entries, run, start } from "../helpers/command.ts"
import { refusal } from "../helpers/refusal.ts"
import { expectSums } from "../helpers/report.ts"
import { runtime } from "../helpers/runtime.ts"
import { isQuick } from "../helpers/testClasses.ts"

let server: Server
let inFlight = 0
let peak = 0
let requests: Array<URLSearchParams> = []

beforeAll(async () => {
  const answer = SimulatedBookmaker.make({ seed: 3 })
  server = await serve(
    async (request) => {
      requests.push(new URL(request.url).searchParams)
      peak = Math.max(peak, ++inFlight)
      await new Promise((resolve) => setTimeout(resolve, 20))
      inFlight--
      return answer(request)
    },
    { port: 0 }
  )
})

afterAll(() => server.close())

const bookmaker = () => ({ BOOKIEGAMMA_LIVE_URL: server.url, BOOKIEGAMMA_UPCOMING_URL: `${server.url}/upcoming?key=k` })

describe.each(Object.keys(entries) as Array<keyof typeof entries>)(`on ${runtime.name}, the %s command`, (entry) => {
  it("extracts, stores, and reports as JSON on stdout", async () => {
    const cwd = emptyFolder()
    const env = {
      ...bookmaker(),
      SQLITE_PATH: join(cwd, "odds.sqlite"),
      PREFIX: "abc",
      // For longer than both runs take, on a loaded machine too.
      BOOKIEGAMMA_CACHE_EXPIRY: "3600"
    }
    requests = []
    peak = 0
    const first = await run(["btts", "live", "0", "--format", "json"], { cwd, env, entry })
    expect(first.stderr).toContain(`bookmaker: ${server.url}/`)
    expect(first.stderr).toContain(`SQLite file ${join(cwd, "odds.sqlite")}`)
    expect(first.stderr).toMatch(/^btts: complete$/m)
    expect(first.code).toBe(0)
    const report: Report = JSON.parse(first.stdout)
    expectSums(report)
    expect(report).toMatchObject({ extractor: "btts", source: "live", period: 0, prefix: "abc", verdict: "complete" })
    expect(report.documents.created).toBe(report.matches.kept)
    expect(report.matches.kept).toBeGreaterThan(200)
    expect(peak).toBeGreaterThan(1)
    expect(peak).toBeLessThanOrEqual(50)
    expect(requests.length).toBe(1 + report.competitions.fetched)
    expect(existsSync(join(cwd, "odds.sqlite"))).toBe(true)

    const tail = await run(["tail", "btts", "live"], { cwd, env, entry })
    const published = tail.stdout
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line))
    expect(published).toHaveLength(1)
    expect(published[0]).toMatchObject({ key: report.entries.created, streamId: report.entries.streamId })
    expect(published[0].documents).toHaveLength(report.documents.created)

    const second = await run(["btts", "live", "0", "--format", "json"], { cwd, env, entry })
    const cached: Report = JSON.parse(second.stdout)
    expectSums(cached)
    expect(cached.competitions).toMatchObject({ fromCache: true, listed: report.competitions.fetched })
  })

  // `npm test` starts the sources for the whole flow above, and the built command for the rest.
  if (entry === "source" && isQuick) return

  it("uses the sandbox and a file of its own where nothing is configured, and says so", async () => {
    const cwd = emptyFolder()
    const { code, stderr, stdout } = await run(["double_chance", "live"], { cwd, entry })
    expect(code).toBe(0)
    expect(stderr).toContain("bookmaker: the sandbox")
    expect(stderr).toContain("bookiegamma-sandbox.sqlite")
    expect(stdout).toContain("BookieGamma_sandbox-DOUBLE_CHANCE_live:")
    expect(stdout).toMatch(/^teams +start \(Nairobi\) +1X +12 +X2 +competition$/m)
    expect(stdout).toMatch(/^\S.* – \S.* {2}\d{4}-\d\d-\d\d \d\d:\d\d {2} *\d+\.\d+ [▲▼ ]/m)
    expect(stdout).not.toContain("\x1b")
    expect(readdirSync(cwd).filter((name) => name.endsWith(".sqlite"))).toEqual(["bookiegamma-sandbox.sqlite"])
  })

  it("serves the sandbox until it is stopped, and a run can be pointed at it", async () => {
    const cwd = emptyFolder()
    const sandbox = start(["sandbox", "--port", "0"], { cwd, entry })
    await sandbox.says("point a run at it")
    const url = sandbox.stdout().trim()
    const env = { BOOKIEGAMMA_LIVE_URL: url, BOOKIEGAMMA_UPCOMING_URL: url }
    const { code, stdout } = await run(["three-way", "live", "--format", "json"], { cwd, env, entry })
    expect(code).toBe(0)
    expect(JSON.parse(stdout)).toMatchObject({ prefix: "lst", verdict: "complete" })
    sandbox.signal("SIGTERM")
    expect((await sandbox.ended).code).toBe(143)
  })

  it("stops at a signal, stores what is whole, and exits 130", async () => {
    const { promise: lateIsAsked, resolve: askedForLate } = Promise.withResolvers<void>()
    const slow = await serve(
      async (request) => {
        const id = new URL(request.url).searchParams.get("competition_id")
        if (id === "")
          return Response.json({ data: { competitions: [{ competition_id: "now" }, { competition_id: "late" }] } })
        if (id === "now") return Response.json({ data: { matches: [match] } })
        askedForLate()
        await new Promise((resolve) => request.signal.addEventListener("abort", resolve))
        return Response.error()
      },
      { port: 0 }
    )
    const cwd = emptyFolder()
    const env = { BOOKIEGAMMA_LIVE_URL: slow.url, BOOKIEGAMMA_UPCOMING_URL: slow.url }
    const command = start(["btts", "live", "--format", "json", "--concurrency", "1"], { cwd, env, entry })
    await lateIsAsked
    command.signal("SIGINT")
    const { code, stdout } = await command.ended
    await slow.close()
    const report: Report = JSON.parse(stdout)
    expectSums(report)
    expect(report.verdict).toBe("interrupted")
    expect(report.competitions.failed).toMatchObject([{ id: "late", reason: "interrupted", tries: 1 }])
    expect(report.documents.created).toBe(1)
    expect(code).toBe(130)
  })
})

describe(`on ${runtime.name}, the built command, as the sources would`, () => {
  const entry = "built"

  it("prints documents in order with ndjson, and all extractors in one go with one request a competition", async () => {
    const cwd = emptyFolder()
    requests = []
    const { code, stderr, stdout } = await run(["all", "upcoming", "2", "--format", "ndjson", "--dry-run"], {
      cwd,
      env: bookmaker(),
      entry
    })
    expect(code).toBe(0)
    const lines = stdout
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line))
    expect([...new Set(lines.map(({ extractor }) => extractor))]).toEqual(extractors)
    expect(lines.every(({ document }) => document.bookmaker === "BookieGamma")).toBe(true)
    expect(stderr).toContain("none, a dry run")
    expect(readdirSync(cwd)).toEqual([])
    expect(
      requests.filter((query) => query.get("competition_id") !== "").map((query) => query.get("sub_type_id"))
    ).toEqual(requests.slice(1).map(() => "1,29,10"))
    expect(requests.every((query) => query.get("key") === "k" && query.get("src") === "2")).toBe(true)
  })

  it.each([
    { args: ["bts", "live", "0"], code: 64, says: "expected one of: three-way, btts, double-chance, all" },
    { args: ["btts", "live"], env: { PREFIX: "a_b" }, code: 78, says: "PREFIX: Expected 1 to 32 letters and digits" },
    { args: ["btts", "live"], env: { SQLITE_PATH: "/no/such/folder/x" }, code: 74, says: "/no/such/folder/x" }
  ])("answers $args with $code", async ({ args, code, env, says }) => {
    const result = await run(args, { cwd: emptyFolder(), entry, ...(env === undefined ? {} : { env }) })
    expect(result.stderr).toContain(says)
    expect(result.code).toBe(code)
    if (code !== 74) expect(result.stdout).toBe("")
  })

  // By the same command line in this process, which costs no start.
  it.each([
    { args: ["btts", "lve", "0"], code: 64, says: '"live" | "upcoming"' },
    { args: ["btts", "live", "5"], code: 64, says: '"0" | "1" | "2" | "3" | "4"' },
    {
      args: ["btts", "live", "--concurrency", "51"],
      code: 64,
      says: "--concurrency: Expected a whole number from 1 to 50"
    },
    { args: ["btts", "live", "--limit", "0"], code: 64, says: "Expected a whole number from 1, got 0" },
    { args: ["btts", "live", "--limit", "-3"], code: 64, says: "Expected a whole number from 1, got -3" },
    { args: ["btts", "live", "--limit", "many"], code: 64, says: "Expected a whole number from 1, got no number" },
    { args: ["btts", "live", "--limit", "1.5"], code: 64, says: "Expected a whole number from 1, got 1.5" },
    { args: ["btts", "live", "--limit", "5", "--format", "json"], code: 64, says: "--limit is for a table" },
    { args: ["all", "live", "--limit", "5", "--format", "ndjson"], code: 64, says: "--limit is for a table" },
    { args: ["btts", "live", "--nonsense"], code: 64, says: "--nonsense" },
    { args: ["btts"], code: 64, says: "source" },
    { args: ["btts", "live"], env: { BOOKIEGAMMA_LIVE_URL: "http://h/" }, code: 78, says: "BOOKIEGAMMA_UPCOMING_URL" },
    {
      args: ["btts", "live"],
      env: {
        BOOKIEGAMMA_LIVE_URL: "http://h/",
        BOOKIEGAMMA_UPCOMING_URL: "http://h/",
        BOOKIEGAMMA_CONFIG: "/dev/null"
      },
      code: 78,
      says: "BOOKIEGAMMA_CONFIG: /dev/null is a device; name a regular file"
    },
    { args: ["btts", "live"], env: { REDIS_HOST: "h" }, code: 78, says: "REDIS_HOST" }
  ])("answers $args with $code before it opens anything", async ({ args, code, env, says }) => {
    const result = await refusal(args, { ...env })
    expect(result.stderr).toContain(says)
    expect(result.code).toBe(code)
    expect(result.stdout).toBe("")
  })

  it("prints help, version and completions on stdout", async () => {
    const cwd = emptyFolder()
    const help = await run(["btts", "--help"], { cwd, entry })
    for (const word of [
      "--format",
      "--limit",
      "--dry-run",
      "--budget",
      "--min-coverage",
      "--sandbox",
      "--log-level",
      "PREFIX"
    ]) {
      expect(help.stdout).toContain(word)
    }
    for (const command of [[], ["btts"], ["doctor"]]) {
      const { code, stdout } = await run([...command, "--help"], { cwd, entry })
      expect(code).toBe(0)
      for (const { env } of Object.values(settings).filter((setting) => !("flag" in setting))) {
        expect(stdout).toContain(env)
      }
      expect(stdout).toMatch(/^ {2}74 +store-failed, no answer of the store, a result that could not be written$/m)
      expect(stdout).toMatch(/^ {2}129 +interrupted by SIGHUP$/m)
    }
    expect((await run(["sandbox", "--help"], { cwd, entry })).stdout).toContain("(default: 8787)")
    expect((await run(["--version"], { cwd, entry })).stdout).toContain(manifest.version)
    expect((await run(["--completions", "bash"], { cwd, entry })).stdout).toContain("bookiegamma")
  })

  it("follows what is published until it is stopped", async () => {
    const cwd = emptyFolder()
    const tail = start(["tail", "btts", "live", "--follow"], { cwd, entry })
    await tail.says("sandbox-BTTS_live_stream")
    expect(tail.stdout()).toBe("")
    const { stdout } = await run(["btts", "live", "--format", "json"], { cwd, entry })
    const report: Report = JSON.parse(stdout)
    await tail.says(`"key":"${report.entries.created}"`)
    tail.signal("SIGINT")
    const { code } = await tail.ended
    expect(code).toBe(130)
    expect(JSON.parse(tail.stdout()).documents).toHaveLength(report.documents.created)
  })
})

const match = {
  parent_match_id: 7,
  home_team: "Home",
  away_team: "Away",
  start_time: "2026-11-23 21:00:00",
  sport_name: "Soccer",
  markets: [
    {
      name: "GG/NG",
      outcomes: [
        { outcome_key: "yes", odd_value: "1.9" },
        { outcome_key: "no", odd_value: "1.9" }
      ]
    }
  ]
}
