/**
 * Consumer groups: XGROUP CREATE and DESTROY, XREADGROUP (BLOCK too), XACK, XPENDING, XAUTOCLAIM.
 * XCLAIM and the rest of XGROUP do not exist here.
 */
import { type Call, type Commands, Waiting } from "./Command.ts"
import { Failure, integer, notKnown, nullList, ok, type Reply, syntaxError } from "./Reply.ts"
import { type Group, idText, maximalId, Stream } from "./Stream.ts"
import { byStream, idOrFail, reading, shown, streamAt } from "./StreamCommands.ts"

const manage = (call: Call): Reply => {
  const [verb, key, name, start, ...more] = call.args
  const word = verb!.toUpperCase()
  if (word !== "CREATE" && word !== "DESTROY") {
    if (["SETID", "CREATECONSUMER", "DELCONSUMER", "HELP"].includes(word)) throw notKnown(`XGROUP ${word}`)
    throw new Failure(`ERR unknown subcommand '${verb}'. Try XGROUP HELP.`)
  }
  if (key === undefined || name === undefined || (word === "CREATE") !== (start !== undefined)) {
    throw new Failure(`ERR wrong number of arguments for 'xgroup|${word.toLowerCase()}' command`)
  }
  const make = more[0]?.toUpperCase() === "MKSTREAM"
  if (more.length > (make ? 1 : 0)) throw notKnown("this form of XGROUP CREATE")
  const existing = streamAt(call, key)
  if (existing === undefined && !make) {
    throw new Failure(
      "ERR The XGROUP subcommand requires the key to exist. Note that for CREATE you may want to use the MKSTREAM option " +
        "to create an empty stream automatically."
    )
  }
  const stream = existing ?? new Stream()
  if (word === "DESTROY") {
    const there = stream.groups.delete(name)
    if (there) call.db.touch(key)
    return there ? 1 : 0
  }
  const last = start === "$" ? stream.last : idOrFail(start!)
  if (stream.groups.has(name)) throw new Failure("BUSYGROUP Consumer Group name already exists")
  stream.groups.set(name, { last, consumers: new Set(), pending: new Map() })
  if (existing === undefined) call.db.set(key, { type: "stream", stream }, false)
  else call.db.touch(key)
  return ok
}

const noGroup = (key: string, group: string, more = "") =>
  new Failure(`NOGROUP No such key '${key}' or consumer group '${group}'${more}`)

const groupAt = (call: Call, key: string, name: string, more = ""): [Stream, Group] => {
  const stream = streamAt(call, key)
  const group = stream?.groups.get(name)
  if (stream === undefined || group === undefined) throw noGroup(key, name, more)
  return [stream, group]
}

const ownPending = (stream: Stream, group: Group, consumer: string, after: bigint, count: number): Reply =>
  [...group.pending]
    .filter(([id, pending]) => id > after && pending.consumer === consumer)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .slice(0, count)
    .map(([id]) => [idText(id), stream.get(id)?.fields ?? nullList])

const read = (call: Call): Reply | Waiting => {
  const [word, name, consumer, ...rest] = call.args
  if (word!.toUpperCase() !== "GROUP" || name === undefined || consumer === undefined) throw syntaxError()
  const { count, block, noAck, keys, ids } = reading(rest, "xreadgroup")
  const inThis = " in XREADGROUP with GROUP option"
  const after = ids.map((text) => (text === ">" ? undefined : idOrFail(text)))
  for (const key of keys) groupAt(call, key, name, inThis)
  const attempt = (): Reply | undefined => {
    const found = keys.flatMap((key, i): Array<[string, Reply]> => {
      const [stream, group] = groupAt(call, key, name, inThis)
      group.consumers.add(consumer)
      const own = after[i]
      if (own !== undefined) return [[key, ownPending(stream, group, consumer, own, count)]]
      const entries = stream.range(group.last + 1n, maximalId, count)
      if (entries.length === 0) return []
      group.last = entries.at(-1)!.id
      const pending = { consumer, deliveredAt: call.state.now(), deliveries: 1 }
      if (!noAck) for (const { id } of entries) group.pending.set(id, { ...pending })
      call.db.notice(key)
      return [[key, entries.map(shown)]]
    })
    return found.length === 0 ? undefined : byStream(found, call.protocol)
  }
  const now = attempt()
  if (now !== undefined) {
    for (const [i, key] of keys.entries())
      if (after[i] !== undefined) countAgain(call, key, name, consumer, after[i], count)
    return now
  }
  return block === undefined || !call.mayBlock ? nullList : new Waiting(block, attempt, nullList)
}

