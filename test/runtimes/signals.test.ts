/**
 * Signals to the real command: the first ends fetching, what is whole is stored within 2 s; a second one ends everything.
 */
import { join } from "node:path"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { type Server, serve } from "../../mocks/index.ts"
import { type Running, serve as serveRedis } from "../../mocks/redis/Server.ts"
import type { Report } from "../../src/index.ts"
import { emptyFolder, type Started, start } from "../helpers/command.ts"
import { answerOf, listingOf, match } from "../helpers/matches.ts"
import { expectSums } from "../helpers/report.ts"
import { runtime } from "../helpers/runtime.ts"
import { inSqlite } from "../reliability/storeContents.ts"

const codes = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const
type Signal = keyof typeof codes
const signals = Object.keys(codes) as ReadonlyArray<Signal>

/** What a signal may take, up to the end of the process. */
const SOON = 2000

const hang = (request: Request) =>
  new Promise<Response>((resolve) => request.signal.addEventListener("abort", () => resolve(Response.error())))
const throttle = () => new Response("", { status: 429, headers: { "retry-after": "12" } })

/** What keeps the command waiting, by the first part of the path: the listing, or the second competition. */
const waits: Readonly<
  Record<string, readonly [step: string, wait: (request: Request) => Response | Promise<Response>]>
> = {
  listing: ["", hang],
  answer: ["late", hang],
  pause: ["late", throttle]
}

let bookmaker: Server
/** Called with the path when the command waits, and when it no longer does. */
const watchers = new Map<string, { readonly waiting: () => void; readonly left: () => void }>()
beforeAll(async () => {
  bookmaker = await serve(
    (request) => {
      const { pathname, searchParams } = new URL(request.url)
      const id = searchParams.get("competition_id") ?? ""
      const [step, wait] = waits[pathname.split("/")[1]!]!
      if (id === step) {
        watchers.get(pathname)?.waiting()
        request.signal.addEventListener("abort", () => watchers.get(pathname)?.left())
        return wait(request)
      }
      return Response.json(id === "" ? listingOf("now", "late") : answerOf(match()))
    },
    { port: 0 }
  )
})
afterAll(() => bookmaker.close())

let runs = 0

/** Starts a run of which one match is whole when it waits. */
const startWaiting = (what: string, env: Readonly<Record<string, string>>) => {
  const path = `/${what}/${++runs}`
  const waiting = Promise.withResolvers<void>()
  const left = Promise.withResolvers<void>()
  watchers.set(path, { waiting: waiting.resolve, left: left.resolve })
  const urls = { BOOKIEGAMMA_LIVE_URL: bookmaker.url + path, BOOKIEGAMMA_UPCOMING_URL: bookmaker.url + path }
  // One at a time: the first competition is there once the second is asked for.
  const args = ["btts", "live", "--format", "json", "--concurrency", "1"]
  const command = start(args, { cwd: emptyFolder(), env: { ...urls, ...env }, entry: "built" })
  return { command, waiting: waiting.promise, left: left.promise }
}

/** Sends a signal, and gives what the process ends with and after how many milliseconds, without those that the machine took. */
const endBy = async (command: Started, signal: Signal) => {
  const sent = performance.now()
  const heldUp = command.watchHeldUp()
  command.signal(signal)
  const ended = await command.ended
  return { ...ended, millis: performance.now() - sent - heldUp() }
}

describe.concurrent.each(signals)(`on ${runtime.name}, %s`, (signal) => {
  it.each(["answer", "pause"])("while a competition's %s is waited for stores what is whole", async (what) => {
    const file = join(emptyFolder(), "odds.sqlite")
    const { command, waiting } = startWaiting(what, { SQLITE_PATH: file })
    await waiting
    const { code, millis, stderr, stdout } = await endBy(command, signal)
    expect(code, stderr).toBe(codes[signal])
    expect(millis).toBeLessThan(SOON)
    const report: Report = JSON.parse(stdout)
    expectSums(report)
    expect(report).toMatchObject({
      verdict: "interrupted",
      competitions: { fetched: 1, failed: [{ id: "late", reason: "interrupted", tries: 1 }] },
      documents: { created: 1, unstored: 0 }
    })

    const { published } = inSqlite(file)
    expect(published).toMatchObject([{ key: report.entries.created, announced: 1 }])
    expect(JSON.parse(published[0]!.text)).toMatchObject([{ parent_match_id: match().parent_match_id }])
  })

  it("while the listing is waited for ends the run with nothing", async () => {
    const { command, waiting } = startWaiting("listing", {})
    await waiting
    const { code, millis, stdout } = await endBy(command, signal)
    expect(code).toBe(codes[signal])
    expect(millis).toBeLessThan(SOON)
    expect(JSON.parse(stdout)).toMatchObject({ verdict: "interrupted", competitions: { listed: 0 } })
  })
})

describe(`on ${runtime.name}, with a store that does not answer`, () => {
  const stores: Array<Running> = []
  afterAll(() => Promise.all(stores.map((store) => store.close())))

  /** Starts a run and sends it a signal; its store answers no more, so storing goes on. */
  const storing = async (signal: Signal) => {
    const redis = await serveRedis()
    stores.push(redis)
    const { command, left, waiting } = startWaiting("answer", { REDIS_URL: redis.url })
    await waiting
    redis.pauseReplies()
    const ended = endBy(command, signal)
    await left
    return { command, ended }
  }

  it.concurrent.each(signals)(
    "%s ends the run within 2 s all the same, and the report says what is not stored",
    async (signal) => {
      const { code, millis, stdout } = await (await storing(signal)).ended
      expect(code).toBe(codes[signal])
      expect(millis).toBeLessThan(SOON)
      const report: Report = JSON.parse(stdout)
      expectSums(report)
      expect(report.documents).toMatchObject({ created: 0, unstored: 1 })
    }
  )

  it.each([
    ["SIGINT", "SIGINT"],
    ["SIGTERM", "SIGTERM"],
    ["SIGTERM", "SIGINT"],
    ["SIGINT", "SIGTERM"],
    ["SIGHUP", "SIGTERM"]
  ] as const)("%s and %s end the process at once, without a report", async (first, second) => {
    const { command } = await storing(first)
    const { code, millis, stdout } = await endBy(command, second)
    expect(code).toBe(codes[second])
    expect(stdout).toBe("")
    expect(millis).toBeLessThan(1000)
  })
})
