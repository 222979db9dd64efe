/**
 * JSON.SET, JSON.MSET, JSON.MERGE, and in their simplest form JSON.ARRAPPEND and JSON.ARRPOP. A path that may match many writes to each match and creates nothing; one that names
 * a single place may create its last member where the parent is an object. Merging is RFC 7396.
 */
import type { Call, Commands } from "./Command.ts"
import type { Database } from "./Database.ts"
import { copy, isObject, type Json, merge, print } from "./Json.ts"
import { wrongCount } from "./JsonCommands.ts"
import { find, findSteps, isRoot, type Path, type Place, parsePath } from "./JsonPath.ts"
import { parseJson } from "./JsonText.ts"
import { Failure, notKnown, ok, type Reply, syntaxError } from "./Reply.ts"

const write = ({ parent, key }: Place, value: Json): void => {
  if (Array.isArray(parent)) parent[key as number] = value
  else parent!.set(key as string, value)
}

/** Creates the last member of a path that matches nothing; tells whether there was an object to hold it. */
const create = (root: Json, path: Path, value: Json): boolean => {
  if (!path.fixed) throw new Failure("Err wrong static path")
  const last = path.steps.at(-1)!
  const parent = findSteps(root, path.steps.slice(0, -1))[0]?.value
  if (last.kind === "index" && Array.isArray(parent)) throw notKnown("writing past the end of an array")
  if (last.kind !== "name" || !isObject(parent)) return false
  // escapes are read in paths, but a new member gets its name as it was written
  parent.set(last.raw, value)
  return true
}

const setAt = (db: Database, key: string, path: Path, value: Json, condition?: "NX" | "XX"): Reply => {
  const existing = db.json(key)
  if (existing === undefined) {
    if (condition === "XX") return null
    if (!isRoot(path)) throw new Failure("ERR new objects must be created at the root")
    db.set(key, { type: "json", root: value })
    return ok
  }
  const places = find(existing.root, path)
  if (places.length === 0) {
    if (condition === "XX" || !create(existing.root, path, value)) return null
  } else {
    if (condition === "NX") return null
    const last = path.steps.at(-1)
    if (last?.kind === "name" && last.raw !== last.name) throw notKnown("writing to an existing name by an escape")
    if (isRoot(path)) existing.root = value
    else for (const place of places) write(place, copy(value))
  }
  db.touch(key)
  return ok
}

const set = (call: Call): Reply => {
  const [key, text, json, ...words] = call.args
  if (key === undefined || text === undefined || json === undefined) throw wrongCount(call.name)
  let condition: "NX" | "XX" | undefined
  for (const word of words.map((one) => one.toUpperCase())) {
    if (word === "FORMAT") throw notKnown("JSON.SET FORMAT")
    if ((word !== "NX" && word !== "XX") || condition !== undefined) throw syntaxError()
    condition = word
  }
  const path = parsePath(text, call.state.version)
  return setAt(call.db, key, path, parseJson(json), condition)
}

const setMany = (call: Call): Reply => {
  if (call.args.length === 0 || call.args.length % 3 !== 0) throw wrongCount(call.name)
  const writes: Array<[string, Path, Json]> = []
  for (let i = 0; i < call.args.length; i += 3) {
    const [key, text, json] = call.args.slice(i, i + 3) as [string, string, string]
    const path = parsePath(text, call.state.version)
    if (!isRoot(path)) throw notKnown("JSON.MSET at a path")
    call.db.json(key)
    writes.push([key, path, parseJson(json)])
  }
  for (const [key, path, value] of writes) setAt(call.db, key, path, value)
  return ok
}

const mergeAt = (db: Database, key: string, path: Path, patch: Json): Reply => {
  const existing = db.json(key)
  if (existing === undefined) {
    if (!isRoot(path)) throw new Failure("ERR new objects must be created at the root")
    db.set(key, { type: "json", root: patch })
    return ok
  }
  const places = find(existing.root, path)
  const last = path.steps.at(-1)
  if (last?.kind === "name" && last.raw !== last.name) {
    // seen: a name with an escaped quote is found but created anew as it was written, one with an escaped backslash is not
    if (places.length === 0) throw notKnown("merging into a missing name by an escape")
    if (last.raw.includes("\\\\") || !create(existing.root, path, patch)) return null
  } else if (places.length === 0) {
    if (!create(existing.root, path, patch)) return null
  } else if (isRoot(path)) existing.root = merge(existing.root, patch)
  else for (const place of places) write(place, merge(place.value, patch))
  db.touch(key)
  return ok
}

const mergeCommand = (call: Call): Reply => {
  const [key, text, json, ...more] = call.args
  if (key === undefined || text === undefined || json === undefined) throw wrongCount(call.name)
  if (more.length > 0) throw syntaxError()
  return mergeAt(call.db, key, parsePath(text, call.state.version), parseJson(json))
}

/** Appends to the arrays at a path of `$`, or removes their last items. */
const arrays =
  (change: (array: Array<Json>, items: ReadonlyArray<Json>) => Reply, least: number) =>
  (call: Call): Reply => {
    const [key, text = ".", ...items] = call.args
    if (key === undefined || items.length < least) throw wrongCount(call.name)
    const path = parsePath(text, call.state.version)
    const values = items.map(parseJson)
    const existing = call.db.json(key)
    if (path.legacy || existing === undefined || items.length > 0 !== least > 0)
      throw notKnown(`this form of ${call.name}`)
    const places = find(existing.root, path)
    const replies = places.map(({ value }) => (Array.isArray(value) ? change(value, values) : null))
    if (places.length > 0) call.db.touch(key)
    return replies
  }

const append = arrays((array, items) => array.push(...items.map(copy)), 1)

const pop = arrays((array) => {
  const last = array.pop()
  return last === undefined ? null : print(last)
}, 0)

/** The commands of this family. */
export const jsonWrites: Commands = {
  "json.set": { arity: -1, write: true, run: set },
  "json.mset": { arity: -1, write: true, run: setMany },
  "json.arrappend": { arity: -1, write: true, run: append },
  "json.arrpop": { arity: -1, write: true, run: pop },
  "json.merge": { arity: -1, write: true, run: mergeCommand }
}
