/**
 * One run of the library, over ky and a real port, against a bookmaker with faults, into SQLite in memory; with all that
 * is needed to judge it afterwards.
 */
import { Effect, Layer, Schema } from "effect"
import { Sqlite } from "../../adapters/sqlite/index.ts"
import { type Dealt, type Script, serveWithFaults } from "../../mocks/faults/index.ts"
import {
  type Announced,
  type Extractor,
  Keys,
  type MarketResult,
  Markets,
  OddsStore,
  RequestOverrides,
  type Source
} from "../../src/index.ts"
import { commandHttp, extractAsCommand } from "../helpers/commandHttp.ts"
import { watchHeldUp } from "../helpers/heldUp.ts"
import { over } from "../helpers/sqliteProbe.ts"
import { StoreProbe } from "../suites/StoreProbe.ts"

/** Stands in the URL and in a header, and must never come out again. */
export const SECRET = "hunter2secret"

/** How long after its run a request may still be open, and a run after its budget, before it is called hanging. */
const SETTLE_MILLIS = 2000
const HANGING_MILLIS = 20_000

/** What one extractor brought, and what stands in the store of it. */
export interface Brought extends MarketResult {
  readonly announced: ReadonlyArray<Announced>
  /** What is left of the published entry's life, in milliseconds; undefined where it has no end or is not there. */
  readonly timeToLive: number | undefined
}

/** The options of a run. */
export interface FaultRunOptions {
  readonly extractors: ReadonlyArray<Extractor>
  readonly source: Source
  readonly concurrency: number
  readonly budgetSeconds: number
}

/** A run and what was seen of it. */
export interface FaultRun {
  readonly script: Script
  readonly options: FaultRunOptions
  readonly brought: ReadonlyArray<Brought>
  readonly dealt: ReadonlyArray<Dealt>
  /** How long the run took, by a clock that does not jump. */
  readonly millis: number
  /** For how much of that the machine, or the other runs in it, left this process no time. */
  readonly stalled: number
  /** Requests to the server that redirects lead to. */
  readonly strayed: number
  /** Requests still open some time after the run. */
  readonly open: ReadonlyArray<Dealt>
}

const overrides = Schema.decodeUnknownSync(RequestOverrides)({
  headers: {
    live: { competitions: { authorization: `Bearer ${SECRET}` }, matches: { authorization: `Bearer ${SECRET}` } },
    upcoming: { competitions: { authorization: `Bearer ${SECRET}` }, matches: { authorization: `Bearer ${SECRET}` } }
  }
})

const sleep = (millis: number) => new Promise<void>((resolve) => setTimeout(resolve, millis))

const inspect = Effect.fnUntraced(function* (extracted: MarketResult) {
  const { extractor, source } = extracted.report
  const store = yield* OddsStore
  const probe = yield* StoreProbe
  const announced = yield* store.announced(Keys.ofMarket("lst", Markets[extractor as Extractor], source), "0-0")
  const [first] = announced
  const timeToLive = first && (yield* probe.published(first.key))?.timeToLive
  return { ...extracted, announced, timeToLive } satisfies Brought as Brought
})

/** Runs once against a script. Rejects where the run has not ended long after its budget. */
export const faultRun = async (script: Script, given: Partial<FaultRunOptions> = {}): Promise<FaultRun> => {
  const server = await serveWithFaults(script)
  const url = `${server.url}/odds?token=${SECRET}`
  const options: FaultRunOptions = {
    extractors: ["btts"],
    source: "upcoming",
    concurrency: 50,
    budgetSeconds: 2,
    ...given
  }
  const { budgetSeconds, concurrency, extractors, source } = options
  try {
    const run = Effect.gen(function* () {
      const began = performance.now()
      const heldUp = watchHeldUp()
      const results = yield* extractAsCommand({
        extractors,
        source,
        period: 0,
        budget: `${budgetSeconds} seconds`,
        bookmaker: { live: url, upcoming: url, overrides, maxInFlight: concurrency }
      })
      const stalled = heldUp()
      const millis = performance.now() - began
      return { millis, stalled, brought: yield* Effect.forEach(results, inspect) }
    }).pipe(Effect.provide(Layer.merge(commandHttp, over(Sqlite.layer(":memory:")))))
    const hanging = budgetSeconds * 1000 + HANGING_MILLIS
    const { brought, millis, stalled } = await Effect.runPromise(Effect.timeout(run, hanging))
    for (let waited = 0; server.open() > 0 && waited < SETTLE_MILLIS; waited += 20) await sleep(20)
    const { dealt, strayed } = server
    const open = dealt.filter(({ exchange }) => !exchange.ended)
    return { script, options, brought, millis, stalled, dealt, strayed: strayed(), open }
  } finally {
    await server.close()
  }
}

/** With so many seconds a run is expected to bring what it should, however much of them the machine took. */
const MOST_SECONDS = 64

/** A run that is tried again with more time, and what is asked of it. */
export interface Trial {
  readonly script: Script
  readonly budgetSeconds: number
  /** Throws where a promise is broken, which no machine may cause. */
  readonly promises: (tried: FaultRun) => void
  /** Throws where the run did not bring what it brings with enough time. */
  readonly brings: (tried: FaultRun) => void
}

/** Runs; where the machine, or other runs in it, took a quarter of the time, and the run brought less for it, again with twice as much. */
export const trial = async ({ brings, budgetSeconds, promises, script }: Trial): Promise<void> => {
  const tried = await faultRun(script, { budgetSeconds })
  promises(tried)
  try {
    brings(tried)
  } catch (error) {
    if (budgetSeconds >= MOST_SECONDS || tried.stalled < budgetSeconds * 250) throw error
    await trial({ script, budgetSeconds: budgetSeconds * 2, promises, brings })
  }
}

/** Runs tasks, so many at once, and gives what they gave, in order. */
export const pooled = async <A, B>(items: ReadonlyArray<A>, atOnce: number, task: (item: A) => Promise<B>) => {
  const results: Array<B> = []
  let next = 0
  const work = async () => {
    while (next < items.length) {
      const index = next++
      results[index] = await task(items[index]!)
    }
  }
  await Promise.all(Array.from({ length: atOnce }, work))
  return results
}
