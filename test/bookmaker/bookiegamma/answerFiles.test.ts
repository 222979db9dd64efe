/**
 * The files of a bug report: none holds what the user sends of their own, by whichever way it is sent.
 */
import { describe, expect, it } from "@effect/vitest"
import { Redacted, Result } from "effect"
import { HttpClientRequest } from "effect/http"
import { filesOf } from "../../../src/bookmaker/bookiegamma/answerFiles.ts"
import type { ClientOptions } from "../../../src/index.ts"

const urls: ClientOptions = { live: "http://bookmaker.test/live", upcoming: "http://bookmaker.test/upcoming" }

/** Returns the texts of the files of one answer, which repeats `said`. */
const filesSaying = (said: string, options: Partial<ClientOptions>) => {
  const headers = {
    "content-type": "application/json",
    server: "shown",
    "set-cookie": "sid=kept-out",
    "x-own": "kept-out"
  }
  const request = HttpClientRequest.get("http://bookmaker.test/live?src=1")
  const received = { request, status: 200, headers, body: JSON.stringify({ data: { matches: [] }, said }) }
  const files = filesOf([{ name: "live-matches-1", request, received, result: Result.succeed(undefined) }], {
    ...urls,
    ...options
  })
  return files.map(({ text }) => text)
}

describe("a file does not hold", () => {
  const ways: ReadonlyArray<readonly [string, Partial<ClientOptions>]> = [
    ["the query of the live URL", { live: "http://bookmaker.test/live?key=hush-1" }],
    ["the query of the other source's URL", { upcoming: "http://bookmaker.test/upcoming?hush-1" }],
    ["a header", { overrides: { headers: { live: { matches: { "x-key": Redacted.make("hush-1") } } } } }],
    [
      "a header of the other step",
      { overrides: { headers: { live: { competitions: { a: Redacted.make("hush-1") } } } } }
    ],
    ["a parameter", { overrides: { params: { upcoming: { matches: { key: "hush-1{day}" } } } } }],
    ["a proxy's login", { secrets: [Redacted.make("hush-1")] }]
  ]
  for (const [what, options] of ways) {
    it(what, () => {
      const texts = filesSaying("it was hush-1", options)
      for (const text of texts) expect(text).not.toContain("hush")
      expect(texts[1]).toContain("it was [secret]")
    })
  }

  it("headers of an answer besides those that say how it is to be read", () => {
    const [head, body] = filesSaying("nothing", {})
    expect(head).toContain("content-type: application/json\nserver: shown\n")
    expect(head).not.toContain("kept-out")
    expect(body).toContain("nothing")
  })
})
