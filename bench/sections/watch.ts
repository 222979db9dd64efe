/**
 * A long-running process, against processes that are started for each cycle: CPU a cycle from the third on, with all answers
 * changed, and with nine in ten the same as before.
 */

import { benchFile, output, type Runtime, runtimes, startBookmaker } from "../processes.ts"
import { send } from "../resp.ts"
import { measureSeries } from "../series.ts"
import { decimals, type Target, table } from "../table.ts"
import type { Options, Round } from "../watching.ts"
import type { Section } from "./Section.ts"

const all = ["three-way", "btts", "double-chance"] as const
const ROUNDS = 40

/** What is measured, against which peer, and the most CPU that it may take of the peer's. */
const cases = {
  "all three, all changed": { extractors: all, share: 1, bounds: { bun: 0.12, deno: 0.15, node: 0.18 } },
  "all three, 1 in 10 changed": { extractors: all, share: 0.1, bounds: { bun: 0.06, deno: 0.08, node: 0.1 } },
  "one market, all changed": { extractors: ["btts"], share: 1, bounds: { bun: 0.35, deno: 0.4, node: 0.5 } }
} as const

const measureRounds = async (runtime: Runtime, options: Options, competitions: number, matches: number) => {
  const { command, library } = runtimes[runtime]
  const rounds: ReadonlyArray<Round> = JSON.parse(
    await output([...command, ...library, benchFile("watching.ts"), JSON.stringify(options)])
  )
  const documents = competitions * matches * options.extractors.length
  const same = competitions - Math.ceil(competitions * options.share)
  for (const [index, { equal, kept, stored }] of rounds.entries()) {
    if (kept !== documents || stored !== documents || (index > 0 && equal !== same)) {
      throw new Error(`${runtime}: kept ${kept}, stored ${stored}, equal ${equal}; it is not measured`)
    }
  }
  return rounds
}

export const watch: Section = {
  title: "A long-running process: 200 competitions, full bodies, 0 ms, Redis stand-in, CPU a cycle from the third on",
  run: async ({ peers, redis, runtimes: names, short }) => {
    const offer = { competitions: short ? 20 : 200, matches: 10, body: "full", latency: 0 } as const
    const bookmaker = await startBookmaker(offer)
    const rounds = short ? 3 : ROUNDS
    const peerSeconds = async (markets: "btts" | "all") => {
      const contenders = [markets === "all" ? peers.threeAiohttp : peers.aiohttp]
      const series = await measureSeries({ contenders, bookmaker, redis, markets, rounds: short ? 1 : 7 })
      return series.measured[0]?.cpuSeconds
    }
    const three = await peerSeconds("all")
    const one = await peerSeconds("btts")
    const rows: Array<ReadonlyArray<string>> = []
    const targets: Array<Target> = []
    const data: Record<string, unknown> = { offer, three, one }
    for (const [what, { bounds, extractors, share }] of Object.entries(cases)) {
      const peer = extractors.length === 1 ? one : three
      for (const runtime of names) {
        await send(redis.url, [["FLUSHALL"]])
        const options = { url: bookmaker.url, redisUrl: redis.url, rounds, extractors, share }
        const found = await measureRounds(runtime, options, offer.competitions, offer.matches)
        // Their mean: what a collection of garbage takes falls on some of them.
        const later = found.slice(2)
        const seconds = later.reduce((sum, { cpuSeconds }) => sum + cpuSeconds, 0) / later.length
        const ratio = peer === undefined ? Number.NaN : seconds / peer
        data[`${what}, ${runtime}`] = found
        rows.push([what, runtime, decimals(found[0]!.cpuSeconds, 3), decimals(seconds, 3), decimals(ratio, 3)])
        if (peer !== undefined)
          targets.push({ what: `${what}: ${runtime} / (a)`, measured: ratio, bound: bounds[runtime] })
      }
    }
    await bookmaker.close()
    const heads = ["", "", "CPU s, first cycle", "CPU s, from the third on", "of (a)"]
    return { text: table(heads, rows), targets: short ? [] : targets, data }
  }
}
