/**
 * Text rules: cleaning, conversion of values to text, and team names.
 */
import { describe, expect, it } from "@effect/vitest"
import fc from "fast-check"
import { asText, clean, nameAsText, teamName } from "../../src/domain/Text.ts"
import { Markets } from "../../src/index.ts"
import { collect, parse } from "../helpers/collect.ts"
import { match } from "../helpers/matches.ts"

/** Removes a match's own names, so that those of its group are used. */
const NAMELESS = { competition_name: null, category_name: null }

describe("clean", () => {
  it.each([
    ["", ""],
    ["plain", "plain"],
    ["  two   words  ", "two words"],
    ["tab\tline\nreturn\r\nnull\0bell\x07delete\x7f.", "tab line return null bell delete ."],
    ["C1\u0085\u009fcontrol", "C1 control"],
    ["no-break\u00a0ogham\u1680ideographic\u3000thin\u2009space", "no-break ogham ideographic thin space"],
    ["line\u2028paragraph\u2029.", "line paragraph ."],
    ["zero\u200bwidth\u200d\ufeffsoft\u00adhyphen\u2060\u202e", "zerowidthsofthyphen"],
    ["a \u200b b", "a b"],
    ["\u200b \u200b", ""],
    ["\ud800Lone\udc00 \udfff", "Lone"],
    ["pair 😀 stays", "pair 😀 stays"],
    ["é e\u0301 Спартак 横浜 الأهلي", "é e\u0301 Спартак 横浜 الأهلي"],
    ["tag\u{e0041}s", "tags"]
  ])("%j is %j", (text, expected) => {
    expect(clean(text)).toBe(expected)
  })

  it("leaves only single inner spaces, no control or format characters and no lone surrogates", () => {
    const odd = fc.constantFrom("\t", "\u00a0", "\u2028", "\u2029", "\u200b", "\u00ad", "\ud800", "\udc00", "\0", " ")
    const text = fc.array(fc.oneof(odd, fc.string({ unit: "binary", maxLength: 3 })), { maxLength: 12 })
    fc.assert(
      fc.property(text, (parts) => {
        const cleaned = clean(parts.join(""))
        expect(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]|(?! )\p{Zs}| {2}|^ | $/u.test(cleaned)).toBe(false)
        expect(clean(cleaned)).toBe(cleaned)
        const keep = (whole: string) => whole.replace(/[\p{Cc}\p{Cf}\p{Z}\p{Cs}]/gu, "")
        expect(keep(cleaned)).toBe(keep(parts.join("")))
      })
    )
  })
})

describe("a value as text", () => {
  it.each([
    [" a\u200b  b ", "a b"],
    [17, "17"],
    [-0, "0"],
    [1.5, "1.5"],
    [1.1, "1.1"],
    [1e21, "1e+21"],
    [1e-7, "1e-7"],
    [123456789012345680000, "123456789012345680000"],
    [true, ""],
    [false, ""],
    [null, ""],
    [undefined, ""],
    [["a"], ""],
    [{ a: "b" }, ""]
  ])("%j is %j", (value, expected) => {
    expect(asText(value)).toBe(expected)
  })
})

