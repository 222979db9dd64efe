/**
 * Commands on streams without groups: XADD, XDEL, XTRIM, XLEN, XRANGE, XREVRANGE, XREAD (BLOCK too) and a minimal XINFO STREAM.
 * Groups are in StreamGroups.ts, the data in Stream.ts.
 */
import { type Call, type Commands, Waiting } from "./Command.ts"
import { Failure, integer, notKnown, nullList, Pairs, type Reply, syntaxError } from "./Reply.ts"
import { type Entry, idText, maximalId, readId, Stream, type Trim } from "./Stream.ts"

/** The stream at a key, if there is one. */
export const streamAt = ({ db }: Pick<Call, "db">, key: string): Stream | undefined => db.typed(key, "stream")?.stream

/** Reads an id, or fails with Redis's words. */
export const idOrFail = (text: string, sequence = 0n): bigint => {
  const id = readId(text, sequence)
  if (id === undefined) throw new Failure("ERR Invalid stream ID specified as stream command argument")
  return id
}

/** An entry as replies show it. */
export const shown = ({ id, fields }: Entry): Reply => [idText(id), fields]

/** What XREAD and XREADGROUP answer: a map in RESP3, a list of pairs in RESP2. */
export const byStream = (found: ReadonlyArray<readonly [string, Reply]>, protocol: 2 | 3): Reply =>
  protocol === 3 ? new Pairs(found) : found.map(([key, entries]) => [key, entries])

/** Reads MAXLEN and MINID with what follows them; `at` points at the word itself. */
const readTrim = (args: ReadonlyArray<string>, at: number): { trim: Trim; at: number } => {
  const byLength = args[at]!.toUpperCase() === "MAXLEN"
  const sign = args[at + 1] === "=" || args[at + 1] === "~" ? args[++at] : "="
  const text = args[++at]
  if (text === undefined) throw syntaxError()
  const exact = sign === "="
  const length = byLength ? integer(text) : 0
  if (length < 0) throw new Failure("ERR The MAXLEN argument must be >= 0.")
  const trim: Trim = byLength ? { by: "length", length, exact } : { by: "id", id: idOrFail(text), exact }
  if (args[at + 1]?.toUpperCase() === "LIMIT") {
    if (exact) throw new Failure("ERR syntax error, LIMIT cannot be used without the special ~ option")
    if (integer(args[at + 2]) < 0) throw new Failure("ERR The LIMIT argument must be >= 0.")
    at += 2
  }
  return { trim, at }
}

const newId = (text: string, { last }: Stream, now: number): bigint => {
  if (text === "*") {
    const id = BigInt(Math.trunc(now)) << 64n
    return id > last ? id : last + 1n
  }
  const open = /^(\d+)-\*$/.exec(text)
  if (open !== null) {
    const first = idOrFail(`${open[1]}-0`)
    const id = last >> 64n === first >> 64n ? last + 1n : first === 0n ? 1n : first
    if (id <= last || id >> 64n !== first >> 64n)
      throw new Failure("ERR The ID specified in XADD is equal or smaller than the target stream top item")
    return id
  }
  const id = idOrFail(text)
  if (id === 0n) throw new Failure("ERR The ID specified in XADD must be greater than 0-0")
  if (id <= last) throw new Failure("ERR The ID specified in XADD is equal or smaller than the target stream top item")
  return id
}

const add = (call: Call): Reply => {
  const { args, db, state } = call
  const key = args[0]!
  let make = true
  let trim: Trim | undefined
  let at = 1
  for (; at < args.length; at++) {
    const word = args[at]!.toUpperCase()
    if (word === "NOMKSTREAM") make = false
    else if (word === "MAXLEN" || word === "MINID") {
      if (trim !== undefined)
        throw new Failure("ERR syntax error, MAXLEN and MINID options at the same time are not compatible")
      ;({ trim, at } = readTrim(args, at))
    } else break
  }
  const id = args[at]
  const fields = args.slice(at + 1)
  if (id === undefined || fields.length === 0 || fields.length % 2 !== 0) {
    throw new Failure("ERR wrong number of arguments for 'xadd' command")
  }
  if (id !== "*" && !/^\d+-\*$/.test(id)) idOrFail(id)
  const existing = streamAt(call, key)
  if (existing === undefined && !make) return null
  const stream = existing ?? new Stream()
  if (stream.last === maximalId) {
    throw new Failure("ERR The stream has exhausted the last possible ID, unable to add more items")
  }
  const entry = { id: newId(id, stream, state.now()), fields }
  stream.add(entry)
  if (trim !== undefined) stream.trim(trim)
  if (existing === undefined) db.set(key, { type: "stream", stream }, false)
  else db.touch(key)
  return idText(entry.id)
}

const trimCommand = (call: Call): Reply => {
  const word = call.args[1]!.toUpperCase()
  if (word !== "MAXLEN" && word !== "MINID") throw syntaxError()
  const { trim, at } = readTrim(call.args, 1)
  if (at + 1 < call.args.length) throw syntaxError()
  const removed = streamAt(call, call.args[0]!)?.trim(trim) ?? 0
  if (removed > 0) call.db.touch(call.args[0]!)
  return removed
}

