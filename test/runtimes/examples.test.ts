/**
 * Every example runs as it stands, on this runtime.
 */
import { execFile } from "node:child_process"
import { readdirSync } from "node:fs"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { promisify } from "node:util"
import { expect, it } from "vitest"
import { runtime } from "../runtime.ts"

const folder = fileURLToPath(new URL("../../examples", import.meta.url))
const runtimeArguments = runtime.name === "deno" ? ["run", "-A"] : []

/** What each example must print; one without a line here fails. */
const prints: Readonly<Record<string, RegExp>> = {
  "own-layers.ts":
    /^three-way: complete, (\d+) kept, \1 created\nbtts: complete, (\d+) kept, \2 created\nBookieGamma_example-THREE_WAY_live:\d+-0: \1 documents\nBookieGamma_example-BTTS_live:\d+-0: \2 documents\n$/
}

it.each(readdirSync(folder).filter((name) => name.endsWith(".ts")))("examples/%s runs", async (name) => {
  const { stdout } = await promisify(execFile)(process.execPath, [...runtimeArguments, join(folder, name)])
  expect(stdout).toMatch(prints[name] ?? /^\b$/)
})
