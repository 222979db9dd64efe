/**
 * The server of the status pages: what it answers, and that clients who misbehave take nothing from it.
 */
import { connect, type Socket } from "node:net"
import * as Effect from "effect/Effect"
import { describe, expect, it } from "vitest"
import { serveStatus } from "../../adapters/host/service.ts"
import { respondWith } from "../../src/telemetry/StatusPages.ts"
import { watchHeldUp } from "../helpers/heldUp.ts"

const respond = respondWith({ metrics: () => "a_total 1\n", problems: () => ["no run has begun yet"] })

/** Serves while a test goes on. */
const serving = (test: (url: URL) => Promise<void>, answer = respond) =>
  Effect.runPromise(
    Effect.scoped(
      Effect.flatMap(serveStatus({ hostname: "127.0.0.1", port: 0 }, answer), (url) =>
        Effect.promise(() => test(new URL(url)))
      )
    )
  )

/** Sends text as it is, and returns what comes back until the connection ends or so many milliseconds have passed. */
const sending = (url: URL, text: string, millis = 20_000) =>
  new Promise<{ readonly answer: string; readonly isEnded: boolean }>((resolve) => {
    let answer = ""
    const socket: Socket = connect(Number(url.port), url.hostname, () => socket.write(text))
    const end = (isEnded: boolean) => {
      clearTimeout(timer)
      socket.destroy()
      resolve({ answer, isEnded })
    }
    const timer = setTimeout(() => end(false), millis)
    socket.setEncoding("latin1").on("data", (chunk: string) => {
      answer += chunk
    })
    socket.on("error", () => {})
    socket.on("close", () => end(true))
  })

describe("the server of the status pages", () => {
  it("answers GET with the page, HEAD with its head alone, and others with 404 and 405", () =>
    serving(async (url) => {
      const get = await fetch(new URL("/metrics", url))
      expect([get.status, await get.text()]).toEqual([200, "a_total 1\n"])
      const head = await fetch(new URL("/metrics", url), { method: "HEAD" })
      expect([head.status, head.headers.get("content-length"), await head.text()]).toEqual([200, "10", ""])
      expect((await fetch(new URL("/readyz", url))).status).toBe(503)
      expect((await fetch(new URL("/", url))).status).toBe(404)
      const post = await fetch(new URL("/metrics", url), { method: "POST", body: "x" })
      expect([post.status, post.headers.get("allow")]).toEqual([405, "GET, HEAD"])
    }))

  it("answers 500 where a page cannot be made, says nothing of why, and goes on", () =>
    serving(
      async (url) => {
        const response = await fetch(new URL("/metrics", url))
        expect([response.status, await response.text()]).toEqual([500, "internal error\n"])
        expect((await fetch(new URL("/healthz", url))).status).toBe(200)
      },
      respondWith({
        metrics: () => {
          throw new Error("s3cret")
        },
        problems: () => []
      })
    ))

  it("ends a connection whose head is too large, is no HTTP, or never comes to its end", () =>
    serving(async (url) => {
      const large = sending(url, `GET /metrics HTTP/1.1\r\nhost: x\r\nx: ${"y".repeat(64_000)}\r\n\r\n`)
      const garbage = sending(url, "\x16\x03\x01\x02\r\n\r\n")
      const slow = sending(url, "GET /metrics HTTP/1.1\r\nhost: x\r\n")
      for (const [what, { answer, isEnded }] of Object.entries({
        large: await large,
        garbage: await garbage,
        slow: await slow
      })) {
        expect(isEnded, what).toBe(true)
        expect(answer, what).not.toContain("a_total")
      }
      expect((await fetch(new URL("/healthz", url))).status).toBe(200)
    }))

  it("does not wait for a body: it answers, and ends the connection", () =>
    serving(async (url) => {
      let isTimeOver = false
      void sending(url, "GET /healthz HTTP/1.1\r\n").then(() => {
        isTimeOver = true
      })
      const head = "GET /healthz HTTP/1.1\r\nhost: x\r\ncontent-length: 1000000\r\n\r\n"
      const { answer, isEnded } = await sending(url, `${head}${"x".repeat(1000)}`)
      expect(answer).toMatch(/^HTTP\/1\.1 200 /)
      expect(isEnded).toBe(true)
      expect(isTimeOver, "a request that came before and has not arrived still has time").toBe(false)
    }))

  it("takes 64 connections at a time, and ends those beyond", () =>
    serving(async (url) => {
      const head = "GET /healthz HTTP/1.1\r\nhost: x\r\n"
      const open = (text: string) =>
        new Promise<Socket>((resolve, reject) => {
          const socket: Socket = connect(Number(url.port), url.hostname, () =>
            socket.write(text, () => resolve(socket))
          )
          socket.on("error", reject)
        })
      const slow = await Promise.all(Array.from({ length: 64 }, () => open(head)))
      expect(await sending(url, `${head}\r\n`)).toEqual({ answer: "", isEnded: true })
      for (const socket of slow) socket.on("error", () => {}).destroy()
      await expect.poll(() => sending(url, `${head}connection: close\r\n\r\n`)).toMatchObject({ isEnded: true })
    }))

  it("ends when its scope closes, whatever connections are open", async () => {
    let open: ReadonlyArray<Promise<{ readonly isEnded: boolean }>> = []
    const begun = performance.now()
    const heldUp = watchHeldUp()
    await serving(async (url) => {
      open = ["\r\n", ""].map((end) => sending(url, `GET /healthz HTTP/1.1\r\nhost: x\r\n${end}`))
      await fetch(new URL("/healthz", url)).then((response) => response.text())
    })
    for (const { isEnded } of await Promise.all(open)) expect(isEnded).toBe(true)
    expect(performance.now() - begun - heldUp()).toBeLessThan(4000)
  })

  it("says where it cannot listen, and why", async () => {
    await serving(async (url) => {
      const port = Number(url.port)
      const failing = Effect.scoped(Effect.flip(serveStatus({ hostname: "127.0.0.1", port }, respond)))
      const { message } = await Effect.runPromise(failing)
      expect(message).toBe(`cannot listen on 127.0.0.1:${port}: the port is taken`)
    })
  })
})
