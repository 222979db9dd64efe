/**
 * A custom market, without a change to the library: it is passed to a run as a value.
 */
import { describe, expect } from "@effect/vitest"
import { Effect } from "effect"
import { Keys, type Market } from "../../src/index.ts"
import { bookmaker, runAgainst, runTest } from "../helpers/bookmaker.ts"
import { answerOf, listingOf, match, offer } from "../helpers/matches.ts"
import { StoreProbe } from "../suites/StoreProbe.ts"

const overUnder: Market = {
  id: "over-under",
  title: "more or fewer than 2.5 goals",
  aliases: [],
  wireName: "Over/Under",
  subTypeId: "18",
  specifiers: "total=2.5",
  outcomes: ["over", "under"],
  outcomeKeys: { over: "over", under: "under" },
  winners: 1,
  keyPart: "OVER_UNDER",
  indexPart: "over_under"
}

const line = (specifiers: unknown, odds: string) => ({
  specifiers,
  outcomes: [offer("over", odds), offer("under", odds)]
})

describe("a run with a custom market", () => {
  runTest(
    "extracts it from its own line and stores it, together with a built-in one, in one request per competition",
    () =>
      Effect.gen(function* () {
        const probe = yield* StoreProbe
        const markets = [
          { name: "Over/Under", lines: [line("total=1.5", "9.99"), line(null, "8.88"), line("total=2.5", "1.90")] },
          { name: "GG/NG", outcomes: [offer("yes"), offer("no")] }
        ]
        const other = {
          name: "Over/Under",
          outcomes: [offer("over"), offer("under")],
          lines: [line("total=3.5", "7.77")]
        }
        const server = bookmaker({
          listing: listingOf("17"),
          matches: { "17": answerOf(match({ markets }), match({ parent_match_id: 2, markets: [other] })) }
        })
        const [own, btts] = yield* runAgainst(server, { extractors: [overUnder, "btts"] })
        expect(own!.report).toMatchObject({
          extractor: "over-under",
          verdict: "complete",
          matches: { kept: 1, rejected: { "incomplete-market": 1 } }
        })
        expect(btts!.report.matches).toMatchObject({ kept: 1, rejected: { "no-market": 1 } })
        expect(own!.documents[0]!.over).toMatchObject({ odd_: "1.90" })
        const { index, publishedPrefix } = Keys.ofMarket("lst", overUnder, "upcoming")
        expect(index).toBe("idx:lstover_under_upcoming")
        expect(own!.report.entries.created).toBe(`${publishedPrefix}1795456800-0`)
        expect(JSON.parse((yield* probe.published(own!.report.entries.created!))!.text)).toStrictEqual(own!.documents)
        expect(new URL(server.requests[1]!.url).searchParams.get("sub_type_id")).toBe("18,29")
      })
  )
})
