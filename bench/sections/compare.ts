/**
 * The built command compared with the peers and the floors: whole processes, same work, empty store.
 */
import { type Contender, command, floor, type Markets } from "../contenders.ts"
import { type Runtime, runtimeNames, startBookmaker } from "../processes.ts"
import { type Measured, measureSeries, type Series } from "../series.ts"
import { decimals, type Target, table } from "../table.ts"
import type { Context, Section } from "./Section.ts"

/** Formats a series as a table; ratios are to its first row. */
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

interface Comparison {
  readonly title: string
  readonly competitions: number
  readonly markets: Markets
  readonly rounds: number
  readonly contenders: (context: Context) => ReadonlyArray<Contender>
  readonly targets: (measured: ReadonlyArray<Measured>) => ReadonlyArray<Target>
}

const cpuRatioOf = (measured: ReadonlyArray<Measured>, name: string) =>
  measured.find((row) => row.name === name)?.cpuRatio ?? Number.NaN

/**
 * Returns targets for the CPU ratio of the built command with SQLite to `against`, if that is the series' first row.
 */
const cpuTargets = (against: string, bounds: Bounds, measured: ReadonlyArray<Measured>): ReadonlyArray<Target> =>
  measured[0]?.name === against
    ? runtimeNames.map((runtime) => ({
        what: `CPU of ${runtime} / ${against}`,
        measured: cpuRatioOf(measured, command(runtime, "sqlite").name),
        bound: bounds[runtime]
      }))
    : []

const comparison = ({ competitions, contenders, markets, rounds, targets, title }: Comparison): Section => ({
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

const builtCommands = ({ runtimes }: Context, ...stores: ReadonlyArray<Contender["store"]>) =>
  stores.flatMap((store) => runtimes.map((runtime) => command(runtime, store)))

const memoryBounds: Bounds = { node: 200, deno: 200, bun: 120 }

/** Returns all contenders for one market: peers, the built command with each store, and floors. */
const allContenders = (context: Context) => {
  const { aiohttp, crawlee, crawleeTuned, scrapy } = context.peers
  const frameworks = context.short ? [] : [scrapy, crawlee, crawleeTuned]
  return [aiohttp, ...builtCommands(context, "sqlite", "redis", "none"), ...context.runtimes.map(floor), ...frameworks]
}

/** Returns targets for the CPU ratio of the frameworks to the built command with SQLite. */
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

export const many = comparison({
  title: "2,000 competitions, full bodies, 0 ms, one market, the whole process",
  competitions: 2000,
  markets: "btts",
  rounds: 5,
  contenders: allContenders,
  targets: (measured) => [
    ...cpuTargets("(a) aiohttp", { node: 1, deno: 0.75, bun: 0.55 }, measured),
    ...frameworkTargets(measured)
  ]
})

export const some = comparison({
  title: "200 competitions, full bodies, 0 ms, one market, the whole process",
  competitions: 200,
  markets: "btts",
  rounds: 7,
  contenders: allContenders,
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

export const all = comparison({
  title: "`all` at 2,000 competitions against three processes of (a), full bodies, 0 ms",
  competitions: 2000,
  markets: "all",
  rounds: 5,
  contenders: (context) => [context.peers.threeAiohttp, ...builtCommands(context, "sqlite", "redis")],
  targets: (measured) => cpuTargets("(a) aiohttp, three processes", { node: 0.45, deno: 0.35, bun: 0.25 }, measured)
})
