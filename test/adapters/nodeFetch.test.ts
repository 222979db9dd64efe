/**
 * The `fetch` of the command on Node: whatever a server answers, it gives what Node's own `fetch` gives, and what is not
 * waited for is closed.
 */
import { randomBytes } from "node:crypto"
import { createServer, type Socket } from "node:net"
import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync, zstdCompressSync } from "node:zlib"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { nodeFetch } from "../../adapters/host/nodeFetch.ts"
import { freePort } from "../../mocks/faults/index.ts"

/** What a server does with a connection on which a request has come. */
type Answer = (socket: Socket, request: string) => void

const answers = new Map<string, Answer>()
const sockets = new Set<Socket>()
const server = createServer((socket) => {
  sockets.add(socket)
  socket.on("error", () => {})
  socket.on("close", () => sockets.delete(socket))
  socket.on("data", (bytes) => {
    const request = bytes.toString("latin1")
    answers.get(request.split(" ")[1] ?? "")?.(socket, request)
  })
})
let origin = ""

beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
  origin = `http://127.0.0.1:${(server.address() as { port: number }).port}`
})
afterAll(() => {
  for (const socket of sockets) socket.destroy()
  server.close()
})

/** Answers at a path of its own, and returns its URL. */
const at = (answer: Answer): string => {
  const path = `/${answers.size}?q=1`
  answers.set(path, answer)
  return `${origin}${path}`
}

type Part = string | Uint8Array

/** Answers with a head, its `content-length` added where there is a body, and goes on with the connection. */
const whole =
  (status: string, headers: ReadonlyArray<string> = [], body: Part = ""): Answer =>
  (socket) => {
    const bytes = Buffer.from(body)
    const length = bytes.length === 0 && !/^200/.test(status) ? [] : [`content-length: ${bytes.length}`]
    socket.write(Buffer.from([`HTTP/1.1 ${status}`, ...headers, ...length, "", ""].join("\r\n"), "latin1"))
    socket.write(bytes)
  }

const parts =
  (...all: ReadonlyArray<Part>): Answer =>
  (socket) => {
    for (const part of all) socket.write(typeof part === "string" ? Buffer.from(part, "latin1") : part)
    socket.end()
  }

const TEXT = `{"data":"${"Beşiktaş ".repeat(3000)}"}`
const head = (...headers: ReadonlyArray<string>) => ["HTTP/1.1 200 OK", ...headers, "", ""].join("\r\n")
const encoded = (coding: string, body: Uint8Array) => whole("200 OK", [`content-encoding: ${coding}`], body)

const innermost = (error: unknown): string => {
  let inner = error
  while (inner instanceof Error && inner.cause instanceof Error) inner = inner.cause
  return String(inner)
}

/** What a `fetch` makes of an answer. */
const outcomeOf = async (fetch: typeof globalThis.fetch, url: string) => {
  const signal = AbortSignal.timeout(5000)
  const response = await fetch(url, { redirect: "manual", headers: { accept: "application/json" }, signal }).catch(
    (error: unknown) => `${error} because ${innermost(error)}`
  )
  if (typeof response === "string") return { failed: response }
  const body = await response.text().catch((error: unknown) => `${error} because ${innermost(error)}`)
  return { status: response.status, ok: response.ok, headers: [...response.headers], body }
}

