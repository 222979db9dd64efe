/**
 * What several connections do to each other: watched keys that change, readers of streams that wait.
 */
import { describe, expect, it } from "vitest"
import { ok, open, sleep, start } from "./Started.ts"
import { request } from "./Wire.ts"

describe("transactions", () => {
  it("break when a watched key changes elsewhere, also by a script or by its time", async () => {
    let ahead = 0
    const server = await start({ now: () => Date.now() + ahead })
    const [one, other] = [await open(server), await open(server)]
    const attempt = async (between: () => unknown) => {
      await one.send("SET", "w", "1", "PX", "5000")
      await one.send("WATCH", "w")
      await between()
      await one.send("MULTI")
      await one.send("SET", "mark", "x")
      one.socket.write(request(["EXEC"]))
      return one.next()
    }
    expect(await attempt(() => other.send("GET", "w"))).toEqual({ value: [ok], nullList: false })
    const broken = { value: null, nullList: true }
    expect(await attempt(() => other.send("SET", "w", "2"))).toEqual(broken)
    expect(await attempt(() => other.send("EXPIRE", "w", "100"))).toEqual(broken)
    expect(await attempt(() => other.send("EVAL", "return redis.call('DEL', KEYS[1])", "1", "w"))).toEqual(broken)
    expect(await attempt(() => (ahead += 6000))).toEqual(broken)
    expect(await attempt(() => one.send("UNWATCH").then(() => other.send("SET", "w", "3")))).toEqual({
      value: [ok],
      nullList: false
    })
  })

  it("are refused where a command does not exist or has too few words", async () => {
    const wire = await open(await start())
    await wire.send("MULTI")
    expect(await wire.send("GET")).toEqual({ error: "ERR wrong number of arguments for 'get' command" })
    expect(await wire.send("EXEC")).toEqual({ error: "EXECABORT Transaction discarded because of previous errors." })
    await wire.send("MULTI")
    expect(await wire.send("MULTI")).toEqual({ error: "ERR MULTI calls can not be nested" })
    expect(await wire.send("WATCH", "a")).toEqual({ error: "ERR WATCH inside MULTI is not allowed" })
    expect(await wire.send("XREAD", "BLOCK", "0", "STREAMS", "s", "$")).toEqual({ status: "QUEUED" })
    expect(await wire.send("EXEC")).toEqual([null])
    expect(await wire.send("DISCARD")).toEqual({ error: "ERR DISCARD without MULTI" })
  })
})

describe("streams", () => {
  it("wake a reader of a group that waits, and one reader only", async () => {
    const server = await start()
    const [first, second, writer] = [await open(server), await open(server), await open(server)]
    await writer.send("XGROUP", "CREATE", "s", "g", "$", "MKSTREAM")
    const reading = (who: string) => [
      "XREADGROUP",
      "GROUP",
      "g",
      who,
      "COUNT",
      "5",
      "BLOCK",
      "5000",
      "STREAMS",
      "s",
      ">"
    ]
    const waiting = first.send(...reading("a"))
    await sleep(20)
    second.socket.write(Buffer.concat([request(reading("b")), request(["PING"])]))
    await sleep(20)
    expect(await writer.send("XADD", "s", "1-1", "data_key", "k")).toBe("1-1")
    expect(await waiting).toEqual([["s", [["1-1", ["data_key", "k"]]]]])
    expect(second.waiting).toBe(0)
    await writer.pipeline([["MULTI"], ["XADD", "s", "2-1", "data_key", "l"], ["EXEC"]])
    expect((await second.next()).value).toEqual([["s", [["2-1", ["data_key", "l"]]]]])
    expect((await second.next()).value).toEqual({ status: "PONG" })
    expect(await writer.send("XPENDING", "s", "g")).toEqual([
      2,
      "1-1",
      "2-1",
      [
        ["a", "1"],
        ["b", "1"]
      ]
    ])
  })

  it("give up after the time that BLOCK says, and tell a waiting reader when its group is gone", async () => {
    const server = await start()
    const [reader, writer] = [await open(server), await open(server)]
    await writer.send("XGROUP", "CREATE", "s", "g", "$", "MKSTREAM")
    const before = Date.now()
    expect(await reader.send("XREAD", "BLOCK", "60", "STREAMS", "s", "$")).toBeNull()
    expect(Date.now() - before).toBeGreaterThanOrEqual(55)
    const waiting = reader.send("XREADGROUP", "GROUP", "g", "a", "BLOCK", "0", "STREAMS", "s", ">")
    await sleep(20)
    await writer.send("DEL", "s")
    expect(JSON.stringify(await waiting)).toContain("NOGROUP No such key 's' or consumer group 'g'")
  })

  it("drop what is older than an id", async () => {
    const wire = await open(await start())
    for (let i = 1; i <= 5; i++) await wire.send("XADD", "s", `${i}-0`, "n", String(i))
    expect(await wire.send("XADD", "s", "MINID", "=", "4", "6-0", "n", "6")).toBe("6-0")
    expect(await wire.send("XRANGE", "s", "-", "+", "COUNT", "1")).toEqual([["4-0", ["n", "4"]]])
    expect(await wire.send("XADD", "s", "MINID", "~", "6", "7-0", "n", "7")).toBe("7-0")
    expect(await wire.send("XLEN", "s")).toBe(4)
    expect(await wire.send("XTRIM", "s", "MINID", "7")).toBe(3)
  })
})
