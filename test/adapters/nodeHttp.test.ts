/**
 * The HTTP client of the command on Node: whatever a server answers, it gives what Node's own `fetch` gives, and what is not
 * waited for is closed.
 */
import { readFileSync } from "node:fs"
import { createServer as createTlsServer } from "node:https"
import { createServer, type Socket } from "node:net"
import { getCACertificates, setDefaultCACertificates } from "node:tls"
import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync, zstdCompressSync } from "node:zlib"
import { Cause, Context, Effect, Exit, Fiber, type Layer, Result, Stream } from "effect"
import { HttpBody, HttpClient, HttpClientRequest, type HttpClientResponse } from "effect/http"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { hostBodies } from "../../adapters/host/index.ts"
import { KyHttpClient } from "../../adapters/ky/index.ts"
import { NodeHttp } from "../../adapters/node-http/index.ts"
import { freePort } from "../../mocks/faults/index.ts"
import { publicWords } from "../../src/bookmaker/bookiegamma/requests.ts"
import { requestSettings } from "../../src/bookmaker/http/attempts.ts"
import * as KeptAnswers from "../../src/bookmaker/http/KeptAnswers.ts"
import { readResponse } from "../../src/bookmaker/http/readResponse.ts"
import * as Traffic from "../../src/bookmaker/Traffic.ts"
import { networkReason } from "../../src/domain/networkReason.ts"

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

type Client = Layer.Layer<HttpClient.HttpClient>

/** Runs with a client as the bookmaker's layer does: redirects are not followed, and nobody waits longer than five seconds. */
const runWith = <A, E>(client: Client, effect: Effect.Effect<A, E, HttpClient.HttpClient>) =>
  Effect.flatMap(requestSettings, (settings) => Effect.provideContext(effect, settings)).pipe(
    Effect.timeout("5 seconds"),
    Effect.provide(client),
    Effect.runPromiseExit
  )

const get = (url: string, headers: Record<string, string> = { accept: "application/json" }) =>
  HttpClient.execute(HttpClientRequest.get(url, { headers }))

/** What a client makes of an answer. */
const outcomeOf = async (client: Client, url: string) => {
  const answer = Effect.gen(function* () {
    const response = yield* get(url)
    const { headers, status } = response
    return { status, headers: { ...headers }, body: yield* Effect.result(response.text) }
  })
  const exit = await runWith(client, answer)
  if (Exit.isFailure(exit)) return Cause.squash(exit.cause) instanceof Cause.TimeoutError ? "too late" : "no answer"
  const { body, ...rest } = exit.value
  return { ...rest, body: Result.isSuccess(body) ? body.success : "broken off" }
}

const answersOf: Readonly<Record<string, Answer>> = {
  "a whole body": whole("200 OK", ["content-type: application/json; charset=utf-8"], TEXT),
  "an empty body": whole("200 OK"),
  "a body in chunks": parts(head("transfer-encoding: chunked"), "3\r\nabc\r\n4\r\ndefg\r\n0\r\n\r\n"),
  "a body that ends with the connection": parts(head("connection: close"), "abc", "defg"),
  "a body of 5 MB": whole("200 OK", [], "x".repeat(5_000_000)),
  "a header with a letter of Latin-1": whole("200 OK", ["x-name: \xe9t\xe9"], "a"),
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
  "a protocol that nobody asked for, on a connection that stays": (socket) =>
    socket.write("HTTP/1.1 101 Switching Protocols\r\nupgrade: x\r\nconnection: upgrade\r\n\r\n"),
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
      expect(await outcomeOf(NodeHttp.layer, url)).toStrictEqual(await outcomeOf(KyHttpClient.layer, url))
    })
  }

  it("where nobody listens", async () => {
    const url = `http://127.0.0.1:${await freePort()}/`
    expect(await outcomeOf(NodeHttp.layer, url)).toStrictEqual(await outcomeOf(KyHttpClient.layer, url))
  })

  it("what is sent", async () => {
    const sent: Array<string> = []
    const url = at((socket, request) => {
      sent.push(request)
      whole("200 OK")(socket, request)
    })
    for (const headers of [{ accept: "application/json", cookie: "a=1", "x-own": "yes" }, { "if-none-match": '"1"' }]) {
      for (const client of [NodeHttp.layer, KyHttpClient.layer]) await runWith(client, get(url, headers))
      const lines = sent.splice(0).map((request) => request.toLowerCase().trim().split("\r\n").sort())
      expect(lines[0]).toStrictEqual(lines[1])
    }
  })
})

