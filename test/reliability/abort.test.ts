/**
 * An answer that stalls is given up with its connection, also where the runtime has collected its garbage meanwhile: what
 * passes a signal on must not be held weakly alone.
 */
import { afterAll, beforeAll, expect, it } from "vitest"
import { always, type FaultName, good } from "../../mocks/faults/index.ts"
import { collectGarbage } from "../helpers/garbage.ts"
import { trial } from "./faultRun.ts"
import { expectPromises } from "./promises.ts"

const EVERY_MILLIS = 100
/** How much longer than collecting the pause after it is: a large heap on a slow machine leaves time for all else. */
const PAUSE = 3

let collecting: ReturnType<typeof setTimeout>
beforeAll(() => {
  const again = () => {
    const began = performance.now()
    collectGarbage()
    collecting = setTimeout(again, EVERY_MILLIS + PAUSE * (performance.now() - began))
  }
  again()
})
afterAll(() => clearTimeout(collecting))

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
    await trial({
      script,
      budgetSeconds: 4,
      promises: expectPromises,
      brings: (tried) => {
        expect(tried.dealt.filter((one) => one.fault === fault).length).toBeGreaterThan(0)
        expect(tried.brought[0]!.report.verdict).toBe("partial")
      }
    })
  }
)
