/**
 * Memory that a process on Bun keeps for its next run, instead of giving it back after each.
 *
 * Bun's allocator gives back what has been free for 10 ms, and each page that is used again costs the kernel some microseconds:
 * 60 % of the CPU of a cycle, measured on a virtual machine. Its setting is read when a process starts, so the process begins
 * anew with it, under the same id and with the same arguments.
 */

const SETTING = "MIMALLOC_PURGE_DELAY"
const NEVER = "-1"

/** A process with less memory to itself gives back what it can, in bytes. With 2,000 competitions it would keep 1.7 GB and more. */
const ENOUGH = 4 * 1024 ** 3

/** Paths within a single file, which is itself the program that runs. */
const WITHIN_SINGLE_FILE = /^\/\$bunfs\/|~BUN/

/** What Bun has of Node's `process`; not on Windows. */
interface BunProcess {
  readonly execve?: (
    file: string,
    args: ReadonlyArray<string>,
    env: Readonly<Record<string, string | undefined>>
  ) => never
  readonly constrainedMemory?: () => number
}

/**
 * On Bun, begins the process anew so that it keeps its memory, unless its environment says how long it does, or it has less than
 * 4 GiB to itself. Does nothing on other runtimes, and goes on as it is where that is not possible.
 */
export const keepMemory = (): void => {
  const { argv, env, execArgv, execPath } = process
  const { constrainedMemory, execve }: BunProcess = process
  if (!("Bun" in globalThis) || env[SETTING] !== undefined || execve === undefined) return
  try {
    if ((constrainedMemory?.call(process) ?? 0) < ENOUGH) return
    const [, script = "", ...args] = argv
    const program = WITHIN_SINGLE_FILE.test(script) ? [] : [...execArgv, script]
    execve.call(process, execPath, [execPath, ...program, ...args], { ...env, [SETTING]: NEVER })
  } catch {
    // It only takes more CPU.
  }
}