describe("where Node's own fetch differs, or does by its version", () => {
  it("Zstandard of no bytes is none", async () => {
    expect(await outcomeOf(NodeHttp.layer, at(encoded("zstd", new Uint8Array())))).toMatchObject({ body: "" })
  })

  it("Zstandard is undone", async () => {
    const answer = at(encoded("zstd", zstdCompressSync(TEXT)))
    expect(await outcomeOf(NodeHttp.layer, answer)).toMatchObject({ body: TEXT })
  })

  it("100 Continue before the answer is passed over", async () => {
    const answer = at(parts("HTTP/1.1 100 Continue\r\n\r\n", head("content-length: 2"), "ok"))
    expect(await outcomeOf(NodeHttp.layer, answer)).toMatchObject({ status: 200, body: "ok" })
  })

  it("all cookies are there", async () => {
    const answer = at(whole("200 OK", ["set-cookie: a=1", "set-cookie: b=2"], "a"))
    const read = Effect.map(get(answer), ({ cookies }) => cookies)
    const exit = await runWith(NodeHttp.layer, read)
    expect(Exit.getSuccess(exit)).toMatchObject({ value: { cookies: { a: { value: "1" }, b: { value: "2" } } } })
  })

  it.each([
    ["gzip that is none", "gzip", Buffer.from("not compressed at all")],
    [
      "more than five codings",
      "gzip,gzip,gzip,gzip,gzip,gzip",
      [1, 2, 3, 4, 5, 6].reduce((body) => gzipSync(body), Buffer.from(TEXT))
    ]
  ])("%s is an error", async (_, coding, bytes) => {
    expect(await outcomeOf(NodeHttp.layer, at(encoded(coding, bytes)))).toMatchObject({ body: "broken off" })
  })
})

describe("a compressed body", () => {
  const url = () => at(encoded("gzip", gzipSync(TEXT)))
  const views: Readonly<
    Record<string, (response: HttpClientResponse.HttpClientResponse) => Effect.Effect<unknown, unknown>>
  > = {
    text: (response) => response.text,
    json: (response) => Effect.map(response.json, (json) => JSON.stringify(json)),
    stream: (response) => Stream.mkString(Stream.decodeText(response.stream)),
    arrayBuffer: (response) => Effect.map(response.arrayBuffer, (buffer) => new TextDecoder().decode(buffer))
  }

  it.each(Object.keys(views))("is the same as %s", async (view) => {
    const exit = await runWith(NodeHttp.layer, Effect.flatMap(get(url()), views[view]!))
    expect(exit).toStrictEqual(Exit.succeed(TEXT))
  })
})

const format = { decode: (json: unknown) => Result.succeed(json), publicWords }

/** Reads an answer as the command does; `failure` where it holds nothing. */
const readAsCommand = (url: string, slot?: KeptAnswers.Slot<unknown>, traffic = Traffic.make()) =>
  Effect.result(
    Effect.flatMap(get(url), (response) => readResponse(response, format, { bodies: hostBodies, slot, traffic }))
  )

/** Answers with a beginning and then with nothing, or with bytes without an end. */
const endless = (start: string, bytes?: Uint8Array) => {
  const opened = Promise.withResolvers<void>()
  const closed = Promise.withResolvers<void>()
  const url = at((socket) => {
    socket.once("close", () => closed.resolve())
    opened.resolve()
    socket.write(start)
    const more = () => {
      while (bytes !== undefined && !socket.destroyed && socket.write(bytes));
    }
    socket.on("drain", more)
    more()
  })
  return { url, opened: opened.promise, closed: closed.promise }
}

/** Runs a client for as long as a test does, so that what is closed is not closed by its end. */
const withClient = async <A>(
  use: (run: <B, E>(effect: Effect.Effect<B, E, HttpClient.HttpClient>) => Promise<B>) => Promise<A>,
  client = NodeHttp.layer
): Promise<A> => {
  const context = Effect.flatMap(requestSettings, (settings) =>
    Effect.map(Effect.context<HttpClient.HttpClient>(), (all) => Context.merge(all, settings))
  )
  return Effect.runPromise(
    Effect.flatMap(context, (all) =>
      Effect.promise(() => use((effect) => Effect.runPromise(Effect.provideContext(effect, all))))
    ).pipe(Effect.provide(client))
  )
}

/** What is closed at once, and not when nothing has moved on it for long. */
const AT_ONCE = { timeout: 5000 }

