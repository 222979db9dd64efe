/**
 * What this process uses, as the runtime says it, on Node, Deno and Bun alike.
 */
import type { ProcessUsage } from "../../src/telemetry/ProcessUsage.ts"

const { Bun, Deno } = globalThis as {
  readonly Bun?: { readonly version: string }
  readonly Deno?: { readonly version: { readonly deno: string } }
}

const runtime = () => {
  if (Deno !== undefined) return `deno ${Deno.version.deno}`
  return Bun === undefined ? `node ${process.versions.node}` : `bun ${Bun.version}`
}

/** Returns what is read of this process. */
export const processUsage = (): ProcessUsage => ({
  runtime: runtime(),
  residentBytes: () => process.memoryUsage().rss,
  heapBytes: () => process.memoryUsage().heapUsed,
  cpuSeconds: () => {
    const { system, user } = process.cpuUsage()
    return (system + user) / 1e6
  },
  startedAt: performance.timeOrigin / 1000
})
