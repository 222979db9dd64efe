/**
 * Search where the RESP2 recordings do not reach: RESP3, indexes that are being built, precedence, forms that are not known.
 */
import { describe, expect, it } from "vitest"
import { figures } from "./exceptions.ts"
import { entry, read } from "./Recorded.ts"
import { createIndex, find, ok, open, sleep, start } from "./Started.ts"
import type { Shape } from "./Wire.ts"

describe("RESP3", () => {
  it("answers what a real 7.2 answered", async () => {
    const wire = await open(await start())
    const recorded = read("replies-7.2-resp3")
    // by nature: the id of a connection, and in FT.INFO figures of memory and time
    const bare = (value: Shape): unknown =>
      JSON.parse(JSON.stringify(value), (_, part: unknown) => {
        if (!Array.isArray(part) || part.length !== 2) return part
        const name = (part[0] as { status?: string })?.status ?? part[0]
        const connection = name === "id" && typeof part[1] === "number"
        return connection || figures.has(name as string) ? [name] : part
      })
    let compared = 0
    for (const { command, reply } of recorded) {
      const answer = await wire.send(...command)
      expect(bare(answer), command.join(" ")).toEqual(bare(reply))
      compared++
    }
    expect(compared).toBe(35)
  })

  it("says by a warning that a search ran out of time, which RESP2 does not", async () => {
    const server = await start()
    const wire = await open(server)
    await wire.send(...createIndex)
    for (let i = 0; i < 4; i++) await wire.send("JSON.SET", `m:${i}`, "$", entry(i))
    server.faults.searchTimeout = true
    expect(await wire.send(...find)).toEqual([2, "m:0", "m:1"])
    await wire.send("HELLO", "3")
    expect(JSON.stringify(await wire.send(...find))).toContain(
      '[{"status":"warning"},[{"status":"Timeout limit was reached"}]]'
    )
    server.faults.searchTimeout = false
    expect(JSON.stringify(await wire.send(...find))).toContain('[{"status":"warning"},[]]')
  })
})

describe("an index over documents that were there before", () => {
  it("finds nothing at first, then some, then all, and follows writes meanwhile", async () => {
    const wire = await open(await start({ indexingDelay: 200 }))
    await wire.pipeline(Array.from({ length: 80 }, (_, i) => ["JSON.SET", `m:${i}`, "$", entry(i)]))
    const first = await wire.pipeline([createIndex, find])
    expect(first.map(({ value }) => value)).toEqual([ok, [0]])
    const counts: Array<number> = []
    for (let building = true; building; await sleep(10)) {
      building = JSON.stringify(await wire.send("FT.INFO", "idx:m")).includes('{"status":"indexing"},"1"')
      counts.push(((await wire.send("FT.SEARCH", "idx:m", "*", "LIMIT", "0", "0")) as Array<number>)[0]!)
    }
    expect(counts.some((count) => count > 0 && count < 80)).toBe(true)
    expect(counts.at(-1)).toBe(80)
  })
})

describe("queries", () => {
  it.each<readonly [string, string, ReadonlyArray<string>]>([
    ["1", "@id:[1 1]|@id:[2 2] @id:[2 3]", ["m:2"]],
    ["2", "@id:[1 1]|@id:[2 2] @id:[2 3]", ["m:1", "m:2"]],
    ["1", "(@id:[1 1])|((@id:[2 2]) (@id:[2 3]))", ["m:1", "m:2"]],
    ["1", "@id:[1 (3]", ["m:1", "m:2"]],
    ["1", "@id:[(1 inf]", ["m:2", "m:3"]],
    ["1", "-(@id:[1 1]|@id:[3 3])", ["m:2"]],
    ["2", "@day:23 @id:[-inf 1.5]", ["m:1"]]
  ])("in dialect %s: %s", async (dialect, query, keys) => {
    const wire = await open(await start())
    await wire.send(...createIndex)
    for (const id of [1, 2, 3]) await wire.send("JSON.SET", `m:${id}`, "$", entry(id))
    expect(await wire.send("FT.SEARCH", "idx:m", query, "NOCONTENT", "DIALECT", dialect)).toEqual([
      keys.length,
      ...keys
    ])
  })
})

describe("what is not supported", () => {
  it.each<ReadonlyArray<string>>([
    ["JSON.GET", "m:1", "$[0:2]"],
    ["JSON.GET", "m:1", "$..*"],
    ["FT.SEARCH", "idx:m", "hello"],
    ["FT.SEARCH", "idx:m", "@id:[1 2]", "WITHSCORES"],
    ["FT.SEARCH", "idx:m", "@day:november"],
    ["FT.CREATE", "idx:n", "ON", "HASH", "SCHEMA", "a", "TEXT"],
    ["EVAL", "return bit.band(1, 1)", "0"]
  ])("answers an error that says so: %s %s %s", async (...command) => {
    const wire = await open(await start())
    await wire.send(...createIndex)
    await wire.send("JSON.SET", "m:1", "$", entry(1))
    const { error } = (await wire.send(...command)) as { error: string }
    expect(error).toMatch(/^ERR .*stand-in: .* is not known here/)
  })
})
