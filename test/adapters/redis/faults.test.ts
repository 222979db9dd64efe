/**
 * Broken connections and concurrent writers: a publication happens exactly once or not at all, and a deleted entry is
 * not recreated.
 */
import { assert, describe, it } from "@effect/vitest"
import { Effect, Exit, Fiber, Schedule } from "effect"
import * as Redis from "effect/persistence/Redis"
import { freePort } from "../../../mocks/faults/index.ts"
import { type Cut, proxyTo } from "../../../mocks/faults/tcpProxy.ts"
import { monotonicMillis } from "../../../src/domain/Deadline.ts"
import { type Keys, Markets, OddsStore } from "../../../src/index.ts"
import { clockAhead } from "../../helpers/clockAhead.ts"
import { onTarget, ourPort, over, standIn, targets } from "../../helpers/redisServers.ts"
import { isQuick } from "../../helpers/testClasses.ts"
import { StoreProbe } from "../../suites/StoreProbe.ts"
import { changeAll, documentOf, entryText, newEntry, newKeys, newMarker } from "../../suites/storeTest.ts"

const market = Markets.btts
const documents = [documentOf(1)]

const publishUnder = (keys: Keys.MarketKeys, marker: string, limit: { deadline?: number } = {}) =>
  Effect.flatMap(OddsStore, (store) =>
    store.publish({ keys, period: 0, json: JSON.stringify(documents), expirySeconds: 200, marker, ...limit })
  )

const proxied = (port: number) =>
  Effect.acquireRelease(
    Effect.promise(() => proxyTo(port)),
    (proxy) => Effect.promise(() => proxy.close())
  )

/** Publishes once per cut, over a connection that breaks at that byte; returns each result. */
const publishCut = Effect.fnUntraced(function* (port: number, cuts: ReadonlyArray<Cut | undefined>) {
  const proxy = yield* proxied(port)
  const one = Effect.fnUntraced(function* (cut: Cut | undefined) {
    const keys = newKeys()
    proxy.arm(cut)
    const exit = yield* Effect.exit(publishUnder(keys, `marker-of-${keys.stream}`))
    return { cut, exit, keys, passed: { ...proxy.passed }, hasCut: proxy.hasCut() }
  })
  return yield* Effect.gen(function* () {
    yield* publishUnder(newKeys(), "warm-up")
    return yield* Effect.forEach(cuts, one)
  }).pipe(Effect.provide(over(ourPort(`redis://127.0.0.1:${proxy.port}`))))
}, Effect.scoped)

const WORKERS = 15
/** Cuts at every byte, or every fourth with `npm test`. */
const STEP = isQuick ? 4 : 1

describe("a publication over a connection that is cut", () => {
  it.live(
    `at every ${STEP === 1 ? "" : "fourth "}point between its first and its last byte, either way, is there exactly once`,
    () =>
      Effect.gen(function* () {
        const server = yield* standIn()
        const checked = yield* Effect.gen(function* () {
          const direct = yield* StoreProbe
          const [whole] = yield* publishCut(server.port, [undefined])
          const cuts = (["up", "down"] as const)
            .flatMap((direction) =>
              Array.from({ length: (whole?.passed[direction] ?? 0) + 1 }, (_, after): Cut => ({ direction, after }))
            )
            .filter((_, index) => index % STEP === 0)
          const shares = Array.from({ length: WORKERS }, (_, worker) => cuts.filter((_, i) => i % WORKERS === worker))
          const outcomes = yield* Effect.forEach(shares, (share) => publishCut(server.port, share), {
            concurrency: "unbounded"
          })
          for (const { cut, exit, hasCut, keys } of outcomes.flat()) {
            const where = JSON.stringify(cut)
            assert.isTrue(hasCut, `was cut ${where}`)
            if (Exit.isFailure(exit)) assert.fail(`${where}: ${exit}`)
            const stream = yield* direct.stream(keys.stream)
            assert.deepStrictEqual(stream, [{ id: exit.value.streamId, data_key: exit.value.key }], where)
            const entry = yield* direct.published(exit.value.key)
            assert.deepStrictEqual(JSON.parse(entry?.text ?? "null"), documents, where)
            assert.isAbove(entry?.timeToLive ?? 0, 100_000, where)
          }
          return cuts.length
        }).pipe(Effect.provide(over(ourPort(server.url))))
        console.log(`publications cut: ${checked}`)
        assert.isAbove(checked, 500)
      }).pipe(Effect.scoped),
    120_000
  )

  it.live("because the server is gone permanently fails, and leaves nothing partial", () =>
    Effect.gen(function* () {
      const server = yield* standIn()
      const keys = newKeys()
      yield* Effect.gen(function* () {
        yield* publishUnder(newKeys(), "warm-up")
        server.faults.onCommand = ({ name }) => (name === "EVAL" ? "drop" : undefined)
        const deadline = (yield* monotonicMillis) + 300
        const exit = yield* Effect.exit(publishUnder(keys, "m", { deadline }).pipe(Effect.timeout("500 millis")))
        assert.isTrue(Exit.isFailure(exit))
        server.faults.onCommand = undefined
      }).pipe(Effect.provide(over(ourPort(server.url))))
      const left = yield* Effect.flatMap(StoreProbe, ({ stream }) => stream(keys.stream)).pipe(
        Effect.provide(over(ourPort(server.url)))
      )
      assert.deepStrictEqual(left, [])
    }).pipe(Effect.scoped)
  )
})

