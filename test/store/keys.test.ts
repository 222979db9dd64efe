/**
 * The key grammar, which other programs rely on.
 */
import { describe, expect, it } from "@effect/vitest"
import { Schema } from "effect"
import { extractors, Keys, Markets, Prefix } from "../../src/index.ts"

const names = {
  "three-way": { sub_type_id: "1", market: "1X2", outcomes: ["1", "X", "2"], key: "THREE_WAY", index: "3way" },
  btts: { sub_type_id: "29", market: "GG/NG", outcomes: ["yes", "no"], key: "BTTS", index: "btts" },
  "double-chance": {
    sub_type_id: "10",
    market: "Double chance",
    outcomes: ["1X", "12", "X2"],
    key: "DOUBLE_CHANCE",
    index: "double_chance"
  }
}

describe.each(extractors)("%s", (extractor) => {
  const market = Markets[extractor]
  const expected = names[extractor]

  it("has the names in the contract's table", () => {
    expect({
      sub_type_id: market.subTypeId,
      market: market.wireName,
      outcomes: market.outcomes,
      key: market.keyPart,
      index: market.indexPart
    }).toStrictEqual(expected)
  })

  it.each(["live", "upcoming"] as const)("has its index, prefixes and stream for the source %s", (source) => {
    const keys = Keys.ofMarket("lst", market, source)
    expect(keys).toStrictEqual({
      index: `idx:lst${expected.index}_${source}`,
      matchedPrefix: `matched_teams_lst-${expected.key}_${source}_stream:`,
      publishedPrefix: `BookieGamma_lst-${expected.key}_${source}:`,
      stream: `lst-${expected.key}_${source}_stream`
    })
    expect(Keys.published(keys, 1795446003, 4)).toBe(`BookieGamma_lst-${expected.key}_${source}:1795446003-4`)
  })
})

it("cached ids and notes have the keys of the contract", () => {
  expect(Keys.cachedIds("lst", "live", 0)).toBe("lst-odi_competition_ids_live-0")
  expect(Keys.cachedIds("Abc1", "upcoming", 4)).toBe("Abc1-odi_competition_ids_upcoming-4")
  expect(Keys.note("lst", "counts", "live", 2)).toBe("lst-bookiegamma_counts_live-2")
})

it("a prefix is 1 to 32 letters and digits, because readers split keys at : - and _", () => {
  const isPrefix = Schema.is(Prefix)
  for (const prefix of ["lst", "a", "Z9", "x".repeat(32)]) expect(isPrefix(prefix)).toBe(true)
  for (const prefix of ["", "x".repeat(33), "a-b", "a_b", "a:b", "é", "a b", "lst\n", "{lst}"]) {
    expect(isPrefix(prefix)).toBe(false)
  }
})
