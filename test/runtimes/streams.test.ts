/**
 * Where the real command's words go: a result that cannot be written whole ends it with 74, a reader that has gone is no
 * error, and a stderr that cannot be written changes nothing.
 */
import { existsSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { beforeAll, describe, expect, it } from "vitest"
import { emptyFolder, run } from "../helpers/command.ts"
import { runtime } from "../helpers/runtime.ts"
import { isRuntimePart } from "../helpers/testClasses.ts"

/** A device of Linux to which nothing can be written, because it is full. */
const FULL = "/dev/full"
const hasFull = existsSync(FULL)
if (!hasFull) console.log(`not run, for there is no ${FULL} here: what a full device does to stdout and stderr`)

/** Commands whose result is printed as that of another here: on Node alone with `npm test`. */
const printedAlike = [
  ["btts", "live", "--format", "json"],
  ["doctor"],
  ["doctor", "--format", "json"],
  ["indexes"],
  ["--version"],
  ["--completions", "bash"]
]

const isDocument = (line: string) => typeof JSON.parse(line).parent_match_id === "number"

const entry = "built"
let cwd = ""
beforeAll(async () => {
  cwd = emptyFolder()
  expect((await run(["all", "live", "--format", "json"], { cwd, entry })).code).toBe(0)
})

describe.runIf(hasFull)(`on ${runtime.name}, where stdout is full,`, () => {
  it.each([
    ["btts", "live", "--format", "table"],
    ["all", "live", "--format", "ndjson"],
    ["tail", "btts", "live"],
    ["sandbox", "--port", "0"],
    ["--help"],
    ...(isRuntimePart ? [] : printedAlike)
  ])("%s %s %s %s exits 74 and says why", async (...args) => {
    const script = `exec "$0" "$@" > ${FULL}`
    const { code, stderr } = await run(args, { cwd, entry, script })
    expect(stderr).toMatch(/^error: the result could not be written: ENOSPC: no space left on device/im)
    expect(stderr).not.toMatch(/^ +at /m)
    expect(code).toBe(74)
    if (args[1] === "live" && args[0] !== "tail") expect(stderr).toMatch(/^btts: complete$/m)
  })

  it("a full stderr as well changes nothing of that", async () => {
    const script = `exec "$0" "$@" > ${FULL} 2> ${FULL}`
    expect(await run(["btts", "live"], { cwd, entry, script })).toEqual({ code: 74, stdout: "", stderr: "" })
  })
})

describe.runIf(hasFull)(`on ${runtime.name}, where stderr is full,`, () => {
  it.each([
    { args: ["btts", "live", "--format", "ndjson"], code: 0 },
    { args: ["doctor"], code: 0 },
    { args: ["--help"], code: 0 },
    { args: ["bts"], code: 64 },
    { args: ["btts", "live", "--budget", "-1"], code: 64 },
    { args: ["tail", "btts", "live", "--sqlite-path", "/no/such/folder/x"], code: 74 }
  ])("$args exits $code with the same stdout as otherwise", async ({ args, code }) => {
    const usual = await run(args, { cwd, entry })
    const full = await run(args, { cwd, entry, script: `exec "$0" "$@" 2> ${FULL}` })
    expect(full.code).toBe(code)
    expect(usual.code).toBe(code)
    // The simulated matches go on between the two: another number of documents, other counts in what doctor finds.
    const comparable = (text: string) =>
      args.includes("ndjson")
        ? text.trimEnd().split("\n").every(isDocument) && text.endsWith("\n")
        : text.replace(/^(ok +(?:bookmaker|SQLite) .*?): .*$/gm, "$1")
    expect(comparable(full.stdout)).toEqual(comparable(usual.stdout))
  })
})

describe(`on ${runtime.name},`, () => {
  it("a file that takes a part of the result, as on a disk that fills up, is an error", async () => {
    const folder = emptyFolder()
    const script = `trap "" XFSZ; ulimit -f 64; exec "$0" "$@" > out`
    const args = ["btts", "live", "--dry-run", "--format", "ndjson"]
    const { code, stderr } = await run(args, { cwd: folder, entry, script })
    expect(stderr).toMatch(/^error: the result could not be written: (EFBIG: )?file too large/im)
    expect(code).toBe(74)
    expect(readFileSync(join(folder, "out")).length).toBeGreaterThan(0)
  })

  it("a file gets all of the result, in order, and a result goes after what is in it", async () => {
    const folder = emptyFolder()
    const args = ["btts", "live", "--dry-run", "--format", "ndjson"]
    const script = `echo first > out; "$0" "$@" >> out`
    expect((await run(args, { cwd: folder, entry, script })).code).toBe(0)
    const [first, ...documents] = readFileSync(join(folder, "out"), "utf8").trimEnd().split("\n")
    expect(first).toBe("first")
    expect(documents.length).toBeGreaterThan(100)
    for (const document of documents) expect(JSON.parse(document)).toMatchObject({ bookmaker: expect.any(String) })
  })

  it.each([
    ["all", "live", "--format", "ndjson"],
    ["tail", "btts", "live"],
    ["tail", "btts", "live", "--follow"]
  ])("a reader of %s that has gone is no error", async (...args) => {
    const script = `{ "$0" "$@"; echo "exit code $?" >&2; } | head -c 10`
    const { stderr, stdout } = await run(args, { cwd, entry, script })
    expect(stdout).toHaveLength(10)
    expect(stderr).toContain("exit code 0")
    expect(stderr).not.toContain("error")
  })
})
