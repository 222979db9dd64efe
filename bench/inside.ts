/**
 * The library in-process: calls `extract` of the built package several times.
 *
 * Runs on Node, Deno and Bun: `inside.ts '{"url", "rounds", "extractors", "folder", "redisUrl", "marks"}'`. Prints the
 * rounds as JSON; the first one is cold. With `marks`, a wrapped `fetch` records when the last body arrived (which
 * costs a little time), and a wrapped store records when it has published.
 */
import type { OddsStore } from "bookiegamma"
import { Effect, Layer, Redacted } from "effect"
import type { Stats } from "./bookmaker.ts"

/** This program's argument. */
export interface Options {
  readonly url: string
  readonly rounds: number
  readonly extractors: ReadonlyArray<"three-way" | "btts" | "double-chance">
  /** Folder of SQLite files. Without it and `redisUrl` the run is a dry run. */
  readonly folder?: string
  readonly redisUrl?: string
  readonly marks?: boolean
}

/** The result of one round. */
export interface Round {
  readonly wallSeconds: number
  readonly cpuSeconds: number
  readonly kept: number
  readonly stored: number
  readonly stats: Stats
  /** Seconds from the arrival of the last body to the publication; only with `marks`. */
  readonly publishSeconds?: number
  /** Seconds from the arrival of the last body to the end of the run; only with `marks`. */
  readonly tailSeconds?: number
}

const options: Options = JSON.parse(process.argv[2] ?? "{}")
const load = async <M>(path: string) => (await import(new URL(`../dist/${path}`, import.meta.url).href)) as M
const { extract, OddsStore: Store } = await load<typeof import("../src/index.ts")>("src/index.js")
const { KyHttpClient } = await load<typeof import("../adapters/ky/index.ts")>("adapters/ky/index.js")

let lastBodyAt = 0
const recordingFetch = async (input: RequestInfo | URL, init?: RequestInit) => {
  const response = await fetch(input, init)
  const body = await response.arrayBuffer()
  lastBodyAt = performance.now()
  return new Response(body, response)
}

let publishedAt = 0
/** Wraps a store to record when it has published. */
const recordPublication = <E>(layer: Layer.Layer<OddsStore, E>) =>
  Layer.effect(
    Store,
    Effect.map(Store, (store) => ({
      ...store,
      publish: (publish: Parameters<typeof store.publish>[0]) =>
        Effect.tap(store.publish(publish), () =>
          Effect.sync(() => {
            publishedAt = performance.now()
          })
        )
    }))
  ).pipe(Layer.provide(layer))

const http = async () => {
  if (options.marks !== true) return KyHttpClient.layer
  const { default: ky } = await import("ky")
  return KyHttpClient.layerFrom(ky.create({ fetch: recordingFetch as typeof fetch }))
}

const store = async (round: number): Promise<Layer.Layer<OddsStore, unknown>> => {
  if (options.redisUrl !== undefined) {
    const { RedisOddsStore } = await load<typeof import("../adapters/redis/index.ts")>("adapters/redis/index.js")
    return RedisOddsStore.layer(Redacted.make(options.redisUrl))
  }
  const { SqliteOddsStore } = await load<typeof import("../adapters/sqlite/index.ts")>("adapters/sqlite/index.js")
  return SqliteOddsStore.layer(options.folder === undefined ? ":memory:" : `${options.folder}/${round}.sqlite`)
}

const rounds: Array<Round> = []
for (let round = 0; round < options.rounds; round++) {
  await (await fetch(`${options.url}reset`)).text()
  const layer = Layer.merge(await http(), recordPublication(await store(round)))
  const cpu = process.cpuUsage()
  const startedAt = performance.now()
  const results = await extract({
    extractors: options.extractors,
    source: "live",
    period: 0,
    prefix: `round${round}`,
    budget: "10 minutes",
    dryRun: options.folder === undefined && options.redisUrl === undefined,
    bookmaker: { live: options.url, upcoming: options.url }
  }).pipe(Effect.provide(layer), Effect.runPromise)
  const endedAt = performance.now()
  const { system, user } = process.cpuUsage(cpu)
  const stats: Stats = await (await fetch(`${options.url}stats`)).json()
  const sum = (of: (result: (typeof results)[number]) => number) => results.reduce((total, one) => total + of(one), 0)
  rounds.push({
    wallSeconds: (endedAt - startedAt) / 1000,
    cpuSeconds: (system + user) / 1e6,
    kept: sum(({ report }) => report.matches.kept),
    stored: sum(({ report }) => report.documents.created + report.documents.updated),
    stats,
    ...(options.marks === true
      ? { publishSeconds: (publishedAt - lastBodyAt) / 1000, tailSeconds: (endedAt - lastBodyAt) / 1000 }
      : {})
  })
}
console.log(JSON.stringify(rounds))
