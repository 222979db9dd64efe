/**
 * Measures contenders on the same task in interleaved rounds (A B C A B C …), and compares them by the ratio to the
 * first one within each round, so that temporary load on the machine favours none.
 *
 * Fails if a run did not do all its work: responses of the bookmaker, matches kept, documents stored.
 */
import { type Contender, type Markets, parseReports } from "./contenders.ts"
import { type Bookmaker, measure, type RedisServer, type Run } from "./processes.ts"
import { send } from "./resp.ts"
import { median } from "./table.ts"

/** Medians over the runs of one contender, in seconds and MB. */
export interface Measured {
  readonly name: string
  readonly runs: number
  readonly cpuSeconds: number
  readonly wallSeconds: number
  readonly peakMegabytes: number
  /** Median of the rounds' ratios to the first contender. */
  readonly cpuRatio: number
  /** Lowest and highest of these ratios. */
  readonly cpuRatioRange: readonly [number, number]
  readonly wallRatio: number
}

/** The results of a series, and the contenders left out because they are not installed. */
export interface Series {
  readonly measured: ReadonlyArray<Measured>
  readonly absent: ReadonlyArray<{ readonly name: string; readonly install: string }>
}

/** Options of a series. */
export interface SeriesOptions {
  readonly contenders: ReadonlyArray<Contender>
  readonly bookmaker: Bookmaker
  readonly redis: RedisServer
  readonly markets: Markets
  readonly rounds: number
  /** Called before each run on Redis, after Redis is emptied. */
  readonly prepare?: () => Promise<void>
}

/** Returns the CPU seconds of a run. */
export const cpuOf = ({ systemSeconds, userSeconds }: Run) => systemSeconds + userSeconds

const expectCount = (name: string, what: string, actual: number, expected: number) => {
  if (actual !== expected) throw new Error(`${name}: ${actual} ${what} instead of ${expected}; it is not measured`)
}

/** Runs one contender once on an empty store. Rejects if it did not do all its work. */
export const runOnce = async (contender: Contender, options: SeriesOptions): Promise<Run> => {
  const { bookmaker, markets, redis } = options
  await bookmaker.reset()
  if (contender.store === "redis") {
    await send(redis.url, [["FLUSHALL"]])
    await options.prepare?.()
  }
  const task = { bookmakerUrl: bookmaker.url, redisUrl: redis.url, markets }
  const run = await measure(contender.command(task), contender.env(task))
  const { competitions, matches } = bookmaker.offer
  const { answers, unknown } = await bookmaker.stats()
  const counts = contender.readCounts(run.stdout)
  const documents = competitions * matches * contender.documents(markets)
  expectCount(contender.name, "answers", answers, competitions * contender.fetches(markets))
  expectCount(contender.name, "unknown competitions", unknown, 0)
  expectCount(contender.name, "matches kept", counts.kept, documents)
  expectCount(contender.name, "documents stored", counts.stored, contender.store === "none" ? 0 : documents)
  return run
}

/** Measures contenders in interleaved rounds. Ratios are to the first one that is installed. */
export const measureSeries = async (options: SeriesOptions): Promise<Series> => {
  const present = options.contenders.filter(({ absent }) => absent === undefined)
  const runs = present.map((): Array<Run> => [])
  for (let round = 0; round < options.rounds; round++) {
    for (const [index, contender] of present.entries()) runs[index]!.push(await runOnce(contender, options))
  }
  const [first = []] = runs
  return {
    measured: present.map(({ name }, index) => {
      const own = runs[index]!
      const ratios = own.map((run, round) => cpuOf(run) / cpuOf(first[round]!))
      return {
        name,
        runs: own.length,
        cpuSeconds: median(own.map(cpuOf)),
        wallSeconds: median(own.map(({ wallSeconds }) => wallSeconds)),
        peakMegabytes: median(own.map(({ peakMegabytes }) => peakMegabytes)),
        cpuRatio: median(ratios),
        cpuRatioRange: [Math.min(...ratios), Math.max(...ratios)],
        wallRatio: median(own.map((run, round) => run.wallSeconds / first[round]!.wallSeconds))
      }
    }),
    absent: options.contenders.flatMap(({ absent, name }) => (absent === undefined ? [] : [{ name, install: absent }]))
  }
}

/** Returns the fraction of a run's duration that came after the bookmaker's last response. */
export const tailShare = (run: Run, lastAnswerAt: number): number => {
  const [report] = parseReports(run.stdout)
  const [startedAt, finishedAt] = [Date.parse(report!.startedAt), Date.parse(report!.finishedAt)]
  return (finishedAt - lastAnswerAt) / (finishedAt - startedAt)
}