describe("a team's name", () => {
  it.each([
    ["Arsenal FC", "Arsenal FC"],
    ["Málaga CF", "Malaga CF"],
    ["Ma\u0301laga CF", "Malaga CF"],
    ["Bodø/Glimt; II", "Bod/Glimt II"],
    ["São Paulo", "Sao Paulo"],
    ["1. FC Köln", "1. FC Koln"],
    ["Спартак II", "Спартак II"],
    ["Спартак? II", "Спартак? II"],
    ["横浜 FC Marinos", "FC Marinos"],
    ["横浜 II", "横浜 II"],
    ["الأهلي", "الأهلي"],
    ["и\u0306 СК", "й СК"],
    ["FC? Who?", "FC Who"],
    ["a?;?b", "a b"],
    [";A;;B;", "A B"],
    ["Greek\u037equestion", "Greek question"],
    ["Full\uff1bwidth", "Full width"],
    ["Спартак\uff1bСК", "Спартак\uff1bСК"],
    ["Спартак\u037eСК", "Спартак СК"],
    ["Ⅳ ①② ﬁ", "IV 12 fi"],
    ["  FC \n Two\u200b\tLines ", "FC Two Lines"],
    ["\ud800Lone", "Lone"],
    ["7", "7"],
    // Half is not more than half.
    ["abСК", "abСК"],
    ["abcСК", "abc"]
  ])("%j is %j", (name, expected) => {
    expect(teamName(name)).toBe(expected)
  })

  it.each(["", " ", ";", "?", "?!;-", "😀", "\u0301", "\u200b", 17, null, undefined, true, ["A"], { name: "A" }])(
    "%j is not a valid name",
    (value) => {
      expect(teamName(value)).toBeUndefined()
    }
  )

  it("has at most 1,000 UTF-16 units and at most 30 consecutive marks", () => {
    expect(teamName("A".repeat(1000))).toBe("A".repeat(1000))
    expect(teamName("A".repeat(1001))).toBeUndefined()
    expect(teamName("ﷺ".repeat(1000))).toBe("ﷺ".repeat(1000))
    expect(teamName(`a${"\u0301".repeat(30)}`)).toBe("a")
    expect(teamName(`a${"\u0301".repeat(31)}`)).toBeUndefined()
    expect(teamName("Ж\u0301".repeat(500))).toBe("Ж\u0301".repeat(500))
  })

  it("never contains a semicolon, is clean, and has a letter or digit", () => {
    const part = fc.oneof(
      fc.constantFrom(";", "\u037e", "\uff1b", "?", "é", "ø", "Сп", "横", "FC", "и\u0306", "ﷺ", "\u0301"),
      fc.string({ unit: "binary", maxLength: 4 })
    )
    fc.assert(
      fc.property(fc.array(part, { maxLength: 8 }), (parts) => {
        const name = teamName(parts.join(""))
        if (name === undefined) return
        expect(name).not.toContain(";")
        expect(clean(name)).toBe(name)
        expect(name).toMatch(/[\p{L}\p{N}]/u)
      })
    )
  })

  it("is ASCII without a question mark, or else the name in its own script", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme", maxLength: 20 }), (text) => {
        const name = teamName(text)
        if (name === undefined || /^[\x20-\x3e\x40-\x7e]+$/.test(name)) return
        expect(name).toBe(clean(text.normalize("NFC").replaceAll(";", " ")))
      })
    )
  })
})

describe("text of millions of letters", () => {
  it.each([
    ["words", "a ".repeat(4_000_000), "a a a"],
    ["letters that are 18 once normalised", "ﷺ".repeat(2_700_000), "ﷺﷺﷺ"],
    ["marks in no order", `a${"\u0301\u0323".repeat(2_000_000)}`, "a\u0301\u0323"],
    ["tabs", `a${"\t".repeat(8_000_000)}b`, "a b"],
    ["halves of characters", `a${"\ud800".repeat(4_000_000)}`, "a"]
  ])("%s: is cleaned, and rejected as a team's name, quickly", (_, text, start) => {
    expect(clean(text).startsWith(start)).toBe(true)
    expect(nameAsText(text).length).toBeLessThanOrEqual(1000)
    expect(teamName(text)).toBeUndefined()
  })

  it("as the name of a group is not processed in full for each match, nor kept in memory", () => {
    const matches = Array.from({ length: 20_000 }, (_, index) => match({ parent_match_id: index + 1, ...NAMELESS }))
    const group = { competition_name: "Ж ".repeat(2_000_000), category_name: "x".repeat(4_000_000), matches }
    const { documents } = collect(Markets.btts, [parse({ data: { competitions: [group] } })])
    expect(documents).toHaveLength(20_000)
    expect(documents.every((document) => document.competition_name.length <= 2001)).toBe(true)
  })
})
