/**
 * The built library in-process: with 50 ms of latency compared with the lower bound that latency sets, without latency,
 * and the time from the last response to the publication.
 */
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import type { Options, Round } from "../inside.ts"
import { benchFile, type Offer, output, type Runtime, runtimes, startBookmaker } from "../processes.ts"
import { send } from "../resp.ts"
import { decimals, median, type Target, table } from "../table.ts"
import type { Section } from "./Section.ts"

const CONCURRENCY = 50

/** Runs `inside.ts` on a runtime. Rejects if a round did not keep and store every match. */
const measureRounds = async (runtime: Runtime, offer: Offer, options: Options): Promise<ReadonlyArray<Round>> => {
  const { command, library } = runtimes[runtime]
  const found: ReadonlyArray<Round> = JSON.parse(
    await output([...command, ...library, benchFile("inside.ts"), JSON.stringify(options)])
  )
  const documents = offer.competitions * offer.matches * options.extractors.length
  const stored = options.folder === undefined && options.redisUrl === undefined ? 0 : documents
  for (const round of found) {
    if (round.kept !== documents || round.stored !== stored || round.stats.answers !== offer.competitions) {
      throw new Error(`${runtime}: kept ${round.kept}, stored ${round.stored}, of ${documents}; it is not measured`)
    }
  }
  return found
}

const withFolder = async <A>(use: (folder: string) => Promise<A>): Promise<A> => {
  const folder = mkdtempSync(join(tmpdir(), "bookiegamma-bench-"))
  try {
    return await use(folder)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** Returns the lower bound of a run's duration: one listing, then batches of `CONCURRENCY` responses. */
const boundSeconds = ({ competitions, latency }: Offer) =>
  ((1 + Math.ceil(competitions / CONCURRENCY)) * latency) / 1000

export const latency: Section = {
  title: "50 ms of latency, 2,000 competitions, lean bodies, SQLite, in-process",
  run: async ({ runtimes: names, short }) => {
    const offer: Offer = { competitions: short ? 120 : 2000, matches: 10, body: "lean", latency: short ? 10 : 50 }
    const bookmaker = await startBookmaker(offer)
    const bound = boundSeconds(offer)
    const targets: Array<Target> = []
    const data: Record<string, unknown> = { offer, bound }
    const rows: Array<ReadonlyArray<string>> = []
    for (const runtime of names) {
      const found = await withFolder((folder) =>
        measureRounds(runtime, offer, { url: bookmaker.url, rounds: short ? 2 : 6, extractors: ["btts"], folder })
      )
      const [cold, ...warm] = found
      const ratio = median(warm.map(({ wallSeconds }) => wallSeconds / bound))
      const peak = Math.max(...found.map(({ stats }) => stats.peak))
      const busy = median(warm.map(({ stats }) => stats.meanAtPeak / CONCURRENCY))
      data[runtime] = found
      rows.push([
        runtime,
        decimals(cold!.wallSeconds / bound, 2),
        decimals(ratio, 2),
        String(peak),
        `${decimals(busy * 100, 0)} %`,
        decimals(median(warm.map(({ cpuSeconds, wallSeconds }) => cpuSeconds / wallSeconds)), 2)
      ])
      targets.push(
        { what: `${runtime}: time / bound at 50 ms`, measured: ratio, bound: 1.2 },
        { what: `${runtime}: peak in flight, at most`, measured: peak, bound: CONCURRENCY },
        { what: `${runtime}: peak in flight, at least`, measured: peak, bound: CONCURRENCY, atLeast: true }
      )
    }
    await bookmaker.close()
    const heads = [
      "",
      "first run / bound",
      "run / bound",
      "peak in flight",
      "slots busy at the bookmaker",
      "CPU / wall"
    ]
    return {
      text: table(heads, rows),
      targets: short ? targets.filter(({ what }) => what.includes("peak")) : targets,
      data
    }
  }
}

export const warm: Section = {
  title: "In-process, 2,000 competitions, full bodies, 0 ms, one market and all",
  run: async ({ runtimes: names, short }) => {
    const offer: Offer = { competitions: short ? 20 : 2000, matches: 10, body: "full", latency: 0 }
    const bookmaker = await startBookmaker(offer)
    const rows: Array<ReadonlyArray<string>> = []
    const data: Record<string, unknown> = { offer }
    for (const runtime of names) {
      const costs: Array<number> = []
      for (const extractors of [["btts"], ["three-way", "btts", "double-chance"]] as const) {
        const found = await withFolder((folder) =>
          measureRounds(runtime, offer, { url: bookmaker.url, rounds: short ? 2 : 6, extractors, folder })
        )
        data[`${runtime}, ${extractors.length}`] = found
        costs.push(found[0]!.cpuSeconds, median(found.slice(1).map(({ cpuSeconds }) => cpuSeconds)))
      }
      const [cold = 0, one = 0, , three = 0] = costs
      rows.push([runtime, decimals(cold, 2), decimals(one, 2), decimals(three, 2), decimals(three / one, 2)])
    }
    await bookmaker.close()
    const heads = ["", "CPU s, first run", "CPU s, then", "CPU s, all three", "all three / one"]
    return { text: table(heads, rows), targets: [], data }
  }
}

export const tail: Section = {
  title: "From the last answer to the publication, 2,000 competitions, full bodies, 0 ms, in-process",
  run: async ({ redis, runtimes: names, short }) => {
    const offer: Offer = { competitions: short ? 20 : 2000, matches: 10, body: "full", latency: 0 }
    const bookmaker = await startBookmaker(offer)
    const rows: Array<ReadonlyArray<string>> = []
    const targets: Array<Target> = []
    const data: Record<string, unknown> = { offer }
    for (const runtime of names) {
      const shareOf = async (name: string, where: { readonly folder: string } | { readonly redisUrl: string }) => {
        const options = {
          url: bookmaker.url,
          rounds: short ? 2 : 6,
          extractors: ["btts"],
          marks: true,
          ...where
        } as const
        const found = (await measureRounds(runtime, offer, options)).slice(1)
        data[`${runtime}, ${name}`] = found
        const shares = (of: (round: Round) => number | undefined) =>
          median(found.map((round) => (of(round) ?? Number.NaN) / round.wallSeconds))
        return [shares(({ publishSeconds }) => publishSeconds), shares(({ tailSeconds }) => tailSeconds)] as const
      }
      const sqlite = await withFolder((folder) => shareOf("SQLite", { folder }))
      await send(redis.url, [["FLUSHALL"]])
      const overRedis = await shareOf("Redis", { redisUrl: redis.url })
      rows.push([runtime, ...[...sqlite, ...overRedis].map((share) => `${decimals(share * 100, 1)} %`)])
      targets.push({
        what: `${runtime}, SQLite: share of the run from the last answer to the publication`,
        measured: sqlite[0],
        bound: 0.05
      })
    }
    await bookmaker.close()
    return {
      text: table(["", "SQLite", "to the end", "Redis stand-in", "to the end"], rows),
      targets: short ? [] : targets,
      data
    }
  }
}
