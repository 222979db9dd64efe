/**
 * The local server and the `fetch` of the simulated bookmaker: both pass answers on unchanged, and fail as real ones do.
 */

import { http } from "msw/http"
import { describe, expect, it } from "vitest"
import { freePort } from "../../mocks/faults/index.ts"
import { serve } from "../../mocks/index.ts"
import { fetchFrom, handlers } from "../../mocks/msw.ts"
import { at, evening, live, requestOf } from "./ask.ts"

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))

/** Waits until something is so, however long it takes; the test's own limit ends it. */
const until = async (condition: () => boolean): Promise<void> => {
  while (!condition()) await pause(10)
}

describe("on a real port", () => {
  it("passes answers on byte for byte, and only their head to HEAD", async () => {
    const bookmaker = at(evening)
    const server = await serve(bookmaker, { port: 0 })
    try {
      const query = `?${new URLSearchParams({ ...live, competition_id: "203", sub_type_id: "1,29" })}`
      const response = await fetch(`${server.url}/odds${query}`)
      expect(await response.text()).toBe(await bookmaker(new Request(`http://any.test/${query}`)).text())
      expect(response.headers.get("content-type")).toBe("application/json; charset=utf-8")
      const head = await fetch(`${server.url}/odds${query}`, { method: "HEAD" })
      expect([head.status, await head.text()]).toEqual([200, ""])
      const refused = await fetch(server.url, { method: "POST", body: "x".repeat(500_000) })
      expect([refused.status, refused.headers.get("allow")]).toEqual([405, "GET, HEAD"])
      await refused.text()
    } finally {
      await server.close()
    }
  })

  it("resets the connection for Response.error(), answers 500 for what is thrown, and goes on", async () => {
    const server = await serve(
      (request) => {
        if (request.url.endsWith("/reset")) return Response.error()
        if (request.url.endsWith("/throw")) throw new Error("out of order")
        return new Response("still here")
      },
      { port: 0 }
    )
    try {
      await expect(fetch(`${server.url}/reset`)).rejects.toThrow(TypeError)
      const thrown = await fetch(`${server.url}/throw`)
      expect([thrown.status, await thrown.text()]).toEqual([500, "out of order"])
      expect(await (await fetch(server.url)).text()).toBe("still here")
    } finally {
      await server.close()
    }
  })

  it("tells the handler when the client goes away, before an answer and in the middle of one", async () => {
    const seen: Array<string> = []
    let produced = 0
    const server = await serve(
      (request) => {
        if (request.url.endsWith("/hang")) {
          seen.push("asked")
          return new Promise((_, reject) => {
            request.signal.addEventListener("abort", () => {
              seen.push("aborted")
              reject(request.signal.reason)
            })
          })
        }
        const pull = (controller: ReadableStreamDefaultController<Uint8Array>) => {
          produced++
          controller.enqueue(new Uint8Array(65_536))
        }
        return new Response(new ReadableStream({ pull, cancel: () => void seen.push("cancelled") }))
      },
      { port: 0 }
    )
    try {
      const waiting = new AbortController()
      const hanging = fetch(`${server.url}/hang`, { signal: waiting.signal })
      void until(() => seen.includes("asked")).then(() => waiting.abort())
      await expect(hanging).rejects.toThrow()
      await until(() => seen.includes("aborted"))

      const reading = new AbortController()
      const endless = await fetch(`${server.url}/endless`, { signal: reading.signal })
      await endless.body?.getReader().read()
      // What is on the way has room in buffers; once they are full, nothing more is made.
      let held = -1
      while (held !== produced) {
        held = produced
        await pause(300)
      }
      expect(held).toBeLessThan(1000)
      reading.abort()
      await until(() => seen.includes("cancelled"))
    } finally {
      await server.close()
    }
  })

  it("closes while requests are open, may be closed twice, and frees the port", async () => {
    let aborted = false
    let arrived = false
    const server = await serve(
      ({ signal }) =>
        new Promise(() => {
          arrived = true
          signal.addEventListener("abort", () => {
            aborted = true
          })
        }),
      { port: await freePort() }
    )
    const pending = fetch(server.url).then(
      () => "answered",
      () => "cut off"
    )
    await until(() => arrived)
    await server.close()
    await server.close()
    expect(await pending).toBe("cut off")
    await until(() => aborted)
    const again = await serve(() => new Response("again"), { port: server.port })
    expect(await (await fetch(again.url)).text()).toBe("again")
    await again.close()
  })

  it("names the address that cannot be listened on", async () => {
    const server = await serve(() => new Response("first"), { port: 0 })
    await expect(serve(() => new Response("second"), { port: server.port })).rejects.toThrow(
      `cannot listen on 127.0.0.1:${server.port}`
    )
    await expect(serve(() => new Response("none"), { port: 99_999 })).rejects.toThrow("not a port")
    expect(await (await fetch(server.url)).text()).toBe("first")
    await server.close()
  })
})

describe("as MSW handlers", () => {
  it("answers any origin and path as the bookmaker does", async () => {
    const all = handlers({ now: () => evening })
    const answered = await fetchFrom(() => all)(requestOf({ ...live, competition_id: "17" }))
    expect(await answered.text()).toBe(await at(evening)(requestOf({ ...live, competition_id: "17" })).text())
    expect(answered.headers.get("content-type")).toBe("application/json; charset=utf-8")
  })

  it("fails as fetch does: aborted before, while waiting and while reading, unanswered, reset", async () => {
    const never = http.get("*/never", () => new Promise<never>(() => {}))
    const stalled = http.get("*/stalled", () => new Response(new ReadableStream()))
    const broken = http.get("*/broken", () => Response.error())
    const fetch = fetchFrom(() => [never, stalled, broken])
    const reason = new Error("enough")
    await expect(fetch("https://a.test/never", { signal: AbortSignal.abort(reason) })).rejects.toBe(reason)
    await expect(fetch("https://a.test/never", { signal: AbortSignal.timeout(20) })).rejects.toThrow(/time/i)
    const response = await fetch("https://a.test/stalled", { signal: AbortSignal.timeout(20) })
    await expect(response.text()).rejects.toThrow(/time/i)
    await expect(fetch("https://a.test/broken")).rejects.toThrow(TypeError)
    await expect(fetch("https://a.test/other")).rejects.toThrow("no handler for GET https://a.test/other")
  })
})
