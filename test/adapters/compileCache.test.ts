/**
 * What Node compiled is kept for the next start, in a folder that nobody else can write to, and a start never fails for it.
 */
import { spawnSync } from "node:child_process"
import { chmodSync, existsSync, mkdirSync, readdirSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, it } from "vitest"
import { userCaches } from "../../adapters/host/compileCache.ts"
import manifest from "../../package.json" with { type: "json" }
import { emptyFolder, entries, inherited } from "../helpers/command.ts"

/** Starts the built command with no settings but these, and returns how many files it left in the folder for the cache. */
const filesAfterStart = (caches: string, env: Record<string, string> = {}) => {
  const { status, stderr, stdout } = spawnSync(process.execPath, [entries.built, "--version"], {
    env: { ...inherited(), HOME: "/nonexistent", XDG_CACHE_HOME: caches, ...env },
    encoding: "utf8"
  })
  expect(stderr).toBe("")
  expect(stdout).toContain(manifest.version)
  expect(status).toBe(0)
  const folder = join(caches, "bookiegamma", "compiled")
  return existsSync(folder)
    ? readdirSync(folder, { recursive: true, withFileTypes: true }).filter((e) => e.isFile()).length
    : 0
}

describe("what was compiled", () => {
  it("is kept in the user's folder for caches", () => {
    expect(filesAfterStart(emptyFolder())).toBeGreaterThan(0)
  })

  it("is not kept where others may write", () => {
    const caches = emptyFolder()
    const folder = join(caches, "bookiegamma", "compiled")
    mkdirSync(folder, { recursive: true })
    chmodSync(folder, 0o777)
    expect(filesAfterStart(caches)).toBe(0)
  })

  it("is not kept where there is no such folder, and none can be made", () => {
    const file = join(emptyFolder(), "file")
    writeFileSync(file, "")
    expect(filesAfterStart(file)).toBe(0)
  })

  it("is kept elsewhere, or not at all, as Node's own variables say", () => {
    const caches = emptyFolder()
    const other = emptyFolder()
    expect(filesAfterStart(caches, { NODE_COMPILE_CACHE: other })).toBe(0)
    expect(readdirSync(other)).not.toHaveLength(0)
    expect(filesAfterStart(caches, { NODE_DISABLE_COMPILE_CACHE: "1" })).toBe(0)
  })
})

it.each([
  ["linux", { HOME: "/home/u" }, "/home/u/.cache"],
  ["linux", { HOME: "/home/u", XDG_CACHE_HOME: "/caches" }, "/caches"],
  ["linux", { HOME: "/home/u", XDG_CACHE_HOME: "here" }, "/home/u/.cache"],
  ["linux", { HOME: "here" }, undefined],
  ["linux", {}, undefined],
  ["darwin", { HOME: "/Users/u", XDG_CACHE_HOME: "/caches" }, "/Users/u/Library/Caches"],
  ["win32", { LOCALAPPDATA: "C:\\local" }, "C:\\local"]
])("the folder for caches on %s with %o is %s", (platform, env, folder) => {
  expect(userCaches(platform, env)).toBe(folder)
})