describe("a publication that is asked for again, because its reply was lost,", () => {
  for (const target of targets) {
    it.live(`is the same one, even after the deadline: ${target.name}`, () =>
      onTarget(target, () =>
        Effect.gen(function* () {
          const probe = yield* StoreProbe
          const keys = newKeys()
          const marker = newMarker()
          const now = yield* monotonicMillis
          const first = yield* publishUnder(keys, marker, { deadline: now + 60_000 })
          const again = yield* publishUnder(keys, marker, { deadline: now - 1 })
          assert.deepStrictEqual(again, first)
          assert.lengthOf(yield* probe.stream(keys.stream), 1)
          const other = yield* Effect.flip(publishUnder(keys, newMarker(), { deadline: now - 1 }))
          assert.include(other.message, "deadline has passed")
        })
      )
    )

    it.live(`is known for longer than any run tries: ${target.name}`, () =>
      onTarget(target, () =>
        Effect.gen(function* () {
          const { send } = yield* Redis.Redis
          const marker = newMarker()
          yield* publishUnder(newKeys(), marker)
          const left = yield* send<number>("PTTL", marker)
          assert.isAbove(left, 120_000)
          assert.isAtMost(left, 600_000)
        })
      )
    )
  }
})

describe("a publication that cannot be announced", () => {
  it.live("because the stream's last id is the maximum leaves no entry behind", () =>
    Effect.gen(function* () {
      const server = yield* standIn()
      yield* Effect.gen(function* () {
        const { send } = yield* Redis.Redis
        const probe = yield* StoreProbe
        const keys = newKeys()
        yield* probe.announce(keys.stream, "18446744073709551615-18446744073709551615", "theirs")
        const error = yield* Effect.flip(publishUnder(keys, "marker"))
        assert.include(error.message, "exhausted the last possible ID")
        assert.deepStrictEqual(yield* send("KEYS", `${keys.publishedPrefix}*`), [])
        assert.isNull(yield* send("GET", "marker"))
      }).pipe(Effect.provide(over(ourPort(server.url))))
    }).pipe(Effect.scoped)
  )
})

describe("a server that goes", () => {
  it.live("fails commands at once, instead of having them wait, and is used again when it is back", () =>
    Effect.gen(function* () {
      const server = yield* standIn({ port: yield* Effect.promise(freePort) })
      yield* Effect.gen(function* () {
        const { send } = yield* Redis.Redis
        assert.strictEqual(yield* send("PING"), "PONG")
        yield* Effect.promise(() => server.close())
        assert.strictEqual((yield* Effect.flip(send("PING")))._tag, "RedisError")
        const meanwhile = yield* Effect.forkChild(Effect.exit(send("SET", "k", "v")), { startImmediately: true })
        yield* standIn({ port: server.port })
        const again = Effect.retry(send("PING"), Schedule.upTo(Schedule.spaced("20 millis"), { times: 500 }))
        assert.strictEqual(yield* again, "PONG")
        assert.isTrue(Exit.isFailure(yield* Fiber.join(meanwhile)))
        assert.isNull(yield* send("GET", "k"))
      }).pipe(Effect.provide(ourPort(server.url)))
    }).pipe(Effect.scoped)
  )
})

