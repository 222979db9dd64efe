/**
 * The command `watch` as a process: its schedule, outages of bookmaker and store that end, headers that change, signals.
 *
 * Several at a time, since the processes wait for their turns nearly all of their time.
 */
import { renameSync, symlinkSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, it } from "vitest"
import { proxyTo } from "../../mocks/faults/tcpProxy.ts"
import { type Server, serve } from "../../mocks/index.ts"
import { serve as serveRedis } from "../../mocks/redis/Server.ts"
import { emptyFolder, type Started, start } from "../helpers/command.ts"
import { answerOf, listingOf, match, offer } from "../helpers/matches.ts"
import { runtime } from "../helpers/runtime.ts"

/** A bookmaker with one competition, whose odds and requests can be looked at and changed. */
const scripted = async (port = 0) => {
  const state = { odds: "1.61", status: 200 }
  const requests: Array<{ readonly id: string; readonly at: number; readonly token: string | null }> = []
  const server = await serve(
    (request) => {
      const id = new URL(request.url).searchParams.get("competition_id") ?? ""
      requests.push({ id, at: performance.now(), token: request.headers.get("x-token") })
      if (state.status !== 200) return new Response("", { status: state.status })
      if (id === "") return Response.json(listingOf("1"))
      const outcomes = [offer("yes", state.odds), offer("no", "2.25")]
      return Response.json(answerOf(match({ markets: [{ name: "GG/NG", outcomes }] })))
    },
    { port }
  )
  return { server, state, requests }
}

const urlsOf = ({ url }: Server) => ({ BOOKIEGAMMA_LIVE_URL: `${url}/live`, BOOKIEGAMMA_UPCOMING_URL: `${url}/up` })

/** Starts `watch btts live`, with an interval of a second where none is given. */
const watching = (server: Server, args: ReadonlyArray<string> = [], env: Readonly<Record<string, string>> = {}) =>
  start(["watch", "btts", "live", ...(args.includes("--every") ? [] : ["--every", "1s"]), ...args], {
    cwd: emptyFolder(),
    env: { ...urlsOf(server), ...env },
    entry: "built"
  })

const count = (text: string, part: string) => text.split(part).length - 1

/** Waits until a text has been said so many times. */
const said = async (command: Started, text: string, times: number) => {
  while (count(command.stdout() + command.stderr(), text) < times) {
    const ended = await Promise.race([command.ended, new Promise<undefined>((resolve) => setTimeout(resolve, 20))])
    if (ended !== undefined) throw new Error(`ended with ${ended.code} before: ${text}\n${ended.stdout}${ended.stderr}`)
  }
}

/** Sends SIGTERM, and returns what the process ends with; it has 2 s. */
const stop = async (command: Started) => {
  const sent = performance.now()
  command.signal("SIGTERM")
  const ended = await command.ended
  expect(performance.now() - sent).toBeLessThan(2000)
  return ended
}

