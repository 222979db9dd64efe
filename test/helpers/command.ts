/**
 * Starts the real command as a process, with the runtime that runs the tests.
 */
import { spawn } from "node:child_process"
import { existsSync, mkdtempSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { settings } from "../../src/cli/Settings.ts"
import { watchHeldUp } from "./heldUp.ts"
import { runtime } from "./runtime.ts"

/** Paths of the command's entry: its source, and the built one. */
export const entries = {
  source: fileURLToPath(new URL("../../main.ts", import.meta.url)),
  built: fileURLToPath(new URL("../../dist/bin/main.js", import.meta.url))
} as const

const runtimeArguments = runtime.name === "deno" ? ["run", "-A"] : []

const settingNames: ReadonlyArray<string> = Object.values(settings).map(({ env }) => env)

/** Returns this process's environment without settings of the command, without proxies, and without Vitest's variables. */
export const inherited = (): Record<string, string> =>
  Object.fromEntries(
    Object.entries(process.env).filter(
      (entry): entry is [string, string] =>
        entry[1] !== undefined &&
        !settingNames.includes(entry[0]) &&
        !/^(VITEST|TEST|NODE_OPTIONS|NODE_ENV|FORCE_COLOR|NO_COLOR|COLUMNS)|^(https?|all|no)_proxy$/i.test(entry[0])
    )
  )

/**
 * Where Node keeps what it has compiled, for all commands of all tests. Its start then takes two thirds of the CPU time:
 * 0.27 s instead of 0.41 s for the built command, 0.86 s instead of 1.38 s for the sources, measured on Node 24 under load.
 */
export const compiled = {
  NODE_COMPILE_CACHE: fileURLToPath(new URL("../../node_modules/.cache/bookiegamma-tests", import.meta.url))
} as const

/** Creates an empty folder and returns its path. */
export const emptyFolder = () => mkdtempSync(join(tmpdir(), "bookiegamma-"))

/** A started command. */
export interface Started {
  readonly stdout: () => string
  readonly stderr: () => string
  readonly pid: number | undefined
  readonly signal: (name: NodeJS.Signals) => void
  /** Starts to count for how long the machine keeps it, and this process, from going on; returns how to stop, and the milliseconds. */
  readonly watchHeldUp: () => () => number
  /** Resolves when stdout or stderr contains the text; rejects if the process ends before. */
  readonly says: (text: string) => Promise<void>
  readonly ended: Promise<{ readonly code: number | null; readonly stdout: string; readonly stderr: string }>
}

/** How a command is started. */
export interface StartOptions {
  readonly cwd: string
  readonly env?: Readonly<Record<string, string>>
  /** @default "built", which starts in a third of the CPU time that the sources take on Node, and in two thirds elsewhere */
  readonly entry?: keyof typeof entries
  /** A script of the shell that starts the command as `"$0" "$@"`. Without it the command is started by itself. */
  readonly script?: string
  /** A single file of command and runtime, to start in place of this runtime with an entry. */
  readonly singleFile?: string
}

/** Returns the path of an entry. With `TEST_ENTRY=source` it is the sources' for all, as where the sources are changed. */
const pathOf = (entry: keyof typeof entries = "built"): string => {
  const path = entries[process.env.TEST_ENTRY === "source" ? "source" : entry]
  if (!existsSync(path)) throw new Error(`${path} is not there: npm run build makes it`)
  return path
}

/** Starts the command in a folder, with only the given settings. */
export const start = (args: ReadonlyArray<string>, options: StartOptions): Started => {
  const { singleFile } = options
  const command: readonly [string, ...Array<string>] =
    singleFile === undefined
      ? [process.execPath, ...runtimeArguments, pathOf(options.entry), ...args]
      : [singleFile, ...args]
  const [program, ...words] =
    options.script === undefined ? command : (["sh", "-c", options.script, ...command] as const)
  const child = spawn(program, words, {
    cwd: options.cwd,
    // Deno's own check for updates would be a request through a proxy of the environment. Of time there is enough, where a test
    // does not say how much: a loaded machine may take many times as long as a quiet one.
    env: { DENO_NO_UPDATE_CHECK: "1", BOOKIEGAMMA_BUDGET: "600", ...compiled, ...inherited(), ...options.env },
    stdio: ["ignore", "pipe", "pipe"]
  })
  let stdout = ""
  let stderr = ""
  const watchers = new Set<() => void>()
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    stdout += text
    for (const watch of watchers) watch()
  })
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    stderr += text
    for (const watch of watchers) watch()
  })
  const ended = new Promise<{ code: number | null; stdout: string; stderr: string }>((resolve, reject) => {
    child.on("error", reject)
    child.on("close", (code) => resolve({ code, stdout, stderr }))
  })
  return {
    stdout: () => stdout,
    stderr: () => stderr,
    // After `child.kill`, Deno reports that signal instead of the child's exit code.
    signal: (name) => {
      if (child.pid !== undefined) process.kill(child.pid, name)
    },
    pid: child.pid,
    watchHeldUp: () => watchHeldUp(child.pid),
    says: (text) =>
      new Promise((resolve, reject) => {
        const watch = () => {
          if (!stdout.includes(text) && !stderr.includes(text)) return
          watchers.delete(watch)
          resolve()
        }
        watchers.add(watch)
        watch()
        void ended.then(({ code }) =>
          reject(new Error(`ended with ${code} before saying ${text}:\n${stdout}${stderr}`))
        )
      }),
    ended
  }
}

/** Runs the command; resolves with its exit code and output. */
export const run = (...given: Parameters<typeof start>) => start(...given).ended
