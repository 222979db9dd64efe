/**
 * The collector of one market: its result does not depend on the order of responses, and duplicates use no memory.
 */
import { describe, expect, it } from "@effect/vitest"
import fc from "fast-check"
import { Markets } from "../../src/index.ts"
import { collect, collectedOf, collectorOf, parse } from "../helpers/collect.ts"
import { answerOf, match } from "../helpers/matches.ts"

const answersOf = (matches: ReadonlyArray<Readonly<Record<string, unknown>>>) =>
  parse(answerOf(...matches.map(match)), [Markets.btts])

/** Allocates garbage in several turns of the event loop, to trigger garbage collection. */
const triggerGarbageCollection = async () => {
  for (let turn = 0; turn < 10; turn++) {
    await new Promise((resolve) => setTimeout(resolve))
    expect(Array.from({ length: 100_000 }, (_, index) => ({ index }))).toHaveLength(100_000)
  }
  await new Promise((resolve) => setTimeout(resolve))
}

describe("a collector", () => {
  it("returns the same result for every order of arrival", () => {
    const id = fc.integer({ min: 1, max: 6 })
    const answers = fc.array(fc.array(fc.record({ id, odds: fc.boolean() }), { maxLength: 5 }), { maxLength: 5 })
    const arrivals = answers.chain((all) =>
      fc.record({ answers: fc.constant(all), order: fc.shuffledSubarray([...all.keys()], { minLength: all.length }) })
    )
    fc.assert(
      fc.property(arrivals, ({ answers, order }) => {
        const parsed = answers.map((matches, position) =>
          answersOf(
            matches.map(({ id, odds }, place) => ({
              parent_match_id: id,
              home_team: `Home ${position} ${place}`,
              ...(odds ? {} : { markets: [] })
            }))
          )
        )
        const firsts = parsed
          .flatMap((answer) => collect(Markets.btts, [answer]).documents)
          .filter(
            (one, index, all) => all.findIndex((other) => other.parent_match_id === one.parent_match_id) === index
          )
        const expected = collect(Markets.btts, parsed)
        expect(expected.documents).toStrictEqual(firsts)

        const collector = collectorOf(Markets.btts)
        for (const position of order) collector.add(position, parsed[position]!)
        expect(collectedOf(collector)).toStrictEqual(expected)
      })
    )
  })

  it("keeps no reference to a match that another response also has, whichever is first in the listing", async () => {
    const collector = collectorOf(Markets.btts)
    const added: Array<WeakRef<object>> = []
    const add = (position: number) => {
      const matches = answersOf(Array.from({ length: 10 }, (_, index) => ({ parent_match_id: index + 1 })))
      added.push(...matches.map((match) => new WeakRef(match)))
      collector.add(position, matches)
    }
    for (let position = 99; position > 50; position--) add(position)
    for (let position = 0; position < 50; position++) add(position)
    const referenced = () => added.filter((match) => match.deref() !== undefined).length
    // `deref` keeps its target alive until the current turn of the event loop ends, so collection needs another one.
    for (let tries = 0; referenced() > 100 && tries < 50; tries++) await triggerGarbageCollection()
    expect(added).toHaveLength(990)
    expect(referenced()).toBeLessThanOrEqual(100)
    expect(collector.close()).toMatchObject({ seen: 990, rejected: { duplicate: 980 } })
  })
})
