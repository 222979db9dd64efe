/**
 * The library as another program uses it: `extract` of the built package, in this process, several times.
 *
 * Runs on Node, Deno and Bun alike: `inside.ts '{"url", "rounds", "extractors", "store", "folder", "marks"}'`. Prints the
 * rounds as JSON; the first one is cold. With `marks` the bodies pass through a `fetch` that notes when the last one was
 * there, which costs a little time, and the store notes when it has published.
 */
import type { OddsStore } from "bookiegamma"
import { Effect, Layer, Redacted } from "effect"
import type { Stats } from "./bookmaker.ts"

/** What this program is told. */
export interface Orders {
  readonly url: string
  readonly rounds: number
  readonly extractors: ReadonlyArray<"three-way" | "btts" | "double-chance">
  /** A folder for SQLite files, a Redis's URL, or nothing for a dry run. */
  readonly folder?: string
  readonly redisUrl?: string
  readonly marks?: boolean
}

/** What came of one round. Seconds. */
export interface Round {
  readonly wallSeconds: number
  readonly cpuSeconds: number
  readonly kept: number
  readonly stored: number
  readonly stats: Stats
  /** From the last body's arrival to the publication, and to the end, in seconds; only with `marks`. */
  readonly publishSeconds?: number
  readonly tailSeconds?: number
}

const orders: Orders = JSON.parse(process.argv[2] ?? "{}")
const load = async <M>(path: string) => (await import(new URL(`../dist/${path}`, import.meta.url).href)) as M
const { extract, OddsStore: Store } = await load<typeof import("../src/index.ts")>("src/index.js")
const { KyHttpClient } = await load<typeof import("../adapters/ky/index.ts")>("adapters/ky/index.js")

let lastBodyAt = 0
const marking = async (input: RequestInfo | URL, init?: RequestInit) => {
  const response = await fetch(input, init)
  const body = await response.arrayBuffer()
  lastBodyAt = performance.now()
  return new Response(body, response)
}

let publishedAt = 0
/** Notes when a store has published. */
const noting = <E>(layer: Layer.Layer<OddsStore, E>) =>
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
  if (orders.marks !== true) return KyHttpClient.layer
  const { default: ky } = await import("ky")
  return KyHttpClient.layerFrom(ky.create({ fetch: marking as typeof fetch }))
}

const store = async (round: number): Promise<Layer.Layer<OddsStore, unknown>> => {
  if (orders.redisUrl !== undefined) {
    const { RedisOddsStore } = await load<typeof import("../adapters/redis/index.ts")>("adapters/redis/index.js")
    return RedisOddsStore.layer(Redacted.make(orders.redisUrl))
  }
  const { SqliteOddsStore } = await load<typeof import("../adapters/sqlite/index.ts")>("adapters/sqlite/index.js")
  return SqliteOddsStore.layer(orders.folder === undefined ? ":memory:" : `${orders.folder}/${round}.sqlite`)
}

const rounds: Array<Round> = []
for (let round = 0; round < orders.rounds; round++) {
  await (await fetch(`${orders.url}reset`)).text()
  const layer = Layer.merge(await http(), noting(await store(round)))
  const cpu = process.cpuUsage()
  const startedAt = performance.now()
  const results = await extract({
    extractors: orders.extractors,
    source: "live",
    period: 0,
    prefix: `round${round}`,
    budget: "10 minutes",
    dryRun: orders.folder === undefined && orders.redisUrl === undefined,
    bookmaker: { live: orders.url, upcoming: orders.url }
  }).pipe(Effect.provide(layer), Effect.runPromise)
  const endedAt = performance.now()
  const { system, user } = process.cpuUsage(cpu)
  const stats: Stats = await (await fetch(`${orders.url}stats`)).json()
  const sum = (of: (result: (typeof results)[number]) => number) => results.reduce((total, one) => total + of(one), 0)
  rounds.push({
    wallSeconds: (endedAt - startedAt) / 1000,
    cpuSeconds: (system + user) / 1e6,
    kept: sum(({ report }) => report.matches.kept),
    stored: sum(({ report }) => report.documents.created + report.documents.updated),
    stats,
    ...(orders.marks === true
      ? { publishSeconds: (publishedAt - lastBodyAt) / 1000, tailSeconds: (endedAt - lastBodyAt) / 1000 }
      : {})
  })
}
console.log(JSON.stringify(rounds))
