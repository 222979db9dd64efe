/**
 * Cost as the number of competitions grows, and as the number of matches per competition grows.
 */
import { command } from "../contenders.ts"
import { type Offer, startBookmaker } from "../processes.ts"
import { measureSeries, runOnce } from "../series.ts"
import { decimals, table } from "../table.ts"
import type { Context, Findings, Section } from "./Section.ts"

const countCommands = (calls: Readonly<Record<string, number>>) =>
  Object.entries(calls)
    .filter(([name]) => name !== "flushall" && name !== "echo")
    .reduce((total, [, times]) => total + times, 0)

/** Returns the number of rounds: fewer for the longest runs. */
const roundsOf = ({ competitions }: Offer, short: boolean) => (short ? 1 : competitions > 2000 ? 3 : 5)

const measureGrowth = async (
  { redis, runtimes, short }: Context,
  offers: ReadonlyArray<Offer>,
  name: (offer: Offer) => string
): Promise<Findings> => {
  const rows: Array<ReadonlyArray<string>> = []
  const data: Array<unknown> = []
  for (const offer of offers) {
    const bookmaker = await startBookmaker(offer)
    const options = { bookmaker, redis, markets: "btts", rounds: roundsOf(offer, short) } as const
    const contenders = runtimes.map((runtime) => command(runtime, "sqlite"))
    const series = await measureSeries({ ...options, contenders })
    await redis.takeCommands()
    await runOnce(command("node", "redis"), { ...options, contenders: [] })
    const commands = await redis.takeCommands()
    await bookmaker.close()
    data.push({ offer, commands, ...series })
    const documents = offer.competitions * offer.matches
    rows.push([
      name(offer),
      String(documents),
      ...series.measured.flatMap(({ cpuSeconds, peakMegabytes, wallSeconds }) => [
        decimals(wallSeconds, 2),
        decimals(cpuSeconds, 2),
        decimals(peakMegabytes, 0)
      ]),
      String(countCommands(commands))
    ])
  }
  const columns = runtimes.flatMap((runtime) => [`${runtime}: wall s`, "CPU s", "peak MB"])
  return { text: table(["", "documents", ...columns, "Redis commands"], rows), targets: [], data }
}

export const competitions: Section = {
  title: "As competitions grow: 10 matches each, lean bodies, 0 ms, SQLite",
  run: (context) =>
    measureGrowth(
      context,
      (context.short ? [5, 20] : [20, 200, 2000, 20_000]).map((n) => ({
        competitions: n,
        matches: 10,
        body: "lean",
        latency: 0
      })),
      (offer) => `${offer.competitions} competitions`
    )
}

export const matches: Section = {
  title: "As matches a competition grow: 200 competitions, lean, 0 ms, SQLite",
  run: (context) =>
    measureGrowth(
      context,
      (context.short ? [1, 10] : [1, 10, 100]).map((n) => ({
        competitions: context.short ? 10 : 200,
        matches: n,
        body: "lean",
        latency: 0
      })),
      (offer) => `${offer.matches} a competition`
    )
}
