/**
 * Runs scripts as Redis does: synchronously, with `redis`, `cjson`, KEYS and ARGV, without io, os and require, and with globals
 * that cannot be made or misspelt. Errors carry the script's hash and line as there. `struct`, `cmsgpack`, `bit` and
 * `redis.setresp` answer an error that says they are not known here.
 */
import { createHash } from "node:crypto"
import { parseJson } from "./JsonText.ts"
import { globals, type LuaModule, LuaStack, loadLua, luaType } from "./LuaModule.ts"
import { jsonText, pushJson, pushReply, setList, toReply } from "./LuaValues.ts"
import { Failure, type Reply } from "./Reply.ts"

/** The hash by which EVALSHA knows a script. */
export const sha1 = (text: string): string => createHash("sha1").update(Buffer.from(text, "latin1")).digest("hex")

const prelude = `
local call, pcall_, sha1hex, encode, decode, null = __call, __pcall, __sha1, __encode, __decode, __null
__call, __pcall, __sha1, __encode, __decode, __null = nil, nil, nil, nil, nil, nil
local function single(name)
  return function(text)
    if type(text) ~= 'string' then return { err = 'ERR wrong number or type of arguments' } end
    if name == 'err' then
      text = string.gsub(text, '^%-', '', 1)
      if not string.find(text, ' ', 1, true) then text = 'ERR ' .. text end
    end
    return { [name] = text }
  end
end
local function unknown(name)
  return setmetatable({}, { __index = function() error('stand-in: ' .. name .. ' is not known here', 2) end })
end
redis = {
  call = call, pcall = pcall_, sha1hex = sha1hex,
  error_reply = single('err'), status_reply = single('ok'),
  log = function() end, replicate_commands = function() return true end,
  setresp = function() error('stand-in: redis.setresp is not known here', 2) end,
  LOG_DEBUG = 0, LOG_VERBOSE = 1, LOG_NOTICE = 2, LOG_WARNING = 3
}
cjson = { encode = encode, decode = decode, null = null }
struct, cmsgpack, bit = unknown('struct'), unknown('cmsgpack'), unknown('bit')
os = { clock = os.clock }
io, require, module, package, dofile, loadfile, debug, print, newproxy = nil
local names = { KEYS = true, ARGV = true }
setmetatable(_G, {
  __index = function(_, name)
    if not names[name] then
      error("Script attempted to access nonexistent global variable '" .. tostring(name) .. "'", 2)
    end
  end,
  __newindex = function() error('Attempt to modify a readonly table', 2) end
})
`

/** Runs a command for a script: the words in, the reply out, errors as values. */
export type Caller = (words: ReadonlyArray<string>) => Reply

/** A Lua state of one server. */
export class LuaMachine {
  readonly #stack: LuaStack
  readonly #functions: Array<number> = []
  #caller: Caller = () => new Failure("ERR no script is running")