describe("what is not waited for", AT_ONCE, () => {
  it.each([
    ["before its answer", ""],
    ["in its body", head("content-length: 100")],
    ["in a compressed body", head("content-length: 100", "content-encoding: gzip")]
  ])("is closed when it is interrupted %s", (_, start) =>
    withClient(async (run) => {
      const { closed, opened, url } = endless(start)
      const interrupted = Effect.gen(function* () {
        const fiber = yield* Effect.forkChild(readAsCommand(url), { startImmediately: true })
        yield* Effect.promise(() => opened)
        yield* Effect.sleep("50 millis")
        yield* Fiber.interrupt(fiber)
      })
      await run(interrupted)
      await closed
    })
  )

  it.each([
    ["a body without an end", head("connection: close"), "too-large"],
    ["a refusal whose body has no end", "HTTP/1.1 403 Forbidden\r\n\r\n", "refused"],
    ["a refusal whose body does not come", "HTTP/1.1 403 Forbidden\r\ncontent-length: 9\r\n\r\n", "refused"],
    ["a body whose content-length is too long", head("content-length: 99999999"), "too-large"],
    ["a compressed body without an end", head("connection: close", "content-encoding: gzip"), "too-large"]
  ])("is closed: %s", (what, start, reason) =>
    withClient(async (run) => {
      const { closed, url } = endless(
        start,
        what.includes("without an end") || what.includes("no end") ? Buffer.alloc(65_536, "x") : undefined
      )
      expect(await run(readAsCommand(url))).toMatchObject({ failure: { reason } })
      await closed
    })
  )

  it("is closed when the layer is released", async () => {
    const closed = Promise.withResolvers<void>()
    const url = at((socket, request) => {
      socket.once("close", () => closed.resolve())
      whole("200 OK", [], "[]")(socket, request)
    })
    await withClient((run) => run(readAsCommand(url)))
    await closed.promise
  })
})

describe("an answer that is too large once it is decompressed", () => {
  const zeros = (mebibytes: number) => at(encoded("gzip", gzipSync(Buffer.alloc(mebibytes * 1024 * 1024, "0"))))

  it.each([9, 100])("of %i MiB is that, and not a broken one", (mebibytes) =>
    withClient(async (run) => {
      expect(await run(readAsCommand(zeros(mebibytes)))).toMatchObject({ failure: { reason: "too-large" } })
    })
  )

  it("is no more than 10 MiB for a reader that sets no limit", async () => {
    expect(await outcomeOf(NodeHttp.layer, zeros(11))).toMatchObject({ body: "broken off" })
    expect(await outcomeOf(NodeHttp.layer, zeros(10))).toMatchObject({ body: expect.stringMatching(/^0{99}/) })
  })
})

describe("the bytes of an answer", () => {
  it.each([
    ["as it came", whole("200 OK", [], `[${TEXT}]`)],
    ["decompressed", encoded("gzip", gzipSync(`[${TEXT}]`))]
  ])("are counted %s", (_, answer) =>
    withClient(async (run) => {
      const traffic = Traffic.make()
      await run(readAsCommand(at(answer), undefined, traffic))
      expect(traffic.bytes).toBe(Buffer.byteLength(`[${TEXT}]`))
    })
  )
})

describe("a connection", () => {
  it.each([
    ["an answer", [whole("200 OK", [], "[1]"), whole("200 OK", [], "[2]")]],
    ["an answer of no bytes", [whole("200 OK"), whole("200 OK", [], "[2]")]],
    ["304", [whole("200 OK", ['etag: "1"'], "[1]"), whole("304 Not Modified", ['etag: "1"'])]]
  ])("serves the next request after %s", (_, answers) =>
    withClient(async (run) => {
      const used = new Set<Socket>()
      let next = 0
      const url = at((socket, request) => {
        used.add(socket)
        answers[next++ % answers.length]!(socket, request)
      })
      const slot = KeptAnswers.make<unknown>().slot("1")
      for (let round = 0; round < 5; round++) await run(readAsCommand(url, slot))
      expect([next, used.size]).toStrictEqual([5, 1])
    })
  )
})

