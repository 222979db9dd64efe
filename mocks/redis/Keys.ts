/**
 * Commands on keys of any type and on plain strings: GET, SET, DEL, EXPIRE, TTL, SCAN, RENAME, COPY and similar ones.
 * Lists, hashes and sets do not exist here.
 */
import type { Call, Commands } from "./Command.ts"
import type { Value } from "./Database.ts"
import { glob } from "./Glob.ts"
import { copy } from "./Json.ts"
import { Failure, integer, notKnown, ok, type Reply, Status, syntaxError } from "./Reply.ts"

const typeNames = { string: "string", json: "ReJSON-RL", stream: "stream" } as const

const removeAll = ({ args, db }: Call): number =>
  args.filter((key) => db.get(key) !== undefined && db.remove(key)).length

const set = ({ args, db, state }: Call): Reply => {
  const [key, text] = args as [string, string]
  const words = args.slice(2).map((word) => word.toUpperCase())
  let expiry: number | "keep" | undefined
  let condition: "NX" | "XX" | undefined
  let get = false
  for (let i = 0; i < words.length; i++) {
    const word = words[i]!
    if ((word === "NX" || word === "XX") && condition === undefined) condition = word
    else if (word === "GET") get = true
    else if (word === "KEEPTTL" && expiry === undefined) expiry = "keep"
    else if (["EX", "PX", "EXAT", "PXAT"].includes(word) && expiry === undefined && i + 1 < words.length) {
      const amount = integer(words[++i]) * (word.startsWith("EX") ? 1000 : 1)
      if (amount <= 0) throw new Failure("ERR invalid expire time in 'set' command")
      expiry = word.endsWith("AT") ? amount : state.now() + amount
    } else throw syntaxError()
  }
  const old = get ? db.typed(key, "string") : db.get(key)
  const answer = get ? (old?.type === "string" ? old.text : null) : ok
  if (condition !== undefined && (condition === "NX") === (old !== undefined)) return get ? answer : null
  db.set(key, { type: "string", text }, expiry === "keep")
  if (typeof expiry === "number") db.expiries.set(key, expiry)
  return answer
}

const expire =
  (unit: number) =>
  ({ args, db, state, name }: Call): Reply => {
    const [key, amount] = args as [string, string]
    const at = state.now() + integer(amount) * unit
    const words = new Set(args.slice(2).map((word) => word.toUpperCase()))
    for (const word of args.slice(2)) {
      if (!["NX", "XX", "GT", "LT"].includes(word.toUpperCase())) throw new Failure(`ERR Unsupported option ${word}`)
    }
    if (words.has("NX") && words.size > 1) {
      throw new Failure("ERR NX and XX, GT or LT options at the same time are not compatible")
    }
    if (words.has("GT") && words.has("LT"))
      throw new Failure("ERR GT and LT options at the same time are not compatible")
    if (!Number.isSafeInteger(at)) throw new Failure(`ERR invalid expire time in '${name.toLowerCase()}' command`)
    if (db.get(key) === undefined) return 0
    const old = db.expiries.get(key)
    if (words.has("NX") && old !== undefined) return 0
    if (words.has("XX") && old === undefined) return 0
    if (words.has("GT") && (old === undefined || at <= old)) return 0
    if (words.has("LT") && old !== undefined && at >= old) return 0
    if (at <= state.now()) db.remove(key)
    else {
      db.expiries.set(key, at)
      db.notice(key)
    }
    return 1
  }

const left =
  (unit: number) =>
  ({ args, db, state }: Call): Reply => {
    if (db.get(args[0]!) === undefined) return -2
    const at = db.expiries.get(args[0]!)
    return at === undefined ? -1 : Math.round((at - state.now()) / unit)
  }

const names = ({ db }: Call): Array<string> => [...db.values.keys()].filter((key) => db.get(key) !== undefined)

const scan = (call: Call): Reply => {
  const { args, db } = call
  if (!/^\d+$/.test(args[0]!)) throw new Failure("ERR invalid cursor")
  let [match, type, count] = [(_: string) => true, undefined as string | undefined, 10]
  for (let i = 1; i < args.length; i += 2) {
    const [word, value] = [args[i]!.toUpperCase(), args[i + 1]]
    if (value === undefined) throw syntaxError()
    if (word === "MATCH") match = glob(value)
    else if (word === "COUNT") count = integer(value)
    else if (word === "TYPE") type = value.toLowerCase()
    else throw syntaxError()
  }
  if (count < 1) throw syntaxError()
  const from = Number(args[0])
  const left = names(call).filter((key) => db.order.get(key)! >= from)
  const page = left.slice(0, count)
  const next = left.length > count ? String(db.order.get(left[count]!)) : "0"
  const wanted = (key: string) => type === undefined || typeNames[db.values.get(key)!.type].toLowerCase() === type
  return [next, page.filter((key) => match(key) && wanted(key))]
}

const rename = ({ args, db }: Call): Reply => {
  const [from, to] = args as [string, string]
  const value = db.get(from)
  if (value === undefined) throw new Failure("ERR no such key")
  if (from === to) return ok
  const expiry = db.expiries.get(from)
  db.remove(from)
  db.set(to, value, false)
  if (expiry !== undefined) db.expiries.set(to, expiry)
  return ok
}

const duplicate = ({ args, db }: Call): Reply => {
  const [from, to] = args as [string, string]
  const replace = args[2]?.toUpperCase() === "REPLACE"
  if (args.length > 3 || (args.length === 3 && !replace)) throw notKnown("COPY with DB")
  const value = db.get(from)
  if (value === undefined || (db.get(to) !== undefined && !replace)) return 0
  if (value.type === "stream") throw notKnown("COPY of a stream")
  const expiry = db.expiries.get(from)
  const same: Value = value.type === "json" ? { type: "json", root: copy(value.root) } : { ...value }
  db.set(to, same, false)
  if (expiry !== undefined) db.expiries.set(to, expiry)
  return 1
}

const persist = ({ args, db }: Call): Reply => {
  if (db.get(args[0]!) === undefined || !db.expiries.delete(args[0]!)) return 0
  db.notice(args[0]!)
  return 1
}

/** The commands of this family. */
export const keyCommands: Commands = {
  get: { arity: 2, run: ({ args, db }) => db.typed(args[0]!, "string")?.text ?? null },
  set: { arity: -3, write: true, run: set },
  del: { arity: -2, write: true, run: removeAll },
  unlink: { arity: -2, write: true, run: removeAll },
  exists: { arity: -2, run: ({ args, db }) => args.filter((key) => db.get(key) !== undefined).length },
  expire: { arity: -3, write: true, run: expire(1000) },
  pexpire: { arity: -3, write: true, run: expire(1) },
  ttl: { arity: 2, run: left(1000) },
  pttl: { arity: 2, run: left(1) },
  persist: { arity: 2, write: true, run: persist },
  type: {
    arity: 2,
    run: ({ args, db }) => {
      const value = db.get(args[0]!)
      return new Status(value === undefined ? "none" : typeNames[value.type])
    }
  },
  scan: { arity: -2, run: scan },
  keys: { arity: 2, run: (call) => names(call).filter(glob(call.args[0]!)) },
  dbsize: { arity: 1, run: ({ db }) => db.values.size },
  rename: { arity: 3, write: true, run: rename },
  copy: { arity: -3, write: true, run: duplicate },
  flushdb: { arity: -1, write: true, run: ({ db, state }) => state.flush([db]) },
  flushall: { arity: -1, write: true, run: ({ state }) => state.flush(state.databases) }
}
