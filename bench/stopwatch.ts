/**
 * Runs one command and prints its cost as JSON, as accounted by the operating system: `wait4` of the finished child,
 * its own children included.
 *
 * Run by Bun, the only one of the three runtimes that exposes a child's `rusage`: `bun stopwatch.ts OUTPUT COMMAND
 * ARG…`. The command's stdout is written to the file OUTPUT. A child's peak memory starts at that of its parent, so
 * peaks below this process's own, about 30 MB, cannot be measured.
 */
import { openSync } from "node:fs"

/** Cost of a process. */
export interface Cost {
  readonly exitCode: number
  readonly wallSeconds: number
  readonly userSeconds: number
  readonly systemSeconds: number
  readonly peakMegabytes: number
}

interface Usage {
  readonly cpuTime: { readonly user: bigint; readonly system: bigint }
  readonly maxRSS: number
}
interface Child {
  readonly exited: Promise<number>
  readonly resourceUsage: () => Usage
}
interface BunLike {
  readonly spawn: (command: ReadonlyArray<string>, options: Readonly<Record<string, unknown>>) => Child
}
const { Bun } = globalThis as unknown as { readonly Bun: BunLike }

const [output = "", ...command] = process.argv.slice(2)
const startedAt = performance.now()
const child = Bun.spawn(command, { stdin: "ignore", stdout: openSync(output, "w"), stderr: "inherit" })
const exitCode = await child.exited
const wallSeconds = (performance.now() - startedAt) / 1000
const { cpuTime, maxRSS } = child.resourceUsage()
console.log(
  JSON.stringify({
    exitCode,
    wallSeconds,
    userSeconds: Number(cpuTime.user) / 1e6,
    systemSeconds: Number(cpuTime.system) / 1e6,
    peakMegabytes: maxRSS / 1024 / 1024
  } satisfies Cost)
)
