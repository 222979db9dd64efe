/**
 * The server as a whole: frames, passwords, keys and their time. What single replies look like is replay.test.ts's part.
 */
import { describe, expect, it } from "vitest"
import { entry } from "./Recorded.ts"
import { createIndex, find, ok, open, sleep, start } from "./Started.ts"
import { request } from "./Wire.ts"

describe("the wire", () => {
  it("answers pipelined commands in order, with one read for all of them", async () => {
    const server = await start()
    const wire = await open(server)
    const commands = Array.from({ length: 1000 }, (_, i) => ["SET", `k${i}`, String(i)])
    const replies = await wire.pipeline([...commands.slice(0, 200), ["GET", "k7"], ["NOSUCH"], ["PING"]])
    expect(replies.slice(0, 200).every(({ value }) => (value as { status?: string }).status === "OK")).toBe(true)
    expect(replies.slice(200).map(({ value }) => value)).toEqual([
      "7",
      { error: "ERR unknown command 'NOSUCH', with args beginning with: " },
      { status: "PONG" }
    ])
    expect(server.seen.reads).toBeLessThan(5)
    expect(server.seen.commands.get("set")).toBe(200)
  })

  it("reads a frame that arrives in two parts, wherever it is cut", async () => {
    const wire = await open(await start())
    const frame = Buffer.concat([request(["SET", "é", "a\r\n$1\r\n"]), request(["GET", "é"])])
    for (let cut = 1; cut < frame.length; cut++) {
      wire.socket.write(frame.subarray(0, cut))
      await new Promise((resolve) => setImmediate(resolve))
      wire.socket.write(frame.subarray(cut))
      expect([(await wire.next()).value, (await wire.next()).value]).toEqual([ok, "a\r\n$1\r\n"])
    }
    for (const byte of frame) {
      wire.socket.write(Buffer.of(byte))
      await new Promise((resolve) => setImmediate(resolve))
    }
    expect([(await wire.next()).value, (await wire.next()).value]).toEqual([ok, "a\r\n$1\r\n"])
  })

  it("keeps bytes that are not UTF-8", async () => {
    const wire = await open(await start())
    wire.socket.write(Buffer.from("*3\r\n$3\r\nSET\r\n$1\r\n\x00\r\n$3\r\n\xff\x00\xfe\r\n", "latin1"))
    expect((await wire.next()).value).toEqual(ok)
    expect(await wire.send("GET", "\x00")).toBe("\\xff\x00\\xfe")
  })

  it("names the error of a broken frame and closes the connection", async () => {
    const wire = await open(await start())
    wire.socket.write("*1\r\n:1\r\n")
    expect((await wire.next()).value).toEqual({ error: "ERR Protocol error: expected '$', got ':'" })
    await wire.closed
  })

  it("takes inline commands", async () => {
    const wire = await open(await start())
    wire.socket.write("PING\r\nECHO hi\r\n")
    expect([(await wire.next()).value, (await wire.next()).value]).toEqual([{ status: "PONG" }, "hi"])
  })
})

describe("authentication", () => {
  it("refuses everything but AUTH and HELLO until the password was right", async () => {
    const wire = await open(await start({ username: "ann", password: "secret" }))
    const wrong = { error: "WRONGPASS invalid username-password pair or user is disabled." }
    expect(await wire.send("GET", "a")).toEqual({ error: "NOAUTH Authentication required." })
    expect(JSON.stringify(await wire.send("HELLO", "3"))).toContain(
      "NOAUTH HELLO must be called with the client already"
    )
    expect(await wire.send("AUTH", "secret")).toEqual(wrong)
    expect(await wire.send("AUTH", "ann", "other")).toEqual(wrong)
    expect(await wire.send("HELLO", "3", "AUTH", "ann", "other")).toEqual(wrong)
    expect(await wire.send("GET", "a")).toEqual({ error: "NOAUTH Authentication required." })
    expect(await wire.send("AUTH", "ann", "secret")).toEqual(ok)
    expect(await wire.send("GET", "a")).toBeNull()
  })

  it("takes the password alone for the default user", async () => {
    const wire = await open(await start({ password: "secret" }))
    expect(await wire.send("AUTH", "secret")).toEqual(ok)
    expect(await wire.send("HELLO", "4")).toEqual({ error: "NOPROTO unsupported protocol version" })
  })

  it("looks like a plain Redis without the modules", async () => {
    const wire = await open(await start({ without: ["JSON.*", "FT.*"] }))
    expect(await wire.send("JSON.SET", "a", "$", "1")).toEqual({
      error: "ERR unknown command 'JSON.SET', with args beginning with: 'a' '$' '1' "
    })
    expect(await wire.send("MODULE", "LIST")).toEqual([])
    expect(await wire.send("COMMAND", "INFO", "JSON.SET", "FT.SEARCH")).toEqual([null, null])
    expect(await wire.send("EVAL", "return redis.pcall('JSON.GET','a').err", "0")).toBe(
      "ERR Unknown Redis command called from script"
    )
  })
})

