/**
 * An answer that stalls is given up with its connection, also where the runtime has collected its garbage meanwhile: what
 * passes a signal on must not be held weakly alone.
 */
import { setFlagsFromString } from "node:v8"
import { runInNewContext } from "node:vm"
import { afterAll, beforeAll, expect, it } from "vitest"
import { always, type FaultName, good } from "../../mocks/faults/index.ts"
import { runtime } from "../helpers/runtime.ts"
import { faultRun } from "./faultRun.ts"
import { expectPromises, isLate } from "./promises.ts"

const EVERY_MILLIS = 100
const PRESSURE = 200_000

/** Collects garbage: by the runtime's own means, and on Deno, which gives none, by making much of it. */
const collect = (): (() => unknown) => {
  if (runtime.name === "bun")
    return () => (globalThis as unknown as { Bun: { gc: (now: boolean) => void } }).Bun.gc(true)
  if (runtime.name === "deno") return () => Array.from({ length: PRESSURE }, (_, index) => ({ index })).length
  setFlagsFromString("--expose-gc")
  return runInNewContext("gc") as () => void
}

let collecting: ReturnType<typeof setInterval>
beforeAll(() => {
  collecting = setInterval(collect(), EVERY_MILLIS)
})
afterAll(() => clearInterval(collecting))

it.concurrent.each([
  "stalled",
  "endless-drip",
  "silence",
  "endless-head",
  "status-500-stalled"
] satisfies ReadonlyArray<FaultName>)(
  "%s, with the garbage collected all the time: no connection is left",
  async (fault) => {
    const script = { matches: [2, 1, 3], listing: good, competitions: { 1: always(fault) } }
    const tried = await faultRun(script, { budgetSeconds: 4 })
    expect(tried.dealt.filter((one) => one.fault === fault).length).toBeGreaterThan(0)
    expectPromises(tried)
    const { report } = tried.brought[0]!
    if (!isLate(tried, report)) expect(report.verdict).toBe("partial")
  }
)