describe.concurrent(`on ${runtime.name}, watch`, () => {
  it("runs at once and then every second, in one process, and ends with 0 at SIGTERM", async () => {
    const { requests, server } = await scripted()
    const began = performance.now()
    const command = watching(server)
    await said(command, "live 0: btts complete 1", 5)
    const { code, stderr, stdout } = await stop(command)
    await server.close()
    expect(code, stderr).toBe(0)
    expect(stdout).toBe("")
    expect(stderr).toContain("watching:  btts: live 0 every 1 s")
    const times = requests.filter(({ id }) => id === "1").map(({ at }) => at)
    // A loaded machine is late; no turn comes before its time.
    for (const [turn, at] of times.entries()) expect(at - began).toBeGreaterThan(turn * 1000)
  })

  it("says an outage of the bookmaker once, goes on by itself when it is over, and says that once", async () => {
    const first = await scripted()
    const command = watching(first.server)
    await said(command, "btts complete", 1)
    await first.server.close()
    await said(command, "bookmaker, live: does not work", 1)
    await new Promise((resolve) => setTimeout(resolve, 3000))
    const second = await scripted(Number(new URL(first.server.url).port))
    await said(command, "bookmaker, live: works again", 1)
    const { code, stderr } = await stop(command)
    await second.server.close()
    expect(code, stderr).toBe(0)
    expect(count(stderr, "does not work"), stderr).toBe(1)
    expect(count(stderr, "unavailable"), stderr).toBe(0)
  })

  it("ends with the code of the last verdict where it was not good", async () => {
    const { server, state } = await scripted()
    state.status = 403
    const command = watching(server)
    await said(command, "does not work", 1)
    const { code } = await stop(command)
    await server.close()
    expect(code).toBe(69)
  })

  it("reads changed headers again at the next run, keeps the old ones where the new file is broken, and says both", async () => {
    const { requests, server } = await scripted()
    const folder = emptyFolder()
    const file = join(folder, "config.json")
    const write = (text: string) => {
      // As secrets are mounted: a link that is replaced.
      const version = join(folder, `config-${Math.random()}.json`)
      writeFileSync(version, text)
      symlinkSync(version, `${version}.link`)
      renameSync(`${version}.link`, file)
    }
    const tokenIs = (token: string) => write(JSON.stringify({ headers: { live: { matches: { "x-token": token } } } }))
    tokenIs("one")
    const command = watching(server, [], { BOOKIEGAMMA_CONFIG: file })
    const tokens = () => requests.filter(({ id }) => id === "1").map(({ token }) => token)
    await said(command, "btts complete", 1)
    tokenIs("two")
    await said(command, "was read again and is in force", 1)
    await said(command, "btts complete", count(command.stderr(), "btts complete") + 1)
    write("{ broken")
    await said(command, "what was read before stays in force", 1)
    await said(command, "btts complete", count(command.stderr(), "btts complete") + 2)
    tokenIs("three")
    await said(command, "was read again and is in force", 2)
    await said(command, "btts complete", count(command.stderr(), "btts complete") + 1)
    const { code, stderr } = await stop(command)
    await server.close()
    expect(code, stderr).toBe(0)
    expect([...new Set(tokens())]).toEqual(["one", "two", "three"])
    expect(count(stderr, "stays in force"), "a broken file is said once").toBe(1)
    expect(stderr, "no part of the file is shown").not.toContain("two")
  })

  it("reads them again at SIGHUP too, and goes on", async () => {
    const { server } = await scripted()
    const command = watching(server)
    await said(command, "btts complete", 1)
    command.signal("SIGHUP")
    await said(command, "SIGHUP: the configuration is read again", 1)
    await said(command, "btts complete", count(command.stderr(), "btts complete") + 2)
    const { code, stderr } = await stop(command)
    await server.close()
    expect(code, stderr).toBe(0)
  })

  it("prints documents as they change, one JSON line each, and nothing where nothing has changed", async () => {
    const { server, state } = await scripted()
    const command = watching(server, ["--format", "ndjson"])
    await said(command, "btts complete", 3)
    state.odds = "1.75"
    await said(command, '"1.75"', 1)
    await said(command, "btts complete", count(command.stderr(), "btts complete") + 2)
    const { code, stderr, stdout } = await stop(command)
    await server.close()
    expect(code, stderr).toBe(0)
    const lines = stdout
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line))
    expect(lines.map(({ change, document, extractor }) => [change, extractor, document.yes.odd_])).toEqual([
      ["new", "btts", "1.61"],
      ["moved", "btts", "1.75"]
    ])
  })

  it("logs for machines: one JSON object a line, or logfmt", async () => {
    const { server } = await scripted()
    const command = watching(server, ["--log-format", "json"])
    await said(command, "btts complete", 1)
    const { stderr } = await stop(command)
    const run = JSON.parse(stderr.split("\n").find((line) => line.startsWith("{")) ?? "{}")
    expect(run).toMatchObject({
      level: "INFO",
      event: "run",
      source: "live",
      period: 0,
      competitions: { fetched: 1, failed: 0 },
      extractors: { btts: { verdict: "complete", kept: 1 } }
    })
    const logfmt = watching(server, ["--log-format", "logfmt"])
    await said(logfmt, "event=run", 1)
    expect((await stop(logfmt)).code).toBe(0)
    await server.close()
  })

  it("refuses what cannot be watched with 64, before anything is asked or stored", async () => {
    const { requests, server } = await scripted()
    for (const args of [["corners"], ["live", "--every", "20"], ["live", "live"]]) {
      const { code, stderr } = await start(["watch", ...args], {
        cwd: emptyFolder(),
        env: urlsOf(server),
        entry: "built"
      }).ended
      expect(code, stderr).toBe(64)
    }
    expect(requests).toEqual([])
    await server.close()
  })
})

describe.concurrent(`on ${runtime.name}, watch with Redis`, () => {
  it("says an outage of the store once, connects again by itself, and goes on publishing", async () => {
    const { server } = await scripted()
    const redis = await serveRedis()
    const first = await proxyTo(redis.port)
    const env = { REDIS_URL: `redis://127.0.0.1:${first.port}` }
    const made = await start(["indexes"], { cwd: emptyFolder(), env: { ...urlsOf(server), ...env }, entry: "built" })
      .ended
    expect(made.code, made.stderr).toBe(0)
    const command = watching(server, ["--every", "4s"], env)
    await said(command, "btts complete 1 (1 published)", 1)
    await first.close()
    await said(command, "store: does not work", 1)
    await new Promise((resolve) => setTimeout(resolve, 3000))
    const second = await proxyTo(redis.port, first.port)
    await said(command, "store: works again", 1)
    await said(command, "(1 published)", count(command.stderr(), "(1 published)") + 1)
    const { code, stderr } = await stop(command)
    await second.close()
    await redis.close()
    await server.close()
    expect(code, stderr).toBe(0)
    expect(count(stderr, "does not work"), stderr).toBe(1)
    expect(count(stderr, "works again")).toBe(1)
  })

  it("begins while the store is not there yet, and stores once it is", async () => {
    const { server } = await scripted()
    const redis = await serveRedis()
    const place = await proxyTo(redis.port)
    await place.close()
    const command = watching(server, ["--every", "4s"], { REDIS_URL: `redis://127.0.0.1:${place.port}` })
    await said(command, "store: does not work", 1)
    const back = await proxyTo(redis.port, place.port)
    await said(command, "(1 published)", 1)
    const { code, stderr } = await stop(command)
    await back.close()
    await redis.close()
    await server.close()
    expect(code, stderr).toBe(0)
  })
})
