/**
 * Faults mixed at random, over many seeds. A seed gives the whole run again: `RELIABILITY_SEED=17` replays one,
 * `RELIABILITY_SEEDS=5000` tries the first five thousand, `RELIABILITY_FROM=5001` begins elsewhere. A seed means something
 * else once there is another fault; what a failure prints as JSON is replayed by `RELIABILITY_SCRIPT='{...}'`.
 */
import { expect, it } from "vitest"
import { pick, sequence } from "../../mocks/bookmaker/random.ts"
import { randomScript, type Script } from "../../mocks/faults/index.ts"
import { extractors } from "../../src/index.ts"
import { numberFrom } from "../helpers/numberFrom.ts"
import { runtime } from "../helpers/runtime.ts"
import { type FaultRunOptions, faultRun, pooled } from "./faultRun.ts"
import { expectPromises, isLate } from "./promises.ts"

const AT_ONCE = 8
const SECONDS_A_RUN = 6

const given: { readonly options: Partial<FaultRunOptions>; readonly script: Script } | undefined =
  process.env.RELIABILITY_SCRIPT === undefined ? undefined : JSON.parse(process.env.RELIABILITY_SCRIPT)
const replayed = given !== undefined || process.env.RELIABILITY_SEED !== undefined
const from = numberFrom(replayed ? "RELIABILITY_SEED" : "RELIABILITY_FROM", 1)
const count = replayed ? 1 : numberFrom("RELIABILITY_SEEDS", { quick: 16, usual: 40, long: 2000 })
const seeds = Array.from({ length: count }, (_, index) => from + index)

/** Draws the options of the run. */
const optionsOf = (seed: number): Partial<FaultRunOptions> => {
  const next = sequence(seed ^ 0x5eed)
  return {
    extractors: next() < 0.5 ? ["btts"] : extractors,
    source: next() < 0.5 ? "live" : "upcoming",
    concurrency: pick(next, [1, 2, 3, 50]),
    budgetSeconds: pick(next, [2, 2, 3])
  }
}

it(
  `${count} runs from seed ${from} keep every promise`,
  async () => {
    const began = performance.now()
    const verdicts = new Map<string, number>()
    let dealt = 0
    let late = 0
    const broken = await pooled(seeds, AT_ONCE, async (seed) => {
      const { options, script } = given ?? { options: optionsOf(seed), script: randomScript(seed) }
      try {
        const tried = await faultRun(script, options)
        dealt += tried.dealt.filter(({ fault }) => fault !== null).length
        const { report } = tried.brought[0]!
        const { verdict } = report
        if (isLate(tried, report)) late++
        verdicts.set(verdict, (verdicts.get(verdict) ?? 0) + 1)
        expectPromises(tried)
        return []
      } catch (error) {
        const replay = `RELIABILITY_SEED=${seed} ${JSON.stringify({ options, script })}`
        return [`${replay}\n${error instanceof Error ? error.message : String(error)}`]
      }
    })
    const seconds = ((performance.now() - began) / 1000).toFixed(1)
    const shares = [...verdicts].map(([verdict, times]) => `${verdict} ${times}`).join(", ")
    console.log(
      `faults mixed on ${runtime.name}: ${count} runs, ${dealt} faults dealt, ${seconds} s (${shares}; late ${late})`
    )
    expect(broken.flat().slice(0, 5).join("\n\n"), `${broken.flat().length} of ${count} runs`).toBe("")
    if (count >= 30) expect(verdicts.get("complete"), "runs that nothing has gone wrong with").toBeGreaterThan(0)
  },
  30_000 + (count * SECONDS_A_RUN * 1000) / AT_ONCE
)
