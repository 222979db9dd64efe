/**
 * Lua scripts: values both ways, errors and their lines, atomicity.
 */
import { describe, expect, it } from "vitest"
import { ok, open, start } from "./Started.ts"
import type { Shape } from "./Wire.ts"

describe("scripts", () => {
  const run = async (script: string, keys: ReadonlyArray<string> = [], args: ReadonlyArray<string> = []) => {
    const wire = await open(await start())
    await wire.send("SET", "text", "x")
    return wire.send("EVAL", script, String(keys.length), ...keys, ...args)
  }

  it.each<readonly [string, Shape]>([
    ["return 1795465028999 / 1000 * 1000", 1795465028999],
    ["return tostring(2147483647 + 1)", "2147483648"],
    ["return tostring(10 / 2)", "5"],
    ["return {unpack({1, 2, 3})}", [1, 2, 3]],
    ["return table.getn({1, 2})", 2],
    ["return -3.99", -3],
    ["return true", 1],
    ["return nil", null],
    ["return redis.status_reply('FINE')", { status: "FINE" }],
    ["return redis.error_reply('oops')", { error: "ERR oops" }],
    ["return {1, {ok = 'A'}, {err = 'B c'}, {2, nil, 3}}", [1, { status: "A" }, { error: "B c" }, [2]]],
    ["return redis.call('GET', 'none') == false and 'false' or 'other'", "false"],
    ["return redis.call('SET', 'n', 10 / 4) and redis.call('GET', 'n')", "2.5"],
    ["return redis.sha1hex('')", "da39a3ee5e6b4b0d3255bfef95601890afd80709"],
    ["return cjson.encode({a = {1, 2, cjson.null}})", '{"a":[1,2,null]}'],
    ["return cjson.encode({}) .. cjson.encode('a/b\"')", '{}"a\\/b\\""'],
    ['local t = cjson.decode(\'{"a":[1,2.5,"é",null]}\') return {t.a[1], t.a[3], t.a[4] == cjson.null}', [1, "é", 1]],
    ["return #ARGV + #KEYS", 0],
    ["return 'a\\0b'", "a\0b"]
  ])("%s", async (script, expected) => {
    expect(await run(script)).toEqual(expected)
  })

  it.each<readonly [string, string]>([
    ["return nosuch", "ERR user_script:1: Script attempted to access nonexistent global variable 'nosuch' script: "],
    ["made = 1", "ERR user_script:1: Attempt to modify a readonly table script: "],
    ["\n\nerror('mine')", "ERR user_script:3: mine script: "],
    ["return redis.call()", "ERR Please specify at least one argument for this redis.call() call script: "],
    ["return redis.call('GET')", "ERR Wrong number of args calling Redis command from script script: "],
    ["return redis.call('GET', {})", "ERR Lua redis lib command arguments must be strings or integers script: "],
    ["return redis.call('MULTI')", "ERR This Redis command is not allowed from script script: "],
    [
      "local x = 1\nreturn redis.call('XLEN', 'text')",
      "WRONGTYPE Operation against a key holding the wrong kind of value script: "
    ]
  ])("fails as Redis does: %s", async (script, start) => {
    const { error } = (await run(script)) as { error: string }
    expect(error.slice(0, start.length)).toBe(start)
    expect(error).toMatch(/script: [0-9a-f]{40}, on @user_script:\d\.$/)
  })

  it("name the line of the command that failed, and pcall catches it", async () => {
    expect(JSON.stringify(await run("local x = 1\nlocal y = redis.call('XLEN', 'text')\nreturn y"))).toContain(
      "@user_script:2."
    )
    expect(await run("local fine, e = pcall(redis.call, 'XLEN', 'text') return {tostring(fine), e.err}")).toEqual([
      "false",
      "WRONGTYPE Operation against a key holding the wrong kind of value"
    ])
  })

  it("run without a pause between their commands, and inside transactions", async () => {
    const server = await start()
    const [one, other] = [await open(server), await open(server)]
    const script =
      "for i = 1, 2000 do redis.call('SET', KEYS[1], redis.call('GET', KEYS[1]) + 1) end return redis.call('GET', KEYS[1])"
    await one.send("SET", "n", "0")
    const both = await Promise.all([one.send("EVAL", script, "1", "n"), other.send("EVAL", script, "1", "n")])
    expect(both.sort()).toEqual(["2000", "4000"])
    const replies = await one.pipeline([["MULTI"], ["EVAL", "return KEYS[1]", "1", "n"], ["SCRIPT", "FLUSH"], ["EXEC"]])
    expect(replies[3]!.value).toEqual(["n", ok])
    expect(await one.send("EVALSHA", "0".repeat(40), "0")).toEqual({
      error: "NOSCRIPT No matching script. Please use EVAL."
    })
  })
})
