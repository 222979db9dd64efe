/**
 * Each fault alone, at every position: the listing, the first, a middle, the last competition; with `npm test` at the
 * listing and the middle, on Bun and Deno at the middle. A fault that passes is got over; one that stays costs what it
 * hits and nothing else.
 */
import { afterAll, describe, expect, it } from "vitest"
import {
  always,
  atFirst,
  type Course,
  competitionId,
  type FaultName,
  faultNames,
  faults,
  good,
  type Script
} from "../../mocks/faults/index.ts"
import { runtime } from "../helpers/runtime.ts"
import { isQuick, isRuntimePart } from "../helpers/testClasses.ts"
import { type FaultRun, trial } from "./faultRun.ts"
import { expectPromises, isLate } from "./promises.ts"

const MATCHES = [3, 1, 2, 0, 4]
type Position = "listing" | 0 | 2 | 4
const POSITIONS: ReadonlyArray<Position> = isRuntimePart ? [2] : isQuick ? ["listing", 2] : ["listing", 0, 2, 4]

/** Long enough for what has to be over by then, and short for what lasts to the end. */
const AMPLE_SECONDS = 8
const SHORT_SECONDS = 2

const scriptOf = (position: Position, course: Course): Script => ({
  matches: MATCHES,
  listing: position === "listing" ? course : good,
  competitions: position === "listing" ? {} : { [position]: course }
})

let runs = 0
let dealt = 0
let heldUp = 0
const began = performance.now()

afterAll(() => {
  const seconds = ((performance.now() - began) / 1000).toFixed(1)
  console.log(
    `faults alone on ${runtime.name}: ${faultNames.length} faults, ${runs} runs, ${dealt} dealt, ` +
      `${heldUp} held up and tried again, ${seconds} s`
  )
})

/** Tries a fault at a position: it is always judged by every promise, and by what it brings once it has had time enough. */
const tryOut = async (
  position: Position,
  course: Course,
  budgetSeconds: number,
  brings: (tried: FaultRun) => void
): Promise<void> => {
  let tries = 0
  const promises = (tried: FaultRun) => {
    tries++
    dealt += tried.dealt.filter(({ fault }) => fault !== null).length
    expectPromises(tried)
  }
  await trial({ script: scriptOf(position, course), budgetSeconds, promises, brings })
  runs += tries
  heldUp += tries - 1
}

/** Expects what a fault that stays does to a run. */
const expectStaying = (fault: FaultName, position: Position, tried: FaultRun) => {
  const { counts, verdicts } = faults[fault]
  const { report } = tried.brought[0]!
  if (isLate(tried, report)) return
  const failed = report.competitions.failed.map(({ id }) => id)
  const shown = `${fault} at ${position}: ${JSON.stringify(report)}`
  if (counts === "perhaps") return
  if (counts === "always") {
    expect(failed, shown).toStrictEqual([])
    expect(report.verdict, shown).toBe(fault === "none-of-them" && position === "listing" ? "empty" : "complete")
  } else if (position === "listing") {
    expect(verdicts, shown).toContain(report.verdict)
    expect(report.problem, shown).toMatchObject({ step: "competitions" })
    expect(report.matches.seen, shown).toBe(0)
  } else if (fault === "refused") {
    // A closed port is closed to everyone.
    expect(failed, shown).toContain(competitionId(position))
  } else {
    expect(report.verdict, shown).toBe("partial")
    expect(failed, shown).toStrictEqual([competitionId(position)])
  }
}

describe.concurrent("alone, and to the end", () => {
  it.each(faultNames.filter((name) => faults[name].heavy !== true))("%s", async (fault) => {
    await Promise.all(
      POSITIONS.map(async (position) => {
        const budget = faults[fault].passes || faults[fault].lasts === true ? SHORT_SECONDS : AMPLE_SECONDS
        await tryOut(position, always(fault), budget, (tried) => expectStaying(fault, position, tried))
      })
    )
  })
})

describe("alone, to the end, and heavy", () => {
  it.each(faultNames.filter((name) => faults[name].heavy === true))("%s", async (fault) => {
    for (const position of POSITIONS) {
      await tryOut(position, always(fault), AMPLE_SECONDS, (tried) => expectStaying(fault, position, tried))
    }
  })
})

describe.concurrent("alone, and good at the third try", () => {
  it.each(faultNames.filter((name) => faults[name].passes))("%s", async (fault) => {
    await Promise.all(
      POSITIONS.map(async (position) => {
        await tryOut(position, atFirst(fault, 2), AMPLE_SECONDS, ({ brought }) => {
          const { report } = brought[0]!
          expect(report.competitions.failed, `${fault} at ${position}`).toStrictEqual([])
          expect(report.verdict, `${fault} at ${position}: ${JSON.stringify(report.problem)}`).toBe("complete")
          expect(report.matches.kept).toBe(MATCHES.reduce((sum, count) => sum + count))
        })
      })
    )
  })
})

it("every family of faults is there, and their kinds", () => {
  expect(faultNames.length).toBeGreaterThan(70)
  for (const kind of ["always", "never", "perhaps"] as const) {
    expect(faultNames.filter((name) => faults[name].counts === kind).length, kind).toBeGreaterThan(1)
  }
})
