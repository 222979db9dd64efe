/**
 * FT.SEARCH: reads its options, runs the query, orders, cuts and loads, and answers in the shape of either protocol.
 * Numbers print as the module prints them. A key whose time is over but that is not removed yet is still listed before 8.0, its
 * content null. With the fault `searchTimeout` only the first half of the hits is found, which RESP3 says in `warning` and RESP2 not at all.
 */
import type { Call, Commands } from "./Command.ts"
import { isObject, type Json, print } from "./Json.ts"
import { find, parsePath } from "./JsonPath.ts"
import { Failure, integer, notKnown, Pairs, type Reply, Status } from "./Reply.ts"
import type { Field, Indexed, SearchIndex } from "./SearchIndex.ts"
import { parseQuery } from "./SearchQuery.ts"

interface Options {
  content: boolean
  fields: Array<{ readonly source: string; readonly name: string }> | undefined
  offset: number
  count: number
  sort: { readonly field: string; readonly descending: boolean } | undefined
  dialect: number
  readonly params: Map<string, string>
}

const otherWords = (
  "VERBATIM NOSTOPWORDS WITHSCORES WITHPAYLOADS WITHSORTKEYS FILTER GEOFILTER INKEYS INFIELDS SUMMARIZE HIGHLIGHT SLOP " +
  "INORDER LANGUAGE EXPANDER SCORER EXPLAINSCORE PAYLOAD"
).split(" ")

const options = ({ args, state }: Call): Options => {
  const read: Options = {
    content: true,
    fields: undefined,
    offset: 0,
    count: 10,
    sort: undefined,
    dialect: Number(state.search.settings.get("DEFAULT_DIALECT")),
    params: new Map()
  }
  const maximum = Number(state.search.settings.get("MAXSEARCHRESULTS"))
  const count = (name: string, text: string | undefined) => {
    if (text === undefined) throw new Failure(`Bad arguments for ${name}: Expected an argument, but none provided`)
    return integer(text, `Bad arguments for ${name}: Could not convert argument to expected type`)
  }
  for (let at = 2; at < args.length; at++) {
    const word = args[at]!.toUpperCase()
    if (word === "NOCONTENT") read.content = false
    else if (word === "LIMIT") {
      if (at + 2 >= args.length) throw new Failure("LIMIT requires two arguments")
      const [offset, length] = [args[at + 1]!, args[at + 2]!]
      if (!/^\d+$/.test(offset) || !/^\d+$/.test(length)) throw new Failure("LIMIT needs two numeric arguments")
      if (Number(length) > maximum) throw new Failure(`LIMIT exceeds maximum of ${maximum}`)
      if (Number(offset) > maximum) throw new Failure(`OFFSET exceeds maximum of ${maximum}`)
      read.offset = Number(offset)
      read.count = Number(length)
      at += 2
    } else if (word === "RETURN") {
      const words = count("RETURN", args[++at])
      if (at + words >= args.length)
        throw new Failure("Bad arguments for RETURN: Expected an argument, but none provided")
      read.fields = []
      const end = at + words
      while (at < end) {
        const source = args[++at]!
        const named = at + 2 <= end && args[at + 1]!.toUpperCase() === "AS"
        read.fields.push({ source, name: named ? args[at + 2]! : source })
        if (named) at += 2
      }
    } else if (word === "SORTBY") {
      const field = args[++at]
      if (field === undefined) throw new Failure("Bad SORTBY arguments: Expected an argument, but none provided")
      const order = args[at + 1]?.toUpperCase()
      if (order === "ASC" || order === "DESC") at++
      read.sort = { field, descending: order === "DESC" }
    } else if (word === "DIALECT") {
      const text = args[++at] ?? ""
      if (!/^[1-4]$/.test(text)) throw new Failure("DIALECT requires a non negative integer >=1 and <= 4")
      read.dialect = Number(text)
    } else if (word === "TIMEOUT") count("TIMEOUT", args[++at])
    else if (word === "PARAMS") {
      const words = count("PARAMS", args[++at])
      if (words % 2 !== 0 || at + words >= args.length) throw notKnown("these PARAMS")
      for (let i = 0; i < words; i += 2) read.params.set(args[at + 1 + i]!, args[at + 2 + i]!)
      at += words
    } else if (otherWords.includes(word)) throw notKnown(`FT.SEARCH ${word}`)
    else throw new Failure(`Unknown argument \`${args[at]}\` at position ${at - 1} for <main>`)
  }
  return read
}

const numberText = (value: number | bigint): string => {
  const double = Number(value)
  return Number.isInteger(double) ? BigInt(double).toString() : String(Number(double.toPrecision(12)))
}

const text = (value: Json): string => {
  if (typeof value === "string") return value
  if (typeof value === "number" || typeof value === "bigint") return numberText(value)
  if (value === null || typeof value === "boolean") throw notKnown("returning null or a boolean through a path")
  return print(value)
}

