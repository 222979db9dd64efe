/**
 * Runs one command to its end, and says what it cost by the operating system's own accounting: `wait4` of the finished
 * child, its own children included.
 *
 * Run by Bun, the one of the three runtimes that hands a child's `rusage` out: `bun stopwatch.ts OUTPUT COMMAND ARG…`.
 * The command's output goes to the file; what is printed is the `Cost`, as JSON. The kernel counts a child's peak memory
 * from that of its parent on, so what is below this process's own, some 30 MB, cannot be seen.
 */
import { openSync } from "node:fs"

/** What a process cost. */
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
