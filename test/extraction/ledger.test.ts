/**
 * The ledger of one market: the same whatever order answers arrive in, and no larger for matches that come again.
 */
import { describe, expect, it } from "@effect/vitest"
import { Result } from "effect"
import fc from "fast-check"
import { readMatches } from "../../src/bookmaker/bookiegamma/responses.ts"
import * as Ledger from "../../src/extraction/Ledger.ts"
import { Markets } from "../../src/index.ts"
import { ledgerOf } from "../helpers/ledger.ts"
import { answerOf, match } from "../helpers/matches.ts"
import { STAMP } from "../helpers/vectors.ts"

const tallyOf = (matches: ReadonlyArray<Readonly<Record<string, unknown>>>) =>
  Ledger.tally(Result.getOrThrow(readMatches(answerOf(...matches.map(match)))), [Markets.btts], STAMP)[0]!

/** Makes garbage in several turns of the event loop, so that it is collected. */
const litter = async () => {
  for (let turn = 0; turn < 10; turn++) {
    await new Promise((resolve) => setTimeout(resolve))
    expect(Array.from({ length: 100_000 }, (_, index) => ({ index }))).toHaveLength(100_000)
  }
  await new Promise((resolve) => setTimeout(resolve))
}

describe("a ledger", () => {
  it("does not depend on the order of arrival", () => {
    const id = fc.integer({ min: 1, max: 6 })
    const answers = fc.array(fc.array(fc.record({ id, odds: fc.boolean() }), { maxLength: 5 }), { maxLength: 5 })
    const arrivals = answers.chain((all) =>
      fc.record({ answers: fc.constant(all), order: fc.shuffledSubarray([...all.keys()], { minLength: all.length }) })
    )
    fc.assert(
      fc.property(arrivals, ({ answers, order }) => {
        const tallies = answers.map((matches, position) =>
          tallyOf(
            matches.map(({ id, odds }, place) => ({
              parent_match_id: id,
              home_team: `Home ${position} ${place}`,
              ...(odds ? {} : { markets: [] })
            }))
          )
        )
        const firsts = tallies
          .flatMap(({ documents }) => documents)
          .filter(
            (one, index, all) => all.findIndex((other) => other.parent_match_id === one.parent_match_id) === index
          )
        const expected = ledgerOf(tallies)
        expect(expected.documents).toStrictEqual(firsts)

        const ledger = Ledger.open()
        for (const position of order) ledger.enter(position, tallies[position]!)
        expect(ledger.close()).toStrictEqual(expected)
      })
    )
  })

  it("lets go of a match that another answer has as well, whichever of them comes first in the listing", async () => {
    const ledger = Ledger.open()
    const entered: Array<WeakRef<object>> = []
    const enter = (position: number) => {
      const tally = tallyOf(Array.from({ length: 10 }, (_, index) => ({ parent_match_id: index + 1 })))
      entered.push(...tally.documents.map((document) => new WeakRef(document)))
      ledger.enter(position, tally)
    }
    for (let position = 99; position > 50; position--) enter(position)
    for (let position = 0; position < 50; position++) enter(position)
    const held = () => entered.filter((document) => document.deref() !== undefined).length
    // What was looked at is held until its turn of the event loop has ended, so garbage is made in another one.
    for (let tries = 0; held() > 100 && tries < 50; tries++) await litter()
    expect(entered).toHaveLength(990)
    expect(held()).toBeLessThanOrEqual(100)
    expect(ledger.close()).toMatchObject({ seen: 990, rejected: { duplicate: 980 } })
  })
})
