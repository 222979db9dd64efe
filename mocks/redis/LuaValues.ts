/**
 * Values between Redis and Lua, both ways, as Redis converts them: null is false, a status is {ok=}, an error {err=}, numbers
 * lose their fraction, a list ends at its first nil. And between JSON text and Lua, as cjson does.
 */
import { isObject, type Json } from "./Json.ts"
import { globals, type LuaStack, luaType } from "./LuaModule.ts"
import { Double, Failure, Members, nullList, Pairs, Push, type Reply, Status } from "./Reply.ts"

/** Pushes a reply onto Lua's stack. */
export const pushReply = (stack: LuaStack, L: number, reply: Reply): void => {
  const { lua } = stack
  lua._lua_checkstack(L, 8)
  const single = (name: string, text: string) => {
    lua._lua_createtable(L, 0, 1)
    stack.setField(L, name, () => stack.pushText(L, text))
  }
  if (reply === null || reply === nullList) lua._lua_pushboolean(L, 0)
  else if (typeof reply === "number") lua._lua_pushnumber(L, reply)
  else if (typeof reply === "string") stack.pushText(L, reply)
  else if (reply instanceof Status) single("ok", reply.text)
  else if (reply instanceof Failure) single("err", reply.text)
  else if (reply instanceof Double) stack.pushText(L, reply.text)
  else {
    const items =
      reply instanceof Pairs
        ? reply.entries.flat()
        : reply instanceof Members || reply instanceof Push
          ? reply.items
          : reply
    lua._lua_createtable(L, items.length, 0)
    for (const [i, item] of items.entries()) {
      pushReply(stack, L, item)
      lua._lua_rawseti(L, -2, i + 1)
    }
  }
}

/** Reads the value on top of Lua's stack as a reply, and leaves it there. */
export const toReply = (stack: LuaStack, L: number): Reply => {
  const { lua } = stack
  lua._lua_checkstack(L, 8)
  switch (lua._lua_type(L, -1)) {
    case luaType.string:
      return stack.text(L, -1)
    case luaType.number:
      return Math.trunc(lua._lua_tonumber(L, -1))
    case luaType.boolean:
      return lua._lua_toboolean(L, -1) === 1 ? 1 : null
    case luaType.table: {
      const error = stack.field(L, "err")
      if (error !== undefined) return new Failure(error)
      const status = stack.field(L, "ok")
      if (status !== undefined) return new Status(status)
      const items: Array<Reply> = []
      for (let i = 1; ; i++) {
        lua._lua_rawgeti(L, -1, i)
        const end = lua._lua_type(L, -1) === luaType.nil
        if (!end) items.push(toReply(stack, L))
        stack.pop(L)
        if (end) return items
      }
    }
    default:
      return null
  }
}

/** Pushes a JSON value; null becomes cjson.null. */
export const pushJson = (stack: LuaStack, L: number, value: Json): void => {
  const { lua } = stack
  lua._lua_checkstack(L, 8)
  if (value === null) lua._lua_pushlightuserdata(L, 0)
  else if (typeof value === "boolean") lua._lua_pushboolean(L, value ? 1 : 0)
  else if (typeof value === "string") stack.pushText(L, value)
  else if (typeof value === "number" || typeof value === "bigint") lua._lua_pushnumber(L, Number(value))
  else if (isObject(value)) {
    lua._lua_createtable(L, 0, value.size)
    for (const [name, member] of value) stack.setField(L, name, () => pushJson(stack, L, member))
  } else {
    lua._lua_createtable(L, value.length, 0)
    for (const [i, item] of value.entries()) {
      pushJson(stack, L, item)
      lua._lua_rawseti(L, -2, i + 1)
    }
  }
}

const escape = (text: string) =>
  `"${text.replace(/["\\/\x00-\x1f\x7f]/g, (c) => {
    const short = {
      '"': '\\"',
      "\\": "\\\\",
      "/": "\\/",
      "\b": "\\b",
      "\f": "\\f",
      "\n": "\\n",
      "\r": "\\r",
      "\t": "\\t"
    }[c]
    return short ?? `\\u${c.charCodeAt(0).toString(16).padStart(4, "0")}`
  })}"`

/** Prints the value on top as JSON, as cjson.encode does; throws an Error for what has no JSON. */
export const jsonText = (stack: LuaStack, L: number, depth = 0): string => {
  const { lua } = stack
  lua._lua_checkstack(L, 8)
  if (depth > 1000) throw new Error("Cannot serialise, excessive depth (1001)")
  const type = lua._lua_type(L, -1)
  if (type === luaType.nil || type === luaType.light) return "null"
  if (type === luaType.boolean) return lua._lua_toboolean(L, -1) === 1 ? "true" : "false"
  if (type === luaType.string) return escape(stack.text(L, -1))
  if (type === luaType.number) {
    if (!Number.isFinite(lua._lua_tonumber(L, -1))) throw new Error("Cannot serialise number: must not be NaN or Inf")
    // a copy is printed: lua_tolstring would turn a number into a string where it stands, even among the keys of a table
    lua._lua_pushnumber(L, lua._lua_tonumber(L, -1))
    const text = stack.text(L, -1)
    stack.pop(L)
    return text
  }
  if (type !== luaType.table) throw new Error("Cannot serialise this type: type not supported")
  const members: Array<[number | string, string]> = []
  lua._lua_pushnil(L)
  while (lua._lua_next(L, -2) !== 0) {
    const text = jsonText(stack, L, depth + 1)
    stack.pop(L)
    if (lua._lua_type(L, -1) === luaType.number) members.push([lua._lua_tonumber(L, -1), text])
    else if (lua._lua_type(L, -1) === luaType.string) members.push([stack.text(L, -1), text])
    else throw new Error("Cannot serialise table: table key must be a number or string")
  }
  const isList =
    members.length > 0 && members.every(([key]) => typeof key === "number" && key >= 1 && Number.isInteger(key))
  if (!isList) return `{${members.map(([key, text]) => `${escape(String(key))}:${text}`).join(",")}}`
  const length = Math.max(...members.map(([key]) => key as number))
  if (length > 10 && length > members.length * 2) throw new Error("Cannot serialise table: excessively sparse array")
  const items = Array.from({ length }, () => "null")
  for (const [key, text] of members) items[(key as number) - 1] = text
  return `[${items.join(",")}]`
}

/** Sets a global list of strings, such as KEYS. */
export const setList = (stack: LuaStack, L: number, name: string, items: ReadonlyArray<string>): void => {
  stack.pushText(L, name)
  pushReply(stack, L, items)
  stack.lua._lua_rawset(L, globals)
}
