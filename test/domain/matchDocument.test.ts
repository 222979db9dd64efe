/**
 * The document's type and schema: named fields, and the states of the outcomes beside them.
 */
import * as Schema from "effect/Schema"
import { describe, expect, expectTypeOf, it } from "vitest"
import { documentOf } from "../../src/domain/documentOf.ts"
import { extractors, type MarketResult, Markets, MatchDocument, OutcomeState } from "../../src/index.ts"

const document = documentOf(
  {
    id: 50850101,
    teams: "Arsenal FC;Tottenham Hotspur",
    startTime: "2026-11-23 22:00:00",
    competitionName: "premier league_england",
    markets: {}
  },
  {
    outcomes: [
      { outcome: "yes", odds: "1.61", previousOdds: "1.60", name: "Yes", live: 0, status: "1", active: true },
      { outcome: "no", odds: "2.25", previousOdds: "", name: "No", live: 0, status: "1", active: true }
    ],
    isSuspended: false,
    isRenamed: false
  },
  { create_date: 1795456800, target_date: "2026-11-23" }
)
const decode = Schema.decodeUnknownSync(MatchDocument)

describe("the type of a document", () => {
  it("has the state of every outcome of every market, where the document is of that market", () => {
    expectTypeOf(document.yes).toEqualTypeOf<OutcomeState | undefined>()
    expectTypeOf(document["1X"]?.odd_).toEqualTypeOf<string | undefined>()
    expectTypeOf<MarketResult["documents"][number]["X"]>().toEqualTypeOf<OutcomeState | undefined>()
    expectTypeOf(document.teams["a;b"]?.yes?.odd_value).toEqualTypeOf<string | undefined>()
    expect([document.yes?.odd_, document.no?.event_status, document["1X"]]).toEqual(["1.61", true, undefined])
  })

  it("keeps the types of the named fields", () => {
    expectTypeOf(document.parent_match_id).toEqualTypeOf<number>()
    expectTypeOf(document.start_time).toEqualTypeOf<string>()
  })

  it("leaves unknown what is neither, such as an outcome of a market of one's own", () => {
    expectTypeOf(document.over).toEqualTypeOf<unknown>()
    expect(Schema.decodeUnknownSync(OutcomeState)(document.yes)).toEqual(document.yes)
  })

  it("is what the schema decodes", () => {
    expectTypeOf(decode).returns.toEqualTypeOf<MatchDocument>()
    expect(decode(JSON.parse(JSON.stringify(document)))).toEqual(document)
  })
})

describe("the schema of a document", () => {
  for (const outcome of extractors.flatMap((extractor) => Markets[extractor].outcomes)) {
    it(`refuses a state of "${outcome}" that is none`, () => {
      expect(() => decode({ ...document, [outcome]: { odd_: 1.61 } })).toThrow("odd_")
      expect(decode({ ...document, [outcome]: document.yes })[outcome]).toEqual(document.yes)
    })
  }

  it("takes in what others have added", () => {
    expect(decode({ ...document, arbitrage: 0, over: "1.90" })).toEqual({ ...document, arbitrage: 0, over: "1.90" })
  })
})
