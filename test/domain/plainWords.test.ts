/**
 * Words that a user has written, shown where they are plain: no key, token or password looks like one.
 */
import { describe, expect, it } from "@effect/vitest"
import { isPlain, segmentsOf, shownPath, shownWord } from "../../src/domain/plainWords.ts"

describe("a word is shown", () => {
  it.each([
    "odds",
    "v2",
    "api-v2",
    "Sports_Book.php",
    "x-api-key",
    "a".repeat(20),
    `${"a".repeat(19)}-${"b".repeat(20)}`
  ])("where it is plain: %s", (word) => {
    expect(isPlain(word)).toBe(true)
    expect(shownWord(word)).toBe(word)
  })
})

describe("a word is hidden", () => {
  it.each(
    [
      [
        "",
        "x".repeat(21),
        "Bearer hush",
        "authorization: hush",
        "token=hush",
        "a1b2c3d4",
        "v123",
        "1234",
        "a%20b",
        "é"
      ],
      ["a--b", "-a", "a-", "__proto__", `${"a".repeat(20)}-${"b".repeat(20)}`]
    ].flat()
  )("where it may be a key: %j", (word) => {
    expect(isPlain(word)).toBe(false)
    expect(shownWord(word)).toBe("…")
  })
})

it("a path keeps its plain segments and its slashes", () => {
  expect(shownPath("/")).toBe("/")
  expect(shownPath("/api/v2/3f9aB71c77/odds/")).toBe("/api/v2/…/odds/")
  expect(shownPath("//k3y0123//odds.php")).toBe("//…//odds.php")
  expect(segmentsOf("//k3y0123//odds.php/")).toEqual(["k3y0123", "odds.php"])
})
