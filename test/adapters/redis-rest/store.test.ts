/**
 * The store's suite on the REST form of Redis: over this package's port with ky, in front of a stand-in, and in front of a real
 * server with JSON and search if `REDIS_STACK_URL` names one without a login.
 */
import { afterAll, expect, it } from "@effect/vitest"
import { Effect, Layer } from "effect"
import * as Redis from "effect/persistence/Redis"
import { clockAhead } from "../../helpers/clockAhead.ts"
import { over, stackUrl } from "../../helpers/redisServers.ts"
import { restPort, serveRest, serveRestStandIn } from "../../helpers/restServers.ts"
import { isRuntimePart } from "../../helpers/testClasses.ts"
import { suite } from "../../suites/OddsStoreSuite.ts"

const { layer: clock, now, putForward } = clockAhead()
// Another version of the stand-in has no promise of its own on Bun and Deno.
const versions = isRuntimePart ? (["8.0"] as const) : (["7.2", "8.0"] as const)
const servers = await Promise.all(versions.map((version) => serveRestStandIn({ version, now })))
afterAll(() => Promise.all(servers.map(({ close }) => close())))

const standIns = { time: "real", passTime: putForward, propertyRuns: 60, sharedIndexes: true } as const
for (const [index, { rest }] of servers.entries()) {
  suite(`Redis over REST, stand-in ${versions[index]}`, {
    layer: over(restPort(rest.url)).pipe(Layer.provideMerge(clock)),
    ...standIns
  })
}

it.live("the suites leave nothing behind in a stand-in", () =>
  Effect.forEach(servers, ({ rest }) =>
    Effect.gen(function* () {
      const { send } = yield* Redis.Redis
      expect(yield* send("SCAN", "0", "COUNT", "1000")).toStrictEqual(["0", []])
      expect(yield* send("FT._LIST")).toStrictEqual([])
    }).pipe(Effect.provide(restPort(rest.url)))
  )
)

const near = /^redis:\/\/(?:127\.0\.0\.1|localhost):(\d+)(?:\/0?)?$/.exec(stackUrl ?? "")
if (near !== null) {
  const rest = await serveRest(Number(near[1]))
  afterAll(rest.close)
  const passTime = (millis: number) => Effect.sleep(millis)
  suite("Redis over REST, real", {
    layer: over(restPort(rest.url)),
    ...{ time: "real", passTime, propertyRuns: 60, sharedIndexes: true }
  })
}

it("a real Redis is tested if REDIS_STACK_URL names one on this machine without a login", () => {
  if (near === null) console.log("not run: the suite over REST against a real Redis; REDIS_STACK_URL names none here")
  expect(near?.[0] ?? "redis://").toMatch(/^redis:/)
})
