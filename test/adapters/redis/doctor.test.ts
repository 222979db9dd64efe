/**
 * The commands `doctor` and `indexes` with a Redis, run as processes: their findings, and the indexes they create.
 */

import { createClient } from "@redis/client"
import { Effect, Layer } from "effect"
import { afterAll, afterEach, beforeEach, describe, expect, it } from "vitest"
import { type Options, type Running, serve } from "../../../mocks/redis/Server.ts"
import type { Finding } from "../../../src/domain/Finding.ts"
import { emptyFolder, run } from "../../helpers/command.ts"
import { layerProbe } from "../../helpers/redisProbe.ts"
import { ourPort, stackUrl } from "../../helpers/redisServers.ts"
import { StoreProbe } from "../../suites/StoreProbe.ts"
import { documentOf, entryText } from "../../suites/storeTest.ts"

/** A server of its own for each test, or the one that others use too: then with a prefix of its own, which is removed. */
const places: ReadonlyArray<readonly [name: string, url: string | undefined]> = [
  ["a stand-in", undefined],
  ...(stackUrl === undefined ? [] : [["the redis of REDIS_STACK_URL", stackUrl] as const])
]

const servers: Array<Running> = []
const serveOne = async (options?: Options) => {
  const server = await serve(options)
  servers.push(server)
  return server
}
afterAll(() => Promise.all(servers.map((started) => started.close())))

const send = async (url: string, ...commands: ReadonlyArray<ReadonlyArray<string>>) => {
  const client = createClient({ url })
  await client.connect()
  for (const command of commands) await client.sendCommand([...command])
  client.destroy()
}

const examine = async (args: ReadonlyArray<string>, env: Record<string, string>) => {
  const { code, stdout } = await run([...args, "--sandbox", "--format", "json"], {
    cwd: emptyFolder(),
    env,
    entry: "built"
  })
  const { findings, ok }: { ok: boolean; findings: ReadonlyArray<Finding> } = JSON.parse(stdout)
  expect(ok).toBe(code === 0)
  for (const { remedy, status } of findings) if (status !== "ok") expect(remedy).toBeTruthy()
  return { code, findings, of: (subject: string) => findings.find((finding) => finding.subject.includes(subject)) }
}

