/**
 * The single files of command and runtime for this machine: built, and walked from an empty folder.
 */
import { spawnSync } from "node:child_process"
import { readdirSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, it } from "vitest"
import { serve } from "../../mocks/redis/Server.ts"
import manifest from "../../package.json" with { type: "json" }
import { emptyFolder, run, start } from "../helpers/command.ts"
import { top } from "./yamlFiles.ts"

/** Building writes 100 MB. */
const MILLIS = 300_000

/** Builds a file; returns its path, or why it could not be built. */
const build = (runtime: string): { readonly singleFile: string } | { readonly reason: string } => {
  const bun = join(top, "node_modules/.bin/bun")
  const { status, stderr, stdout } = spawnSync(bun, ["ops/single.ts", runtime], { cwd: top, encoding: "utf8" })
  const singleFile = stdout.trim().split("\n").at(-1) ?? ""
  if (status === 0 && singleFile !== "") return { singleFile: join(top, singleFile) }
  // Nothing else may keep a file from being built.
  if (/dl\.deno\.land.*(dns error|Connect|timed out)/.test(stderr)) return { reason: "Deno's server does not answer" }
  throw new Error(`${runtime}: ${stdout}${stderr}`)
}

const versions = { bun: /Bun \d+\.\d+\.\d+/, deno: /Deno \d+\.\d+\.\d+/ }

describe.each(Object.entries(versions))("the single file with %s", (runtime, version) => {
  it(
    "says what it is made of, extracts, refuses a Redis that is not there, and ends at SIGTERM",
    async () => {
      const built = build(runtime)
      if ("reason" in built) return console.log(`not run: the single file with ${runtime}, because ${built.reason}`)
      const { singleFile } = built

      const said = await run(["--version"], { cwd: emptyFolder(), singleFile })
      const [first, second] = said.stdout.split("\n")
      expect([said.code, first, said.stderr]).toEqual([0, `bookiegamma v${manifest.version}`, ""])
      expect(second).toMatch(/^a single file for (linux|macos|windows)-(x64|arm64), with /)
      expect(second).toMatch(version)

      const cwd = emptyFolder()
      const extracted = await run(["all", "live", "0", "--format", "json"], { cwd, singleFile })
      expect(extracted.code, extracted.stderr).toBe(0)
      const reports: ReadonlyArray<{ readonly verdict: string }> = JSON.parse(extracted.stdout)
      expect(reports.map(({ verdict }) => verdict)).toEqual(["complete", "complete", "complete"])
      expect(readdirSync(cwd).filter((name) => name.endsWith(".sqlite"))).toHaveLength(1)

      const redis = await serve()
      const env = { REDIS_URL: redis.url }
      const stored = await run(["btts", "live", "--sandbox"], { cwd, singleFile, env })
      await redis.close()
      expect(stored.code, stored.stderr).toBe(0)
      const refused = await run(["btts", "live", "--sandbox"], { cwd, singleFile, env })
      expect([refused.code, refused.stderr]).toEqual([74, expect.stringContaining("connect ECONNREFUSED")])

      const watching = start(["watch", "live", "--every", "30s"], { cwd: emptyFolder(), singleFile })
      await watching.says("complete")
      watching.signal("SIGTERM")
      expect((await watching.ended).code).toBe(0)
    },
    MILLIS
  )
})