  private constructor(lua: LuaModule) {
    this.#stack = new LuaStack(lua)
    this.#define("__call", (L) => this.#call(L, true))
    this.#define("__pcall", (L) => this.#call(L, false))
    this.#define("__sha1", (L) => this.#returning(L, () => sha1(this.#stack.text(L, 1))))
    this.#define("__encode", (L) =>
      this.#returning(L, () => {
        lua._lua_settop(L, 1)
        return jsonText(this.#stack, L)
      })
    )
    this.#define("__decode", (L) => {
      try {
        pushJson(this.#stack, L, parseJson(this.#stack.text(L, 1)))
        return 1
      } catch (error) {
        this.#stack.pushText(L, `${this.#where(L)}cjson.decode: ${(error as Error).message}`)
      }
      return lua._lua_error(L)
    })
    const { main } = this.#stack
    this.#stack.pushText(main, "__null")
    lua._lua_pushlightuserdata(main, 0)
    lua._lua_rawset(main, globals)
    if (this.#load(prelude, "@prelude") !== 0 || lua._lua_pcall(main, 0, 0, 0) !== 0) {
      throw new Error(this.#stack.text(main, -1))
    }
  }

  /** Makes a state; the interpreter is loaded if this is the first. */
  static async make(): Promise<LuaMachine> {
    return new LuaMachine(await loadLua())
  }

  #define(name: string, callback: (L: number) => number): void {
    const { lua, main } = this.#stack
    const pointer = lua.addFunction(callback, "ii")
    this.#functions.push(pointer)
    this.#stack.pushText(main, name)
    lua._lua_pushcclosure(main, pointer, 0)
    lua._lua_rawset(main, globals)
  }

  #returning(L: number, make: () => string): number {
    try {
      this.#stack.pushText(L, make())
      return 1
    } catch (error) {
      this.#stack.pushText(L, this.#where(L) + (error as Error).message)
    }
    // outside of the try: this leaves by an exception of the interpreter's own
    return this.#stack.lua._lua_error(L)
  }

  /** The place in the script that is running, as `user_script:1: `. */
  #where(L: number): string {
    for (let level = 1; level < 8; level++) {
      this.#stack.lua._luaL_where(L, level)
      const text = this.#stack.text(L, -1)
      this.#stack.pop(L)
      if (text !== "") return text
    }
    return ""
  }

  #words(L: number): ReadonlyArray<string> | Failure {
    const { lua } = this.#stack
    const count = lua._lua_gettop(L)
    if (count === 0) return new Failure("ERR Please specify at least one argument for this redis.call() call")
    const words: Array<string> = []
    for (let i = 1; i <= count; i++) {
      const type = lua._lua_type(L, i)
      if (type === luaType.string) words.push(this.#stack.text(L, i))
      else if (type === luaType.number) words.push(String(lua._lua_tonumber(L, i)))
      else return new Failure("ERR Lua redis lib command arguments must be strings or integers")
    }
    return words
  }

  #call(L: number, raises: boolean): number {
    const { lua } = this.#stack
    const words = this.#words(L)
    const reply = words instanceof Failure ? words : this.#caller(words)
    pushReply(this.#stack, L, reply)
    if (!(reply instanceof Failure) || !raises) return 1
    const line = /:(\d+): $/.exec(this.#where(L))?.[1] ?? "0"
    this.#stack.setField(L, "line", () => this.#stack.pushText(L, line))
    return lua._lua_error(L)
  }

  #load(source: string, name: string): number {
    const { lua, main } = this.#stack
    return this.#stack.lend(source, (text) =>
      this.#stack.lend(name, (chunk) => lua._luaL_loadbuffer(main, text, source.length, chunk))
    )
  }

  /** Compiles a script and forgets it; gives the error of one that does not compile. */
  check(source: string): Failure | undefined {
    const { lua, main } = this.#stack
    const failed = this.#load(source, "@user_script") !== 0
    const text = failed ? this.#stack.text(main, -1) : ""
    lua._lua_settop(main, 0)
    return failed ? new Failure(`ERR Error compiling script (new function): ${text}`) : undefined
  }

  /** Runs a script to its end and gives its reply. */
  run(source: string, keys: ReadonlyArray<string>, args: ReadonlyArray<string>, caller: Caller): Reply {
    const { lua, main } = this.#stack
    const wrong = this.check(source)
    if (wrong !== undefined) return wrong
    setList(this.#stack, main, "KEYS", keys)
    setList(this.#stack, main, "ARGV", args)
    this.#load(source, "@user_script")
    this.#caller = caller
    const failed = lua._lua_pcall(main, 0, 1, 0) !== 0
    const reply = failed ? this.#error(sha1(source)) : toReply(this.#stack, main)
    lua._lua_settop(main, 0)
    return reply
  }

  #error(hash: string): Failure {
    const { lua, main } = this.#stack
    const at = (line: string) => ` script: ${hash}, on @user_script:${line}.`
    if (lua._lua_type(main, -1) === luaType.table) {
      const text = this.#stack.field(main, "err") ?? "ERR unknown error"
      const line = this.#stack.field(main, "line")
      return new Failure(line === undefined ? text : text + at(line))
    }
    const text = lua._lua_type(main, -1) === luaType.string ? this.#stack.text(main, -1) : "unknown error"
    return new Failure(`ERR ${text}${at(/^user_script:(\d+):/.exec(text)?.[1] ?? "0")}`)
  }

  close(): void {
    this.#stack.close()
    for (const pointer of this.#functions) this.#stack.lua.removeFunction(pointer)
  }
}
