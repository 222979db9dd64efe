/**
 * The processes of the bench: the servers it starts and the commands it measures, each with what it needs and no more.
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

/** The repository, and a file of the bench. */
export const top = fileURLToPath(new URL("..", import.meta.url))
export const benchFile = (name: string) => join(top, "bench", name)
/** The built command. */
export const built = join(top, "dist", "bin", "main.js")

const installed = (name: string) => {
  const path = join(top, "node_modules", ".bin", name)
  return existsSync(path) ? path : name
}

/** How each runtime runs a file. */
export const runtimes = {
  node: { command: [installed("node")], library: [] },
  deno: { command: [installed("deno"), "run", "-A"], library: ["--node-modules-dir=manual"] },
  bun: { command: [installed("bun")], library: [] }
} as const
export type Runtime = keyof typeof runtimes
export const runtimeNames = Object.keys(runtimes) as ReadonlyArray<Runtime>

const settingNames: ReadonlyArray<string> = Object.values(settings).map(({ env }) => env)

/** This process's variables without settings, and without what makes a test runner's worker one. */
const inherited = Object.fromEntries(
  Object.entries(process.env).filter(
    ([name]) => !settingNames.includes(name) && !/^(VITEST|TEST|NODE_OPTIONS|NODE_ENV|FORCE_COLOR|npm_)/.test(name)
  )
)

/** How long one measured command may take, in milliseconds; its own budget ends before. */
const LONGEST = 900_000

const execute = promisify(execFile)

/** Runs a command to its end and gives what it printed. */
export const output = async (command: ReadonlyArray<string>): Promise<string> => {
  const [file = "", ...args] = command
  return (await execute(file, args, { env: inherited, maxBuffer: 1e8, timeout: LONGEST })).stdout
}

/** What a measured run printed and cost. */
export interface Run extends Cost {
  readonly stdout: string
}

/** Runs a command in an empty folder under the stopwatch. */
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
      timeout: LONGEST
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

const heard = <A>(child: ChildProcess): Promise<A> =>
  new Promise((resolve, reject) => {
    const ended = () => reject(new Error("a server of the bench ended"))
    child.once("exit", ended)
    child.once("message", (message) => {
      child.off("exit", ended)
      resolve(message as A)
    })
  })

const started = async <A>(file: string, args: ReadonlyArray<string>) => {
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
  return { child, close, said: await heard<A>(child) }
}

/** What a bookmaker offers. */
export interface Offer {
  readonly competitions: number
  readonly matches: number
  readonly body: BodySize
  /** Milliseconds until an answer. */
  readonly latency: number
}

/** A bookmaker that runs. */
export interface Bookmaker extends Listening {
  readonly offer: Offer
  readonly stats: () => Promise<Stats>
  readonly reset: () => Promise<void>
  readonly close: () => Promise<void>
}

/** Starts a bookmaker. */
export const startBookmaker = async (offer: Offer): Promise<Bookmaker> => {
  const args = Object.entries(offer).flatMap(([name, value]) => [`--${name}`, String(value)])
  const { close, said } = await started<Listening>("bookmaker.ts", args)
  return {
    ...said,
    offer,
    stats: async () => (await (await fetch(`${said.url}stats`)).json()) as Stats,
    reset: async () => void (await (await fetch(`${said.url}reset`)).text()),
    close
  }
}

/** A Redis that runs. `seen` gives the commands since it was last asked. */
export interface RedisServer {
  readonly url: string
  readonly seen: () => Promise<Readonly<Record<string, number>>>
  readonly close: () => Promise<void>
}

/** Starts a Redis. */
export const startRedis = async (): Promise<RedisServer> => {
  const { child, close, said } = await started<{ url: string }>("redis.ts", [])
  const seen = () => {
    const answer = heard<Record<string, number>>(child)
    child.send("seen")
    return answer
  }
  return { url: said.url, seen, close }
}
