/**
 * Looks up and merges known matches: all in one batch, compared with one by one.
 *
 * Runs on Node, Deno and Bun: `known.ts '{"count", "rounds", "redisUrl"}'`; without `redisUrl` the store is a SQLite
 * file. Prints the rounds as JSON.
 */
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import type { MatchDocument } from "bookiegamma"
import { Effect, Layer, Redacted } from "effect"
import { Redis } from "effect/persistence"

/** This program's argument. */
export interface Options {
  readonly count: number
  readonly rounds: number
  readonly redisUrl?: string
}

/** The result of one round: seconds, and number of merged entries, each way. */
export interface Round {
  readonly atOnceSeconds: number
  readonly oneByOneSeconds: number
  readonly mergedAtOnce: number
  readonly mergedOneByOne: number
}

const { count, redisUrl, rounds }: Options = JSON.parse(process.argv[2] ?? "{}")
const load = async <M>(path: string) => (await import(new URL(`../dist/${path}`, import.meta.url).href)) as M
const { Keys, Markets, OddsStore } = await load<typeof import("../src/index.ts")>("src/index.js")
const market = Markets.btts
const keys = Keys.ofMarket("bench", market, "live")

const document = (id: number, odds: string): MatchDocument => ({
  bookmaker: "BookieGamma",
  start_time: "2030-06-15 12:30:00",
  competition_name: "league 1_england",
  teams: {
    [`Home ${id};Away ${id}`]: {
      yes: { odd_value: odds, prev_oddValue: "1.60", outcome: "yes" },
      no: { odd_value: "2.25", prev_oddValue: "2.28", outcome: "no" }
    }
  },
  parent_match_id: id,
  create_date: 1_900_000_000,
  target_date: "2030-06-15",
  yes: { odd_: odds, live: 0, odd_status: "1", event_status: 1, "split(%)": "", currency: "" },
  no: { odd_: "2.25", live: 0, odd_status: "1", event_status: 1, "split(%)": "", currency: "" }
})

const ids = Array.from({ length: count }, (_, index) => 50_000_000 + index)
const entries = ids.map((id) => ({
  key: `${keys.matchedPrefix}${id}`,
  text: JSON.stringify({
    match_team_objects: {
      BookieGamma: document(id, "1.50"),
      OtherBookie: { ...document(id, "1.52"), bookmaker: "OtherBookie" }
    },
    teams: `Home ${id};Away ${id};Home;Away`,
    created: 0,
    arbitrage: 1,
    arb_updated: 0,
    bookie_updated: 0,
    match_date: "2030-06-15",
    start_time: "2030-06-15 12:30:00",
    arbitrage_opportunities: []
  })
}))

/** Looks up matches by id and merges new odds into their entries; returns the number of merged entries. */
const updateMatches = Effect.fnUntraced(function* (matchIds: ReadonlyArray<number>, odds: string) {
  const store = yield* OddsStore
  const { entries: found } = yield* store.entriesOf(keys, matchIds)
  const changes = [...found].flatMap(([matchId, of]) =>
    of.map((entry) => ({ entry, matchId, document: document(matchId, odds) }))
  )
  let merged = 0
  yield* store.change(market, changes, { onResult: (_, result) => void (result === "merged" && merged++) })
  return merged
})

const seconds = <A, E, R>(effect: Effect.Effect<A, E, R>) =>
  Effect.gen(function* () {
    const startedAt = performance.now()
    const result = yield* effect
    return [(performance.now() - startedAt) / 1000, result] as const
  })

const measure = Effect.gen(function* () {
  const results: Array<Round> = []
  for (let round = 0; round < rounds; round++) {
    const [atOnceSeconds, mergedAtOnce] = yield* seconds(updateMatches(ids, `2.${10 + round}`))
    const [oneByOneSeconds, each] = yield* seconds(Effect.forEach(ids, (id) => updateMatches([id], `3.${10 + round}`)))
    const mergedOneByOne = each.reduce((total, one) => total + one, 0)
    results.push({ atOnceSeconds, mergedAtOnce, oneByOneSeconds, mergedOneByOne })
  }
  return results
})

const measureSqlite = async () => {
  const { Sqlite, SqliteOddsStore } =
    await load<typeof import("../adapters/sqlite/index.ts")>("adapters/sqlite/index.js")
  const folder = mkdtempSync(join(tmpdir(), "bookiegamma-bench-"))
  const insertEntries = Effect.flatMap(Sqlite.Sqlite, ({ write }) =>
    write(({ run }) => {
      for (const { key, text } of entries)
        run("INSERT INTO matched (key, entry, expires) VALUES (?, ?, NULL)", key, text)
    })
  )
  const layer = Layer.provideMerge(SqliteOddsStore.layerSqlite, Sqlite.layer(join(folder, "known.sqlite")))
  try {
    return await Effect.andThen(insertEntries, measure).pipe(Effect.provide(layer), Effect.runPromise)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

const measureRedis = async (url: string) => {
  const { RedisClient, RedisOddsStore } =
    await load<typeof import("../adapters/redis/index.ts")>("adapters/redis/index.js")
  const insertEntries = Effect.flatMap(Redis.Redis, ({ send }) =>
    Effect.andThen(
      send("FLUSHALL"),
      Effect.forEach(entries, ({ key, text }) => send("JSON.SET", key, "$", text), { concurrency: 100 })
    )
  )
  const port = RedisClient.layer({ url: Redacted.make(url) })
  return Effect.andThen(insertEntries, measure).pipe(
    Effect.provide(Layer.provideMerge(RedisOddsStore.layerRedis("the bench's"), port)),
    Effect.runPromise
  )
}

console.log(JSON.stringify(await (redisUrl === undefined ? measureSqlite() : measureRedis(redisUrl))))
