/**
 * The built command on a runtime that is too old: it says so, and loads nothing that an old one could not read.
 */
import { spawnSync } from "node:child_process"
import { readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { fileURLToPath, pathToFileURL } from "node:url"
import { expect, it } from "vitest"
import manifest from "../../package.json" with { type: "json" }
import { OLDEST_RUNTIMES } from "../../src/domain/Runtime.ts"
import { emptyFolder, entries, inherited } from "../helpers/command.ts"
import { runtime } from "../helpers/runtime.ts"

/** The first versions that run the command, as the README's table says them. */
const needed = { node: "22.19", deno: "2.9", bun: "1.4" }[runtime.name]!
const [major, minor] = needed.split(".").map(Number) as [number, number]

/** Runs the built command on this runtime as if it had another version. */
const runAs = (version: string) => {
  const script = join(emptyFolder(), "start.mjs")
  const versions = `{ ...process.versions, ${runtime.name}: ${JSON.stringify(version)} }`
  writeFileSync(
    script,
    `const versions = ${versions}
const changed = new Proxy(process, {
  get: (target, name) => {
    if (name === "versions") return versions
    const value = Reflect.get(target, name)
    return typeof value === "function" ? value.bind(target) : value
  }
})
Object.defineProperty(globalThis, "process", { value: changed, configurable: true, writable: true })
await import(${JSON.stringify(pathToFileURL(entries.built).href)})`
  )
  const args = [...(runtime.name === "deno" ? ["run", "-A"] : []), script, "--version"]
  return spawnSync(process.execPath, args, { env: inherited(), encoding: "utf8" })
}

it.each([`${major}.${minor - 1}.9`, `${major - 1}.99.0`])(
  "%s is refused, in one line that says what is needed",
  (old) => {
    const { status, stderr, stdout } = runAs(old)
    expect(stderr).toMatch(
      new RegExp(`^error: this command needs ${runtime.name} ${needed} or later.* ${old};.*\n$`, "i")
    )
    expect(status).toBe(78)
    expect(stdout).toBe("")
  }
)

it.each([`${needed}.0`, `${major}.${minor + 1}.0-canary.1`, `${major + 1}.0.0`])("%s is accepted", (version) => {
  const { status, stderr, stdout } = runAs(version)
  expect(stderr).toBe("")
  expect(stdout).toContain(manifest.version)
  expect(status).toBe(0)
})

it("the library says so in one line, where its layer is made", () => {
  const script = join(emptyFolder(), "library.ts")
  const url = (path: string) => JSON.stringify(new URL(`../../${path}`, import.meta.url).href)
  writeFileSync(
    script,
    `delete (URL as any).parse
const { BookieGamma } = await import(${url("src/index.ts")})
const { Effect, Layer } = await import(${url("node_modules/effect/dist/index.js")})
const { KyHttpClient } = await import(${url("adapters/ky/index.ts")})
const layer = BookieGamma.layer({ live: "http://a.invalid/", upcoming: "http://a.invalid/" })
const error = await Layer.build(layer).pipe(Effect.provide(KyHttpClient.layer), Effect.scoped, Effect.flip, Effect.runPromise)
console.log(error._tag, error.message)`
  )
  const config = fileURLToPath(new URL("../../deno.json", import.meta.url))
  const denoArgs = ["run", "-A", "--node-modules-dir=manual", "--config", config]
  const args = [...(runtime.name === "deno" ? denoArgs : []), script]
  const { stderr, stdout } = spawnSync(process.execPath, args, { env: inherited(), encoding: "utf8" })
  expect(stderr).toBe("")
  expect(stdout.toLowerCase()).toBe(
    `optionserror this runtime is too old: ${runtime.name} ${runtime.version} has no url.parse; use ${OLDEST_RUNTIMES}, or a later one\n`.toLowerCase()
  )
  expect(OLDEST_RUNTIMES.toLowerCase()).toContain(`${runtime.name} ${needed}`)
})

it("the entry imports nothing before it has looked, and the manifest and the README name the same versions", () => {
  const text = readFileSync(entries.built, "utf8")
  expect(text).toMatch(/^#!\/usr\/bin\/env node\n\/\/ @bun\n/)
  expect(text).not.toMatch(/^import\b|;import\b(?!\()/m)
  expect(manifest.engines.node).toBe(">=22.19")
  const readme = readFileSync(new URL("../../README.md", import.meta.url), "utf8")
  expect(readme.toLowerCase()).toContain(`| ${runtime.name} | ${needed} or later |`)
})
