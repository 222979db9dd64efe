/**
 * FT.CREATE, FT.ALTER, FT.DROPINDEX, FT._LIST and FT.CONFIG. Knows indexes on JSON with NUMERIC, TAG and TEXT fields, SORTABLE
 * or not, SORTABLE NOINDEX, with FILTER by one number and with SKIPINITIALSCAN, and indexes of NUMERIC fields on hashes; every
 * other option answers an error that says so. Paths are not checked, as on a real server.
 */
import type { Call, Commands } from "./Command.ts"
import { type Path, parsePath } from "./JsonPath.ts"
import { Failure, integer, Members, notKnown, ok, type Reply, Status } from "./Reply.ts"
import { type Definition, type Field, type Filter, SearchIndex } from "./SearchIndex.ts"
import type { Version } from "./Version.ts"

const otherTypes = ["GEO", "VECTOR", "GEOSHAPE"]

const comparisons: Readonly<Record<string, (a: number, b: number) => boolean>> = {
  ">": (a, b) => a > b,
  ">=": (a, b) => a >= b,
  "<": (a, b) => a < b,
  "<=": (a, b) => a <= b,
  "==": (a, b) => a === b,
  "!=": (a, b) => a !== b
}

const filterOf = (text = ""): Filter => {
  const [, field, comparison = "", number] = /^@(\w+) *([<>]=?|[=!]=) *(-?\d+(?:\.\d+)?)$/.exec(text) ?? []
  if (field === undefined) throw notKnown(`the filter ${text}`)
  return { text, field, holds: (value) => comparisons[comparison]!(value, Number(number)) }
}

const fields = (
  words: ReadonlyArray<string>,
  version: Version,
  keyType: Definition["keyType"],
  known: ReadonlyArray<Field>
): Array<Field> => {
  const all: Array<Field> = []
  let at = 0
  while (at < words.length) {
    const path = words[at++]!
    let name = path
    if (words[at]?.toUpperCase() === "AS") {
      name = words[at + 1] ?? ""
      at += 2
    }
    const type = words[at++]?.toUpperCase() ?? ""
    if (otherTypes.includes(type)) throw notKnown(`a field of type ${type}`)
    if (type !== "NUMERIC" && type !== "TAG" && type !== "TEXT") {
      throw new Failure(`Invalid field type for field \`${name}\``)
    }
    let sortable = false
    let noIndex = false
    while (at < words.length) {
      const option = words[at]!.toUpperCase()
      if (option === "SORTABLE") sortable = true
      else if (option === "NOINDEX") noIndex = true
      else if (["NOSTEM", "WEIGHT", "PHONETIC", "SEPARATOR", "CASESENSITIVE", "WITHSUFFIXTRIE"].includes(option)) {
        throw notKnown(`the field option ${option}`)
      } else if (option !== "UNF" || !sortable) break
      at++
    }
    if (noIndex && !sortable) throw notKnown("NOINDEX without SORTABLE")
    if (keyType === "HASH" && (type !== "NUMERIC" || sortable)) throw notKnown("anything but plain numbers of hashes")
    if ([...known, ...all].some((field) => field.name === name))
      throw new Failure(`Duplicate field in schema - ${name}`)
    let parsed: Path | undefined
    try {
      if (keyType === "JSON") parsed = parsePath(path, version)
    } catch (error) {
      // a path that is right but not known here must not pass for one that matches nothing
      if (error instanceof Failure && error.text.startsWith("ERR stand-in") && !path.endsWith("[")) throw error
    }
    const counts = { failures: 0, lastError: undefined, lastKey: undefined }
    all.push({ path, name, type, sortable, noIndex, ...counts, ...(parsed === undefined ? {} : { parsed }) })
  }
  return all
}

const create = (call: Call): Reply => {
  const { args, state, session } = call
  if (args.length < 2) throw new Failure("ERR wrong number of arguments for 'FT.CREATE' command")
  const name = args[0]!
  if (session.database !== 0) throw new Failure("Cannot create index on db != 0")
  if (state.search.indexes.has(name)) throw new Failure("Index already exists")
  let prefixes: ReadonlyArray<string> = [""]
  let keyType: Definition["keyType"] = "HASH"
  let filter: Filter | undefined
  let scans = true
  let at = 1
  for (; at < args.length && args[at]!.toUpperCase() !== "SCHEMA"; at++) {
    const word = args[at]!.toUpperCase()
    if (word === "ON") {
      const kind = args[++at]?.toUpperCase()
      if (kind !== "JSON" && kind !== "HASH") throw notKnown(`an index on ${kind}`)
      keyType = kind
    } else if (word === "PREFIX") {
      const count = integer(args[++at], "Bad arguments for PREFIX: Could not convert argument to expected type")
      prefixes = args.slice(at + 1, at + 1 + count)
      at += count
    } else if (word === "FILTER") {
      filter = filterOf(args[++at])
    } else if (word === "SKIPINITIALSCAN") {
      scans = false
    } else throw notKnown(`the FT.CREATE option ${word}`)
  }
  const words = args.slice(at + 1)
  if (words.length === 0) throw notKnown("an index without fields")
  const definition: Definition = { keyType, prefixes, filter }
  const index = new SearchIndex(name, definition, fields(words, state.version, keyType, []), state.version)
  const filtered = index.fields.find((field) => field.name === filter?.field)
  if (filter !== undefined && filtered?.type !== "NUMERIC") throw notKnown("a filter by what is no NUMERIC field")
  if (scans) state.search.build(index, call.db)
  else state.search.indexes.set(name, index)
  return ok
}

const alter = ({ args, state }: Call): Reply => {
  const index = state.search.indexes.get(args[0] ?? "")
  if (index === undefined) throw new Failure("Unknown index name")
  if (args[1]?.toUpperCase() !== "SCHEMA" || args[2]?.toUpperCase() !== "ADD") throw notKnown("this form of FT.ALTER")
  index.fields.push(...fields(args.slice(3), state.version, index.definition.keyType, index.fields))
  state.search.build(index, state.databases[0]!)
  return ok
}

const drop = ({ args, state, db }: Call): Reply => {
  const index = state.search.known(args[0] ?? "", "Unknown Index name")
  if (args.length > 2 || (args[1] !== undefined && args[1].toUpperCase() !== "DD")) throw notKnown("this FT.DROPINDEX")
  state.search.indexes.delete(index.name)
  if (args[1] !== undefined) {
    for (const key of [...db.values.keys()]) if (index.covers(key) && db.peek(key)?.type === "json") db.remove(key)
  }
  return ok
}

const config = ({ args, state }: Call): Reply => {
  const [verb, name = ""] = args.map((word) => word.toUpperCase())
  const old = state.search.settings.get(name)
  if (old === undefined) throw notKnown(`the setting ${name}`)
  if (verb === "GET" && args.length === 2) return [[new Status(name), old]]
  if (verb !== "SET" || args.length !== 3) throw notKnown("this form of FT.CONFIG")
  state.search.settings.set(name, args[2]!)
  return ok
}

/** The commands of this family. */
export const searchSchema: Commands = {
  "ft.create": { arity: -1, write: true, run: create },
  "ft.alter": { arity: -1, write: true, run: alter },
  "ft.dropindex": { arity: -1, write: true, run: drop },
  "ft.config": { arity: -1, run: config },
  "ft._list": {
    arity: -1,
    run: ({ state }) => new Members([...state.search.indexes.keys()].reverse().map((name) => new Status(name)))
  }
}