describe("keys", () => {
  it("are all found by SCAN, though others are added and removed meanwhile", async () => {
    const wire = await open(await start())
    const names = Array.from({ length: 100 }, (_, i) => `k${i}`)
    await wire.pipeline(names.map((name) => ["SET", name, "x"]))
    const met = new Set<string>()
    let cursor = "0"
    do {
      const [next, page] = (await wire.send("SCAN", cursor, "COUNT", "7")) as [string, Array<string>]
      for (const name of page) met.add(name)
      if (met.size < 50)
        await wire.pipeline([
          ["DEL", page[0]!, page[1]!],
          ["SET", `new${cursor}`, "x"]
        ])
      cursor = next
    } while (cursor !== "0")
    expect(names.filter((name) => !met.has(name))).toEqual([])
    expect(await wire.send("SCAN", "0", "MATCH", "k[89]9", "COUNT", "1000")).toEqual(["0", ["k89", "k99"]])
    expect(await wire.send("KEYS", "k?")).toEqual(["k2", "k3", "k4", "k5", "k6", "k9"])
  })

  it("refuse words that their commands do not take", async () => {
    const wire = await open(await start())
    const syntax = { error: "ERR syntax error" }
    expect(await wire.send("SET", "a", "1", "NX", "XX")).toEqual(syntax)
    expect(await wire.send("SET", "a", "1", "EX", "1", "PX", "1")).toEqual(syntax)
    expect(await wire.send("SET", "a", "1", "EX", "1.5")).toEqual({
      error: "ERR value is not an integer or out of range"
    })
    expect(await wire.send("SCAN", "x")).toEqual({ error: "ERR invalid cursor" })
    expect(await wire.send("RENAME", "none", "b")).toEqual({ error: "ERR no such key" })
    expect(await wire.send("SELECT", "16")).toEqual({ error: "ERR DB index is out of range" })
    expect(await wire.send("EXPIRE", "a", "1", "SOON")).toEqual({ error: "ERR Unsupported option SOON" })
  })
})

describe("expiry", () => {
  it("takes keys and their index entries away, by itself a little later", async () => {
    let ahead = 0
    const wire = await open(await start({ now: () => Date.now() + ahead }))
    await wire.send(...createIndex)
    await wire.send("JSON.SET", "m:1", "$", entry(1))
    await wire.send("JSON.SET", "m:2", "$", entry(2))
    await wire.send("EXPIRE", "m:1", "100")
    expect(await wire.send("TTL", "m:1")).toBe(100)
    await wire.send("DEBUG", "SET-ACTIVE-EXPIRE", "0")
    const [counted, listed] = await (async () => {
      ahead = 100_001
      return wire.pipeline([
        ["FT.SEARCH", "idx:m", "*", "LIMIT", "0", "0"],
        ["FT.SEARCH", "idx:m", "@id:[1 1]"]
      ])
    })()
    expect([counted!.value, listed!.value]).toEqual([[2], [1, "m:1", null]])
    await wire.send("DEBUG", "SET-ACTIVE-EXPIRE", "1")
    await sleep(120)
    expect(await wire.send(...find)).toEqual([1, "m:2"])
    expect(await wire.send("DBSIZE")).toBe(1)
    expect(await wire.send("EXISTS", "m:1")).toBe(0)
  })

  it("keeps the time of a key through JSON writes, and ends it with SET", async () => {
    const wire = await open(await start())
    await wire.send("SET", "k", "1", "EX", "50")
    expect(await wire.send("SET", "k", "2", "KEEPTTL")).toEqual(ok)
    expect(await wire.send("TTL", "k")).toBe(50)
    expect(await wire.send("SET", "k", "3")).toEqual(ok)
    expect(await wire.send("TTL", "k")).toBe(-1)
    expect(await wire.send("SET", "k", "4", "EX", "0")).toEqual({ error: "ERR invalid expire time in 'set' command" })
    expect(await wire.send("SET", "k", "4", "NX", "GET")).toBe("3")
  })
})
