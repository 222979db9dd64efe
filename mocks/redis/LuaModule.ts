/**
 * Lua 5.1, the language of Redis scripts, compiled to WebAssembly (package wasmoon-lua5.1), by its plain C interface: strings
 * stay bytes and every call is synchronous. Loaded once per process, when the first script is used.
 * Lua.ts decides what a script may do.
 */

/** The part of Lua's C interface that is used here; `L` is a state, numbers are addresses or indices. */
export interface LuaModule {
  readonly HEAPU8: Uint8Array
  addFunction(callback: (L: number) => number, signature: string): number
  removeFunction(pointer: number): void
  _malloc(size: number): number
  _free(pointer: number): void
  _luaL_newstate(): number
  _luaL_openlibs(L: number): void
  _luaL_loadbuffer(L: number, text: number, size: number, name: number): number
  _luaL_where(L: number, level: number): void
  _lua_checkstack(L: number, slots: number): number
  _lua_close(L: number): void
  _lua_createtable(L: number, list: number, record: number): void
  _lua_error(L: number): number
  _lua_gettop(L: number): number
  _lua_next(L: number, index: number): number
  _lua_objlen(L: number, index: number): number
  _lua_pcall(L: number, args: number, results: number, handler: number): number
  _lua_pushboolean(L: number, value: number): void
  _lua_pushcclosure(L: number, callback: number, upvalues: number): void
  _lua_pushlightuserdata(L: number, pointer: number): void
  _lua_pushlstring(L: number, text: number, size: number): void
  _lua_pushnil(L: number): void
  _lua_pushnumber(L: number, value: number): void
  _lua_rawget(L: number, index: number): void
  _lua_rawgeti(L: number, index: number, at: number): void
  _lua_rawset(L: number, index: number): void
  _lua_rawseti(L: number, index: number, at: number): void
  _lua_settop(L: number, index: number): void
  _lua_toboolean(L: number, index: number): number
  _lua_tolstring(L: number, index: number, size: number): number
  _lua_tonumber(L: number, index: number): number
  _lua_type(L: number, index: number): number
}

/** Lua's type numbers. */
export const luaType = { nil: 0, boolean: 1, light: 2, number: 3, string: 4, table: 5 } as const

/** The index of the table of globals. */
export const globals = -10002

let module: Promise<LuaModule> | undefined

/** Loads the interpreter, once. */
export const loadLua = (): Promise<LuaModule> => {
  module ??= import("wasmoon-lua5.1").then(async (found) => {
    const loaded = found as unknown as { default: { LuaApi: { initialize(): Promise<{ module: LuaModule }> } } }
    return (await loaded.default.LuaApi.initialize()).module
  })
  return module
}

/** One Lua state, with bytes and numbers going in and out. */
export class LuaStack {
  readonly lua: LuaModule
  readonly main: number
  readonly #size: number

  constructor(lua: LuaModule) {
    this.lua = lua
    this.main = lua._luaL_newstate()
    this.#size = lua._malloc(4)
    lua._luaL_openlibs(this.main)
  }

  /** Puts a byte string into Lua's memory for the time of a call. */
  lend<A>(text: string, use: (pointer: number) => A): A {
    const pointer = this.lua._malloc(text.length + 1)
    this.lua.HEAPU8.set(Buffer.from(text, "latin1"), pointer)
    this.lua.HEAPU8[pointer + text.length] = 0
    try {
      return use(pointer)
    } finally {
      this.lua._free(pointer)
    }
  }

  pushText(L: number, text: string): void {
    this.lua._lua_checkstack(L, 8)
    this.lend(text, (pointer) => this.lua._lua_pushlstring(L, pointer, text.length))
  }

  /** Reads a string, or a number as Lua prints it. */
  text(L: number, index: number): string {
    const pointer = this.lua._lua_tolstring(L, index, this.#size)
    const heap = this.lua.HEAPU8
    const size = new DataView(heap.buffer).getUint32(this.#size, true)
    return Buffer.from(heap.buffer, pointer, size).toString("latin1")
  }

  pop(L: number, count = 1): void {
    this.lua._lua_settop(L, -count - 1)
  }

  /** Reads a field of the table on top; undefined unless it is a string or number. */
  field(L: number, name: string): string | undefined {
    this.pushText(L, name)
    this.lua._lua_rawget(L, -2)
    const type = this.lua._lua_type(L, -1)
    const text = type === luaType.string || type === luaType.number ? this.text(L, -1) : undefined
    this.pop(L)
    return text
  }

  /** Sets a field of the table on top. */
  setField(L: number, name: string, push: () => void): void {
    this.pushText(L, name)
    push()
    this.lua._lua_rawset(L, -3)
  }

  close(): void {
    this.lua._free(this.#size)
    this.lua._lua_close(this.main)
  }
}