const remove = (call: Call): Reply => {
  const ids = call.args.slice(1).map((text) => idOrFail(text))
  const stream = streamAt(call, call.args[0]!)
  const removed = ids.filter((id) => stream?.delete(id)).length
  if (removed > 0) call.db.touch(call.args[0]!)
  return removed
}

const bound = (text: string, end: "from" | "to"): bigint => {
  if (text === "-") return 0n
  if (text === "+") return maximalId
  const open = text.startsWith("(")
  const id = idOrFail(open ? text.slice(1) : text, end === "to" ? 0xffffffffffffffffn : 0n)
  return open ? (end === "from" ? id + 1n : id - 1n) : id
}

const range =
  (backwards: boolean) =>
  (call: Call): Reply => {
    const [key, first, second, word, amount, ...more] = call.args as [string, string, string, ...Array<string>]
    const [from, to] = backwards
      ? [bound(second, "from"), bound(first, "to")]
      : [bound(first, "from"), bound(second, "to")]
    if (more.length > 0 || (word !== undefined && (word.toUpperCase() !== "COUNT" || amount === undefined)))
      throw syntaxError()
    const stream = streamAt(call, key)
    const count = amount === undefined ? Number.POSITIVE_INFINITY : integer(amount)
    if (stream === undefined) return []
    if (count <= 0) return nullList
    const all = backwards ? stream.range(from, to).reverse().slice(0, count) : stream.range(from, to, count)
    return all.map(shown)
  }

/** The words that XREAD and XREADGROUP share. */
export interface Reading {
  readonly count: number
  readonly block: number | undefined
  readonly noAck: boolean
  readonly keys: ReadonlyArray<string>
  readonly ids: ReadonlyArray<string>
}

/** Reads COUNT, BLOCK, NOACK and STREAMS. */
export const reading = (args: ReadonlyArray<string>, command: "xread" | "xreadgroup"): Reading => {
  let count = Number.POSITIVE_INFINITY
  let block: number | undefined
  let noAck = false
  for (let at = 0; at < args.length; at++) {
    const word = args[at]!.toUpperCase()
    if (word === "COUNT" && at + 1 < args.length) count = integer(args[++at]) || Number.POSITIVE_INFINITY
    else if (word === "BLOCK" && at + 1 < args.length) {
      block = integer(args[++at], "ERR timeout is not an integer or out of range")
      if (block < 0) throw new Failure("ERR timeout is negative")
    } else if (word === "NOACK" && command === "xreadgroup") noAck = true
    else if (word === "STREAMS") {
      const rest = args.slice(at + 1)
      if (rest.length === 0) throw syntaxError()
      if (rest.length % 2 !== 0) {
        const sign = command === "xread" ? "'$'" : "'>'"
        throw new Failure(
          `ERR Unbalanced '${command}' list of streams: for each stream key an ID or ${sign} must be specified.`
        )
      }
      const half = rest.length / 2
      return { count, block, noAck, keys: rest.slice(0, half), ids: rest.slice(half) }
    } else throw syntaxError()
  }
  throw syntaxError()
}

const read = (call: Call): Reply | Waiting => {
  const { count, block, keys, ids } = reading(call.args, "xread")
  const after = ids.map((text, i) => {
    if (text === "+") throw notKnown("XREAD from +")
    if (text === ">") {
      throw new Failure(
        "ERR The > ID can be specified only when calling XREADGROUP using the GROUP <group> <consumer> option."
      )
    }
    return text === "$" ? (streamAt(call, keys[i]!)?.last ?? 0n) : idOrFail(text)
  })
  const attempt = (): Reply | undefined => {
    const found = keys.flatMap((key, i): Array<[string, Reply]> => {
      const entries = streamAt(call, key)?.range(after[i]! + 1n, maximalId, count) ?? []
      return entries.length === 0 ? [] : [[key, entries.map(shown)]]
    })
    return found.length === 0 ? undefined : byStream(found, call.protocol)
  }
  const now = attempt()
  if (now !== undefined) return now
  return block === undefined || !call.mayBlock ? nullList : new Waiting(block, attempt, nullList)
}

const info = (call: Call): Reply => {
  const [verb, key, ...more] = call.args
  if (verb?.toUpperCase() !== "STREAM" || key === undefined || more.length > 0) throw notKnown("this form of XINFO")
  const stream = streamAt(call, key)
  if (stream === undefined) throw new Failure("ERR no such key")
  const all = stream.range(0n, maximalId)
  const edge = (entry: Entry | undefined) => (entry === undefined ? null : shown(entry))
  const entries: ReadonlyArray<readonly [string, Reply]> = [
    ["length", stream.length],
    ["last-generated-id", idText(stream.last)],
    ["entries-added", stream.added],
    ["groups", stream.groups.size],
    ["first-entry", edge(all[0])],
    ["last-entry", edge(all.at(-1))]
  ]
  return new Pairs(entries)
}

/** The commands of this family. */
export const streamCommands: Commands = {
  xadd: { arity: -5, write: true, run: add },
  xdel: { arity: -3, write: true, run: remove },
  xtrim: { arity: -4, write: true, run: trimCommand },
  xlen: { arity: 2, run: (call) => streamAt(call, call.args[0]!)?.length ?? 0 },
  xrange: { arity: -4, run: range(false) },
  xrevrange: { arity: -4, run: range(true) },
  xread: { arity: -4, run: read },
  xinfo: { arity: -2, run: info }
}