describe("a connection on which nothing moves", () => {
  const idle = NodeHttp.layerIdle("1 second")

  it("is not used again", () =>
    withClient(async (run) => {
      const used = new Set<Socket>()
      const url = at((socket, request) => {
        used.add(socket)
        whole("200 OK", [], "[]")(socket, request)
      })
      for (let round = 0; round < 2; round++) {
        await run(readAsCommand(url))
        await run(readAsCommand(url))
        await run(Effect.sleep("2500 millis"))
      }
      expect(used.size).toBe(2)
    }, idle))

  it.each([
    ["with an answer that nobody reads", whole("200 OK", [], "x".repeat(5_000_000)), "answer"],
    ["without an answer", () => {}, "nothing came for too long"]
  ])("is closed %s", (_, answer, outcome) =>
    withClient(async (run) => {
      const closed = Promise.withResolvers<void>()
      const url = at((socket, request) => {
        socket.once("close", () => closed.resolve())
        answer(socket, request)
      })
      const said = Effect.match(get(url), { onSuccess: () => "answer", onFailure: networkReason })
      expect(await run(said)).toBe(outcome)
      await closed.promise
    }, idle)
  )
})

describe("a connection that was kept", () => {
  /** Answers each request by what is given for its place among those of its connection, and counts connections and requests. */
  const inTurn = (...turns: ReadonlyArray<Answer>) => {
    const requests = new Map<Socket, number>()
    const url = at((socket, request) => {
      const turn = requests.get(socket) ?? 0
      requests.set(socket, turn + 1)
      turns[turn % turns.length]!(socket, request)
    })
    return { url, requests }
  }
  const answer = whole("200 OK", [], "[1]")
  const reset: Answer = (socket) => socket.resetAndDestroy()

  it("and is closed when the next request comes does not fail it", () =>
    withClient(async (run) => {
      const { requests, url } = inTurn(answer, reset)
      const all = Effect.forEach(Array.from({ length: 20 }), () => readAsCommand(url), { concurrency: 5 })
      for (let round = 0; round < 3; round++) {
        for (const result of await run(all)) expect(result).toMatchObject({ success: { content: [1] } })
      }
      expect([...requests.values()].every((count) => count <= 2)).toBe(true)
    }))

  it("and is given up takes no other one", () =>
    withClient(async (run) => {
      const asked = Promise.withResolvers<void>()
      const { requests, url } = inTurn(answer, () => asked.resolve())
      await run(readAsCommand(url))
      const givenUp = Effect.gen(function* () {
        const fiber = yield* Effect.forkChild(readAsCommand(url), { startImmediately: true })
        yield* Effect.promise(() => asked.promise)
        yield* Fiber.interrupt(fiber)
        yield* Effect.sleep("100 millis")
      })
      await run(givenUp)
      expect([...requests.values()]).toStrictEqual([2])
    }))

  it("is not taken for it where a new one is closed too", () =>
    withClient(async (run) => {
      const { requests, url } = inTurn(reset)
      expect(Exit.isFailure(await Effect.runPromiseExit(Effect.promise(() => run(get(url)))))).toBe(true)
      expect([...requests.values()]).toStrictEqual([1])
    }))

  it("is waited on for as long as a new one, whatever the server says of idle ones", () =>
    withClient(async (run) => {
      const hinted = whole("200 OK", ["connection: keep-alive", "keep-alive: timeout=2"], "[1]")
      const late: Answer = (socket, request) => void setTimeout(() => hinted(socket, request), 1500)
      const { requests, url } = inTurn(hinted, late)
      for (let round = 0; round < 2; round++) {
        expect(await run(readAsCommand(url))).toMatchObject({ success: { content: [1] } })
      }
      expect([...requests.values()]).toStrictEqual([2])
    }))

  it.each([
    ["at once", [answer]],
    ["behind a refusal with a short body", [whole("404 Not Found", [], "no")]]
  ])("serves the next request %s", (_, turns) =>
    withClient(async (run) => {
      const { requests, url } = inTurn(...turns)
      const twice = Effect.andThen(readAsCommand(url), readAsCommand(url))
      await run(twice)
      await run(Effect.sleep("50 millis"))
      await run(twice)
      expect([...requests.values()].reduce((sum, count) => sum + count, 0)).toBe(4)
      expect(requests.size).toBeLessThanOrEqual(turns[0] === answer ? 1 : 2)
    })
  )
})

