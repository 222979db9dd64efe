/**
 * A long-running process: runs of the built library over one bookmaker's layer and one store, as `watch` makes them.
 *
 * Runs on Node, Deno and Bun: `watching.ts '{"url", "rounds", "extractors", "share", "redisUrl"}'`; before each round, odds
 * of `share` of the competitions change. Prints the CPU seconds of each round, and what it did, as JSON.
 */
import { Effect, Layer, Redacted } from "effect"
import { HttpClient } from "effect/http"

/** This program's argument. */
export interface Options {
  readonly url: string
  readonly redisUrl: string
  readonly rounds: number
  readonly extractors: ReadonlyArray<"three-way" | "btts" | "double-chance">
  readonly share: number
}

/** One round. */
export interface Round {
  readonly cpuSeconds: number
  readonly kept: number
  readonly stored: number
  /** Answers that were equal to the last ones. */
  readonly equal: number
}

const options: Options = JSON.parse(process.argv[2] ?? "{}")
const load = async <M>(path: string) => (await import(new URL(`../dist/${path}`, import.meta.url).href)) as M
const { BookieGamma, Bookmaker, Extraction } = await load<typeof import("../src/index.ts")>("src/index.js")
const { hostBodies, hostHttp, tuneBun } =
  await load<typeof import("../adapters/host/index.ts")>("adapters/host/index.js")
const { RedisOddsStore } = await load<typeof import("../adapters/redis/index.ts")>("adapters/redis/index.js")

// As the command does when it watches.
tuneBun("watch")

const { extractors, redisUrl, rounds, share, url } = options
const layers = Layer.provideMerge(
  Extraction.layer,
  BookieGamma.layer({ live: url, upcoming: url }, { keepsAnswers: true, bodies: hostBodies })
).pipe(
  Layer.provide(await hostHttp()),
  // As the command does: no span for each request.
  Layer.provide(Layer.succeed(HttpClient.TracerDisabledWhen, () => true)),
  Layer.provide(RedisOddsStore.layer(Redacted.make(redisUrl)))
)

const sum = (numbers: ReadonlyArray<number>) => numbers.reduce((total, one) => total + one, 0)

const round = Effect.gen(function* () {
  const extraction = yield* Extraction
  const { traffic } = yield* Bookmaker
  yield* Effect.promise(async () => (await fetch(`${url}next?share=${share}`)).text())
  const before = traffic?.().equal ?? 0
  const cpu = process.cpuUsage()
  const results = yield* extraction.run({ extractors, source: "live", period: 0, budget: "10 minutes" })
  const { system, user } = process.cpuUsage(cpu)
  const reports = results.map(({ report }) => report)
  return {
    cpuSeconds: (system + user) / 1e6,
    kept: sum(reports.map(({ matches }) => matches.kept)),
    stored: sum(reports.map(({ documents }) => documents.created + documents.updated)),
    equal: (traffic?.().equal ?? 0) - before
  } satisfies Round as Round
})

const found = await Effect.runPromise(
  Effect.forEach(Array.from({ length: rounds }), () => round).pipe(Effect.provide(layers))
)
console.log(JSON.stringify(found))
process.exit(0)