describe("a server whose clock differs", () => {
  it.live("gets deadlines in its own time", () =>
    Effect.gen(function* () {
      for (const ahead of [-60_000, 60_000]) {
        const server = yield* standIn({ now: () => Date.now() + ahead })
        yield* Effect.gen(function* () {
          const keys = newKeys()
          const late = yield* Effect.flip(publishUnder(keys, "m", { deadline: (yield* monotonicMillis) - 1000 }))
          assert.include(late.message, "deadline has passed")
          yield* publishUnder(keys, "m", { deadline: (yield* monotonicMillis) + 10_000 })
        }).pipe(Effect.provide(over(ourPort(server.url))))
      }
    }).pipe(Effect.scoped)
  )
})

describe("between lookup and update", () => {
  it.live("an entry that is deleted or expires results in gone and is not recreated", () =>
    Effect.gen(function* () {
      const { now, putForward } = clockAhead()
      const server = yield* standIn({ now })
      yield* Effect.gen(function* () {
        const store = yield* OddsStore
        const probe = yield* StoreProbe
        const keys = newKeys()
        const [deleted, expired, kept] = [newEntry(keys), newEntry(keys), newEntry(keys)]
        yield* probe.putEntry(deleted, entryText(documentOf(1)))
        yield* probe.putEntry(expired, entryText(documentOf(1)), 60_000)
        yield* probe.putEntry(kept, entryText(documentOf(1)))
        const found = (yield* store.entriesOf(keys, [1])).entries.get(1) ?? []
        assert.sameMembers([...found], [deleted, expired, kept])
        yield* probe.deleteEntry(deleted)
        yield* putForward(60_000)
        const changes = [deleted, expired, kept].map((entry) => ({ entry, matchId: 1, document: documentOf(1) }))
        assert.deepStrictEqual(yield* changeAll(store, market, changes), ["gone", "gone", "merged"])
        assert.isUndefined(yield* probe.entry(deleted))
        assert.isUndefined(yield* probe.entry(expired))
      }).pipe(Effect.provide(over(ourPort(server.url))))
    }).pipe(Effect.scoped)
  )

  it.live("an entry whose key changed its type does not fail other updates", () =>
    Effect.gen(function* () {
      const server = yield* standIn()
      yield* Effect.gen(function* () {
        const store = yield* OddsStore
        const probe = yield* StoreProbe
        const { send } = yield* Redis.Redis
        const keys = newKeys()
        const [text, list, good] = [newEntry(keys), newEntry(keys), newEntry(keys)]
        yield* send("SET", text, "no JSON")
        yield* probe.putEntry(list, "[1]")
        yield* probe.putEntry(good, entryText(documentOf(1)))
        const changes = [text, list, good].map((entry) => ({ entry, matchId: 1, document: documentOf(1) }))
        assert.deepStrictEqual(yield* changeAll(store, market, changes), ["gone", "gone", "merged"])
      }).pipe(Effect.provide(over(ourPort(server.url))))
    }).pipe(Effect.scoped)
  )
})

describe("two extractors that publish in the same second", () => {
  it.live("over separate connections have separate keys and one announcement each", () =>
    Effect.gen(function* () {
      const server = yield* standIn()
      const keys = newKeys()
      const publishOnce = (index: number) =>
        publishUnder(keys, `marker-${index}`).pipe(Effect.provide(over(ourPort(server.url))))
      const published = yield* Effect.forEach(
        Array.from({ length: 10 }, (_, index) => index),
        publishOnce,
        {
          concurrency: "unbounded"
        }
      )
      assert.strictEqual(new Set(published.map(({ key }) => key)).size, 10)
      const stream = yield* Effect.flatMap(StoreProbe, (probe) => probe.stream(keys.stream)).pipe(
        Effect.provide(over(ourPort(server.url)))
      )
      assert.sameMembers(
        stream.map(({ data_key }) => data_key),
        published.map(({ key }) => key)
      )
    }).pipe(Effect.scoped)
  )
})
