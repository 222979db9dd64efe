/**
 * A long-running process, against processes that are started for each cycle: CPU a cycle from the third on, with all answers
 * changed, and with nine in ten the same as before. The peer runs right before and after each, so that both meet the same machine.
 */

import { benchFile, output, type Runtime, runtimes, startBookmaker } from "../processes.ts"
import { send } from "../resp.ts"
import { cpuOf, runOnce } from "../series.ts"
import { decimals, median, type Target, table } from "../table.ts"
import type { Options, Round } from "../watching.ts"
import type { Section } from "./Section.ts"

const all = ["three-way", "btts", "double-chance"] as const
/** Cycles of a process, and processes of each kind. */
const CYCLES = 30
const REPEATS = 3

/** What is measured, against which peer, and the most CPU that it may take of the peer's. */
const cases = {
  "all three, all changed": { extractors: all, share: 1, bounds: { bun: 0.12, deno: 0.15, node: 0.18 } },
  "all three, 1 in 10 changed": { extractors: all, share: 0.1, bounds: { bun: 0.06, deno: 0.08, node: 0.1 } },
  "one market, all changed": { extractors: ["btts"], share: 1, bounds: { bun: 0.35, deno: 0.4, node: 0.5 } }
} as const

const measureCycles = async (runtime: Runtime, options: Options, competitions: number, matches: number) => {
  const { command, library } = runtimes[runtime]
  const cycles: ReadonlyArray<Round> = JSON.parse(
    await output([...command, ...library, benchFile("watching.ts"), JSON.stringify(options)])
  )
  const documents = competitions * matches * options.extractors.length
  const same = competitions - Math.ceil(competitions * options.share)
  for (const [index, { equal, kept, stored }] of cycles.entries()) {
    if (kept !== documents || stored !== documents || (index > 0 && equal !== same)) {
      throw new Error(`${runtime}: kept ${kept}, stored ${stored}, equal ${equal}; it is not measured`)
    }
  }
  return cycles
}

/** What one process took: CPU seconds of its first cycle, of a later one, and of a later one in relation to the peer. */
interface Measured {
  readonly first: number
  readonly seconds: number
  readonly ratio: number
  readonly cycles: ReadonlyArray<Round>
}

export const watch: Section = {
  title: "A long-running process: 200 competitions, full bodies, 0 ms, Redis stand-in, CPU a cycle from the third on",
  run: async ({ peers, redis, runtimes: names, short }) => {
    const offer = { competitions: short ? 20 : 200, matches: 10, body: "full", latency: 0 } as const
    const bookmaker = await startBookmaker(offer)
    const rounds = short ? 3 : CYCLES
    const peerSeconds = async (count: number) => {
      const contender = count === 1 ? peers.aiohttp : peers.threeAiohttp
      if (contender.absent !== undefined) return Number.NaN
      return cpuOf(
        await runOnce(contender, { contenders: [], bookmaker, redis, markets: count === 1 ? "btts" : "all", rounds: 1 })
      )
    }
    const found = Object.entries(cases).flatMap(([what, { bounds, extractors, share }]) =>
      names.map((runtime) => ({
        what,
        runtime,
        bound: bounds[runtime],
        extractors,
        share,
        runs: [] as Array<Measured>
      }))
    )
    for (let repeat = 0; repeat < (short ? 1 : REPEATS); repeat++) {
      for (const { extractors, runs, runtime, share } of found) {
        const before = await peerSeconds(extractors.length)
        await send(redis.url, [["FLUSHALL"]])
        const options = { url: bookmaker.url, redisUrl: redis.url, rounds, extractors, share }
        const cycles = await measureCycles(runtime, options, offer.competitions, offer.matches)
        const after = await peerSeconds(extractors.length)
        // Their mean: what a collection of garbage takes falls on some of them.
        const later = cycles.slice(2)
        const seconds = later.reduce((sum, { cpuSeconds }) => sum + cpuSeconds, 0) / later.length
        runs.push({ first: cycles[0]!.cpuSeconds, seconds, ratio: (2 * seconds) / (before + after), cycles })
      }
    }
    await bookmaker.close()
    const rows: Array<ReadonlyArray<string>> = []
    const targets: Array<Target> = []
    for (const { bound, runs, runtime, what } of found) {
      const ratios = runs.map(({ ratio }) => ratio)
      const measured = median(ratios)
      const range = `${decimals(Math.min(...ratios), 3)} to ${decimals(Math.max(...ratios), 3)}`
      const [first, seconds] = [runs.map(({ first }) => first), runs.map(({ seconds }) => seconds)].map(median)
      rows.push([what, runtime, decimals(first!, 3), decimals(seconds!, 3), decimals(measured, 3), range])
      if (!Number.isNaN(measured)) targets.push({ what: `${what}: ${runtime} / (a)`, measured, bound })
    }
    const heads = ["", "", "CPU s, first cycle", "CPU s, from the third on", "of (a)", "of the rounds"]
    return { text: table(heads, rows), targets: short ? [] : targets, data: { offer, found } }
  }
}
