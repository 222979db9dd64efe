/**
 * A series: contenders measured in turn, A B C A B C …, on the same task, and compared by the ratio to the first of them
 * within each round, so that a machine that is busy for a while does not favour anyone.
 *
 * Every run must have done the whole work: answers given by the bookmaker, matches kept, documents stored. One that did
 * not ends the bench.
 */
import { type Contender, type Markets, reportsOf } from "./contenders.ts"
import { type Bookmaker, measure, type RedisServer, type Run } from "./processes.ts"
import { send } from "./resp.ts"
import { median } from "./table.ts"

/** What the runs of one contender come to: medians; seconds and MB. */
export interface Measured {
  readonly name: string
  readonly runs: number
  readonly cpuSeconds: number
  readonly wallSeconds: number
  readonly peakMegabytes: number
  /** Medians of the rounds' ratios to the first contender, and the extremes of that of CPU. */
  readonly cpuRatio: number
  readonly cpuRatioRange: readonly [number, number]
  readonly wallRatio: number
}

/** A series, or why a contender is not in it. */
export interface Series {
  readonly measured: ReadonlyArray<Measured>
  readonly absent: ReadonlyArray<{ readonly name: string; readonly install: string }>
}

/** What a series is made of. `prepare` readies the emptied Redis before each run. */
export interface SeriesOptions {
  readonly contenders: ReadonlyArray<Contender>
  readonly bookmaker: Bookmaker
  readonly redis: RedisServer
  readonly markets: Markets
  readonly rounds: number
  readonly prepare?: () => Promise<void>
}

/** Tells the CPU seconds of a run. */
export const cpuOf = ({ systemSeconds, userSeconds }: Run) => systemSeconds + userSeconds

const refuse = (name: string, what: string, found: number, wanted: number) => {
  if (found !== wanted) throw new Error(`${name}: ${found} ${what} instead of ${wanted}; it is not measured`)
}

/** Runs one contender once, from an empty store, and checks what it did. */
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
  const did = contender.did(run.stdout)
  const documents = competitions * matches * contender.documents(markets)
  refuse(contender.name, "answers", answers, competitions * contender.fetches(markets))
  refuse(contender.name, "unknown competitions", unknown, 0)
  refuse(contender.name, "matches kept", did.kept, documents)
  refuse(contender.name, "documents stored", did.stored, contender.store === "none" ? 0 : documents)
  return run
}

/** Measures contenders in turn. Ratios are to the first that is there. */
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

/** Gives the share of a run of the command that came after the bookmaker's last answer had left. */
export const tailShare = (run: Run, lastAnswerAt: number): number => {
  const [report] = reportsOf(run.stdout)
  const [startedAt, finishedAt] = [Date.parse(report!.startedAt), Date.parse(report!.finishedAt)]
  return (finishedAt - lastAnswerAt) / (finishedAt - startedAt)
}
