/**
 * Decoding of responses: unknown members are ignored, values that are not a list or an object count as absent, and a
 * response without any of its lists is drifted.
 */
import { describe, expect, it } from "@effect/vitest"
import { Result } from "effect"
import { envelopeStatus, readListing, readMatches } from "../../../src/bookmaker/bookiegamma/responses.ts"

const listing = (competitions: unknown) => Result.getOrThrow(readListing({ data: { competitions } }))
const competition = (id: unknown, name: unknown = "Cup", category: unknown = "World") => ({
  competition_id: id,
  competition_name: name,
  category_name: category
})
const noObject = [null, undefined, true, 1, "text", []]

describe("a listing", () => {
  it("has ids as text, in order, without duplicates", () => {
    const { ids, listed, repeated } = listing([
      competition("17"),
      competition(8),
      competition(" 17\u200b "),
      competition("8"),
      competition(1e21),
      competition("x  y")
    ])
    expect(ids).toStrictEqual(["17", "8", "1e+21", "x y"])
    expect({ listed, repeated }).toStrictEqual({ listed: 4, repeated: 2 })
  })

  it("drops competitions without an id, or with one of more than 1,000 characters, and elements that are not objects", () => {
    const without = ["", " \u200b", null, undefined, true, {}, ["17"], "1".repeat(1001)].map((id) => competition(id))
    const { ids, listed, withoutId } = listing([...without, competition("17"), ...noObject])
    expect(ids).toStrictEqual(["17"])
    expect({ listed, withoutId }).toStrictEqual({ listed: 1, withoutId: without.length })
  })

  it.each([
    ["Premier League SRL", "England"],
    ["Premier League", "SRL"],
    ["xSRLx", ""],
    ["Premier srl", ""],
    ["srl-cup", ""],
    ["Simulated Reality League", ""],
    ["", "SIMULATED  REALITY"],
    ["simu\u200blated\u00a0reality", ""]
  ])("drops the virtual competition %j of %j", (name, category) => {
    const { ids, listed, virtual } = listing([competition("1", name, category), competition("2")])
    expect(ids).toStrictEqual(["2"])
    expect({ listed, virtual }).toStrictEqual({ listed: 2, virtual: 1 })
  })

  it.each([
    ["Premier League", "England"],
    ["Israel", "Srlanka"],
    ["xsrlx", "srl_"],
    ["simulated", "reality"],
    [null, { SRL: true }],
    [["SRL"], true]
  ])("keeps the competition %j of %j, which is not virtual", (name, category) => {
    expect(listing([competition("1", name, category)])).toMatchObject({ ids: ["1"], virtual: 0 })
  })

  it("counts every distinct id once, as real or as virtual", () => {
    const { ids, listed, virtual } = listing([
      competition("1", "SRL"),
      competition("1", "SRL again"),
      competition("2"),
      competition("3", "SRL"),
      competition("3")
    ])
    expect(listed).toBe(ids.length + virtual)
    expect(listed).toBe(3)
  })

  it("may be empty, which is not drift", () => {
    expect(listing([])).toStrictEqual({ ids: [], listed: 0, virtual: 0, withoutId: 0, repeated: 0 })
    expect(listing(noObject).ids).toStrictEqual([])
  })

  it("is drifted without data.competitions", () => {
    for (const body of [...noObject, {}, { data: null }, { data: [] }, { data: {} }, { competitions: [] }]) {
      expect(Result.isFailure(readListing(body))).toBe(true)
    }
    for (const competitions of [null, "[]", 0, { message: "down" }, { 0: competition("17"), length: 1 }]) {
      expect(Result.isFailure(readListing({ data: { competitions, matches: [], leagues: [] } }))).toBe(true)
    }
  })

  it("ignores unknown members", () => {
    const extra = { ...competition("17"), matches: "none", __proto__: { competition_id: "8" } }
    expect(Result.getOrThrow(readListing({ data: { competitions: [extra], more: 1 }, error: null })).ids).toStrictEqual(
      ["17"]
    )
  })
})

const rawMatches = (data: unknown) => Result.getOrThrow(readMatches({ data })).matches.map(({ raw }) => raw)

