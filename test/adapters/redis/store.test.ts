/**
 * The store's suite on Redis: this package's client with a stand-in of either version, effect's own client for Node,
 * and a real server with JSON and search if `REDIS_STACK_URL` is set.
 */

import { layer as nodeRedis } from "@effect/platform-node/NodeRedis"
import { afterAll, describe, expect, it } from "@effect/vitest"
import { Effect, Layer } from "effect"
import { serve } from "../../../mocks/redis/Server.ts"
import { clockAhead } from "../../helpers/clockAhead.ts"
import { ourPort, over, stackUrl } from "../../helpers/redisServers.ts"
import { isRuntimePart } from "../../helpers/testClasses.ts"
import { suite } from "../../suites/OddsStoreSuite.ts"

const { layer: clock, now, putForward } = clockAhead()
const older = await serve({ version: "7.2", now })
const newer = await serve({ version: "7.4", now })
afterAll(() => Promise.all([older.close(), newer.close()]))

const standIns = { time: "real", passTime: putForward, propertyRuns: 60 } as const
const onClock = (port: Parameters<typeof over>[0]) => over(port).pipe(Layer.provideMerge(clock))
suite("Redis over our port, stand-in 7.4", { layer: onClock(ourPort(newer.url)), ...standIns })
// Neither another version of the stand-in nor effect's client in our place has a promise of its own on Bun and Deno.
if (!isRuntimePart) {
  suite("Redis over our port, stand-in 7.2", { layer: onClock(ourPort(older.url)), ...standIns })
  suite("Redis over NodeRedis.layer, stand-in 7.4", { layer: onClock(nodeRedis({ url: newer.url })), ...standIns })
}

describe("a real Redis with JSON and search", () => {
  if (stackUrl !== undefined) {
    const time = { time: "real", passTime: (millis: number) => Effect.sleep(millis), propertyRuns: 60 } as const
    suite("Redis over our port, real", { layer: over(ourPort(stackUrl)), ...time })
    suite("Redis over NodeRedis.layer, real", { layer: over(nodeRedis({ url: stackUrl })), ...time })
  }
  it("is tested if REDIS_STACK_URL is set", () => {
    if (stackUrl === undefined) console.log("not run: the suite against a real Redis; REDIS_STACK_URL names none")
    expect(stackUrl ?? "redis://").toMatch(/^rediss?:\/\//)
  })
})
