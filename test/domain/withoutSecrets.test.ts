/**
 * Secrets are taken out of a text in every spelling in which a server may repeat them.
 */
import { describe, expect, it } from "@effect/vitest"
import * as fc from "fast-check"
import { withoutSecrets } from "../../src/domain/withoutSecrets.ts"

const clean = (text: string, ...secrets: ReadonlyArray<string>) => withoutSecrets(secrets, new Set(["data"]))(text)

const secret = `p@ss/w0rd "1" & <2>'é`
const html = secret.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;")

describe("a secret is replaced", () => {
  it.each([
    ["as it is", secret],
    ["in a URL", encodeURIComponent(secret)],
    ["in a URL within a URL", encodeURIComponent(encodeURIComponent(secret))],
    ["in a form", new URLSearchParams({ a: secret }).toString().slice(2)],
    ["in JSON", JSON.stringify(secret).slice(1, -1)],
    ["in JSON within JSON", JSON.stringify(JSON.stringify(secret)).slice(3, -3)],
    ["in JSON as PHP writes it", JSON.stringify(secret).slice(1, -1).replace("/", "\\/").replace("é", "\\u00e9")],
    ["in HTML", html],
    ["in HTML with numbers", html.replaceAll("&quot;", "&#34;").replaceAll("'", "&#039;")],
    ["with more backslashes", secret.replaceAll('"', '\\\\\\\\"')],
    ["in another case", secret.toUpperCase()]
  ])("%s", (_, spelled) => {
    expect(clean(`<${spelled}>`, secret)).toBe("<[secret]>")
  })

  it.each([0, 1, 2, 3])("in Base64 of a text that holds it, %i characters from its beginning", (from) => {
    const sent = btoa(`${"x".repeat(from)}{"key":"hush/1"} and more`)
    expect(clean(`a ${sent} b`, "hush/1")).toMatch(/^a \[secret\]=* b$/)
    expect(clean(`a ${sent.replaceAll("/", "\\/")} b`, "hush/1")).toMatch(/^a \[secret\]=* b$/)
  })

  it.each([0, 1, 2, 3])("in Base64 that begins %i characters within a run of letters", (within) => {
    const sent = btoa(`{"key":"hush/1"} and more`)
    expect(clean(`a ${"kkk".slice(0, within)}${sent} b`, "hush/1")).toMatch(/^a \[secret\]=* b$/)
  })

  it("in Base64 of a text that has it in another case", () => {
    expect(clean(`a ${btoa('{"key":"HUSH/1"} and more')} b`, "hush/1")).toMatch(/^a \[secret\]=* b$/)
  })

  it.each(["", "a", "ab", "abc"])("in Base64 behind other letters and digits: %j", (before) => {
    expect(clean(`${before}${btoa("hush12")}`, "hush12")).toBe("[secret]")
    expect(clean(`${before}${btoa("HUSH/1")}`, "hush/1")).toBe("[secret]")
  })

  it("by its parts: a scheme's token, a login, cookies, and what a token says", () => {
    const login = `Basic ${btoa("user1:pass word")}`
    const [head, payload] = [`{"alg":"none"}`, `{"sub":"anna-1","n":12}`].map((part) => btoa(part).replace(/=+$/, ""))
    const bearer = `Bearer ${head}.${payload}.c2lnbmF0dXJl`
    const text = `user1 / pass word / ${btoa("user1:pass word")} / anna-1 / ${payload} / signature / abcd1 / tiny`
    expect(clean(text, login, bearer, "sid=abcd1; b=abc")).toBe(
      "[secret] / [secret] [secret] / [secret] / [secret] / [secret] / [secret] / [secret] / tiny"
    )
  })

  it("from a query in either spelling", () => {
    expect(clean("a@b a%40b", "a%40b")).toBe("[secret] [secret]")
    expect(clean("100%zz", "100%zz")).toBe("[secret]")
    expect(clean("a%FFb \u00ffb a\u00ffb", "a%FFb")).toBe("[secret] \u00ffb [secret]")
  })
})

it("what is shorter than three characters, parts shorter than four, and names of the API stay", () => {
  expect(clean("abc abcd ab", "abc; abcd=ab")).toBe("abc [secret] ab")
  expect(clean(`{"data": "data", "x": "ab"}`, "ab", "data", "")).toBe(`{"data": "[secret]", "x": "ab"}`)
  expect(clean("text")).toBe("text")
})

it("whatever the secret and the text, it is not in what remains", () => {
  fc.assert(
    fc.property(fc.string({ minLength: 3, maxLength: 40 }), fc.string(), fc.string(), (secret, before, after) => {
      fc.pre(!"[secret]".includes(secret.toLowerCase()) && secret.isWellFormed())
      expect(clean(`${before} ${secret} ${after}`, secret)).toContain("[secret]")
      expect(clean(`\n${encodeURIComponent(secret)}\n`, secret)).not.toContain(encodeURIComponent(secret))
    }),
    { numRuns: 300 }
  )
})

it("a long answer, a long secret and rows of backslashes take no time that a test would notice", () => {
  const long = `{"matches":[${`{"home_team":"Manchester United","odd_value":"1.50\\\\\\\\"},`.repeat(20_000)}]}`
  expect(clean(long, `Bearer ${"aB1/".repeat(500)}`)).toBe(long)
  expect(clean("\\".repeat(200_000), 'a"b/c')).not.toContain("secret")
  expect(clean(`a${"\\".repeat(200_000)}c`, `a${"\\".repeat(20)}b`)).not.toContain("secret")
})
