/**
 * The JSON commands that read, and the small ones that write: JSON.GET, MGET, OBJKEYS, OBJLEN, ARRLEN, TYPE, DEL, NUMINCRBY.
 * JSON.SET, MSET and MERGE are in JsonWrites.ts. Paths that begin with `$` answer lists, legacy ones the first match.
 */
import type { Call, Commands } from "./Command.ts"
import { isObject, type Json, type Layout, print, removeMember, typeName } from "./Json.ts"
import { find, isRoot, type Path, type Place, parsePath } from "./JsonPath.ts"
import { Failure, notKnown, type Reply } from "./Reply.ts"

/** The error of a wrong count of words, as modules word it. */
export const wrongCount = (name: string) =>
  new Failure(`ERR wrong number of arguments for '${name.toLowerCase()}' command`)

const path = ({ state }: Call, text: string): Path => parsePath(text, state.version)

const missing = (call: Call, { text }: Path, more = "") =>
  new Failure(
    call.state.version === "7.2" ? `ERR Path '${text}' does not exist${more}` : `ERR Path does not exist${more}`
  )

const noKey = () => new Failure("ERR could not perform this operation on a key that doesn't exist")

const get = (call: Call): Reply => {
  const [key, ...words] = call.args
  if (key === undefined) throw wrongCount(call.name)
  const layout: { -readonly [K in keyof Layout]: Layout[K] } = { indent: "", newline: "", space: "" }
  const texts: Array<string> = []
  for (let i = 0; i < words.length; i++) {
    const word = words[i]!.toUpperCase()
    if (word === "INDENT" || word === "NEWLINE" || word === "SPACE") {
      const value = words[++i]
      if (value === undefined) throw wrongCount(call.name)
      layout[word.toLowerCase() as keyof Layout] = value
    } else if (word === "FORMAT") throw notKnown("JSON.GET FORMAT")
    else if (word !== "NOESCAPE") texts.push(words[i]!)
  }
  const paths = (texts.length === 0 ? ["."] : texts).map((text) => path(call, text))
  const value = call.db.json(key)
  if (value === undefined) return null
  const legacy = paths.every((one) => one.legacy)
  const read = (one: Path): Json => {
    const found = find(value.root, one).map((place) => place.value)
    if (!legacy) return found
    if (found.length === 0) throw missing(call, one)
    return found[0]!
  }
  if (paths.length === 1) return print(read(paths[0]!), layout)
  return print(new Map(paths.map((one, i) => [texts[i]!, read(one)])), layout)
}

const getMany = (call: Call): Reply => {
  if (call.args.length < 2) throw wrongCount(call.name)
  const one = path(call, call.args.at(-1)!)
  return call.args.slice(0, -1).map((key) => {
    const value = call.db.get(key)
    if (value?.type !== "json") return null
    const found = find(value.root, one).map((place) => place.value)
    if (!one.legacy) return print(found)
    return found.length === 0 ? null : print(found[0]!)
  })
}

/** A command that tells one thing of every place, and what it says where that cannot be told. */
const tell =
  (of: (value: Json) => Reply, legacyMissing: "null" | "unknown", legacyError?: string) =>
  (call: Call): Reply => {
    const [key, text, ...more] = call.args
    if (key === undefined || more.length > 0) throw wrongCount(call.name)
    const one = path(call, text ?? ".")
    const value = call.db.json(key)
    if (value === undefined) {
      if (!one.legacy) throw noKey()
      if (legacyMissing === "null") return null
      throw notKnown(`${call.name} of a missing key by a legacy path`)
    }
    const found = find(value.root, one).map((place) => of(place.value))
    if (!one.legacy) return found
    if (found[0] !== undefined && found[0] !== null) return found[0]
    if (legacyError === undefined) throw notKnown(`${call.name} of another type by a legacy path`)
    throw missing(call, one, legacyError)
  }

const type = (call: Call): Reply => {
  const [key, text, ...more] = call.args
  if (key === undefined || more.length > 0) throw wrongCount(call.name)
  const one = path(call, text ?? ".")
  const value = call.db.json(key)
  if (value === undefined) return null
  const found = find(value.root, one).map((place) => typeName(place.value))
  if (!one.legacy) return call.protocol === 3 ? [found] : found
  return call.protocol === 3 ? [found[0] ?? null] : (found[0] ?? null)
}

/** Removes places from a document, the later ones first, so that earlier ones stay where they are. */
const removePlaces = (places: ReadonlyArray<Place>): void => {
  for (const { parent, key } of [...places].reverse()) {
    if (Array.isArray(parent)) parent.splice(key as number, 1)
    else if (parent !== undefined) removeMember(parent, key as string)
  }
}

const remove = (call: Call): Reply => {
  const [key, text, ...more] = call.args
  if (key === undefined || more.length > 0) throw wrongCount(call.name)
  const one = path(call, text ?? ".")
  const value = call.db.json(key)
  if (value === undefined) return 0
  if (isRoot(one)) {
    call.db.remove(key)
    call.state.search.removedByJson(key)
    return 1
  }
  const places = find(value.root, one)
  if (places.length === 0) return 0
  removePlaces(places)
  call.db.touch(key)
  return places.length
}

const increase = (call: Call): Reply => {
  const [key, text, amount, ...more] = call.args
  if (key === undefined || text === undefined || amount === undefined || more.length > 0) throw wrongCount(call.name)
  const one = path(call, text)
  if (!/^-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?$/.test(amount)) throw notKnown(`JSON.NUMINCRBY by ${amount}`)
  const by = /^-?\d+$/.test(amount) ? BigInt(amount) : Number(amount)
  const value = call.db.json(key)
  if (value === undefined) throw noKey()
  const results = find(value.root, one).map(({ value: old, parent, key: name }) => {
    if (typeof old !== "number" && typeof old !== "bigint") return null
    const sum = typeof old === "bigint" && typeof by === "bigint" ? old + by : Number(old) + Number(by)
    if (typeof sum === "bigint" && BigInt.asIntN(64, sum) !== sum) throw notKnown("JSON.NUMINCRBY beyond 64 bits")
    if (parent === undefined) value.root = sum
    else if (Array.isArray(parent)) parent[name as number] = sum
    else parent.set(name as string, sum)
    return sum
  })
  if (results.some((result) => result !== null)) call.db.touch(key)
  if (one.legacy) {
    const last = results.findLast((result) => result !== null)
    if (last === undefined) throw notKnown("JSON.NUMINCRBY of what is no number by a legacy path")
    return print(last)
  }
  if (call.protocol === 2) return print(results)
  if (results.some((result) => typeof result === "number")) throw notKnown("JSON.NUMINCRBY of doubles in RESP3")
  return results.map((result) => (result === null ? null : Number(result)))
}

/** The commands of this family. */
export const jsonCommands: Commands = {
  "json.get": { arity: -1, run: get },
  "json.mget": { arity: -1, run: getMany },
  "json.objkeys": {
    arity: -1,
    run: tell((value) => (isObject(value) ? [...value.keys()] : null), "null", " or not an object")
  },
  "json.objlen": { arity: -1, run: tell((value) => (isObject(value) ? value.size : null), "unknown") },
  "json.arrlen": { arity: -1, run: tell((value) => (Array.isArray(value) ? value.length : null), "unknown") },
  "json.type": { arity: -1, run: type },
  "json.del": { arity: -1, write: true, run: remove },
  "json.forget": { arity: -1, write: true, run: remove },
  "json.numincrby": { arity: -1, write: true, run: increase }
}
