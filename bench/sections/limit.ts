/**
 * Maximum throughput of the benchmark's bookmaker, to show that it is not the bottleneck.
 */
import { benchFile, output, runtimes, startBookmaker } from "../processes.ts"
import { decimals, median, table } from "../table.ts"
import type { Section } from "./Section.ts"

interface Load {
  readonly answers: number
  readonly perSecond: number
  readonly bytesPerSecond: number
}

export const limit: Section = {
  title: "The bookmaker's own limit",
  run: async ({ short }) => {
    const competitions = short ? 20 : 500
    const requests = short ? 500 : 8000
    const rows: Array<ReadonlyArray<string>> = []
    const data: Record<string, ReadonlyArray<Load>> = {}
    for (const body of ["lean", "full"] as const) {
      const bookmaker = await startBookmaker({ competitions, matches: 10, body, latency: 0 })
      const loads: Array<Load> = []
      for (let round = 0; round < (short ? 1 : 5); round++) {
        const command = [...runtimes.node.command, benchFile("load.ts"), bookmaker.url, requests, competitions]
        const load: Load = JSON.parse(await output(command.map(String)))
        if (load.answers !== requests) throw new Error(`the bookmaker gave ${load.answers} of ${requests} answers`)
        loads.push(load)
      }
      await bookmaker.close()
      data[body] = loads
      rows.push([
        body,
        decimals(bookmaker.bodyBytes / 1000, 1),
        decimals(median(loads.map(({ perSecond }) => perSecond)), 0),
        decimals(median(loads.map(({ bytesPerSecond }) => bytesPerSecond)) / 1e6, 0)
      ])
    }
    return { text: table(["body", "kB", "answers a second", "MB a second"], rows), targets: [], data }
  }
}
