/**
 * The built command, whole process, against the peers and the floors, on the same work from an empty store.
 */
import { type Contender, command, floor, type Markets } from "../contenders.ts"
import { type Runtime, runtimeNames, startBookmaker } from "../processes.ts"
import { type Measured, measureSeries, type Series } from "../series.ts"
import { decimals, type Target, table } from "../table.ts"
import type { Context, Section } from "./Section.ts"

/** Shows a series; ratios are to its first row. */
export const seriesTable = ({ absent, measured }: Series): string =>
  table(
    ["", "CPU, ratio", "of the rounds", "wall, ratio", "peak MB", "CPU s"],
    [
      ...measured.map((row) => [
        row.name,
        decimals(row.cpuRatio, 2),
        row.cpuRatioRange.map((ratio) => decimals(ratio, 2)).join(" to "),
        decimals(row.wallRatio, 2),
        decimals(row.peakMegabytes, 0),
        decimals(row.cpuSeconds, 2)
      ]),
      ...absent.map(({ install, name }) => [name, "absent", install, "", "", ""])
    ]
  )

type Bounds = Readonly<Record<Runtime, number>>

interface Pairing {
  readonly title: string
  readonly competitions: number
  readonly markets: Markets
  readonly rounds: number
  readonly contenders: (context: Context) => ReadonlyArray<Contender>
  readonly targets: (measured: ReadonlyArray<Measured>) => ReadonlyArray<Target>
}

const cpuRatioOf = (measured: ReadonlyArray<Measured>, name: string) =>
  measured.find((row) => row.name === name)?.cpuRatio ?? Number.NaN

/** Holds the built command with SQLite against the first of the series. */
const cpuTargets = (against: string, bounds: Bounds, measured: ReadonlyArray<Measured>): ReadonlyArray<Target> =>
  measured[0]?.name === against
    ? runtimeNames.map((runtime) => ({
        what: `CPU of ${runtime} / ${against}`,
        measured: cpuRatioOf(measured, command(runtime, "sqlite").name),
        bound: bounds[runtime]
      }))
    : []

const pairing = ({ competitions, contenders, markets, rounds, targets, title }: Pairing): Section => ({
  title,
  run: async (context) => {
    const { redis, short } = context
    const offer = { competitions: short ? 20 : competitions, matches: 10, body: "full", latency: 0 } as const
    const bookmaker = await startBookmaker(offer)
    const series = await measureSeries({
      contenders: contenders(context),
      bookmaker,
      redis,
      markets,
      rounds: short ? 1 : rounds
    })
    await bookmaker.close()
    return {
      text: seriesTable(series),
      targets: targets(series.measured).map((target) => ({
        ...target,
        what: `${target.what}, ${decimals(competitions, 0)}`
      })),
      data: { offer, ...series }
    }
  }
})

const ours = ({ runtimes }: Context, ...stores: ReadonlyArray<Contender["store"]>) =>
  stores.flatMap((store) => runtimes.map((runtime) => command(runtime, store)))

const memoryBounds: Bounds = { node: 200, deno: 200, bun: 120 }

/** Everyone on one market: the peers, ours by store, and the floors. */
const everyone = (context: Context) => {
  const { aiohttp, crawlee, crawleeTuned, scrapy } = context.peers
  const frameworks = context.short ? [] : [scrapy, crawlee, crawleeTuned]
  return [aiohttp, ...ours(context, "sqlite", "redis", "none"), ...context.runtimes.map(floor), ...frameworks]
}

/** Holds the frameworks against the built command with SQLite. */
const frameworkTargets = (measured: ReadonlyArray<Measured>): ReadonlyArray<Target> =>
  ["(b) Scrapy", "(c) Crawlee, defaults"]
    .filter((peer) => measured.some(({ name }) => name === peer))
    .flatMap((peer) =>
      runtimeNames.map((runtime) => ({
        what: `CPU of ${peer} / ${runtime}`,
        measured: cpuRatioOf(measured, peer) / cpuRatioOf(measured, command(runtime, "sqlite").name),
        bound: 3,
        atLeast: true
      }))
    )

export const many = pairing({
  title: "2,000 competitions, full bodies, 0 ms, one market, the whole process",
  competitions: 2000,
  markets: "btts",
  rounds: 5,
  contenders: everyone,
  targets: (measured) => [
    ...cpuTargets("(a) aiohttp", { node: 1, deno: 0.75, bun: 0.55 }, measured),
    ...frameworkTargets(measured)
  ]
})

export const some = pairing({
  title: "200 competitions, full bodies, 0 ms, one market, the whole process",
  competitions: 200,
  markets: "btts",
  rounds: 7,
  contenders: everyone,
  targets: (measured) => [
    ...cpuTargets("(a) aiohttp", { node: 1.3, deno: 0.9, bun: 0.5 }, measured),
    ...frameworkTargets(measured),
    ...runtimeNames.map((runtime) => ({
      what: `peak MB of ${runtime}, full bodies`,
      measured: measured.find(({ name }) => name === command(runtime, "sqlite").name)?.peakMegabytes ?? Number.NaN,
      bound: memoryBounds[runtime]
    }))
  ]
})

export const all = pairing({
  title: "`all` at 2,000 competitions against three processes of (a), full bodies, 0 ms",
  competitions: 2000,
  markets: "all",
  rounds: 5,
  contenders: (context) => [context.peers.threeAiohttp, ...ours(context, "sqlite", "redis")],
  targets: (measured) => cpuTargets("(a) aiohttp, three processes", { node: 0.45, deno: 0.35, bun: 0.25 }, measured)
})
