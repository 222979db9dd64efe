/**
 * The real command on a real terminal, as a process of this runtime: lines that fit, progress that leaves nothing behind, and a
 * stdout that has nothing but the result.
 */
import { readFileSync } from "node:fs"
import { join } from "node:path"
import stringWidth from "string-width"
import { describe, expect, it } from "vitest"
import { emptyFolder, run } from "../helpers/command.ts"
import { runtime } from "../helpers/runtime.ts"
import { hasTerminal, onTerminal, shown } from "../helpers/terminal.ts"

if (!hasTerminal) console.log("not run, for there is no `script` of util-linux here: the command on a terminal")

const entry = "built"
const env = { TERM: "xterm" }
const usual = ["btts", "live", "--dry-run"]
/** A frame of the progress of a run. */
const PROGRESS = /\r(opening|listing|competitions|storing) [^\r\n]*\x1b\[K/
const COLOR = /\x1b\[\d+m/
const plain = (text: string) => text.replaceAll(new RegExp(COLOR, "g"), "")

describe.runIf(hasTerminal)(`on ${runtime.name}, on a terminal,`, () => {
  it.each([20, 40, 80, 200])("the table fits %d columns, and the progress above it is gone", async (columns) => {
    const script = onTerminal(columns)
    const { code, stdout } = await run([...usual, "--limit", "30"], { cwd: emptyFolder(), entry, env, script })
    expect(code).toBe(0)
    expect(stdout).toMatch(PROGRESS)
    expect(stdout).toMatch(COLOR)
    const lines = shown(plain(stdout))
    const result = lines.slice(lines.findIndex((line) => line.startsWith("store:")) + 1)
    expect(result.filter((line) => stringWidth(line) > columns)).toStrictEqual([])
    expect(result.join("\n")).not.toMatch(/listing competitions|competitions \d+\/|requests\/s|\x1b/)
    expect(result).toContain(columns === 20 ? "premier league_engl…" : "premier league_england")
    expect(result.join("\n")).toMatch(/^… and [\d,]+ more\s+matches$/m)
    expect(result.join("\n")).toMatch(/\n\nbtts {2}live,/)
  })

  it("NO_COLOR leaves colours out, and a terminal without a cursor gets no progress", async () => {
    const script = onTerminal(80)
    const colorless = await run(usual, { cwd: emptyFolder(), entry, env: { ...env, NO_COLOR: "1" }, script })
    expect(colorless.stdout).toMatch(PROGRESS)
    expect(colorless.stdout).not.toMatch(COLOR)
    const dumb = await run(usual, { cwd: emptyFolder(), entry, env: { TERM: "dumb" }, script })
    // Before that Deno draws a progress of its own.
    expect(dumb.stdout.slice(dumb.stdout.indexOf("bookmaker:"))).not.toContain("\x1b")
    expect(dumb.stdout).toContain("btts  live")
  })

  it("a stdout that is a file has nothing but the result, whole, and the terminal has progress and verdict", async () => {
    const cwd = emptyFolder()
    for (const format of ["json", "ndjson", "table"]) {
      const script = onTerminal(40, `> ${format}`)
      const { code, stdout } = await run(["btts", "live", "--format", format], { cwd, entry, env, script })
      expect(code).toBe(0)
      expect(stdout).toMatch(PROGRESS)
      expect(shown(stdout).at(-1)).toBe("")
      expect(shown(stdout).includes("btts: complete")).toBe(format !== "table")
      expect(shown(stdout).some((line) => line.startsWith("store:     SQLite file"))).toBe(true)
      expect(readFileSync(join(cwd, format), "utf8")).not.toMatch(/[\r\x1b]/)
    }
    const table = readFileSync(join(cwd, "table"), "utf8").split("\n")
    expect(table[0]).toMatch(/^teams +start \(Nairobi\) +yes +no +competition$/)
    expect(JSON.parse(readFileSync(join(cwd, "json"), "utf8"))).toMatchObject({ verdict: "complete" })
  })

  it("a stderr that is a file has no progress, and the terminal has the result in its width", async () => {
    const cwd = emptyFolder()
    const { stdout } = await run(usual, { cwd, entry, env, script: onTerminal(40, "2> err") })
    expect(readFileSync(join(cwd, "err"), "utf8")).toBe(
      readFileSync(join(cwd, "err"), "utf8").replaceAll(/[\r\x1b]|competitions \d+\/.*/g, "")
    )
    expect(shown(plain(stdout)).filter((line) => stringWidth(line) > 40)).toStrictEqual([])
    expect(stdout).toContain("Nairobi time")
  })

  it("a terminal that does not tell its width has that of COLUMNS, else 80", async () => {
    const isInColumns = async (columns: Record<string, string>) => {
      const options = { cwd: emptyFolder(), entry, env: { ...env, ...columns }, script: onTerminal(0) } as const
      const lines = shown(plain((await run(usual, options)).stdout))
      // The day stands behind it where it is the same for all: not while matches of yesterday are still in play.
      return lines.some((line) => /^ {2}teams\b/.test(line))
    }
    expect(await isInColumns({})).toBe(true)
    expect(await isInColumns({ COLUMNS: "30" })).toBe(false)
  })
})

describe(`on ${runtime.name}, without a terminal,`, () => {
  it("there is no progress, and COLUMNS cuts nothing", async () => {
    const { stderr, stdout } = await run(usual, { cwd: emptyFolder(), entry, env: { ...env, COLUMNS: "30" } })
    expect(`${stderr}${stdout}`).not.toMatch(/[\r\x1b]|competitions \d+\//)
    expect(stdout).toMatch(/^teams +start \(Nairobi\)/)
  })
})