const atPath = (root: Json, path: string, call: Call, dialect: number): string | undefined => {
  const found = find(root, parsePath(path, call.state.version)).map((place) => place.value)
  if (found.length === 0) return undefined
  return dialect >= 3 ? print(found) : text(found[0]!)
}

const atField = (root: Json, field: Field, hit: Indexed, call: Call, dialect: number): string | undefined => {
  const values = hit.values.get(field.name)
  if (field.sortable && field.type === "NUMERIC") {
    if (values === undefined) return undefined
    if (values.length > 1) throw notKnown("returning a SORTABLE number that has several values")
    return numberText(values[0] as number)
  }
  if (field.sortable && dialect >= 3 && values?.length === 1) throw notKnown("returning one SORTABLE text in dialect 3")
  return values === undefined ? undefined : atPath(root, field.path, call, dialect)
}

const content = (
  hit: Indexed,
  index: SearchIndex,
  read: Options,
  call: Call
): Array<readonly [string, string]> | null => {
  const value = call.db.peek(hit.key)
  if (value?.type !== "json") return null
  const { root } = value
  const all: Array<readonly [string, string]> = []
  const add = (name: string, found: string | undefined) => found !== undefined && all.push([name, found])
  const field = (name: string) => index.fields.find((one) => one.name === name)
  if (read.fields === undefined) {
    if (read.sort !== undefined) add(read.sort.field, atField(root, field(read.sort.field)!, hit, call, read.dialect))
    add("$", read.dialect >= 3 ? print([root]) : print(root))
    return all
  }
  for (const { source, name } of read.fields) {
    const known = field(source)
    if (known !== undefined) add(name, atField(root, known, hit, call, read.dialect))
    else if (source.startsWith("$")) add(name, atPath(root, source, call, read.dialect))
    else if (isObject(root) && root.has(source)) throw notKnown(`returning the member ${source} without a path`)
  }
  return all
}

const sorted = (
  hits: Array<Indexed>,
  index: SearchIndex,
  { field: name, descending }: NonNullable<Options["sort"]>
) => {
  const field = index.fields.find((one) => one.name === name)
  if (field === undefined) throw new Failure(`Property \`${name}\` not loaded nor in schema`)
  if (!field.sortable || field.type !== "NUMERIC") throw notKnown("sorting by anything but SORTABLE numbers")
  const value = (hit: Indexed) => hit.values.get(name)?.[0] as number | undefined
  return hits.sort((a, b) => {
    const [x, y] = [value(a), value(b)]
    if (x === undefined || y === undefined) return x === y ? a.id - b.id : x === undefined ? 1 : -1
    return (x - y || a.id - b.id) * (descending ? -1 : 1)
  })
}

const search = (call: Call): Reply => {
  const { args, state, protocol } = call
  if (args.length < 2) {
    const wrongArity = "ERR wrong number of arguments for 'FT.SEARCH' command"
    throw new Failure(state.version === "8.0" ? wrongArity : "No query string provided")
  }
  const read = options(call)
  const index = state.search.index(args[0]!)
  index.uses++
  index.dialects[read.dialect - 1] = true
  const query = parseQuery(args[1]!, {
    dialect: read.dialect,
    version: state.version,
    params: read.params,
    fields: new Set(index.fields.map(({ name }) => name))
  })
  let hits = index.search(query)
  // 8.0 leaves out what has expired, others list it until it is removed.
  if (state.version === "8.0") hits = hits.filter(({ key }) => call.db.peek(key) !== undefined)
  if (read.sort !== undefined) hits = sorted(hits, index, read.sort)
  const cutShort = state.faults.searchTimeout
  if (cutShort) hits = hits.slice(0, Math.floor(hits.length / 2))
  const page = hits.slice(read.offset, read.offset + read.count)
  const loads = read.content && read.fields?.length !== 0
  if (protocol === 2) {
    const reply: Array<Reply> = [hits.length]
    for (const hit of page) {
      reply.push(hit.key)
      if (loads) reply.push(content(hit, index, read, call)?.flat() ?? null)
    }
    return reply
  }
  const named = (name: string, value: Reply): readonly [Reply, Reply] => [new Status(name), value]
  const results = page.map((hit) => {
    const entries = [named("id", hit.key)]
    if (loads) {
      const loaded = content(hit, index, read, call)
      entries.push(named("extra_attributes", loaded === null ? null : new Pairs(loaded)))
    }
    return new Pairs([...entries, named("values", [])])
  })
  return new Pairs([
    named("attributes", []),
    named("total_results", hits.length),
    named("format", new Status("STRING")),
    named("results", results),
    named("warning", cutShort ? [new Status("Timeout limit was reached")] : [])
  ])
}

/** The command of this file. */
export const searchCommand: Commands = { "ft.search": { arity: -1, run: search } }
