/**
 * Connections that are lost, replies that are late, and the client that the project uses, with both protocols.
 */
import { createClient } from "@redis/client"
import { describe, expect, it, onTestFinished } from "vitest"
import { serve } from "../../../mocks/redis/Server.ts"
import { ok, open, sleep, start } from "./Started.ts"
import { Wire } from "./Wire.ts"

describe("connections", () => {
  it("are reset by kill; new ones are taken, and keys are kept", async () => {
    const server = await start()
    const wire = await open(server)
    await wire.send("SET", "a", "1")
    const waiting = wire.send("XREAD", "BLOCK", "0", "STREAMS", "s", "$").then(String, (error: Error) => error.message)
    await sleep(20)
    server.kill()
    expect(await waiting).toBe("closed")
    await wire.closed
    const again = await open(server)
    expect(await again.send("GET", "a")).toBe("1")
    expect(server.seen.connections).toBe(2)
  })

  it("get paused replies on resume, though the commands have run before", async () => {
    const server = await start()
    const [one, other] = [await open(server), await open(server)]
    server.pauseReplies()
    const held = one.send("SET", "a", "1")
    await sleep(30)
    expect(server.log.map(({ name, args }) => [name, ...args])).toEqual([["SET", "a", "1"]])
    let answered = false
    void held.then(() => (answered = true))
    await sleep(20)
    expect(answered).toBe(false)
    server.resumeReplies()
    expect(await held).toEqual(ok)
    expect(await other.send("GET", "a")).toBe("1")
  })

  it("can be lost before a command runs, or after it with its reply", async () => {
    const server = await start()
    const lose = async (key: string, fault: () => "drop" | undefined) => {
      const wire = await open(server)
      server.faults.onCommand = ({ name }) => (name === "SET" ? fault() : undefined)
      await expect(wire.send("SET", key, "é")).rejects.toThrow("closed")
      server.faults.onCommand = undefined
      return (await open(server)).send("GET", key)
    }
    expect(await lose("before", () => "drop")).toBeNull()
    expect(await lose("after", () => void server.kill() as undefined)).toBe("é")
    expect(server.log.filter(({ name }) => name === "SET").map(({ args }) => args)).toEqual([
      ["before", "é"],
      ["after", "é"]
    ])
  })

  it("are all ended by close, and the port is free", async () => {
    const server = await serve()
    const wire = await Wire.open(server.port)
    await server.close()
    await wire.closed
    await expect(Wire.open(server.port)).rejects.toThrow()
  })
})

describe.each([2, 3] as const)("@redis/client with RESP %i", (RESP) => {
  it("connects, sends commands, watches, subscribes and survives a reset", async () => {
    const server = await start({ password: "p@ss" })
    const client = createClient({ url: server.url, RESP, socket: { reconnectStrategy: () => 10 } })
    onTestFinished(() => client.destroy())
    client.on("error", () => {})
    await client.connect()
    expect(await client.set("a", "é", { EX: 10 })).toBe("OK")
    expect(await client.get("a")).toBe("é")
    expect(await client.multi().set("b", "1").get("b").exec()).toEqual(["OK", "1"])
    expect(await client.eval("return {KEYS[1], ARGV[1]}", { keys: ["k"], arguments: ["v"] })).toEqual(["k", "v"])
    expect(await client.sendCommand(["JSON.SET", "j", "$", "{}"])).toBe("OK")
    await expect(client.sendCommand(["JSON.MERGE", "none", "$.a", "1"])).rejects.toThrow(
      "new objects must be created at the root"
    )
    expect(await client.xAdd("s", "1-1", { data_key: "k" })).toBe("1-1")
    expect(JSON.stringify(await client.xRead({ key: "s", id: "0" }))).toContain("data_key")

    const subscriber = client.duplicate()
    onTestFinished(() => subscriber.destroy())
    subscriber.on("error", () => {})
    await subscriber.connect()
    const heard = new Promise((resolve) => void subscriber.subscribe("news", (message) => resolve(message)))
    while ((await client.publish("news", "hello")) === 0) await sleep(5)
    expect(await heard).toBe("hello")

    const reconnected = new Promise((resolve) => client.once("ready", resolve))
    server.kill()
    await reconnected
    expect(await client.get("b")).toBe("1")
  })
})
