/**
 * JSON values as RedisJSON keeps them: whole numbers of 64 bits are bigint, all others number (so 1 and 1.0
 * stay apart), objects are maps in order. Removing a member moves the last one into its place, as there.
 * Also their text. JsonText.ts reads text, JsonPath.ts finds values in a document.
 */

/** An object; its names are byte strings. */
export type JsonObject = Map<string, Json>

/** A JSON value; its strings are byte strings. */
export type Json = null | boolean | bigint | number | string | Array<Json> | JsonObject

/** Tells whether a value is an object. */
export const isObject = (value: Json | undefined): value is JsonObject => value instanceof Map

/** Removes a member; the last one takes its place. */
export const removeMember = (object: JsonObject, name: string): void => {
  if (!object.has(name)) return
  const entries = [...object]
  const last = entries.pop()!
  if (last[0] === name) {
    object.delete(name)
    return
  }
  object.clear()
  for (const entry of entries) {
    if (entry[0] === name) object.set(last[0], last[1])
    else object.set(entry[0], entry[1])
  }
}

/** Copies a value, so that two documents never share parts. */
export const copy = (value: Json): Json => {
  if (Array.isArray(value)) return value.map(copy)
  if (isObject(value)) return new Map([...value].map(([name, member]) => [name, copy(member)]))
  return value
}

/** Merges a patch into a value by RFC 7396 and returns the result; `value` itself may be changed. */
export const merge = (value: Json | undefined, patch: Json): Json => {
  if (!isObject(patch)) return copy(patch)
  const target: JsonObject = isObject(value) ? value : new Map()
  for (const [name, member] of patch) {
    if (member === null) removeMember(target, name)
    else target.set(name, merge(target.get(name), member))
  }
  return target
}

/** The kind of a value in the words of JSON.TYPE. */
export const typeName = (value: Json): string => {
  if (value === null) return "null"
  if (typeof value === "boolean") return "boolean"
  if (typeof value === "bigint") return "integer"
  if (typeof value === "number") return "number"
  if (typeof value === "string") return "string"
  return Array.isArray(value) ? "array" : "object"
}

/** Prints a double: always with a point or an exponent, as short as it reads back the same. */
export const floatText = (value: number): string => {
  if (value === 0) return Object.is(value, -0) ? "-0.0" : "0.0"
  const sign = value < 0 ? "-" : ""
  const [mantissa, power] = Math.abs(value).toExponential().split("e") as [string, string]
  const digits = mantissa.replace(".", "")
  const point = Number(power) + 1
  if (point >= digits.length && point <= 16) return `${sign}${digits}${"0".repeat(point - digits.length)}.0`
  if (point > 0 && point <= 16) return `${sign}${digits.slice(0, point)}.${digits.slice(point)}`
  if (point > -5 && point <= 0) return `${sign}0.${"0".repeat(-point)}${digits}`
  return `${sign}${digits[0]}${digits.length > 1 ? `.${digits.slice(1)}` : ""}e${point - 1}`
}

const escapes: Record<string, string> = {
  '"': '\\"',
  "\\": "\\\\",
  "\b": "\\b",
  "\f": "\\f",
  "\n": "\\n",
  "\r": "\\r",
  "\t": "\\t"
}

const quoted = (text: string) =>
  `"${text.replace(/["\\\x00-\x1f]/g, (c) => escapes[c] ?? `\\u${c.charCodeAt(0).toString(16).padStart(4, "0")}`)}"`

/** How JSON.GET lays out its text. */
export interface Layout {
  readonly indent: string
  readonly newline: string
  readonly space: string
}

const compact: Layout = { indent: "", newline: "", space: "" }

/** Prints a value, without blanks unless a layout says otherwise. */
export const print = (value: Json, layout: Layout = compact, depth = 0): string => {
  if (value === null) return "null"
  if (typeof value === "string") return quoted(value)
  if (typeof value === "number") return floatText(value)
  if (typeof value !== "object") return String(value)
  const list = Array.isArray(value)
  const items = list
    ? value.map((item) => print(item, layout, depth + 1))
    : [...value].map(([name, member]) => `${quoted(name)}:${layout.space}${print(member, layout, depth + 1)}`)
  const [open, close] = list ? "[]" : "{}"
  if (items.length === 0) return `${open}${close}`
  const inner = layout.newline + layout.indent.repeat(depth + 1)
  return `${open}${inner}${items.join(`,${inner}`)}${layout.newline}${layout.indent.repeat(depth)}${close}`
}
