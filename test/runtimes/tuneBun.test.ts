/**
 * The command as a process on Bun re-executes itself with settings that save CPU, and keeps those that its environment has.
 *
 * On other runtimes nothing of it is set. What the settings save is measured by the bench.
 */
import { readFileSync } from "node:fs"
import { describe, expect, it } from "vitest"
import { workOf } from "../../adapters/host/tuneBun.ts"
import { serve } from "../../mocks/index.ts"
import { emptyFolder, start } from "../helpers/command.ts"
import { answerOf, listingOf, match } from "../helpers/matches.ts"
import { runtime } from "../helpers/runtime.ts"

const KEPT = "MIMALLOC_PURGE_DELAY"
const BEST = "BUN_JSC_thresholdForFTLOptimizeAfterWarmUp"
const SECOND = "BUN_JSC_thresholdForOptimizeAfterWarmUp"
const names: ReadonlyArray<string> = [KEPT, BEST, SECOND]

const onBun = runtime.name === "bun"
const keepsMemory = onBun && process.constrainedMemory() >= 4 * 1024 ** 3

/** Runs the command, and returns its settings of Bun, which the system is asked for while the bookmaker is waited for. */
const settingsOf = async (args: ReadonlyArray<string>, env: Readonly<Record<string, string>> = {}) => {
  const asked = Promise.withResolvers<void>()
  const seen = Promise.withResolvers<void>()
  const server = await serve(
    async (request) => {
      const id = new URL(request.url).searchParams.get("competition_id") ?? ""
      if (id === "") return Response.json(listingOf("1"))
      asked.resolve()
      await seen.promise
      return Response.json(answerOf(match()))
    },
    { port: 0 }
  )
  const command = start(args, {
    cwd: emptyFolder(),
    env: { BOOKIEGAMMA_LIVE_URL: `${server.url}/live`, BOOKIEGAMMA_UPCOMING_URL: `${server.url}/up`, ...env },
    entry: "built"
  })
  await Promise.race([asked.promise, command.ended])
  const settings = readFileSync(`/proc/${command.pid}/environ`, "utf8")
    .split("\0")
    .map((line) => line.split("="))
    .filter(([name = ""]) => names.includes(name))
  // A run is over by itself; a long-running process is stopped within its first one.
  const stays = args.includes("watch")
  if (stays) command.signal("SIGTERM")
  else seen.resolve()
  const { code, stderr } = await command.ended
  seen.resolve()
  await server.close()
  expect(code, stderr).toBe(stays ? 143 : 0)
  return Object.fromEntries(settings)
}

describe.concurrent(`on ${runtime.name}, settings of Bun`, () => {
  it("are set: code is compiled later, for one run still later, and memory is kept where there is enough", async () => {
    if (!keepsMemory) console.log(`not run: keeping memory, which is for Bun with 4 GiB; this is ${runtime.name}`)
    const watching = { ...(onBun ? { [BEST]: "1000000" } : {}), ...(keepsMemory ? { [KEPT]: "-1" } : {}) }
    expect(await settingsOf(["watch", "btts", "live", "--every", "1h"])).toEqual(watching)
    expect(await settingsOf(["btts", "live"])).toEqual({ ...watching, ...(onBun ? { [SECOND]: "5000" } : {}) })
  })

  it("stay as the environment has them", async () => {
    const set = { [BEST]: "20000", [SECOND]: "2000", [KEPT]: "50" }
    expect(await settingsOf(["btts", "live"], set)).toEqual(set)
    expect(await settingsOf(["watch", "btts", "live", "--every", "1h"], set)).toEqual(set)
  })

  it("are for what fetches odds", () => {
    expect(workOf(["bun", "main.js", "all", "live", "0"])).toBe("run")
    expect(workOf(["bun", "main.js", "--log-level", "debug", "btts", "upcoming", "2"])).toBe("run")
    expect(workOf(["bun", "main.js", "watch", "live", "upcoming:0-4"])).toBe("watch")
    expect(workOf(["bun", "main.js", "--version"])).toBe(undefined)
    expect(workOf(["bun", "main.js", "tail"])).toBe(undefined)
  })
})
