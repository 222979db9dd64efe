/**
 * Excerpts of responses: short and clean, and without any text if a response might repeat the user's secrets.
 */
import { describe, expect, it } from "@effect/vitest"
import { Redacted } from "effect"
import { HttpClientRequest } from "effect/http"
import * as requests from "../../../src/bookmaker/bookiegamma/requests.ts"
import * as Excerpt from "../../../src/bookmaker/http/Excerpt.ts"
import type { RequestOverrides } from "../../../src/bookmaker/http/RequestOverrides.ts"

const { publicWords } = requests
const requestOf = (overrides: RequestOverrides = {}, query = "") => {
  const url = `http://bookmaker.test/odds${query}`
  const subject = { day: "2026-11-23", subTypeIds: ["1", "29"] }
  return requests.requestsOf({ live: url, upcoming: url, overrides }, "upcoming", "matches", subject)("sr:17")
}
const withHeader = (name: string, value: string) =>
  requestOf({ headers: { upcoming: { matches: { [name]: Redacted.make(value) } } } })
const withParam = (name: string, value: string) => requestOf({ params: { upcoming: { matches: { [name]: value } } } })

const long = `eyJ${"S3cr3tTok3n".repeat(150)}`
const requestsWithSecrets: ReadonlyArray<readonly [string, HttpClientRequest.HttpClientRequest, string]> = [
  ["a token longer than any excerpt", withHeader("authorization", `Bearer ${long}`), long],
  ["a part of a token", withHeader("authorization", `Bearer ${long}`), long.slice(0, 20)],
  ["a cookie's value", withHeader("cookie", "session=TOPSECRET123; cf=1"), "TOPSECRET123"],
  ["a percent-encoded query", requestOf({}, "?key=p%40ss%2Fw0rd%21SECRET"), "p%40ss%2Fw0rd%21SECRET"],
  ["a decoded query", requestOf({}, "?key=p%40ss%2Fw0rd%21SECRET"), "p@ss/w0rd!SECRET"],
  ["a parameter, escaped as in JSON", withParam("key", "SECRET/abc"), "SECRET\\/abc"],
  ["a parameter, escaped as in HTML", withParam("key", "SECRET&'abc"), "SECRET&amp;&#39;abc"],
  ["a short parameter", withParam("key", "s3c"), "s3c"],
  ["a parameter of a usual name", withParam("sport_id", "SECRET"), "SECRET"],
  ["a query named like a member of every object", requestOf({}, "?constructor=SECRET"), "SECRET"],
  ["a header that says where one comes from", withHeader("Referer", "http://b.test/?SECRET"), "SECRET"],
  ["a query of a usual name", requestOf({}, "?trials=SECRET"), "SECRET"],
  ["a header's user and password, decoded", withHeader("authorization", "Basic dXNlcjpwYXNz"), "user:pass"],
  ["a parameter of a client", HttpClientRequest.appendUrlParam(requestOf(), "key", "SECRET"), "SECRET"],
  ["a URL that cannot be read", HttpClientRequest.setUrl(requestOf(), "/odds?key=SECRET"), "SECRET"]
]

describe("if the request has values of the user's own,", () => {
  it.each(requestsWithSecrets)("a response that echoes %s is not shown", (_, request, echoed) => {
    const page = `<html><p>invalid: ${echoed}`
    expect(Excerpt.ofText(page, request, publicWords)).toBe(
      `${page.length} characters, not shown because they may repeat what was sent`
    )
    const value = { error: `bad key ${echoed}`, [echoed]: [echoed], data: { [`x${echoed}`]: echoed, matches: null } }
    expect(Excerpt.ofJson(JSON.stringify(value), value, request, publicWords)).toBe(
      "{error: a string, …: […], data: {…: a string, matches: null}}"
    )
  })

  it("the shape of a deep or wide response is short too", () => {
    const request = withParam("key", "SECRET")
    const wide = Object.fromEntries(Array.from({ length: 100_000 }, (_, index) => [`n${index}`, index]))
    const deep = { data: { data: { data: { data: 1 } } }, status: 1, success: false, matches: [] }
    expect(Excerpt.ofJson("", wide, request, publicWords).length).toBeLessThanOrEqual(120)
    expect(Excerpt.ofJson("", deep, request, publicWords)).toBe(
      "{data: {data: {data: {…}}}, status: a number, success: a boolean, matches: []}"
    )
  })
})

describe("if more is sent than the request shows,", () => {
  it("a response is not shown, whatever the request", () => {
    const words = { ...publicWords, isMoreSent: true }
    expect(Excerpt.ofText("SECRET", requestOf(), words)).toMatch(/^6 characters, not shown/)
    expect(Excerpt.ofJson('{"data": "SECRET"}', { data: "SECRET" }, requestOf(), words)).toBe("{data: a string}")
  })
})

describe("if the request has only default values,", () => {
  const withoutSecrets = [
    ["no changes", requestOf()],
    ["a parameter left out", requestOf({ params: { upcoming: { matches: { trials: null } } } })],
    ["a browser's name", withHeader("User-Agent", "Mozilla/5.0")]
  ] as const

  it.each(withoutSecrets)("with %s, the start of the response is shown as clean text", (_, request) => {
    const text = `<html>\n\u001b[31m  Just a moment…${" ".repeat(500)}`
    expect(Excerpt.ofText(text, request, publicWords)).toBe("<html> [31m Just a moment…")
    expect(Excerpt.ofJson('{"data": []}', { data: [] }, request, publicWords)).toBe('{"data": []}')
  })

  it("a value that is a text is shown as it is, and any other as JSON", () => {
    expect(Excerpt.ofValue("a text", requestOf(), publicWords)).toBe("a text")
    expect(Excerpt.ofValue({ a: "text" }, requestOf(), publicWords)).toBe('{"a":"text"}')
    expect(Excerpt.ofValue("a text", withParam("key", "SECRET"), publicWords)).toMatch(/^6 characters, not shown/)
  })

  it("a header is known by its name in any case", () => {
    expect(["User-Agent", "ACCEPT", "accept-language"].map(Excerpt.isPublicHeader)).toEqual([true, true, true])
    expect(["authorization", "Cookie", "user-agents"].map(Excerpt.isPublicHeader)).toEqual([false, false, false])
  })

  it("an excerpt is short and does not end within a surrogate pair", () => {
    const excerpt = Excerpt.ofText(`x${"😀".repeat(1000)}`, requestOf(), publicWords)
    expect(excerpt).toBe(`x${"😀".repeat(59)}`)
  })
})
