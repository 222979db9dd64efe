/**
 * Answers without the lists that are not read: they are shorter, and say the same of the markets asked for.
 */
import { Buffer } from "node:buffer"
import { readdirSync, readFileSync } from "node:fs"
import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { withoutUnread } from "../../adapters/host/withoutUnread.ts"
import { matchesBody } from "../../bench/bodies.ts"
import { listsOfOthers } from "../../src/bookmaker/bookiegamma/readMarket.ts"
import { readersOf, readMatch } from "../../src/bookmaker/bookiegamma/readMatch.ts"
import { readMatches } from "../../src/bookmaker/bookiegamma/responses.ts"
import { type Market, Markets } from "../../src/index.ts"

const all = Object.values(Markets)

const withoutOtherMarkets = (markets: ReadonlyArray<Market>) => withoutUnread(listsOfOthers(markets))

/** Reads a text as a run does: as text, whether it parses, and what is in it. */
const read = (text: string, markets = all): string => {
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch {
    return "no JSON"
  }
  const reader = readersOf(markets)(() => "")
  return JSON.stringify(readMatches(json), (_, value) => (value?.raw === undefined ? value : readMatch(value, reader)))
}

/** Expects texts to say the same once they are shortened, also where their bytes are taken for letters; returns what is left. */
const expectAllSame = (texts: ReadonlyArray<string>, markets = all): ReadonlyArray<string> => {
  const [shorten, shortenLetters] = [withoutOtherMarkets(markets), withoutOtherMarkets(markets)]
  return texts.map((text) => {
    const left = shorten(text)
    expect(read(left, markets)).toBe(read(text, markets))
    const letters = shortenLetters(Buffer.from(text).toString("latin1"))
    expect(Buffer.from(letters, "latin1").toString()).toBe(left)
    return left
  })
}

const expectSame = (text: string, markets = all): string => expectAllSame([text], markets)[0]!

const outcome = `{"outcome_key":"yes","odd_value":"1.61","active":1}`
const total = `{"odd_type":"Total","sub_type_id":"18","outcomes":[${outcome}]}`
const both = `{"odd_type":"GG/NG","sub_type_id":29,"outcomes":[${outcome},{"outcome_key":"no","odd_value":2.25}]}`
const inMatch = (...markets: ReadonlyArray<string>) =>
  `{"data":{"matches":[{"parent_match_id":1,"home_team":"Bodø","away_team":"Спартак","start_time":"2026-11-23 22:00:00","markets":[${markets}]}]}}`

describe("what is left out", () => {
  it("are the outcomes and lines of markets with another name and id", () => {
    expect(expectSame(inMatch(total, both, total))).toBe(
      inMatch(
        `{"odd_type":"Total","sub_type_id":"18","outcomes":"(not read)"}`,
        both,
        `{"odd_type":"Total","sub_type_id":"18","outcomes":"(not read)"}`
      )
    )
    const lines = `{"sub_type_id":18,"name":"Total","lines":[{"specifiers":"total=1.5","outcomes":[${outcome}]},{"outcomes":[${outcome}],"status":null}]}`
    expect(expectSame(inMatch(lines))).toContain(`"lines":"(not read)"}`)
  })

  it.each([
    ["of a market asked for, by its name", total.replace("Total", "gg/NG")],
    ["of a market asked for, by its id", total.replace("18", "29")],
    ["without an id", total.replace(`"sub_type_id":"18",`, "")],
    ["without a value as its id", total.replace(`"18"`, "null")],
    ["without a name", total.replace(`"odd_type":"Total",`, "")],
    ["with a name that is not in ASCII", total.replace("Total", "Тотал")],
    ["that another name may follow", total.replace("}]}", `}],"odd_type":"1X2"}`)],
    ["with white space, which takes longer to look through", total.replace(`"odd_value":`, `"odd_value": `)],
    ["that hold an escape", total.replace("1.61", "\\u0031.61")],
    ["that hold no JSON", total.replace(`"active":1`, `"active":01`)],
    ["that go too deep", total.replace(`"active":1`, `"active":[[{"a":[1]}]]`)],
    ["of a head that is longer than any", total.replace("Total", "Total".repeat(100))],
    ["that are a list of something else", total.replace("outcomes", "tags")],
    ["of a match with an id of its own", `{"name":"Final","sub_type_id":"18","markets":[${both}]}`]
  ])("are none %s", (_, market) => {
    expect(expectSame(inMatch(market))).toBe(inMatch(market))
  })

  it("are lists of many shapes, each from the first one on that shows it", () => {
    const values = [`"a"`, "null", "-1.5", "true", "[]", `[1,2]`, `{"b":"c"}`, `[{"b":1},{"c":2}]`]
    const answers = values.map((value) => inMatch(total.replace(`"active":1`, `"active":${value}`), both))
    for (const left of expectAllSame([...answers, ...answers.toReversed()])) expect(left).toContain("(not read)")
  })

  it("are none of further shapes, once twenty lists have taught nothing", () => {
    const broken = inMatch(total.replace(`"active":1`, `"active":01`))
    const shortenAfter = (times: number) => {
      const shorten = withoutOtherMarkets(all)
      for (let time = 0; time < times; time++) expect(shorten(broken)).toBe(broken)
      return shorten(inMatch(total))
    }
    expect(shortenAfter(19)).toContain("(not read)")
    expect(shortenAfter(20)).toBe(inMatch(total))
  })

  it("are none of a list that is longer than what is learned from, and all that are like a shorter one", () => {
    const long = inMatch(total.replace(outcome, Array(1000).fill(outcome).join()))
    expect(expectAllSame([long, inMatch(total), long])).toEqual([long, expect.anything(), expectSame(inMatch(total))])
  })

  it("is nothing any more after half a million characters without any", () => {
    const shorten = withoutOtherMarkets(all)
    const [other, none] = [inMatch(total), inMatch(both.repeat(100))]
    const often = Math.floor(500_000 / none.length)
    for (let time = 0; time < often; time++) shorten(none)
    expect(shorten(other)).not.toBe(other)
    for (let time = 0; time < often; time++) shorten(none)
    expect(shorten(other)).not.toBe(other)
    for (let time = 0; time <= often; time++) shorten(none)
    expect(shorten(other)).toBe(other)
  })

  it("is nothing of heads that are new each time, once they are too many to remember", () => {
    const shorten = withoutOtherMarkets(all)
    const named = (name: string) => inMatch(total.replace("Total", name))
    for (let number = 0; number < 1000; number++) expect(shorten(named(`T${number}`))).toContain("(not read)")
    expect(shorten(named("one more"))).not.toContain("(not read)")
    expect(shorten(named("T1"))).toContain("(not read)")
  })

  it("is most of an answer with many markets, and more of it the fewer are asked for", () => {
    const text = matchesBody(0, 10, "full")
    expect(expectSame(text).length).toBeLessThan(text.length / 4)
    expect(expectSame(text, [Markets.btts]).length).toBeLessThan(text.length / 6)
  })
})