describe("a body in single bytes", () => {
  it("takes no more memory than another, and is whole", () =>
    withClient(async (run) => {
      const text = JSON.stringify(Array.from({ length: 60_000 }, (_, index) => index))
      const long = "y".repeat(10_000)
      const url = at((socket) => {
        socket.write(head("transfer-encoding: chunked"))
        const all = [`["`, long, `",`, ...text, `,"`, long, `"]`]
        socket.write(all.map((part) => `${part.length.toString(16)}\r\n${part}\r\n`).join(""))
        socket.write("0\r\n\r\n")
      })
      const pieces: Array<number> = []
      const read = Effect.flatMap(get(url), (response) =>
        Effect.map(hostBodies.read?.(response, { limit: 1e9, add: () => {} }) ?? Effect.never, ({ chunks }) => {
          for (const chunk of chunks) pieces.push(chunk.length)
          return Buffer.concat(chunks).toString()
        })
      )
      expect(await run(read)).toBe(`["${long}",${text},"${long}"]`)
      expect(pieces.length).toBeLessThan(200)
    }))
})

describe("a body that is read", () => {
  it("fails if it broke off before, without ending the process", () =>
    withClient(async (run) => {
      const url = at((socket) => {
        socket.write(head("content-length: 100"))
        setTimeout(() => socket.resetAndDestroy(), 50)
      })
      const response = await run(get(url))
      await run(Effect.sleep("200 millis"))
      expect(await run(Effect.match(response.text, { onSuccess: String, onFailure: networkReason }))).toBe(
        "read ECONNRESET"
      )
    }))

  it("and that a reset ends is broken off, also where its length is not known", () =>
    withClient(async (run) => {
      const url = at((socket) => {
        socket.write(`${head("connection: close")}[1]`)
        setTimeout(() => socket.resetAndDestroy(), 50)
      })
      expect(await run(readAsCommand(url))).toMatchObject({ failure: { reason: "network" } })
    }))

  it("twice is an error", () =>
    withClient(async (run) => {
      const response = await run(get(at(whole("200 OK", [], "once"))))
      const read = Effect.match(response.text, { onSuccess: String, onFailure: networkReason })
      expect([await run(read), await run(read)]).toStrictEqual(["once", "the body was read before"])
    }))
})

describe("a request", () => {
  it("with a header that cannot be sent fails", async () => {
    const url = at(whole("200 OK"))
    expect(Exit.isFailure(await runWith(NodeHttp.layer, get(url, { "x-name": "a\r\nb: c" })))).toBe(true)
  })

  it.each([
    ["with a body", HttpClientRequest.post("http://bookmaker.test/", { body: HttpBody.text("a") }), "EncodeError"],
    ["to no address", HttpClientRequest.get("nowhere"), "InvalidUrlError"],
    ["of another protocol", HttpClientRequest.get("ftp://bookmaker.test/"), "TransportError"]
  ])("%s fails, and says why", async (_, request, tag) => {
    const exit = await runWith(NodeHttp.layer, Effect.flip(HttpClient.execute(request)))
    expect(exit).toMatchObject({ value: { reason: { _tag: tag } } })
  })
})

describe("over TLS", () => {
  const file = (name: string) => readFileSync(new URL(`redis/certificates/${name}`, import.meta.url), "utf8")
  const used = new Set<Socket>()
  const encodings = new Set<string | undefined>()
  const tlsServer = createTlsServer({ cert: file("server.pem"), key: file("server-key.pem") }, (request, response) => {
    used.add(request.socket)
    encodings.add(request.headers["accept-encoding"] as string | undefined)
    response.setHeader("content-encoding", "br").end(brotliCompressSync("[1]"))
  })
  const trusted = getCACertificates()
  let url = ""

  beforeAll(async () => {
    await new Promise<void>((resolve) => tlsServer.listen(0, "localhost", resolve))
    url = `https://localhost:${(tlsServer.address() as { port: number }).port}/`
  })
  afterAll(() => {
    setDefaultCACertificates(trusted)
    tlsServer.closeAllConnections()
    tlsServer.close()
  })

  it("a server that Node does not trust has no answer, and the error says why", async () => {
    const said = Effect.match(get(url), { onSuccess: () => "an answer", onFailure: networkReason })
    expect(await runWith(NodeHttp.layer, said)).toMatchObject({ value: expect.stringContaining("certificate") })
  })

  it("another one has, with Brotli, and its connection stays", () =>
    withClient(async (run) => {
      setDefaultCACertificates([...trusted, file("authority.pem")])
      used.clear()
      for (let round = 0; round < 3; round++) {
        expect(await run(readAsCommand(url))).toMatchObject({ success: { content: [1] } })
      }
      expect([used.size, ...encodings]).toStrictEqual([1, "br, gzip, deflate"])
    }))
})
