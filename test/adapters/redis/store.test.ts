/**
 * The store's suite on Redis: this package's client with a stand-in of each version, effect's own client for Node, and
 * a real server with JSON and search if `REDIS_STACK_URL` is set.
 */

import { layer as nodeRedis } from "@effect/platform-node/NodeRedis"
import { afterAll, describe, expect, it } from "@effect/vitest"
import { Effect, Layer, Redacted } from "effect"
import * as Redis from "effect/persistence/Redis"
import { RedisClient } from "../../../adapters/redis/index.ts"
import { serve } from "../../../mocks/redis/Server.ts"
import { clockAhead } from "../../helpers/clockAhead.ts"
import { ourPort, over, stackUrl } from "../../helpers/redisServers.ts"
import { isRuntimePart } from "../../helpers/testClasses.ts"
import { suite } from "../../suites/OddsStoreSuite.ts"

const { layer: clock, now, putForward } = clockAhead()
const versions = ["7.2", "7.4", "8.0"] as const
const servers = await Promise.all(versions.map((version) => serve({ version, now })))
afterAll(() => Promise.all(servers.map((server) => server.close())))

const standIns = { time: "real", passTime: putForward, propertyRuns: 60, sharedIndexes: true } as const
const onClock = (port: Parameters<typeof over>[0]) => over(port).pipe(Layer.provideMerge(clock))
// Neither another version of the stand-in nor effect's client in our place has a promise of its own on Bun and Deno.
for (const [index, { url }] of servers.entries()) {
  if (isRuntimePart && versions[index] !== "8.0") continue
  suite(`Redis over our port, stand-in ${versions[index]}`, { layer: onClock(ourPort(url)), ...standIns })
}
if (!isRuntimePart) {
  suite("Redis over NodeRedis.layer, stand-in 8.0", {
    layer: onClock(nodeRedis({ url: servers.at(-1)!.url })),
    ...standIns
  })
}

it.live("the suites leave nothing behind in a stand-in", () =>
  Effect.forEach(servers, ({ url }) =>
    Effect.gen(function* () {
      const { send } = yield* Redis.Redis
      expect(yield* send("SCAN", "0", "COUNT", "1000")).toStrictEqual(["0", []])
      expect([...(yield* send<Iterable<string>>("FT._LIST"))]).toStrictEqual([])
    }).pipe(Effect.provide(ourPort(url)))
  )
)

describe("a real Redis with JSON and search", () => {
  if (stackUrl !== undefined) {
    const passTime = (millis: number) => Effect.sleep(millis)
    const real = { time: "real", passTime, propertyRuns: 60, sharedIndexes: true } as const
    const overResp2 = RedisClient.layer({ url: Redacted.make(stackUrl), protocol: 2 })
    suite("Redis over our port, real", { layer: over(ourPort(stackUrl)), ...real })
    suite("Redis over our port with RESP2, real", { layer: over(overResp2), ...real })
    suite("Redis over NodeRedis.layer, real", { layer: over(nodeRedis({ url: stackUrl })), ...real })
  }
  it("is tested if REDIS_STACK_URL is set", () => {
    if (stackUrl === undefined) console.log("not run: the suite against a real Redis; REDIS_STACK_URL names none")
    expect(stackUrl ?? "redis://").toMatch(/^rediss?:\/\//)
  })
})
