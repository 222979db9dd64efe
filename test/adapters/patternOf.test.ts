/** Patterns of JSON: they match what they were made of, and nothing that is no JSON. */
import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { patternOf } from "../../adapters/host/patternOf.ts"

const isMatch = (values: ReadonlyArray<unknown>, text: string): boolean =>
  new RegExp(`^${patternOf(values)}$`).test(text)

const name = fc.oneof(fc.string({ maxLength: 3 }), fc.constantFrom("a", "b", "é", ".*", "\\", `"`, "1", "__proto__"))
const text = fc.oneof(name, fc.constantFrom("Спартак", "\ud800", "]}", ""))
const { value } = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3 },
    text,
    fc.oneof(fc.nat(), fc.double({ noNaN: true, noDefaultInfinity: true }), fc.constantFrom(0, -1, 2.25, 1e30)),
    fc.constantFrom(true, false, null),
    fc.array(tie("value"), { maxLength: 3 }),
    fc.dictionary(name, tie("value"), { maxKeys: 3 })
  )
}))

/** What JSON says that a pattern does not: escapes, and numbers with an exponent. */
const BEYOND = /\\|\de[+-]?\d/

describe("the pattern of some values", () => {
  it("matches each of them, and lists of them", () => {
    fc.assert(
      fc.property(fc.array(value, { minLength: 1, maxLength: 3 }), (values) => {
        const texts = values.map((value) => JSON.stringify(value)).filter((text) => !BEYOND.test(text))
        for (const text of texts) expect([text, isMatch(values, text)]).toEqual([text, true])
        expect(isMatch([values], `[${[...texts, ...texts]}]`)).toBe(texts.length > 0)
      }),
      { numRuns: 2000 }
    )
  })

  it("matches nothing that is no JSON", () => {
    const piece = fc.constantFrom("", `"`, "\\", "{", "}", "[", "]", ":", ",", "0", "x", "\n", "-", ".", " ")
    const spoiled = fc
      .tuple(fc.array(value, { minLength: 1, maxLength: 2 }), fc.nat(), fc.nat(2), piece)
      .map(([values, at, length, put]) => {
        const text = JSON.stringify(values[0])
        const from = at % (text.length + 1)
        return [values, text.slice(0, from) + put + text.slice(from + length)] as const
      })
    fc.assert(
      fc.property(spoiled, ([values, text]) => {
        if (isMatch(values, text)) JSON.parse(text)
      }),
      { numRuns: 10_000 }
    )
  })

  it.each([
    [[{ a: "x" }], `{"a":"y"}`, true],
    [[{ a: "x" }], `{"a":1}`, false],
    [[{ a: "x" }, { a: 1 }], `{"a":1}`, true],
    [[{ a: "x" }, { b: 1 }], `{"b":2}`, true],
    [[{ a: "x" }, { b: 1 }], `{"a":"x","b":2}`, false],
    [[{ a: "x", b: 1 }], `{"b":1,"a":"x"}`, false],
    [[[1]], "[]", false],
    [[[1], []], "[]", true],
    [[[1]], "[1,2,3]", true],
    [[1], "01", false],
    [[1], "1.", false],
    [[1], "-0.50", true],
    [[true], "false", true],
    [[null], "null", true],
    [["a"], `"a\nb"`, false],
    [["a"], `"\\n"`, false]
  ])("%j matches %s: %s", (values, text, isLike) => {
    expect(isMatch(values, text)).toBe(isLike)
  })

  it("matches nothing where they are nested too deep", () => {
    const nested = (depth: number): unknown =>
      depth === 0 ? 1 : depth % 2 === 0 ? [nested(depth - 1)] : { a: nested(depth - 1) }
    expect(isMatch([nested(5)], JSON.stringify(nested(5)))).toBe(true)
    expect(isMatch([nested(6)], JSON.stringify(nested(6)))).toBe(false)
    expect(isMatch([nested(3000)], JSON.stringify(nested(3000)))).toBe(false)
  })
})
