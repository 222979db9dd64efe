/**
 * Start-up cost: `--version` of the built command minus an empty script, and the modules that a command loads.
 */
import { mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { basename, join } from "node:path"
import { fileURLToPath } from "node:url"
import { command } from "../contenders.ts"
import { benchFile, built, measure, runtimes, startBookmaker } from "../processes.ts"
import { cpuOf } from "../series.ts"
import { decimals, median, type Target, table } from "../table.ts"
import type { Section } from "./Section.ts"

export const startup: Section = {
  title: "Start-up: `--version`, built, over the bare runtime",
  run: async ({ runtimes: names, short }) => {
    const folder = mkdtempSync(join(tmpdir(), "bookiegamma-bench-"))
    const bare = join(folder, "bare.mjs")
    writeFileSync(bare, "")
    const rows: Array<ReadonlyArray<string>> = []
    const targets: Array<Target> = []
    const data: Record<string, unknown> = {}
    for (const runtime of names) {
      const over: Array<number> = []
      const shares: Array<number> = []
      const wall: Array<number> = []
      for (let round = 0; round < (short ? 1 : 15); round++) {
        const nothing = await measure([...runtimes[runtime].command, bare])
        const version = await measure([...runtimes[runtime].command, built, "--version"])
        if (!/\d+\.\d+\.\d+/.test(version.stdout)) throw new Error(`${runtime}: no version in ${version.stdout}`)
        over.push(cpuOf(version) - cpuOf(nothing))
        shares.push(cpuOf(version) / cpuOf(nothing))
        wall.push(version.wallSeconds - nothing.wallSeconds)
      }
      data[runtime] = { over, shares, wall }
      rows.push([runtime, decimals(median(over), 3), decimals(median(shares), 2), decimals(median(wall), 3)])
      targets.push({ what: `${runtime}: CPU s of start-up over bare`, measured: median(over), bound: 0.1 })
    }
    rmSync(folder, { recursive: true, force: true })
    const heads = ["", "CPU s over bare", "CPU / bare", "wall s over bare"]
    return { text: table(heads, rows), targets: short ? [] : targets, data }
  }
}

const sizeOf = (file: string) => statSync(fileURLToPath(file)).size

export const loads: Section = {
  title: "What the built command loads with a real bookmaker and SQLite (Node)",
  run: async ({ redis }) => {
    const bookmaker = await startBookmaker({ competitions: 2, matches: 10, body: "lean", latency: 0 })
    const ours = command("node", "sqlite")
    const task = { bookmakerUrl: bookmaker.url, redisUrl: redis.url, markets: "btts" } as const
    const [node = "node", ...rest] = ours.command(task)
    const errors = await measure(
      ["sh", "-c", '"$@" 2>&1', "sh", node, "--import", benchFile("loaded.ts"), ...rest],
      ours.env(task)
    )
    await bookmaker.close()
    const loaded = [...errors.stdout.matchAll(/^loaded (\S+)$/gm)].map(([, url = ""]) => url)
    const files = loaded.filter((url) => url.startsWith("file:") && !url.endsWith("loaded.ts"))
    const unused = loaded.filter((url) => /redis|sandbox|mocks/i.test(basename(url)))
    if (files.length === 0) throw new Error("nothing was seen to be loaded")
    return {
      text: table(
        ["file", "kB"],
        files.map((file) => [basename(file).replace(/-[A-Z0-9]{8}\.js$/, ".js"), decimals(sizeOf(file) / 1000, 0)])
      ),
      targets: [{ what: "files loaded of Redis, sandbox or mocks", measured: unused.length, bound: 0 }],
      data: { files }
    }
  }
}