const answersOf: Readonly<Record<string, Answer>> = {
  "a whole body": whole("200 OK", ["content-type: application/json; charset=utf-8"], TEXT),
  "an empty body": whole("200 OK"),
  "a body in chunks": parts(head("transfer-encoding: chunked"), "3\r\nabc\r\n4\r\ndefg\r\n0\r\n\r\n"),
  "a body that ends with the connection": parts(head("connection: close"), "abc", "defg"),
  "a body of 5 MB": whole("200 OK", [], "x".repeat(5_000_000)),
  "two cookies, and a header with a letter of Latin-1": whole(
    "200 OK",
    ["set-cookie: a=1", "set-cookie: b=2", "x-name: \xe9t\xe9"],
    "a"
  ),
  gzip: encoded("gzip", gzipSync(TEXT)),
  "gzip by its old name": encoded("X-GZip", gzipSync(TEXT)),
  deflate: encoded("deflate", deflateSync(TEXT)),
  "deflate without its first bytes": encoded("deflate", deflateRawSync(TEXT)),
  Brotli: encoded("br", brotliCompressSync(TEXT)),
  "two codings": encoded("gzip, br", brotliCompressSync(gzipSync(TEXT))),
  "a coding that is not known": encoded("compress", gzipSync(TEXT)),
  "a coding that every object has": encoded("constructor", gzipSync(TEXT)),
  "a coding that is the parent of every object": encoded("__proto__", gzipSync(TEXT)),
  "gzip with zeros behind it": encoded("gzip", Buffer.concat([gzipSync(TEXT), Buffer.alloc(200_000)])),
  "Brotli with more behind it": encoded("br", Buffer.concat([brotliCompressSync(TEXT), Buffer.alloc(200_000, "x")])),
  "a protocol that nobody asked for": parts(
    "HTTP/1.1 101 Switching Protocols\r\nupgrade: x\r\nconnection: upgrade\r\n\r\n"
  ),
  "a coding of which one is not known": encoded("gzip, compress", gzipSync(TEXT)),
  "gzip that is cut short": encoded("gzip", gzipSync(TEXT).subarray(0, 60)),
  "gzip of nothing": encoded("gzip", Buffer.alloc(0)),
  "gzip in small pieces": (socket) => {
    const bytes = gzipSync(TEXT)
    socket.write(head("content-encoding: gzip", `content-length: ${bytes.length}`))
    for (let from = 0; from < bytes.length; from += 7) socket.write(bytes.subarray(from, from + 7))
  },
  "status 204": whole("204 No Content"),
  "status 304 with validators": whole("304 Not Modified", ['etag: "1"']),
  "status 302": whole("302 Found", ["location: /elsewhere"], "gone"),
  "status 404": whole("404 Not Found", [], "no"),
  "status 599": whole("599 Odd", [], "odd"),
  "status 999": whole("999 Denied", [], "denied"),
  "early hints before the answer": parts(
    "HTTP/1.1 103 Early Hints\r\nlink: </a>\r\n\r\n",
    head("content-length: 2"),
    "ok"
  ),
  "100 Continue, unasked": parts("HTTP/1.1 100 Continue\r\n\r\n", head("content-length: 2"), "ok"),
  "a connection that is closed": (socket) => socket.end(),
  "a connection that is reset": (socket) => socket.resetAndDestroy(),
  "a body that is cut short": parts(head("content-length: 100"), "only this"),
  "chunks that are cut short": parts(head("transfer-encoding: chunked"), "3\r\nabc\r\n4\r\nde"),
  "something that is no HTTP": parts("SSH-2.0-OpenSSH_9.2\r\n"),
  "a header that is none": parts("HTTP/1.1 200 OK\r\nno header\r\n\r\n")
}

describe("as Node's own fetch gives it", () => {
  for (const [what, answer] of Object.entries(answersOf)) {
    it(what, async () => {
      const url = at(answer)
      expect(await outcomeOf(nodeFetch, url)).toStrictEqual(await outcomeOf(fetch, url))
    })
  }

  it("the error where nobody listens", async () => {
    const url = `http://127.0.0.1:${await freePort()}/`
    expect(await outcomeOf(nodeFetch, url)).toStrictEqual(await outcomeOf(fetch, url))
  })

  it("what is sent", async () => {
    const sent: Array<string> = []
    const url = at((socket, request) => {
      sent.push(request)
      whole("200 OK")(socket, request)
    })
    const headers = { accept: "application/json", cookie: "a=1", "x-own": "yes", "if-none-match": '"1"' }
    for (const send of [nodeFetch, fetch]) await (await send(url, { headers, redirect: "manual" })).text()
    const lines = sent.map((request) => request.toLowerCase().trim().split("\r\n").sort())
    expect(lines[0]).toStrictEqual(lines[1])
    expect(lines[0]).toContain("x-own: yes")
  })

  it("what is no GET, or follows redirects", async () => {
    const elsewhere = at(whole("200 OK", [], "arrived"))
    const moved = at(whole("307 Temporary Redirect", [`location: ${elsewhere}`, "content-length: 0"]))
    const ways = [{ method: "POST", redirect: "manual" }, { method: "HEAD", redirect: "manual" }, {}] as const
    for (const init of ways) {
      const [one, other] = [await nodeFetch(moved, init), await fetch(moved, init)]
      expect([one.status, one.url, await one.text()]).toStrictEqual([other.status, other.url, await other.text()])
    }
  })
})

