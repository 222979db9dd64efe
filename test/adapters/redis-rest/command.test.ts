/**
 * The real command with a Redis in its REST form: runs, `tail`, `doctor` and `indexes`, and what it says where that is not possible.
 */
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { type HttpProxy, serveProxy } from "../../../mocks/faults/httpProxy.ts"
import { type Server, SimulatedBookmaker, serve } from "../../../mocks/index.ts"
import type { Finding } from "../../../src/domain/Finding.ts"
import type { Report } from "../../../src/index.ts"
import { emptyFolder, run } from "../../helpers/command.ts"
import { refusal } from "../../helpers/refusal.ts"
import { expectSums } from "../../helpers/report.ts"
import { serveRestStandIn, TOKEN } from "../../helpers/restServers.ts"

let bookmaker: Server
let proxy: HttpProxy
let servers: Awaited<ReturnType<typeof serveRestStandIn>>
let asked = 0

beforeAll(async () => {
  const answer = SimulatedBookmaker.make({ seed: 3 })
  bookmaker = await serve(
    (request) => {
      asked++
      return answer(request)
    },
    { port: 0 }
  )
  proxy = await serveProxy()
  servers = await serveRestStandIn({ version: "8.0" })
})
afterAll(() => Promise.all([bookmaker.close(), proxy.close(), servers.close()]))

const settings = () => ({
  BOOKIEGAMMA_LIVE_URL: bookmaker.url,
  BOOKIEGAMMA_UPCOMING_URL: bookmaker.url,
  REDIS_REST_URL: servers.rest.url,
  REDIS_REST_TOKEN: TOKEN
})

const command = (args: ReadonlyArray<string>, env: Readonly<Record<string, string>> = {}) =>
  run(args, { cwd: emptyFolder(), env: { ...settings(), ...env }, entry: "built" })

