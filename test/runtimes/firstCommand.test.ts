/**
 * The README's first command, typed into a clean clone: nothing but what the repository holds, and npm.
 */
import { execFileSync, spawnSync } from "node:child_process"
import { cpSync, existsSync, mkdirSync, readFileSync } from "node:fs"
import { dirname, join } from "node:path"
import { fileURLToPath } from "node:url"
import { expect, it } from "vitest"
import { emptyFolder, inherited } from "../helpers/command.ts"

const top = fileURLToPath(new URL("../..", import.meta.url))

/** Copies what a clone of the working tree would hold: no node_modules, no dist. */
const cleanClone = () => {
  const clone = emptyFolder()
  const files = execFileSync("git", ["ls-files", "-z", "--cached", "--others", "--exclude-standard"], {
    cwd: top,
    encoding: "utf8"
  })
  for (const file of files.split("\0").filter((name) => name !== "" && existsSync(join(top, name)))) {
    mkdirSync(join(clone, dirname(file)), { recursive: true })
    cpSync(join(top, file), join(clone, file))
  }
  return clone
}

const codeBlocks = (readme: string) => [...readme.matchAll(/```sh\n(.*?)```/gs)].map(([, code = ""]) => code.trim())

it("the README's first command runs in a clean clone with no settings, the second is what CI calls", () => {
  const clone = cleanClone()
  expect(existsSync(join(clone, "node_modules"))).toBe(false)
  const readme = readFileSync(join(clone, "README.md"), "utf8")
  const [first = "", second = ""] = codeBlocks(readme)
  expect(first).toBe("npx --yes deno run -A main.ts btts live 0")
  expect(readFileSync(join(clone, ".ci/run"), "utf8")).toMatch(new RegExp(`^ *${second}( |$)`, "m"))

  const { status, stderr, stdout } = spawnSync("sh", ["-c", first], {
    cwd: clone,
    env: inherited(),
    encoding: "utf8"
  })
  expect(stderr).toContain("the sandbox")
  expect(stderr).toContain(join(clone, "bookiegamma-sandbox.sqlite"))
  expect(status, stderr).toBe(0)
  expect(stdout).toMatch(/^teams +start \(Nairobi\) +yes +no +competition$/m)
  expect(stdout).toMatch(/^matches +\d+ seen, \d+ kept, \d+ rejected/m)
}, 120_000)

it("the README shows code before its 120th word, and has at most 150 lines", () => {
  const readme = readFileSync(join(top, "README.md"), "utf8")
  const words = (text: string) => text.split(/\s+/).filter((word) => /\p{L}/u.test(word)).length
  expect(words(readme.slice(0, readme.indexOf("```")))).toBeLessThan(120)
  expect(readme.trimEnd().split("\n").length).toBeLessThanOrEqual(150)
})
