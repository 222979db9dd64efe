/**
 * The command `watch` as a process: its schedule in real time, signals, an outage of the store. What it says, prints and ends
 * with is in `test/cli/watch.test.ts`.
 *
 * Several at a time, since the processes wait for their turns nearly all of their time.
 */
import { describe, expect, it } from "vitest"
import { proxyTo } from "../../mocks/faults/tcpProxy.ts"
import { type Server, serve } from "../../mocks/index.ts"
import { serve as serveRedis } from "../../mocks/redis/Server.ts"
import { emptyFolder, type Started, start } from "../helpers/command.ts"
import { answerOf, listingOf, match } from "../helpers/matches.ts"
import { runtime } from "../helpers/runtime.ts"
import { isRuntimePart } from "../helpers/testClasses.ts"

/** A bookmaker with one competition, whose requests can be looked at. */
const scripted = async () => {
  const requests: Array<{ readonly id: string; readonly at: number }> = []
  const server = await serve(
    (request) => {
      const id = new URL(request.url).searchParams.get("competition_id") ?? ""
      requests.push({ id, at: performance.now() })
      return Response.json(id === "" ? listingOf("1") : answerOf(match()))
    },
    { port: 0 }
  )
  return { server, requests }
}

const urlsOf = ({ url }: Server) => ({ BOOKIEGAMMA_LIVE_URL: `${url}/live`, BOOKIEGAMMA_UPCOMING_URL: `${url}/up` })

/** Starts `watch btts live`, with an interval of two seconds where none is given: a run has most of that, which it needs under load. */
const watching = (server: Server, args: ReadonlyArray<string> = [], env: Readonly<Record<string, string>> = {}) =>
  start(["watch", "btts", "live", ...(args.includes("--every") ? [] : ["--every", "2s"]), ...args], {
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

/** Sends SIGTERM, and returns what the process ends with; it has 2 s, besides what the machine takes. */
const stop = async (command: Started) => {
  const sent = performance.now()
  const heldUp = command.watchHeldUp()
  command.signal("SIGTERM")
  const ended = await command.ended
  expect(performance.now() - sent - heldUp()).toBeLessThan(2000)
  return ended
}

describe.concurrent(`on ${runtime.name}, watch`, () => {
  it("runs at once and then every two seconds, in one process, and ends with 0 at SIGTERM", async () => {
    const { requests, server } = await scripted()
    const began = performance.now()
    const command = watching(server)
    await said(command, "live 0: btts complete 1", 3)
    const { code, stderr, stdout } = await stop(command)
    await server.close()
    expect(code, stderr).toBe(0)
    expect(stdout).toBe("")
    expect(stderr).toContain("watching:  btts: live 0 every 2 s")
    const times = requests.filter(({ id }) => id === "1").map(({ at }) => at)
    // A loaded machine is late; no turn comes before its time.
    for (const [turn, at] of times.entries()) expect(at - began).toBeGreaterThan(turn * 2000)
  })

  it("reads its configuration again at SIGHUP, and goes on", async () => {
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
    const published = count(command.stderr(), "(1 published)")
    const second = await proxyTo(redis.port, first.port)
    await said(command, "store: works again", 1)
    await said(command, "(1 published)", published + 1)
    const { code, stderr } = await stop(command)
    await second.close()
    await redis.close()
    await server.close()
    expect(code, stderr).toBe(0)
    expect(count(stderr, "does not work"), stderr).toBe(1)
    expect(count(stderr, "works again")).toBe(1)
  })

  // Connecting again has tests of its own on Bun and Deno; what `watch` makes of it is the same there.
  if (isRuntimePart) return

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
