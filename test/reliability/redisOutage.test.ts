/**
 * An outage of Redis while its store stays open: the store works again afterwards, with the clock of the new server.
 */
import { describe, expect, it } from "@effect/vitest"
import { Duration, Effect } from "effect"
import { reconnectMillis } from "../../adapters/redis/RedisClient.ts"
import { freePort } from "../../mocks/faults/index.ts"
import { serve } from "../../mocks/redis/Server.ts"
import { monotonicMillis } from "../../src/domain/Deadline.ts"
import { OddsStore } from "../../src/index.ts"
import { numberFrom } from "../helpers/numberFrom.ts"
import { ourPort, over } from "../helpers/redisServers.ts"
import { documentOf, newKeys } from "../suites/storeTest.ts"

const OUTAGE_SECONDS = numberFrom("RELIABILITY_OUTAGE_SECONDS", { quick: 2, usual: 2, long: 60 })

it("a lost connection is retried without limit, at least once a second", () => {
  expect(Array.from({ length: 6 }, (_, attempts) => reconnectMillis(attempts))).toEqual([50, 100, 200, 400, 800, 1000])
  for (const attempts of [25, 100, 10_000, 1_000_000]) expect(reconnectMillis(attempts)).toBe(1000)
})

describe("an outage of Redis", () => {
  it.live(
    `of ${OUTAGE_SECONDS} s fails publications meanwhile; afterwards deadlines use the new server's clock`,
    () =>
      Effect.gen(function* () {
        const first = yield* Effect.promise(async () => serve({ port: await freePort() }))
        const publish = Effect.gen(function* () {
          const store = yield* OddsStore
          const deadline = (yield* monotonicMillis) + 3000
          const json = JSON.stringify([documentOf(1)])
          return yield* store
            .publish({ keys: newKeys(), period: 0, json, expirySeconds: 200, marker: `m${Math.random()}`, deadline })
            .pipe(Effect.timeout("3 seconds"))
        })
        yield* Effect.gen(function* () {
          yield* publish
          yield* Effect.promise(() => first.close())
          expect((yield* Effect.exit(publish))._tag).toBe("Failure")
          yield* Effect.sleep(Duration.seconds(OUTAGE_SECONDS))
          // An hour ahead: a deadline in the first server's time would have passed.
          const ahead = 3_600_000
          const second = yield* Effect.acquireRelease(
            Effect.promise(() => serve({ port: first.port, now: () => Date.now() + ahead })),
            (server) => Effect.promise(() => server.close())
          )
          const { key } = yield* Effect.retry(publish, { times: 3 })
          const atSecond = Number(/:(\d+)-0$/.exec(key)?.[1])
          expect(Math.abs(atSecond - (Date.now() + ahead) / 1000)).toBeLessThan(10)
          expect(second.seen).toBeDefined()
        }).pipe(Effect.scoped, Effect.provide(over(ourPort(first.url))))
      }).pipe(Effect.scoped),
    (OUTAGE_SECONDS + 28) * 1000
  )
})