/** Reading one's own pending entries again counts as another delivery. */
const countAgain = (call: Call, key: string, name: string, consumer: string, after: bigint, count: number): void => {
  const [stream, group] = groupAt(call, key, name)
  const own = [...group.pending].filter(([id, one]) => id > after && one.consumer === consumer).slice(0, count)
  for (const [id, one] of own) {
    if (stream.get(id) === undefined) continue
    one.deliveries++
    one.deliveredAt = call.state.now()
  }
}

const acknowledge = (call: Call): Reply => {
  const [key, name, ...texts] = call.args as [string, string, ...Array<string>]
  const ids = texts.map((text) => idOrFail(text))
  const group = streamAt(call, key)?.groups.get(name)
  const removed = ids.filter((id) => group?.pending.delete(id)).length
  if (removed > 0) call.db.notice(key)
  return removed
}

const pending = (call: Call): Reply => {
  const [key, name, from, to, amount, consumer, ...more] = call.args as [string, string, ...Array<string>]
  const [, group] = groupAt(call, key, name)
  const all = [...group.pending].sort(([a], [b]) => (a < b ? -1 : 1))
  if (from === undefined) {
    if (all.length === 0) return [0, null, null, nullList]
    const counts = new Map<string, number>()
    for (const [, one] of all) counts.set(one.consumer, (counts.get(one.consumer) ?? 0) + 1)
    return [
      all.length,
      idText(all[0]![0]),
      idText(all.at(-1)![0]),
      [...counts].sort(([a], [b]) => (a < b ? -1 : 1)).map(([who, count]) => [who, String(count)])
    ]
  }
  if (from !== "-" || to !== "+" || amount === undefined || more.length > 0) throw notKnown("this form of XPENDING")
  return all
    .filter(([, one]) => consumer === undefined || one.consumer === consumer)
    .slice(0, integer(amount))
    .map(([id, one]) => [idText(id), one.consumer, Math.trunc(call.state.now() - one.deliveredAt), one.deliveries])
}

const autoClaim = (call: Call): Reply => {
  const [key, name, consumer, idle, start, word, amount, ...more] = call.args as [
    string,
    string,
    string,
    string,
    string,
    ...Array<string>
  ]
  if (more.length > 0 || (word !== undefined && (word.toUpperCase() !== "COUNT" || amount === undefined))) {
    throw notKnown("this form of XAUTOCLAIM")
  }
  const [stream, group] = groupAt(call, key, name)
  group.consumers.add(consumer)
  const count = amount === undefined ? 100 : integer(amount)
  const from = start === "-" ? 0n : idOrFail(start)
  const [claimed, deleted]: [Array<Reply>, Array<Reply>] = [[], []]
  const all = [...group.pending].filter(([id]) => id >= from).sort(([a], [b]) => (a < b ? -1 : 1))
  for (const [id, one] of all) {
    if (claimed.length + deleted.length >= count) return [idText(id), claimed, deleted]
    if (call.state.now() - one.deliveredAt < integer(idle, "ERR Invalid min-idle-time argument for XAUTOCLAIM"))
      continue
    const entry = stream.get(id)
    if (entry === undefined) {
      group.pending.delete(id)
      deleted.push(idText(id))
      continue
    }
    one.consumer = consumer
    one.deliveredAt = call.state.now()
    one.deliveries++
    claimed.push(shown(entry))
  }
  return ["0-0", claimed, deleted]
}

/** The commands of this family. */
export const streamGroups: Commands = {
  xgroup: { arity: -2, write: true, run: manage },
  xreadgroup: { arity: -7, write: true, run: read },
  xack: { arity: -4, write: true, run: acknowledge },
  xpending: { arity: -3, run: pending },
  xautoclaim: { arity: -6, write: true, run: autoClaim }
}
