/**
 * The real command against a Redis that takes commands and says nothing more: it ends in time, and a signal ends it soon.
 */
import { afterAll, expect, it } from "vitest"
import { type Running, serve } from "../../mocks/redis/Server.ts"
import type { Report } from "../../src/index.ts"
import { emptyFolder, start } from "../helpers/command.ts"
import { expectSums } from "../helpers/report.ts"

/** A signal is to end a run in 2 s; what is to end it without one comes later than this. */
const SOON_MILLIS = 4000

const servers: Array<Running> = []
afterAll(() => Promise.all(servers.map((server) => server.close())))

/** Starts a Redis that is silent from its nth command of a name on. */
const silentFrom = async (name: string) => {
  const redis = await serve()
  servers.push(redis)
  let fellSilent = () => {}
  const silent = new Promise<void>((resolve) => {
    fellSilent = resolve
  })
  redis.faults.onCommand = (command) => {
    if (command.name === name) {
      redis.pauseReplies()
      fellSilent()
    }
    return undefined
  }
  return { silent, begin: (...args: ReadonlyArray<string>) => begin(redis.url, args) }
}

const begin = (url: string, args: ReadonlyArray<string>) =>
  start([...args, "--sandbox"], { cwd: emptyFolder(), env: { REDIS_URL: url }, entry: "built" })

/** Waits for the end; gives after how many milliseconds it came, without those that the machine took. */
const endOf = async ({ ended, watchHeldUp }: ReturnType<typeof start>) => {
  const before = performance.now()
  const heldUp = watchHeldUp()
  const { code, stderr, stdout } = await ended
  return { code, stderr, stdout, millis: performance.now() - before - heldUp() }
}

const reportIn = (stdout: string) => {
  const report: Report = JSON.parse(stdout)
  expectSums(report)
  return report
}

it("is not waited for beyond the budget when it is opened", async () => {
  const { begin } = await silentFrom("COMMAND")
  const command = begin("btts", "live", "--format", "json", "--budget", "4")
  const heldUp = command.watchHeldUp()
  const { code, stdout } = await command.ended
  const held = heldUp()
  expect(code).toBe(74)
  const report = reportIn(stdout)
  expect(report.problem).toMatchObject({ step: "store", reason: "open" })
  expect(report.matches.kept).toBeGreaterThan(0)
  expect(Date.parse(report.finishedAt) - Date.parse(report.startedAt) - held).toBeLessThan(5000)
})

it.concurrent.each(["COMMAND", "GET", "FT.INFO"])(
  "does not keep a signal from ending the run, silent from %s on",
  async (name) => {
    const { begin, silent } = await silentFrom(name)
    // There are always some in play; of today's upcoming ones there are none shortly before midnight.
    const command = begin("all", "live", "--format", "json")
    await silent
    command.signal("SIGTERM")
    const { code, millis, stdout } = await endOf(command)
    expect(code).toBe(143)
    for (const report of JSON.parse(stdout)) expect(report.verdict).toBe("interrupted")
    expect(millis).toBeLessThan(SOON_MILLIS)
  }
)

it.concurrent.each([
  ["a finding of doctor", 1, ["doctor", "--format", "json"]],
  ["an error of tail", 74, ["tail", "btts", "live"]]
])("is %s", async (_, expected, args) => {
  const { begin } = await silentFrom("COMMAND")
  const { code, stderr, stdout } = await endOf(begin(...args))
  expect(code).toBe(expected)
  expect(stdout + stderr).toMatch(/(no|not) answer in 5 s/)
})

it.concurrent.each([
  ["doctor", "FT.INFO"],
  ["indexes", "FT.INFO"],
  ["tail", "XRANGE"]
])("does not keep a signal from ending %s", async (name, command) => {
  const { begin, silent } = await silentFrom(command)
  const examining = begin(name, ...(name === "tail" ? ["btts", "live", "--follow"] : []))
  await silent
  examining.signal("SIGINT")
  const { code, millis } = await endOf(examining)
  expect(code).toBe(130)
  expect(millis).toBeLessThan(SOON_MILLIS)
})
