/**
 * The commands `doctor` and `indexes` with a Redis, run as processes: their findings, and the indexes they create.
 */

import { createClient } from "@redis/client"
import { afterAll, beforeEach, describe, expect, it } from "vitest"
import { type Running, serve } from "../../../mocks/redis/Server.ts"
import type { Finding } from "../../../src/domain/Finding.ts"
import { emptyFolder, run } from "../../helpers/command.ts"
import { documentOf, entryText } from "../../suites/storeTest.ts"

let server: Running
const servers: Array<Running> = []
beforeEach(async () => {
  server = await serve()
  servers.push(server)
})
afterAll(() => Promise.all(servers.map((started) => started.close())))

const INDEX = "idx:sandboxbtts_live"
const ENTRY = "matched_teams_sandbox-BTTS_live_stream:a"

const send = async (...commands: ReadonlyArray<ReadonlyArray<string>>) => {
  const client = createClient({ url: server.url })
  await client.connect()
  for (const command of commands) await client.sendCommand([...command])
  client.destroy()
}

const examine = async (args: ReadonlyArray<string>, env: Record<string, string> = {}) => {
  const { code, stdout } = await run([...args, "--sandbox", "--format", "json"], {
    cwd: emptyFolder(),
    env: { REDIS_URL: server.url, ...env },
    entry: "built"
  })
  const { findings, ok }: { ok: boolean; findings: ReadonlyArray<Finding> } = JSON.parse(stdout)
  expect(ok).toBe(code === 0)
  for (const { remedy, status } of findings) if (status !== "ok") expect(remedy).toBeTruthy()
  return { code, findings, of: (subject: string) => findings.find((finding) => finding.subject.includes(subject)) }
}

describe("indexes", () => {
  it("creates missing indexes, prints all six, and changes nothing the second time", async () => {
    const first = await examine(["indexes"])
    expect(first.code).toBe(0)
    expect(first.findings.map(({ detail }) => detail.startsWith("made; "))).toEqual(Array(6).fill(true))
    const second = await examine(["indexes"])
    expect(second.findings.map(({ detail }) => detail.startsWith("0 entries"))).toEqual(Array(6).fill(true))
    expect(server.seen.commands.get("ft.create")).toBe(6)
  })

  it("adds the id field to an existing index only with --add-field, and its entries are found then", async () => {
    const others = [
      "ON",
      "JSON",
      "PREFIX",
      "1",
      ENTRY.slice(0, -1),
      "SCHEMA",
      "$.arbitrage",
      "AS",
      "arbitrage",
      "NUMERIC"
    ]
    await send(["FT.CREATE", INDEX, ...others], ["JSON.SET", ENTRY, "$", entryText(documentOf(1))])
    const shown = await examine(["indexes"])
    expect(shown.code).toBe(1)
    expect(shown.of(INDEX)).toMatchObject({ status: "failed", remedy: expect.stringContaining("--add-field") })
    const added = await examine(["indexes", "--add-field"])
    expect(added.code).toBe(0)
    expect(added.of(INDEX)?.detail).toMatch(/^id field added; .*arbitrage, BookieGamma_id/)
    expect(server.seen.commands.get("ft.dropindex")).toBeUndefined()
  })
})

describe("doctor", () => {
  it("reports ok for a server that can be the store", async () => {
    await examine(["indexes"])
    const { code, findings, of } = await examine(["doctor"])
    expect(findings.filter(({ status }) => status !== "ok")).toEqual([])
    expect(code).toBe(0)
    expect(of("Redis 127.0.0.1")?.detail).toContain("7.2.6 with JSON and search")
    expect(of("bookmaker live")?.detail).toMatch(/\d+ competitions/)
    expect(findings.filter(({ subject }) => subject.startsWith("index "))).toHaveLength(6)
  })

  it("reports entries that the index left out", async () => {
    await examine(["indexes"])
    const damaged = entryText({ ...documentOf(1), parent_match_id: "1" })
    await send(["JSON.SET", ENTRY, "$", damaged])
    const { code, of } = await examine(["doctor"])
    expect(of(INDEX)).toMatchObject({
      status: "warning",
      detail: expect.stringContaining("left out 1 entries of the 1")
    })
    expect(code).toBe(0)
  })

  it("reports a wrong clock, and a server without search", async () => {
    const late = await serve({ now: () => Date.now() - 60_000, without: ["FT.*"] })
    servers.push(late)
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
    const wrong = await examine(["doctor"], { PREFIX: "a b" })
    expect(wrong.findings).toMatchObject([{ subject: "settings", status: "failed" }])
    const { code, stdout } = await run(["doctor"], {
      cwd: emptyFolder(),
      env: { BOOKIEGAMMA_LIVE_URL: "http://127.0.0.1:1", BOOKIEGAMMA_UPCOMING_URL: "http://127.0.0.1:1" }
    })
    expect(code).toBe(1)
    expect(stdout).toMatch(/^failed {3}bookmaker live: .*\n {9}→ check that 127\.0\.0\.1:1 can be reached/m)
    expect(stdout).toMatch(/^ok {7}SQLite .*bookiegamma\.sqlite: is not there; the first run makes it$/m)
  }, 60_000)
})