describe("the matches of a response", () => {
  it("are those of data.competitions, data.leagues and data.matches, all that are present, in this order", () => {
    expect(
      rawMatches({
        matches: [5],
        leagues: [{ matches: [3] }, { matches: [4] }],
        competitions: [{ matches: [1, 2] }, { other: [9] }]
      })
    ).toStrictEqual([1, 2, 3, 4, 5])
    expect(rawMatches({ leagues: [{ matches: [1] }] })).toStrictEqual([1])
    expect(rawMatches({ matches: [1] })).toStrictEqual([1])
  })

  it("are all elements of the lists, objects or not, so that each is counted", () => {
    expect(rawMatches({ matches: [null, 1, "text", [], {}] })).toStrictEqual([null, 1, "text", [], {}])
  })

  it("have the group that they inherit from; those of data.matches have none", () => {
    const raw = { competition_name: "Cup SRL", category_name: 5, s_binomen: "Soccer", matches: [1] }
    const data = { competitions: [raw], leagues: [{ ...raw, sport_name: " Football " }], matches: [1] }
    const group = {
      name: { text: "Cup SRL", isVirtual: true },
      category: { text: "5", isVirtual: false },
      sport: "Soccer"
    }
    expect(Result.getOrThrow(readMatches({ data })).matches.map((match) => match.group)).toStrictEqual([
      group,
      { ...group, sport: "Football" },
      undefined
    ])
  })

  it("may be none, which is not drift", () => {
    for (const name of ["competitions", "leagues", "matches"]) expect(rawMatches({ [name]: [] })).toStrictEqual([])
    expect(rawMatches({ competitions: [{}, { matches: [] }, { matches: {} }] })).toStrictEqual([])
    expect(rawMatches({ leagues: [...noObject, {}, { matches: null }] })).toStrictEqual([])
    expect(rawMatches({ competitions: null, leagues: {}, matches: [] })).toStrictEqual([])
    expect(Result.getOrThrow(readMatches({ status_code: 200, data: [] })).matches).toStrictEqual([])
    expect(Result.getOrThrow(readListing({ status_code: "200", data: [] })).ids).toStrictEqual([])
  })

  it("may be in objects instead of lists, as PHP encodes them, in JavaScript's order of keys", () => {
    const [one, two, three] = [{ n: 1 }, { n: 2 }, { n: 3 }]
    expect(rawMatches({ competitions: { 0: { matches: { b: three, 7: two, 1: one } } } })).toStrictEqual([
      one,
      two,
      three
    ])
    expect(rawMatches({ matches: { a: one }, leagues: {} })).toStrictEqual([one])
    expect(rawMatches({ matches: { a: one, message: "down" }, leagues: [] })).toStrictEqual([])
  })

  it("are drifted if there are only competitions, and none of them has matches, as in a list for navigation", () => {
    for (const competitions of [[{}], [{ matches: null }], { 0: { competition_id: 1, match_count: 5 } }]) {
      expect(Result.isFailure(readMatches({ data: { competitions } }))).toBe(true)
      expect(Result.isSuccess(readMatches({ data: { competitions, leagues: [] } }))).toBe(true)
      expect(Result.isSuccess(readMatches({ data: { competitions, matches: {} } }))).toBe(true)
    }
    expect(Result.isSuccess(readMatches({ data: { competitions: [1, null] } }))).toBe(true)
  })

  it("are drifted if all three lists are absent", () => {
    for (const body of [...noObject, {}, { data: null }, { data: [] }, { data: {} }, { matches: [] }]) {
      expect(Result.isFailure(readMatches(body))).toBe(true)
    }
    for (const odd of [null, "", 0, false, { message: "down" }]) {
      expect(Result.isFailure(readMatches({ data: { competitions: odd, leagues: odd, matches: odd } }))).toBe(true)
    }
  })
})

describe("the number of matches that an answer states", () => {
  const statedBy = (data: unknown) => Result.getOrThrow(readMatches({ data })).stated

  it.each([
    [{ matches: [], meta: { total: 7 } }, 7],
    [{ matches: [], meta: { total: " 7 " } }, 7],
    [{ matches: [], meta: { total: 0 } }, 0],
    [{ matches: [] }, undefined],
    [{ matches: [], meta: { total: -1 } }, undefined],
    [{ matches: [], meta: { total: 1.5 } }, undefined],
    [{ matches: [], meta: { total: "1234567" } }, undefined],
    [{ matches: [], meta: [{ total: 7 }] }, undefined],
    [
      {
        leagues: [
          { matches: [], match_count: 3 },
          { matches: {}, match_count: "4" }
        ]
      },
      7
    ],
    [{ leagues: [{ matches: [], match_count: 3 }, { matches: [], match_count: "many" }, { matches: [] }] }, 3],
    [{ competitions: [{ match_count: 12 }], leagues: [{ matches: [], match_count: 2 }] }, 2],
    [{ leagues: [{ matches: [], match_count: 3 }], meta: { total: 9 } }, 9],
    [{ leagues: [{ matches: [], match_count: 3 }], meta: { total: null } }, 3]
  ])("of %j is %j", (data, stated) => {
    expect(statedBy(data)).toBe(stated)
  })
})

describe("a status_code in the answer", () => {
  it.each([
    [503, 503],
    ["404", 404],
    [" 500 ", 500],
    ["000401", 401],
    [399, undefined],
    [200, undefined],
    ["5000000", undefined],
    ["4e2", undefined],
    [true, undefined],
    [null, undefined]
  ])("of %j counts as the status %j", (status_code, status) => {
    expect(envelopeStatus({ status_code, data: { matches: [] } })).toBe(status)
  })
})
