/**
 * A publication over HTTP whose connection breaks, at points from its first to its last byte, either way: it is there exactly once.
 *
 * Whether the runtime sends a request again by itself, as Deno does, makes no difference.
 */
import { assert, it } from "@effect/vitest"
import { Effect, Exit } from "effect"
import { type Cut, proxyTo } from "../../../mocks/faults/tcpProxy.ts"
import { OddsStore } from "../../../src/index.ts"
import { over } from "../../helpers/redisServers.ts"
import { restPort, restStandIn } from "../../helpers/restServers.ts"
import { isQuick } from "../../helpers/testClasses.ts"
import { StoreProbe } from "../../suites/StoreProbe.ts"
import { documentOf, newKeys } from "../../suites/storeTest.ts"

const documents = [documentOf(1)]
const WORKERS = 15
/** Cuts at every eighth byte, or every sixty-fourth with `npm test`. */
const STEP = isQuick ? 64 : 8

/** Publishes once per cut, over connections of which one breaks at that byte; returns each result. */
const publishCut = Effect.fnUntraced(function* (port: number, cuts: ReadonlyArray<Cut | undefined>) {
  const proxy = yield* Effect.acquireRelease(
    Effect.promise(() => proxyTo(port)),
    (proxy) => Effect.promise(() => proxy.close())
  )
  return yield* Effect.gen(function* () {
    const store = yield* OddsStore
    return yield* Effect.forEach(
      cuts,
      Effect.fnUntraced(function* (cut) {
        const keys = newKeys()
        proxy.arm(cut)
        const publish = { keys, period: 0, json: JSON.stringify(documents), expirySeconds: 200 } as const
        const exit = yield* Effect.exit(store.publish({ ...publish, marker: `marker-of-${keys.stream}` }))
        return { cut, exit, keys, passed: { ...proxy.passed }, hasCut: proxy.hasCut() }
      })
    )
  }).pipe(Effect.provide(over(restPort(`http://127.0.0.1:${proxy.port}`))))
}, Effect.scoped)

it.live(`a publication over a connection that is cut at every ${STEP}th byte, either way, is there exactly once`, () =>
  Effect.gen(function* () {
    const { rest } = yield* restStandIn()
    const checked = yield* Effect.gen(function* () {
      const direct = yield* StoreProbe
      const [whole] = yield* publishCut(rest.port, [undefined])
      const cuts = (["up", "down"] as const)
        .flatMap((direction) =>
          Array.from({ length: whole?.passed[direction] ?? 0 }, (_, after): Cut => ({ direction, after }))
        )
        .filter((_, index) => index % STEP === 0)
      const shares = Array.from({ length: WORKERS }, (_, worker) => cuts.filter((_, i) => i % WORKERS === worker))
      const outcomes = yield* Effect.forEach(shares, (share) => publishCut(rest.port, share), {
        concurrency: "unbounded"
      })
      for (const { cut, exit, hasCut, keys } of outcomes.flat()) {
        const where = JSON.stringify(cut)
        assert.isTrue(hasCut, `was cut ${where}`)
        if (Exit.isFailure(exit)) return assert.fail(`${where}: ${exit}`)
        const stream = yield* direct.stream(keys.stream)
        assert.deepStrictEqual(stream, [{ id: exit.value.streamId, data_key: exit.value.key }], where)
        const entry = yield* direct.published(exit.value.key)
        assert.deepStrictEqual(JSON.parse(entry?.text ?? "null"), documents, where)
      }
      return cuts.length
    }).pipe(Effect.provide(over(restPort(rest.url))))
    console.log(`publications over HTTP cut: ${checked}`)
    assert.isAbove(checked, 30)
  }).pipe(Effect.scoped)
)
