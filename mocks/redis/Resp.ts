/**
 * RESP2 and RESP3 as bytes: cuts what arrives into commands, however it was split, and writes replies.
 * What commands mean is left to them. A frame that is no RESP is a ProtocolError, after which the
 * connection has to be closed.
 */
import { Double, Failure, Members, nullList, Pairs, Push, type Reply, Status } from "./Reply.ts"

/** The protocol version of a connection. */
export type Protocol = 2 | 3

/** Bytes that are no RESP request; its message is the error that Redis answers before it hangs up. */
export class ProtocolError extends Error {}

const limit = 512 * 1024 * 1024

/** Collects bytes and gives whole commands, as byte strings. */
export class Requests {
  #rest: Buffer = Buffer.alloc(0)
  #needed = 0

  /** Adds bytes and returns the commands that are now complete. */
  push(bytes: Buffer): Array<ReadonlyArray<string>> {
    this.#rest = this.#rest.length === 0 ? bytes : Buffer.concat([this.#rest, bytes])
    const commands: Array<ReadonlyArray<string>> = []
    if (this.#rest.length < this.#needed) return commands
    let at = 0
    for (;;) {
      const next = this.#one(at)
      if (next === undefined) break
      at = next.end
      if (next.words.length > 0) commands.push(next.words)
    }
    this.#rest = this.#rest.subarray(at)
    this.#needed = Math.max(0, this.#needed - at)
    return commands
  }

  #line(at: number): { text: string; end: number } | undefined {
    const end = this.#rest.indexOf("\r\n", at)
    return end < 0 ? undefined : { text: this.#rest.toString("latin1", at, end), end: end + 2 }
  }

  #one(start: number): { words: ReadonlyArray<string>; end: number } | undefined {
    if (start >= this.#rest.length) return undefined
    if (this.#rest[start] !== 0x2a) return this.#inline(start)
    const head = this.#line(start)
    if (head === undefined) return undefined
    const count = Number(head.text.slice(1))
    if (!/^-?\d+$/.test(head.text.slice(1)) || count > 1024 * 1024) {
      throw new ProtocolError("ERR Protocol error: invalid multibulk length")
    }
    const words: Array<string> = []
    let at = head.end
    for (let i = 0; i < count; i++) {
      if (at >= this.#rest.length) return undefined
      if (this.#rest[at] !== 0x24) {
        const got = String.fromCharCode(this.#rest[at]!)
        throw new ProtocolError(`ERR Protocol error: expected '$', got '${got}'`)
      }
      const size = this.#line(at)
      if (size === undefined) return undefined
      const length = Number(size.text.slice(1))
      if (!/^\d+$/.test(size.text.slice(1)) || length > limit) {
        throw new ProtocolError("ERR Protocol error: invalid bulk length")
      }
      if (this.#rest.length < size.end + length + 2) {
        this.#needed = size.end + length + 2
        return undefined
      }
      words.push(this.#rest.toString("latin1", size.end, size.end + length))
      at = size.end + length + 2
    }
    return { words, end: at }
  }

  #inline(start: number): { words: ReadonlyArray<string>; end: number } | undefined {
    const end = this.#rest.indexOf("\n", start)
    if (end < 0) return undefined
    const text = this.#rest.toString("latin1", start, end).trim()
    return { words: text === "" ? [] : text.split(/\s+/), end: end + 1 }
  }
}

const bulk = (text: string) => `$${text.length}\r\n${text}\r\n`

/** Writes a reply as a byte string. */
export const encode = (reply: Reply, protocol: Protocol): string => {
  if (reply === null) return protocol === 3 ? "_\r\n" : "$-1\r\n"
  if (reply === nullList) return protocol === 3 ? "_\r\n" : "*-1\r\n"
  if (typeof reply === "string") return bulk(reply)
  if (typeof reply === "number") return `:${reply}\r\n`
  if (reply instanceof Status) return `+${reply.text}\r\n`
  if (reply instanceof Failure) return `-${reply.text.replace(/[\r\n]/g, " ")}\r\n`
  if (reply instanceof Double) return protocol === 3 ? `,${reply.text}\r\n` : bulk(reply.text)
  if (reply instanceof Pairs) {
    let text = protocol === 3 ? `%${reply.entries.length}\r\n` : `*${reply.entries.length * 2}\r\n`
    for (const [name, value] of reply.entries) text += encode(name, protocol) + encode(value, protocol)
    return text
  }
  const items = reply instanceof Members || reply instanceof Push ? reply.items : reply
  const sign = protocol === 2 ? "*" : reply instanceof Members ? "~" : reply instanceof Push ? ">" : "*"
  let text = `${sign}${items.length}\r\n`
  for (const item of items) text += encode(item, protocol)
  return text
}
