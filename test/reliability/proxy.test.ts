/**
 * The command, with a proxy between it and its Redis that cuts, holds and hangs at random bytes over the whole run.
 * `RELIABILITY_PROXIED` says how many runs, `RELIABILITY_PROXY_SEED` the first seed.
 */
import { expect, it } from "vitest"
import { good, hostileProxyTo, randomPlan, serveWithFaults } from "../../mocks/faults/index.ts"
import { serve } from "../../mocks/redis/Server.ts"
import type { Report } from "../../src/index.ts"
import { emptyFolder, start } from "../helpers/command.ts"
import { numberFrom } from "../helpers/numberFrom.ts"
import { expectSums } from "../helpers/report.ts"
import { runtime } from "../helpers/runtime.ts"
import { pooled } from "./faultRun.ts"
import { expectWhole, inRedis } from "./storeContents.ts"

const RUNS = numberFrom("RELIABILITY_PROXIED", { quick: 4, usual: 6, long: 200 })
const FROM = numberFrom("RELIABILITY_PROXY_SEED", 1)
const AT_ONCE = 4
const PASSWORD = "correct-horse"
const BUDGET_SECONDS = 6
/** With so much time a run is expected to bring all, however much of it the machine took. */
const AMPLE_SECONDS = 48
/** Starting the runtime, opening the store and finishing a publication come on top of the budget. */
const BESIDES_SECONDS = 5 + 5 + 3
const MATCHES = [4, 0, 3, 5]
const matchIds = MATCHES.flatMap((count, at) =>
  Array.from({ length: count }, (_, index) => (at + 1) * 1000 + index + 1)
)

const odds = () => "2.000002"

/** What was seen of one run. */
interface Outcome {
  readonly passed: Parameters<typeof randomPlan>[1]
  readonly spoiled: number
  readonly verdict: Report["verdict"]
  readonly unknown: boolean
}

it(
  `on ${runtime.name}, ${RUNS} runs over a hostile proxy publish once or not at all, and say which`,
  async () => {
    const began = performance.now()
    const bookmaker = await serveWithFaults({ matches: MATCHES, listing: good, competitions: {} }, { odds })
    const one = async (plan: Parameters<typeof hostileProxyTo>[1], budget = BUDGET_SECONDS): Promise<Outcome> => {
      const redis = await serve({ password: PASSWORD })
      const proxy = await hostileProxyTo(redis.port, plan)
      const env = {
        BOOKIEGAMMA_LIVE_URL: bookmaker.url,
        BOOKIEGAMMA_UPCOMING_URL: bookmaker.url,
        BOOKIEGAMMA_BUDGET: String(budget),
        REDIS_URL: `redis://:${PASSWORD}@127.0.0.1:${proxy.port}`
      }
      const started = performance.now()
      const command = start(["btts", "live", "--format", "json"], { cwd: emptyFolder(), env, entry: "built" })
      const stop = command.watchHeldUp()
      const ended = await command.ended
      const heldUp = stop() / 1000
      const seconds = (performance.now() - started) / 1000 - heldUp
      const shown = `seed ${plan.seed}, ${JSON.stringify(plan)}: ${ended.stdout}${ended.stderr}`
      expect(ended.stdout + ended.stderr, shown).not.toContain(PASSWORD)
      expect(seconds, shown).toBeLessThan(budget + BESIDES_SECONDS)
      const report: Report = JSON.parse(ended.stdout)
      expectSums(report)
      const isShort = report.matches.kept < matchIds.length && budget < AMPLE_SECONDS && heldUp > budget / 4
      if (isShort) {
        await proxy.close()
        await redis.close()
        return one(plan, budget * 2)
      }
      expect([report.verdict, ended.code], shown).toStrictEqual(
        report.verdict === "complete" ? ["complete", 0] : ["store-failed", 74]
      )
      expect(report.matches.kept, shown).toBe(matchIds.length)
      const { passed, spoiled } = proxy
      await proxy.close()
      const standing = await inRedis(redis.url)
      const published = expectWhole(standing, matchIds).length
      expect(published, shown).toBeLessThanOrEqual(1)
      if (report.entries.created !== null) {
        expect(
          standing.published.map(({ key }) => key),
          shown
        ).toStrictEqual([report.entries.created])
      }
      // A reply that never came leaves open whether the store has published; the run must not claim that all is well.
      const unknown = report.entries.created === null && published === 1
      if (unknown) expect(report.verdict, shown).toBe("store-failed")
      await redis.close()
      return { passed, spoiled: spoiled(), verdict: report.verdict, unknown }
    }
    const whole = await one({ connections: [], delay: 0, seed: 0 })
    expect(whole).toMatchObject({ verdict: "complete", spoiled: 0 })
    const seeds = Array.from({ length: RUNS }, (_, index) => FROM + index)
    const ended = await pooled(seeds, AT_ONCE, (seed) => one(randomPlan(seed, whole.passed)))
    await bookmaker.close()
    const seconds = ((performance.now() - began) / 1000).toFixed(1)
    const count = (wanted: (one: (typeof ended)[number]) => boolean) => ended.filter(wanted).length
    const spoiled = ended.reduce((sum, one) => sum + one.spoiled, 0)
    const complete = count(({ verdict }) => verdict === "complete")
    const unknown = count((one) => one.unknown)
    console.log(
      `over a hostile proxy on ${runtime.name}: ${RUNS} runs, ${spoiled} connections spoiled, ` +
        `${complete} complete, ${unknown} published without having heard of it, ${seconds} s`
    )
    expect(spoiled).toBeGreaterThan(0)
    expect(complete).toBeGreaterThan(0)
  },
  60_000 + RUNS * (BUDGET_SECONDS + BESIDES_SECONDS) * 1000
)
