/**
 * Starts the benchmark's processes: its servers, and the commands it measures, with a clean environment.
 */
import { type ChildProcess, execFile, fork } from "node:child_process"
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { promisify } from "node:util"
import { settings } from "../src/cli/Settings.ts"
import type { BodySize } from "./bodies.ts"
import type { Listening, Stats } from "./bookmaker.ts"
import type { Cost } from "./stopwatch.ts"

/** Path of the repository, and of a file in `bench`. */
export const top = fileURLToPath(new URL("..", import.meta.url))
export const benchFile = (name: string) => join(top, "bench", name)
/** Path of the built command. */
export const built = join(top, "dist", "bin", "main.js")

const installed = (name: string) => {
  const path = join(top, "node_modules", ".bin", name)
  return existsSync(path) ? path : name
}

/** Command line of each runtime; `library` has the extra flags of a program that imports the package. */
export const runtimes = {
  node: { command: [installed("node")], library: [] },
  deno: { command: [installed("deno"), "run", "-A"], library: ["--node-modules-dir=manual"] },
  bun: { command: [installed("bun")], library: [] }
} as const
export type Runtime = keyof typeof runtimes
export const runtimeNames = Object.keys(runtimes) as ReadonlyArray<Runtime>

const settingNames: ReadonlyArray<string> = Object.values(settings).map(({ env }) => env)

/** This process's environment without settings of the command and without the test runner's variables. */
const inherited = Object.fromEntries(
  Object.entries(process.env).filter(
    ([name]) => !settingNames.includes(name) && !/^(VITEST|TEST|NODE_OPTIONS|NODE_ENV|FORCE_COLOR|npm_)/.test(name)
  )
)

/** Timeout of one measured command, longer than its own budget. */
const TIMEOUT_MILLIS = 900_000

const execute = promisify(execFile)

/** Runs a command and returns its stdout. */
export const output = async (command: ReadonlyArray<string>): Promise<string> => {
  const [file = "", ...args] = command
  return (await execute(file, args, { env: inherited, maxBuffer: 1e8, timeout: TIMEOUT_MILLIS })).stdout
}

/** The output and cost of a measured run. */
export interface Run extends Cost {
  readonly stdout: string
}

/** Runs a command in an empty folder under `stopwatch.ts`. Rejects if its exit code is not 0. */
export const measure = async (
  command: ReadonlyArray<string>,
  env: Readonly<Record<string, string>> = {}
): Promise<Run> => {
  const folder = mkdtempSync(join(tmpdir(), "bookiegamma-bench-"))
  const out = join(folder, "stdout")
  const [bun = "bun"] = runtimes.bun.command
  try {
    const { stderr, stdout } = await execute(bun, [benchFile("stopwatch.ts"), out, ...command], {
      cwd: folder,
      env: { ...inherited, ...env },
      maxBuffer: 1e8,
      timeout: TIMEOUT_MILLIS
    })
    const cost: Cost = JSON.parse(stdout)
    const printed = readFileSync(out, "utf8")
    if (cost.exitCode !== 0) {
      throw new Error(`${command.join(" ")} ended with ${cost.exitCode}:\n${stderr}${printed.slice(0, 500)}`)
    }
    return { ...cost, stdout: printed }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** Resolves with the next message of a child process; rejects if it exits. */
const nextMessage = <A>(child: ChildProcess): Promise<A> =>
  new Promise((resolve, reject) => {
    const onExit = () => reject(new Error("a server of the bench ended"))
    child.once("exit", onExit)
    child.once("message", (message) => {
      child.off("exit", onExit)
      resolve(message as A)
    })
  })

/** Forks a server and waits for its first message. */
const forkServer = async <A>(file: string, args: ReadonlyArray<string>) => {
  const child = fork(benchFile(file), args, {
    env: inherited,
    execArgv: [],
    stdio: ["ignore", "inherit", "inherit", "ipc"]
  })
  const close = () =>
    new Promise<void>((resolve) => {
      if (child.exitCode !== null) return resolve()
      child.once("exit", () => resolve())
      child.disconnect()
    })
  return { child, close, hello: await nextMessage<A>(child) }
}

/** What a bookmaker serves. */
export interface Offer {
  readonly competitions: number
  readonly matches: number
  readonly body: BodySize
  /** Milliseconds from request to response. */
  readonly latency: number
}

/** A running bookmaker. */
export interface Bookmaker extends Listening {
  readonly offer: Offer
  readonly stats: () => Promise<Stats>
  readonly reset: () => Promise<void>
  readonly close: () => Promise<void>
}

/** Starts a bookmaker. */
export const startBookmaker = async (offer: Offer): Promise<Bookmaker> => {
  const args = Object.entries(offer).flatMap(([name, value]) => [`--${name}`, String(value)])
  const { close, hello } = await forkServer<Listening>("bookmaker.ts", args)
  return {
    ...hello,
    offer,
    stats: async () => (await (await fetch(`${hello.url}stats`)).json()) as Stats,
    reset: async () => void (await (await fetch(`${hello.url}reset`)).text()),
    close
  }
}

/** A running Redis. `takeCommands` returns the number of calls of each command since it was last called. */
export interface RedisServer {
  readonly url: string
  readonly takeCommands: () => Promise<Readonly<Record<string, number>>>
  readonly close: () => Promise<void>
}

/** Starts a Redis. */
export const startRedis = async (): Promise<RedisServer> => {
  const { child, close, hello } = await forkServer<{ url: string }>("redis.ts", [])
  const takeCommands = () => {
    const reply = nextMessage<Record<string, number>>(child)
    child.send("commands")
    return reply
  }
  return { url: hello.url, takeCommands, close }
}
