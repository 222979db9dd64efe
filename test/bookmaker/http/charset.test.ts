/**
 * A body's charset is the one that its content-type names, however the body is cut into chunks.
 */
import { describe, expect, it } from "@effect/vitest"
import { Effect } from "effect"
import { HttpClientRequest, HttpClientResponse } from "effect/http"
import * as ResponseBody from "../../../src/bookmaker/http/ResponseBody.ts"
import * as Traffic from "../../../src/bookmaker/Traffic.ts"

const latin1 = (text: string) => Uint8Array.from(text, (character) => character.charCodeAt(0))
const utf8 = (text: string) => new TextEncoder().encode(text)

/** Reads a body that comes in chunks of so many bytes. */
const read = (bytes: Uint8Array, contentType: string | undefined, size = 1) => {
  const body = new ReadableStream<Uint8Array>({
    start: (controller) => {
      for (let at = 0; at < bytes.length; at += size) controller.enqueue(bytes.slice(at, at + size))
      controller.close()
    }
  })
  const headers: Record<string, string> = contentType === undefined ? {} : { "content-type": contentType }
  const request = HttpClientRequest.get("http://bookmaker.test/")
  const response = HttpClientResponse.fromWeb(request, new Response(body, { headers }))
  return Effect.map(ResponseBody.read(response, Traffic.make()), (whole) => whole.text())
}

describe("a body", () => {
  for (const [contentType, bytes] of [
    ["application/json; charset=ISO-8859-1", latin1("Málaga")],
    ['application/json;charset="iso-8859-1"', latin1("Málaga")],
    ["application/json; version=1; Charset = windows-1252 ", latin1("Málaga")],
    ["application/json; charset=UTF-8", utf8("Málaga")],
    ["application/json; charset=utf8", utf8("Málaga")],
    ["application/json", utf8("Málaga")],
    ["application/json; charset=", utf8("Málaga")],
    ["application/json; charset=klingon", utf8("Málaga")],
    ["application/json; charset=utf-16le", utf8("Málaga")],
    [undefined, utf8("Málaga")]
  ] as const) {
    it.live(`of type ${contentType} is read by its charset`, () =>
      Effect.gen(function* () {
        for (const size of [1, 2, 100]) expect(yield* read(bytes, contentType, size)).toBe("Málaga")
      })
    )
  }

  it.live("in UTF-16 is read, and bytes that are no text become replacement characters", () =>
    Effect.gen(function* () {
      const bytes = new Uint8Array([...utf8("M"), 0xe1, ...utf8("laga")])
      expect(yield* read(bytes, "application/json; charset=utf-8")).toBe("M\ufffdlaga")
      const utf16 = new Uint8Array(Uint16Array.from("Málaga", (character) => character.charCodeAt(0)).buffer)
      expect(yield* read(utf16, "application/json; charset=utf-16le")).toBe("Málaga")
    })
  )
})
