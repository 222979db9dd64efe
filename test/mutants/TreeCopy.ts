/**
 * A copy of the tree in which files can be changed and tests be run, so that the tree itself stays as it is. The packages
 * are shared; the command is not built there, so `TEST_ENTRY` has the tests start the sources.
 */
import { spawn } from "node:child_process"
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"

const NOT_COPIED = new Set([".git", "dist", "node_modules"])

/** How a run of tests ended: what failed first, and how long each file took, in milliseconds. */
export interface TestRun {
  readonly outcome: "passed" | "failed" | "time limit"
  /** The first test that failed; or that a file could not be loaded. */
  readonly failed: string
  readonly failedFiles: ReadonlyArray<string>
  readonly millis: ReadonlyMap<string, number>
  readonly output: string
}

interface JsonReport {
  readonly testResults: ReadonlyArray<{
    readonly name: string
    readonly startTime: number
    readonly endTime: number
    readonly status: string
    readonly assertionResults: ReadonlyArray<{ readonly status: string; readonly fullName: string }>
  }>
}

/** What a report says of the first failure. */
const firstFailure = ({ testResults }: JsonReport): string => {
  for (const { assertionResults, name, status } of testResults) {
    const failed = assertionResults.find((one) => one.status === "failed")
    if (failed !== undefined) return failed.fullName
    if (status === "failed") return `${name.slice(name.indexOf("test/"))} does not load`
  }
  return "no test failed, but the run did"
}

/** Makes a copy of a folder. */
export const make = (top: string) => {
  const folder = mkdtempSync(join(tmpdir(), "bookiegamma-mutants-"))
  for (const name of readdirSync(top)) {
    if (!NOT_COPIED.has(name)) cpSync(join(top, name), join(folder, name), { recursive: true })
  }
  symlinkSync(join(top, "node_modules"), join(folder, "node_modules"))
  const running = new Set<number>()
  const kill = (pid: number) => {
    try {
      process.kill(-pid, "SIGKILL")
    } catch {
      // It has ended by itself.
    }
  }

  /** Runs tests, up to a limit in milliseconds; `bail` ends them with the first failure. */
  const test = (files: ReadonlyArray<string>, limit: number, bail: boolean): Promise<TestRun> => {
    const report = join(folder, "report.json")
    rmSync(report, { force: true })
    const args = ["run", "--reporter=json", `--outputFile=${report}`, "--maxWorkers=1", ...(bail ? ["--bail=1"] : [])]
    const child = spawn(join(folder, "node_modules/.bin/vitest"), [...args, ...files], {
      cwd: folder,
      // In a group of its own, so that what the tests have started ends with it.
      detached: true,
      env: { ...process.env, TEST_ENTRY: "source", TEST_RUNTIME: "node", TEST_PART: "quick" },
      stdio: ["ignore", "pipe", "pipe"]
    })
    const { pid = 0 } = child
    running.add(pid)
    let output = ""
    for (const stream of [child.stdout, child.stderr]) stream.on("data", (text) => (output += text))
    let isLate = false
    const timer = setTimeout(() => {
      isLate = true
      kill(pid)
    }, limit)
    return new Promise((resolve, reject) => {
      child.on("error", reject)
      child.on("close", (code) => {
        clearTimeout(timer)
        kill(pid)
        running.delete(pid)
        let json: JsonReport = { testResults: [] }
        try {
          json = JSON.parse(readFileSync(report, "utf8"))
        } catch {
          // Killed, or ended before any test.
        }
        const pathOf = (name: string) => name.slice(name.indexOf("/test/", folder.length) + 1)
        const millis = json.testResults.map(
          ({ endTime, name, startTime }) => [pathOf(name), endTime - startTime] as const
        )
        const failedFiles = json.testResults.filter((one) => one.status === "failed").map(({ name }) => pathOf(name))
        const outcome = isLate ? "time limit" : code === 0 ? "passed" : "failed"
        const failed = outcome === "failed" ? firstFailure(json) : ""
        resolve({ outcome, failed, failedFiles, millis: new Map(millis), output })
      })
    })
  }

  return {
    test,
    /** Changes a file, does something, and puts the file back. */
    changed: async <A>(file: string, change: (text: string) => string, then: () => Promise<A>): Promise<A> => {
      const path = join(folder, file)
      const text = readFileSync(path, "utf8")
      writeFileSync(path, change(text))
      try {
        return await then()
      } finally {
        writeFileSync(path, text)
      }
    },
    /** Ends what runs in it, and removes it. */
    remove: () => {
      for (const pid of running) kill(pid)
      rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 })
    }
  }
}
export type TreeCopy = ReturnType<typeof make>
