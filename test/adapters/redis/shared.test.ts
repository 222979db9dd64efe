/**
 * A Redis that others use too, with keys, streams and indexes of theirs: the store, `doctor` and the tests themselves leave all
 * of it as it is, and nothing of their own behind.
 */
import { assert, describe, it } from "@effect/vitest"
import { Effect, Exit, Redacted } from "effect"
import * as Redis from "effect/persistence/Redis"
import { RedisAdmin } from "../../../adapters/redis/index.ts"
import { Keys, Markets, OddsStore } from "../../../src/index.ts"
import { onTarget, type Target, targets } from "../../helpers/redisServers.ts"
import { StoreProbe } from "../../suites/StoreProbe.ts"
import { changeAll, documentOf, entryText, newEntry, newKeys, newMarker, newPrefix } from "../../suites/storeTest.ts"

const sendAll = Effect.fnUntraced(function* (commands: ReadonlyArray<readonly [string, ...ReadonlyArray<string>]>) {
  const { send } = yield* Redis.Redis
  return yield* Effect.forEach(commands, ([name, ...args]) => send(name, ...args))
})

const FILLERS = 3000

const on = (prefix: string) => ["ON", "JSON", "PREFIX", "1", prefix, "SCHEMA"]

/** Fills a server as others might: strings, documents, a stream with a group, two indexes. */
const fill = (theirs: string) =>
  Effect.andThen(
    sendAll([
      ["FT.CREATE", `idx:${theirs}all`, ...on(`matched_teams_${theirs}`), "$.arbitrage", "AS", "arbitrage", "NUMERIC"],
      ["FT.CREATE", `idx:${theirs}own`, ...on(`${theirs}:`), "$.a", "AS", "a", "NUMERIC"],
      ["JSON.SET", `${theirs}:1`, "$", '{"a":1,"arbitrage":7}'],
      ["JSON.SET", `matched_teams_${theirs}-BTTS_live_stream:1`, "$", entryText(documentOf(1))],
      ["SET", `${theirs}-odi_competition_ids_live-0`, '["17"]', "EX", "3600"],
      ["XADD", `${theirs}-BTTS_live_stream`, "1-1", "data_key", "x"],
      ["XGROUP", "CREATE", `${theirs}-BTTS_live_stream`, "matcher", "0"],
      ["XREADGROUP", "GROUP", "matcher", "one", "COUNT", "1", "STREAMS", `${theirs}-BTTS_live_stream`, ">"]
    ]),
    sendAll(Array.from({ length: FILLERS }, (_, index) => ["SET", `${theirs}-filler-${index}`, "v"] as const))
  )

/** Returns what is in a server under names with a text: keys with types and contents, indexes with what they hold. */
const contents = Effect.fnUntraced(function* (named: string) {
  const { send } = yield* Redis.Redis
  const keys = new Set<string>()
  for (let cursor = "0", isFirst = true; isFirst || cursor !== "0"; isFirst = false) {
    const scan = send<readonly [string, ReadonlyArray<string>]>("SCAN", cursor, "COUNT", "1000")
    const [next, page] = yield* scan
    for (const key of page) if (key.toLowerCase().includes(named)) keys.add(key)
    cursor = String(next)
  }
  const values = yield* Effect.forEach(
    [...keys].sort(),
    (key) =>
      Effect.gen(function* () {
        const type = String(yield* send("TYPE", key))
        if (type === "stream")
          return [key, yield* send("XRANGE", key, "-", "+"), yield* send("XPENDING", key, "matcher")]
        return [key, type, yield* send(type === "string" ? "GET" : "JSON.GET", key)]
      }),
    { concurrency: 50 }
  )
  const indexes = [...(yield* send<Iterable<string>>("FT._LIST"))].map(String).filter((name) => name.includes(named))
  const counts = yield* Effect.forEach(indexes.sort(), (name) =>
    Effect.map(send("FT.SEARCH", name, "*", "LIMIT", "0", "0"), (reply) => {
      return [name, Array.isArray(reply) ? reply[0] : (reply as { total_results: number }).total_results] as const
    })
  )
  return { values, counts }
})

/** Does all that a run and the other programs do. */
const useStore = Effect.fnUntraced(function* (keys: Keys.MarketKeys, prefix: string) {
  const store = yield* OddsStore
  const probe = yield* StoreProbe
  const entry = newEntry(keys)
  yield* probe.putEntry(entry, entryText(documentOf(1)))
  yield* store.cacheIds(Keys.cachedIds(prefix, "live", 0), ["17"], 600)
  const { entries } = yield* store.entriesOf(keys, [1])
  assert.deepStrictEqual(entries, new Map([[1, [entry]]]))
  const changes = [{ entry, matchId: 1, document: documentOf(1, { odds: "1.75" }) }]
  assert.deepStrictEqual(yield* changeAll(store, Markets.btts, changes), ["merged"])
  const publication = { keys, period: 0, json: JSON.stringify([documentOf(2)]), expirySeconds: 200 } as const
  yield* store.publish({ ...publication, marker: newMarker() })
  yield* sendAll([["XGROUP", "CREATE", keys.stream, "matcher", "0"]])
})

const using = (target: Target) =>
  it.live(`${target.name} keeps what is theirs, and nothing of ours, also when a test fails`, () =>
    onTarget(target, (url) =>
      Effect.gen(function* () {
        // A stand-in would be another one each time it is opened.
        const same: Target = { name: target.name, open: Effect.succeed(url) }
        const theirs = newPrefix()
        yield* fill(theirs)
        const before = yield* contents(theirs)
        let ours = ""
        // Zones of their own, as every test has one.
        const inner = (fails: boolean) =>
          onTarget(same, () =>
            Effect.gen(function* () {
              const prefix = newPrefix()
              ours = prefix
              const keys = Keys.ofMarket(prefix, Markets.btts, "live")
              yield* useStore(keys, prefix)
              yield* RedisAdmin.make(Redacted.make(url)).createIndexes([newKeys()], false)
              const findings = yield* RedisAdmin.make(Redacted.make(url)).examine([keys])
              assert.deepStrictEqual(
                findings.filter(({ status }) => status !== "ok"),
                []
              )
              assert.isAbove((yield* contents(ours)).values.length, 3)
              if (fails) assert.fail("as a test may")
            })
          )
        for (const fails of [false, true]) {
          const exit = yield* Effect.exit(inner(fails))
          assert.strictEqual(Exit.isSuccess(exit), !fails, String(exit))
          assert.deepStrictEqual(yield* contents(ours), { values: [], counts: [] })
        }
        const after = yield* contents(theirs)
        assert.deepStrictEqual(after, before)
        assert.isAbove(after.values.length, FILLERS)
        assert.lengthOf(after.counts, 2)
      })
    )
  )

describe("a server that others use too:", () => {
  for (const target of targets) using(target)
})