describe("where Node's own fetch differs by its version", () => {
  const textOf = async (url: string) => (await nodeFetch(url, { redirect: "manual" })).text()

  it("Zstandard is undone", async () => {
    expect(await textOf(at(encoded("zstd", zstdCompressSync(TEXT))))).toBe(TEXT)
  })

  it("gzip that is none is an error", async () => {
    const text = textOf(at(encoded("gzip", Buffer.from("not compressed at all"))))
    await expect(text).rejects.toMatchObject({ message: "terminated", cause: { message: "incorrect header check" } })
  })

  it("more than five codings are an error", async () => {
    const url = at(encoded("gzip,gzip,gzip,gzip,gzip,gzip", gzipSync(TEXT)))
    await expect(nodeFetch(url, { redirect: "manual" })).rejects.toThrow("fetch failed")
  })
})

/** Answers with a beginning and then with nothing, or with bytes without an end. */
const endless = (start: string, bytes?: Uint8Array) => {
  const opened = Promise.withResolvers<void>()
  const closed = Promise.withResolvers<void>()
  const taken = { bytes: 0 }
  const url = at((socket) => {
    socket.once("close", () => closed.resolve())
    opened.resolve()
    socket.write(start)
    const more = () => {
      while (bytes !== undefined && !socket.destroyed && socket.write(bytes)) taken.bytes += bytes.length
    }
    socket.on("drain", more)
    more()
  })
  return { url, opened: opened.promise, closed: closed.promise, taken }
}

describe("what is not waited for", () => {
  const manual = { redirect: "manual" } as const

  it.each([
    ["before its answer", ""],
    ["in its body", head("content-length: 100")],
    ["in a compressed body", head("content-length: 100", "content-encoding: gzip")]
  ])("is closed when its signal aborts it %s", async (_, start) => {
    const { closed, opened, url } = endless(start)
    const controller = new AbortController()
    const text = nodeFetch(url, { ...manual, signal: controller.signal }).then((response) => response.text())
    await opened
    await new Promise((resolve) => setTimeout(resolve, 50))
    controller.abort(new Error("enough"))
    await expect(text).rejects.toThrow("enough")
    await closed
  })

  it("is not sent at all when its signal has aborted it before", async () => {
    const sent: Array<string> = []
    const url = at((_, request) => sent.push(request))
    await expect(nodeFetch(url, { ...manual, signal: AbortSignal.abort(new Error("enough")) })).rejects.toThrow(
      "enough"
    )
    expect(sent).toStrictEqual([])
  })

  it.each([
    ["a body", head("connection: close"), Buffer.alloc(65_536, "x")],
    [
      "a compressed body",
      head("connection: close", "content-encoding: gzip"),
      gzipSync(randomBytes(200_000).toString("hex"))
    ]
  ])("of %s is left with the server, and closed when it is cancelled", async (_, start, bytes) => {
    const { closed, taken, url } = endless(start, bytes)
    const response = await nodeFetch(url, manual)
    await new Promise((resolve) => setTimeout(resolve, 300))
    const before = taken.bytes
    await new Promise((resolve) => setTimeout(resolve, 300))
    expect(taken.bytes).toBe(before)
    await response.body?.cancel()
    await closed
  })

  it.each([
    ["a body", []],
    ["a compressed body", ["content-encoding: gzip"]]
  ])("of %s is there when it is asked for after all", async (_, headers) => {
    const text = randomBytes(5_000_000).toString("hex")
    const url = at(whole("200 OK", headers, headers.length === 0 ? text : gzipSync(text, { level: 1 })))
    const response = await nodeFetch(url, manual)
    await new Promise((resolve) => setTimeout(resolve, 300))
    expect((await response.text()) === text).toBe(true)
  })

  it.each([
    ["is not compressed as it says", "gzip", Buffer.alloc(0), "x"],
    ["goes on behind Brotli", "br", brotliCompressSync(TEXT), "x"]
  ])("is closed where a body without an end %s", async (_, coding, body, more) => {
    const closed = Promise.withResolvers<void>()
    const url = at((socket) => {
      socket.once("close", () => closed.resolve())
      socket.write(head("connection: close", `content-encoding: ${coding}`))
      socket.write(body)
      const go = () => {
        while (!socket.destroyed && socket.write(Buffer.alloc(65_536, more)));
      }
      socket.on("drain", go)
      go()
    })
    const text = await nodeFetch(url, manual).then((response) => response.text().catch(() => ""))
    expect(text).toBe(body.length === 0 ? "" : TEXT)
    await closed.promise
  })

  it("is closed where an answer has a body that it must not have", async () => {
    const { closed, url } = endless("HTTP/1.1 205 Reset Content\r\ntransfer-encoding: chunked\r\n\r\n1\r\nx\r\n")
    expect((await nodeFetch(url, manual)).body).toBe(null)
    await closed
  })
})