const feeds = "test/vectors/feeds"
it.each(readdirSync(feeds).filter((name) => name.endsWith("response.json")))("%s says the same", (name) => {
  const text = readFileSync(`${feeds}/${name}`, "utf8")
  for (const markets of [all, ...all.map((market) => [market])]) {
    expectSame(text, markets)
    expectSame(JSON.stringify(JSON.parse(text)), markets)
  }
})

const maybe = <A>(arbitrary: fc.Arbitrary<A>) => fc.option(arbitrary, { nil: undefined })
/** An object with some of these members, in any order. */
const shuffled = (members: Readonly<Record<string, fc.Arbitrary<unknown>>>) =>
  fc
    .tuple(fc.record(members), fc.shuffledSubarray(Object.keys(members)))
    .map(([values, keys]) => Object.fromEntries(keys.map((key) => [key, values[key]])))
const word = fc.constantFrom("1X2", "GG/NG", "Double chance", "Total", "x{", "Тотал", `"`, "a\\b", "outcomes", "[", "")
const id = fc.constantFrom<unknown>("1", 10, "29", "18", 8, null, "", [1], { a: 1 })
const offer = shuffled({
  outcome_key: fc.constantFrom("yes", "no", "1", "X", "2", "1X", "é"),
  odd_value: fc.constantFrom<unknown>("1.61", 2.25, -1e30, null, true),
  sub_type_id: maybe(id),
  more: maybe(fc.jsonValue({ maxDepth: 1 }))
})
const offers = fc.array(offer, { maxLength: 3 })
const line = shuffled({ specifiers: word, outcomes: offers, status: maybe(word) })
const market = shuffled({
  odd_type: maybe(word),
  name: maybe(word),
  sub_type_id: id,
  specifiers: maybe(word),
  outcomes: fc.oneof(offers, offers, fc.dictionary(word, offer)),
  lines: maybe(fc.array(line, { maxLength: 2 })),
  tags: maybe(offers)
})
const answer = fc
  .array(
    shuffled({
      parent_match_id: fc.constant(7),
      home_team: fc.constant("Málaga"),
      away_team: fc.constant("Спартак"),
      start_time: fc.constant("2026-11-23 22:00:00"),
      sub_type_id: maybe(id),
      name: maybe(word),
      markets: fc.array(market, { maxLength: 6 })
    }),
    { maxLength: 3 }
  )
  .map((matches) => ({ data: { competitions: [{ competition_name: "Cup", matches }] } }))

describe("an answer,", () => {
  it("whatever it holds and whatever came before it, says the same", () => {
    const answers = fc.array(fc.tuple(answer, fc.constantFrom(undefined, undefined, 1)), { minLength: 1, maxLength: 4 })
    fc.assert(
      fc.property(answers, fc.subarray(all), (answers, markets) => {
        expectAllSame(
          answers.map(([value, indent]) => JSON.stringify(value, undefined, indent)),
          markets
        )
      }),
      { numRuns: 2000 }
    )
  })

  it("says the same also where it is broken", () => {
    const piece = fc.constantFrom("", `"`, "\\", "{", "}", "[", "]", ":", ",", "0", "x", "\n", `"outcomes":[{"a":1}]`)
    const spoiled = fc
      .tuple(answer, fc.array(fc.tuple(fc.nat(), fc.nat(3), piece), { minLength: 1, maxLength: 3 }))
      .map(([value, changes]) =>
        changes.reduce((text, [at, length, put]) => {
          const from = at % text.length
          return text.slice(0, from) + put + text.slice(from + length)
        }, JSON.stringify(value))
      )
    fc.assert(
      fc.property(fc.array(spoiled, { minLength: 1, maxLength: 3 }), (texts) => void expectAllSame(texts)),
      { numRuns: 5000 }
    )
  })

  it("is looked through once, however long", () => {
    // By the square of the length these would take hours.
    const pieces = [
      `"sub_type_id":`,
      `"sub_type_id":[`,
      "[",
      total.slice(0, -2),
      `{"name":"a","sub_type_id":"8","lines":[`
    ]
    for (const piece of pieces) {
      const text = piece.repeat(4_000_000 / piece.length)
      expect(withoutOtherMarkets(all)(text)).toBe(text)
    }
  })
})