describe("the command over the REST form of a Redis", () => {
  it("makes the indexes, stores and announces, and reads back what it has stored", async () => {
    const indexes = await command(["indexes"])
    expect(indexes.stdout).toMatch(/ok +index idx:lstbtts_live: made/)
    expect(indexes.code).toBe(0)

    const from = servers.rest.asked.length
    const { code, stderr, stdout } = await command(["all", "live", "0", "--format", "json"])
    expect(stderr).toContain(`store:     Redis 7.9.224 at ${servers.rest.url}`)
    expect(code, stderr).toBe(0)
    const reports: ReadonlyArray<Report> = JSON.parse(stdout)
    for (const report of reports) {
      expectSums(report)
      expect(report).toMatchObject({ verdict: "complete", entries: { created: expect.any(String) } })
    }
    // Opening, cached ids, what the last run kept with the indexes, the searches, the publications, and notes of them.
    expect(servers.rest.asked.length - from).toBeLessThanOrEqual(12)

    const tail = await command(["tail", "btts", "live"])
    expect(JSON.parse(tail.stdout)).toMatchObject({ key: reports[1]?.entries.created })
    expect(tail.code).toBe(0)
  })

  it("is found in order by doctor, which says what is wrong with a token", async () => {
    const well = await command(["doctor", "--format", "json"])
    const { findings }: { findings: ReadonlyArray<Finding> } = JSON.parse(well.stdout)
    expect(findings).toContainEqual(
      expect.objectContaining({ subject: `Redis ${servers.rest.url}`, status: "ok" }) as unknown
    )
    expect(findings.map(({ subject }) => subject)).toContain("writing")
    expect(findings.filter(({ status }) => status === "failed")).toEqual([])

    const wrong = await command(["doctor", "--format", "json"], { REDIS_REST_TOKEN: "another" })
    expect(JSON.parse(wrong.stdout).findings).toContainEqual({
      subject: `Redis ${servers.rest.url}`,
      status: "failed",
      detail: "it does not accept the token (status 401: WRONGPASS invalid or missing auth token)",
      remedy: "check REDIS_REST_TOKEN, and with a proxy the login that it has for its Redis"
    })
    expect(wrong.code).toBe(1)
  })

  it("is not reached through the bookmaker's proxies, and nothing that is meant for it goes to the bookmaker", async () => {
    const before = { asked, passed: proxy.seen.passed, stored: servers.rest.asked.length }
    const through = await command(["btts", "live", "--format", "json"], {
      BOOKIEGAMMA_PROXIES: `http://127.0.0.1:${proxy.port}`
    })
    expect(through.code, through.stderr).toBe(0)
    expect(asked).toBeGreaterThan(before.asked)
    expect(proxy.seen.passed - before.passed).toBe(asked - before.asked)
    expect(servers.rest.asked.length).toBeGreaterThan(before.stored)
  })

  it("keeps the sandbox's odds, where it is asked for", async () => {
    const { code, stdout } = await command(["btts", "live", "--sandbox", "--format", "json"])
    expect(code).toBe(0)
    expect(JSON.parse(stdout).entries.created).toMatch(/^BookieGamma_sandbox-BTTS_live:/)
  })

  it("ends with 74 and the reason where it fails", async () => {
    servers.rest.faults.before = () => new Response("<html>Log in", { headers: { "content-type": "text/html" } })
    const { code, stderr } = await command(["btts", "live", "--format", "json"])
    servers.rest.faults.before = undefined
    expect(stderr).toMatch(/it answers with a page instead of JSON \(\d+ characters, not shown/)
    expect(stderr).toContain("write REDIS_REST_URL as the service shows it")
    expect(code).toBe(74)
  })
})

describe("settings of the REST form are refused", () => {
  const url = "https://redis.example"
  it.each([
    [{ REDIS_REST_URL: url }, "REDIS_REST_TOKEN: is missing, though REDIS_REST_URL is set; both are needed"],
    [{ REDIS_REST_TOKEN: "hush" }, "REDIS_REST_URL: is missing, though REDIS_REST_TOKEN is set; both are needed"],
    [{ REDIS_REST_URL: "redis://redis.example", REDIS_REST_TOKEN: "hush" }, "Expected a URL that begins with http"],
    [
      { REDIS_REST_URL: "https://user:hush@redis.example", REDIS_REST_TOKEN: "hush" },
      "REDIS_REST_URL: Expected a URL without user and password; give the token in REDIS_REST_TOKEN"
    ],
    [
      { REDIS_REST_URL: `${url}/?_token=hush`, REDIS_REST_TOKEN: "hush" },
      "REDIS_REST_URL: Expected a URL without a query"
    ],
    [{ REDIS_REST_URL: url, REDIS_REST_TOKEN: "Bearer hush" }, "REDIS_REST_TOKEN: Expected the token alone"],
    [{ REDIS_REST_URL: url, REDIS_REST_TOKEN: '"hush"' }, "REDIS_REST_TOKEN: Expected the token alone"],
    [{ REDIS_REST_URL: url, REDIS_REST_TOKEN: "" }, "REDIS_REST_TOKEN: is set but empty"],
    [
      { REDIS_REST_URL: url, REDIS_REST_TOKEN: "hush", REDIS_URL: "redis://:hush@redis.example" },
      "REDIS_REST_URL: and REDIS_URL are both set; keep one of them"
    ],
    [
      { REDIS_REST_URL: url, REDIS_REST_TOKEN: "hush", REDIS_HOST: "redis.example" },
      "REDIS_REST_URL: and REDIS_HOST are both set; keep one of them"
    ],
    [
      { REDIS_REST_URL: url, REDIS_REST_TOKEN: "hush", REDIS_CA_FILE: "authority.pem" },
      "REDIS_CA_FILE: is set, but REDIS_URL is not a rediss:// URL"
    ]
  ])("%j", async (env, expected) => {
    const { code, stderr } = await refusal(["btts", "live", "--sandbox"], env as Record<string, string>)
    expect(stderr).toContain(expected)
    expect(stderr).not.toContain("hush")
    expect(code).toBe(78)
  })

  it("where no bookmaker is configured, unless the sandbox is asked for", async () => {
    const { code, stderr } = await refusal(["btts", "live"], { REDIS_REST_URL: url, REDIS_REST_TOKEN: "hush" })
    expect(stderr).toContain("REDIS_REST_URL: is set, but no bookmaker is")
    expect(code).toBe(78)
  })
})
