/**
 * Documents are in the order of the listing, and of duplicates the first one wins, whatever the order of responses.
 */
import { describe, expect } from "@effect/vitest"
import { Effect } from "effect"
import { bookmaker, keysOf, runAgainst, runTest } from "../helpers/bookmaker.ts"
import { answerOf, listingOf, match } from "../helpers/matches.ts"
import { StoreProbe } from "../suites/StoreProbe.ts"

const ids = ["31", "4", "159", "26"]

/** Makes a server that answers the competitions in a given order: each response waits for the one before. */
const answeringInOrder = (order: ReadonlyArray<string>, matches: Readonly<Record<string, ReadonlyArray<unknown>>>) => {
  const arrived: Array<string> = []
  const turns = new Map(order.map((id) => [id, Promise.withResolvers<void>()]))
  turns.get(order[0]!)!.resolve()
  const reply = (id: string) => async () => {
    await turns.get(id)!.promise
    arrived.push(id)
    turns.get(order[order.indexOf(id) + 1] ?? "")?.resolve()
    return Response.json(answerOf(...matches[id]!))
  }
  const server = bookmaker({
    listing: listingOf(...ids),
    matches: Object.fromEntries(ids.map((id) => [id, reply(id)]))
  })
  return { server, arrived }
}

const orders = [ids, ids.toReversed(), ["159", "31", "26", "4"]]

describe("the order of responses does not matter", () => {
  for (const order of orders) {
    runTest(`if they arrive as ${order}: documents are in the order of the listing`, () =>
      Effect.gen(function* () {
        const probe = yield* StoreProbe
        const answers = Object.fromEntries(
          ids.map((id, index) => [id, [2, 1].map((place) => match({ parent_match_id: index * 10 + place }))])
        )
        const { arrived, server } = answeringInOrder(order, answers)
        const [extracted] = yield* runAgainst(server)
        expect(arrived).toStrictEqual(order)
        const expected = [2, 1, 12, 11, 22, 21, 32, 31]
        expect(extracted!.documents.map((document) => document.parent_match_id)).toStrictEqual(expected)
        const published = JSON.parse((yield* probe.published(`${keysOf().publishedPrefix}1795456800-0`))!.text)
        expect(published).toStrictEqual(extracted!.documents)
      })
    )

    runTest(`if they arrive as ${order}: of a match in several competitions, the first in the listing wins`, () =>
      Effect.gen(function* () {
        const probe = yield* StoreProbe
        const homes = Object.fromEntries(
          ids.map((id) => [id, [match({ home_team: `Home ${id}` }), match({ home_team: `Again ${id}` })]])
        )
        // The first competition has the match without odds, so the second one's document is kept.
        homes["31"] = [match({ markets: [] })]
        const { server } = answeringInOrder(order, homes)
        const [extracted] = yield* runAgainst(server)
        expect(extracted!.documents.map(({ teams }) => Object.keys(teams))).toStrictEqual([
          ["Home 4;Tottenham Hotspur"]
        ])
        expect(extracted!.report.matches).toStrictEqual({
          seen: 7,
          kept: 1,
          rejected: { "no-market": 1, duplicate: 5 }
        })
        const published = JSON.parse((yield* probe.published(`${keysOf().publishedPrefix}1795456800-0`))!.text)
        expect(published, "what is published is what the result holds").toStrictEqual(extracted!.documents)
      })
    )
  }

  runTest("for dates: create_date and target_date of every document are those of the run's start", () =>
    Effect.gen(function* () {
      const answers = Object.fromEntries(ids.map((id, index) => [id, [match({ parent_match_id: index + 1 })]]))
      const [extracted] = yield* runAgainst(answeringInOrder(ids, answers).server, { period: 2 })
      const stamps = extracted!.documents.map(({ create_date, target_date }) => ({ create_date, target_date }))
      expect(stamps).toStrictEqual(ids.map(() => ({ create_date: 1_795_456_800, target_date: "2026-11-25" })))
      expect(extracted!.report.entries.created).toMatch(/:1795456800-2$/)
    })
  )
})
