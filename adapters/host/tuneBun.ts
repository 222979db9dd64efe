/**
 * Settings that Bun reads when a process starts: the process re-executes itself with them, with the same id and arguments.
 *
 * - Code is compiled for speed too early: a run of 200 competitions, 0.3 s, spends a fifth of its CPU on code that is not used often
 *   enough to pay for it, and so does a long-running process in its first minutes.
 * - Memory that has been free for 10 ms is given back, and each page that is used again costs the kernel some microseconds: 60 % of the
 *   CPU of a cycle of a long-running process, measured on a virtual machine, and 3 % of a run of 2,000 competitions.
 */

/** Versions that know these settings. They are not stable, and Bun exits at once on an unknown one. */
const KNOWN_VERSIONS = /^1\.4\./

/** How often code runs before JavaScriptCore's best compiler takes it; ten times its own. */
const BEST_COMPILER = { BUN_JSC_thresholdForFTLOptimizeAfterWarmUp: "1000000" }
/** The same of the compiler before that; five times its own. */
const SECOND_COMPILER = {
  BUN_JSC_thresholdForOptimizeAfterWarmUp: "5000",
  BUN_JSC_thresholdForOptimizeAfterLongWarmUp: "5000"
}
/** Milliseconds until free memory is given back: never. */
const MEMORY = { MIMALLOC_PURGE_DELAY: "-1" }

/** Least memory of the process, in bytes, to keep freed memory. With 2,000 competitions 1.7 GB and more are kept. */
const ENOUGH = 4 * 1024 ** 3

/** Paths within a single file, which is itself the program that runs. */
const WITHIN_SINGLE_FILE = /^\/\$bunfs\/|~BUN/

type Environment = Readonly<Record<string, string | undefined>>

/** What Bun has of Node's `process`; `execve` not on Windows. */
interface BunProcess {
  readonly execve?: (file: string, args: ReadonlyArray<string>, env: Environment) => never
  readonly constrainedMemory?: () => number
}

/** What a process does: one run, or runs until it is stopped. */
export type Work = "run" | "watch"

/** Returns what the command does with its arguments, by the words among them; undefined where it fetches no odds. */
export const workOf = (args: ReadonlyArray<string>): Work | undefined =>
  args.includes("watch") ? "watch" : args.includes("live") || args.includes("upcoming") ? "run" : undefined

const settingsFor = (work: Work): Environment => {
  const { constrainedMemory }: BunProcess = process
  const keepsMemory = (constrainedMemory?.call(process) ?? 0) >= ENOUGH
  return { ...BEST_COMPILER, ...(work === "run" ? SECOND_COMPILER : {}), ...(keepsMemory ? MEMORY : {}) }
}

/**
 * On Bun, re-executes the process with settings for its work; variables that are set already are kept. Memory is kept only if the
 * process has 4 GiB to itself. Does nothing on other runtimes and on unknown versions of Bun, and continues if re-execution
 * fails.
 */
export const tuneBun = (work: Work): void => {
  const { argv, env, execArgv, execPath, versions } = process
  const { execve }: BunProcess = process
  if (execve === undefined || !KNOWN_VERSIONS.test(versions.bun ?? "")) return
  try {
    const settings = settingsFor(work)
    if (Object.keys(settings).every((name) => env[name] !== undefined)) return
    const [, script = "", ...args] = argv
    const program = WITHIN_SINGLE_FILE.test(script) ? [] : [...execArgv, script]
    execve.call(process, execPath, [execPath, ...program, ...args], { ...settings, ...env })
  } catch {
    // It only takes more CPU.
  }
}
