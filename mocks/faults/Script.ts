/**
 * What a bookmaker with faults is to do wrong, and when: plain JSON, so that a run can be replayed from what was printed.
 */
import { pick, sequence } from "../bookmaker/random.ts"
import { type FaultName, faultNames, faults } from "./faults.ts"

/** What is dealt at one position: the first tries one fault each, `null` for none; every later one `after`. */
export interface Course {
  readonly first: ReadonlyArray<FaultName | null>
  readonly after: FaultName | null
}

/** A script. */
export interface Script {
  /** The number of matches of each competition; there are as many competitions. */
  readonly matches: ReadonlyArray<number>
  readonly listing: Course
  /** By the positions of the competitions; what is not here is good. */
  readonly competitions: Readonly<Record<number, Course>>
}

/** Nothing wrong. */
export const good: Course = { first: [], after: null }

/** The same fault at every try. */
export const always = (fault: FaultName): Course => ({ first: [], after: fault })

/** A fault at the first tries, and none after. */
export const atFirst = (fault: FaultName, tries: number): Course => ({
  first: Array.from({ length: tries }, () => fault),
  after: null
})

/** Gives the fault of a try, counted from 0. */
export const faultAt = (course: Course, tried: number): FaultName | null =>
  tried < course.first.length ? (course.first[tried] ?? null) : course.after

const light = faultNames.filter((name) => faults[name].heavy !== true)
const passing = faultNames.filter((name) => faults[name].passes)

const HEAVY_SHARE = 0.03
const sizes = [0, 1, 1, 2, 3, 5, 8, 13]
const counts = [0, 1, 1, 2, 3, 4, 100]

/** Draws a script: some competitions, each with its own chance of faults. The same seed gives the same script. */
export const randomScript = (seed: number): Script => {
  const next = sequence(seed)
  const chance = (share: number) => next() < share
  const any = () => pick(next, chance(HEAVY_SHARE) ? faultNames : chance(0.5) ? passing : light)
  const course = (): Course => ({
    first: Array.from({ length: Math.floor(next() * 4) }, () => (chance(0.8) ? any() : null)),
    after: chance(0.25) ? any() : null
  })
  const share = next()
  const matches = Array.from({ length: pick(next, sizes) }, () => pick(next, counts))
  return {
    matches,
    listing: chance(0.3) ? course() : good,
    competitions: Object.fromEntries(matches.flatMap((_, at) => (chance(share) ? [[at, course()]] : [])))
  }
}
