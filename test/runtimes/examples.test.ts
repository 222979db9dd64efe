/**
 * Every example runs as it stands, on this runtime.
 */
import { execFile } from "node:child_process"
import { existsSync, readdirSync } from "node:fs"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { promisify } from "node:util"
import { expect, it } from "vitest"
import { runtime } from "../helpers/runtime.ts"

const folder = fileURLToPath(new URL("../../examples", import.meta.url))
const runtimeArguments = runtime.name === "deno" ? ["run", "-A"] : []

/** What each example must print. */
const prints: Readonly<Record<string, RegExp>> = {
  "own-layers.ts":
    /^three-way: complete, (\d+) kept, \1 created\nbtts: complete, (\d+) kept, \2 created\nBookieGamma_example-THREE_WAY_live:\d+-0: \1 documents\nBookieGamma_example-BTTS_live:\d+-0: \2 documents\n$/
}

/** Examples that need a server have a test of their own. */
const elsewhere = { "matcher.ts": "matcher.test.ts" }

it("every example is run by a test", () => {
  const examples = readdirSync(folder).filter((name) => name.endsWith(".ts"))
  expect([...Object.keys(prints), ...Object.keys(elsewhere)].sort()).toEqual(examples.sort())
  for (const test of Object.values(elsewhere)) {
    expect(existsSync(fileURLToPath(new URL(test, import.meta.url))), test).toBe(true)
  }
})

it.each(Object.entries(prints))("examples/%s runs", async (name, expected) => {
  const { stdout } = await promisify(execFile)(process.execPath, [...runtimeArguments, join(folder, name)])
  expect(stdout).toMatch(expected)
})
