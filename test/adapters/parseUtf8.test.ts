/**
 * JSON out of bytes by the shorter way: it holds what `JSON.parse` finds in their text, or is none where that finds none.
 */
import { Buffer } from "node:buffer"
import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { parseUtf8 } from "../../adapters/host/parseUtf8.ts"
import type { Unread } from "../../src/bookmaker/http/BodyOptions.ts"

const bytesOf = (text: string) => new TextEncoder().encode(text)
const byText = (bytes: Uint8Array) => JSON.parse(new TextDecoder().decode(bytes))

const outcomeOf = (
  parse: (bytes: Uint8Array) => unknown,
  bytes: Uint8Array
): { readonly value?: unknown; readonly failed?: boolean } => {
  try {
    return { value: parse(bytes) }
  } catch (error) {
    return { failed: error instanceof SyntaxError }
  }
}

const unread: Unread = { member: "id", lists: ["list"], isUnread: () => true }
const part = `{"id":1,"list":[{"a":"b"}]}`
/** The same with a list before it that is not read, so that the bytes are read as letters on each runtime. */
const behindPart = (bytes: Uint8Array) => Buffer.concat([bytesOf(`[${part},`), bytes, bytesOf("]")])

const expectSame = (bytes: Uint8Array) => {
  const expected = outcomeOf(byText, bytes)
  expect(outcomeOf(parseUtf8, bytes)).toStrictEqual(expected)
  const { failed, value } = outcomeOf((given) => parseUtf8(given, unread), behindPart(bytes))
  const behind = outcomeOf(byText, behindPart(bytes))
  expect(failed).toBe(behind.failed)
  expect((value as ReadonlyArray<unknown> | undefined)?.slice(1)).toStrictEqual(
    (behind.value as ReadonlyArray<unknown> | undefined)?.slice(1)
  )
}

describe("bytes are read as their text", () => {
  it.each([
    ["letters of ASCII alone", `{"team":"Arsenal \\u0421 \\n"}`],
    ["letters of Latin-1", `{"team":"Málaga – Bodø"}`],
    ["letters beyond it", `{"team":"Beşiktaş – Спартак Москва – 東京 😀"}`],
    ["in names of members", `{"å":1,"ключ":[null,{"東":true}]}`],
    ["a run longer than what is remembered", `["${"я".repeat(5000)}"]`],
    ["a letter behind an escaped backslash", `["\\\\С"]`],
    ["a letter behind a quote that is escaped", `["\\"С"]`],
    ["a byte order mark before it", `\ufeff{"a":"ш"}`],
    ["two of them", `\ufeff\ufeff{"a":1}`],
    ["one within a text", `["\ufeffш\ufeff"]`],
    ["separators of lines within a text", `["\u2028\u2029"]`],
    ["letters that are controls in Latin-1", `["\u0080\u009f"]`],
    ["a letter behind a backslash, which is no JSON", `["\\С"]`],
    ["a letter outside of a text, which is none", `{"a":С}`],
    ["a space that JSON does not know", `{"a":\u00a01}`],
    ["nothing", ""]
  ])("%s", (_, text) => {
    expectSame(bytesOf(text))
  })

  it("also where they are no UTF-8", () => {
    const pieces = [[0xff], [0xc3], [0xe2, 0x82], [0xf0, 0x9f, 0x98], [0xed, 0xa0, 0x80], [0xc0, 0x80], [0x80, 0x80]]
    for (const piece of pieces) expectSame(Uint8Array.of(0x5b, 0x22, 0x61, ...piece, 0x62, 0x22, 0x5d))
  })

  it("wherever they stand in their memory", () => {
    const bytes = bytesOf(`..["Спартак"]..`).subarray(2, -2)
    expect(parseUtf8(bytes)).toStrictEqual(["Спартак"])
  })

  it("with more names than are remembered, before and after", () => {
    const names = Array.from({ length: 10_000 }, (_, index) => String.fromCodePoint(0x4e00 + index, 0x411))
    const bytes = bytesOf(JSON.stringify([...names, ...names]))
    expect(parseUtf8(bytes)).toStrictEqual([...names, ...names])
    expect(parseUtf8(bytes)).toStrictEqual([...names, ...names])
  })

  it("without what is not read, also of a long text", () => {
    for (const text of ["Спартак", "Спартак".repeat(100_000)]) {
      const bytes = bytesOf(`[${part},"${text}"]`)
      expect(parseUtf8(bytes, unread)).toStrictEqual([{ id: 1, list: "(not read)" }, text])
    }
  })

  it("whatever they are", () => {
    const piece = fc.oneof(
      fc
        .constantFrom("\\", `"`, `\\"`, "\\\\", "[", "]", "{", "}", ":", ",", "\ufeff", "\u0421", "ö", "😀", "\\u0421")
        .map(bytesOf),
      fc.uint8Array({ minLength: 1, maxLength: 4 })
    )
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), fc.boolean(), (parts, isWrapped) => {
        const inner = Buffer.concat(parts)
        expectSame(isWrapped ? Buffer.concat([bytesOf(`["`), inner, bytesOf(`"]`)]) : inner)
      }),
      { numRuns: 2000 }
    )
  })

  it("whatever JSON they hold", () => {
    fc.assert(
      fc.property(fc.jsonValue({ stringUnit: "grapheme" }), (value) => expectSame(bytesOf(JSON.stringify(value))))
    )
  })
})