describe.each(places)("with %s", (_, shared) => {
  let own: Running | undefined
  let url = ""
  let env: Record<string, string> = {}
  let INDEX = ""
  let ENTRY = ""
  beforeEach(async () => {
    own = shared === undefined ? await serveOne() : undefined
    url = shared ?? own!.url
    const PREFIX = `sandbox${Math.random().toString(36).slice(2, 12)}`
    env = { REDIS_URL: url, PREFIX }
    INDEX = `idx:${PREFIX}btts_live`
    ENTRY = `matched_teams_${PREFIX}-BTTS_live_stream:a`
  })
  afterEach(async () => {
    const clear = Effect.flatMap(StoreProbe, (probe) => probe.clear(env.PREFIX!))
    await Effect.runPromise(clear.pipe(Effect.provide(layerProbe.pipe(Layer.provide(ourPort(url))))))
  })

  it("indexes creates missing indexes, prints all six, and changes nothing the second time", async () => {
    const first = await examine(["indexes"], env)
    expect(first.code).toBe(0)
    expect(first.findings.map(({ detail }) => detail.startsWith("made; "))).toEqual(Array(6).fill(true))
    const second = await examine(["indexes"], env)
    expect(second.findings.map(({ detail }) => detail.startsWith("0 entries"))).toEqual(Array(6).fill(true))
    if (own !== undefined) expect(own.seen.commands.get("ft.create")).toBe(6)
  })

  it("indexes adds the id field to an existing index only with --add-field, and its entries are found then", async () => {
    const fields = ["SCHEMA", "$.arbitrage", "AS", "arbitrage", "NUMERIC"]
    const others = ["ON", "JSON", "PREFIX", "1", ENTRY.slice(0, -1), ...fields]
    await send(url, ["FT.CREATE", INDEX, ...others], ["JSON.SET", ENTRY, "$", entryText(documentOf(1))])
    const shown = await examine(["indexes"], env)
    expect(shown.code).toBe(1)
    expect(shown.of(INDEX)).toMatchObject({ status: "failed", remedy: expect.stringContaining("--add-field") })
    const added = await examine(["indexes", "--add-field"], env)
    expect(added.code).toBe(0)
    expect(added.of(INDEX)?.detail).toMatch(/^id field added; 1 entries, .*arbitrage, BookieGamma_id/)
    expect(own?.seen.commands.get("ft.dropindex")).toBeUndefined()
  })

  it("doctor names the command that makes a missing index, for the sandbox too", async () => {
    const { code, of } = await examine(["doctor"], env)
    expect([code, of(INDEX)]).toMatchObject([
      0,
      { status: "warning", remedy: "create it now with: bookiegamma indexes --sandbox" }
    ])
  })

  it("doctor reports ok for a server that can be the store", async () => {
    await examine(["indexes"], env)
    const { code, findings, of } = await examine(["doctor"], env)
    expect(findings.filter(({ status }) => status !== "ok")).toEqual([])
    expect(code).toBe(0)
    expect(of("Redis ")?.detail).toMatch(/^Redis \d+\.\d+\.\d+ with JSON and search$/)
    expect(of("bookmaker live")?.detail).toMatch(/\d+ competitions/)
    expect(findings.filter(({ subject }) => subject.startsWith("index "))).toHaveLength(6)
  })

  it("doctor reports entries that the index left out", async () => {
    await examine(["indexes"], env)
    const damaged = entryText({ ...documentOf(1), parent_match_id: "1" })
    await send(url, ["JSON.SET", ENTRY, "$", damaged])
    const { code, of } = await examine(["doctor"], env)
    expect(of(INDEX)).toMatchObject({
      status: "warning",
      detail: expect.stringContaining("left out 1 entries of the 1")
    })
    expect(code).toBe(0)
  })
})

describe("doctor", () => {
  it("reports a wrong clock, and a server without search", async () => {
    const late = await serveOne({ now: () => Date.now() - 60_000, without: ["FT.*"] })
    const { code, of } = await examine(["doctor"], { REDIS_URL: late.url })
    expect(code).toBe(1)
    expect(of("clock")).toMatchObject({ status: "failed", detail: expect.stringMatching(/(59|60)\.\d s behind/) })
    expect(of("Redis")).toMatchObject({ status: "failed", detail: expect.stringContaining("has no FT.CREATE") })
  })

  it("reports an unreachable server, a refusing bookmaker and invalid settings", async () => {
    const gone = await examine(["doctor"], { REDIS_URL: "redis://:hunter2@127.0.0.1:1" })
    expect(gone.code).toBe(1)
    expect(gone.of("Redis 127.0.0.1:1")).toMatchObject({ status: "failed" })
    expect(JSON.stringify(gone.findings)).not.toContain("hunter2")
    const wrong = await examine(["doctor"], { REDIS_URL: (await serveOne()).url, PREFIX: "a b" })
    expect(wrong.findings).toMatchObject([{ subject: "settings", status: "failed" }])
    const { code, stdout } = await run(["doctor"], {
      cwd: emptyFolder(),
      env: { BOOKIEGAMMA_LIVE_URL: "http://127.0.0.1:1", BOOKIEGAMMA_UPCOMING_URL: "http://127.0.0.1:1" }
    })
    expect(code).toBe(1)
    expect(stdout).toMatch(/^failed {3}bookmaker live: .*\n {9}→ check that 127\.0\.0\.1:1 can be reached/m)
    expect(stdout).toMatch(/^ok {7}SQLite .*bookiegamma\.sqlite: does not exist; the first run creates it$/m)
  }, 60_000)
})
