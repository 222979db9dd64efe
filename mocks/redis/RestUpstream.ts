/**
 * A connection from the REST form to its Redis: words out, and replies of RESP2 back as JSON values, in their order. It is made when
 * it is first needed, and again after it was lost.
 */
import { createConnection, type Socket } from "node:net"

/** An error reply. */
export class ErrorReply extends Error {}

/** What a reply is in JSON: maps and sets are lists, as in RESP2. */
export type Json = string | number | null | ReadonlyArray<Json | ErrorReply>

class Incomplete extends Error {}

/** Reads one reply of a buffer, from `at` on. */
const read = (bytes: Buffer, at: number): { readonly reply: Json | ErrorReply; readonly end: number } => {
  const lineEnd = bytes.indexOf("\r\n", at)
  if (lineEnd < 0) throw new Incomplete()
  const line = bytes.toString("utf8", at + 1, lineEnd)
  const next = lineEnd + 2
  switch (String.fromCharCode(bytes[at]!)) {
    case "+":
      return { reply: line, end: next }
    case "-":
      return { reply: new ErrorReply(line), end: next }
    case ":":
      return { reply: Number(line), end: next }
    case "$": {
      const end = next + Number(line)
      if (Number(line) < 0) return { reply: null, end: next }
      if (bytes.length < end + 2) throw new Incomplete()
      return { reply: bytes.toString("utf8", next, end), end: end + 2 }
    }
    default: {
      if (Number(line) < 0) return { reply: null, end: next }
      const items: Array<Json | ErrorReply> = []
      let end = next
      for (let left = Number(line); left > 0; left--) {
        const item = read(bytes, end)
        items.push(item.reply)
        end = item.end
      }
      return { reply: items, end }
    }
  }
}

interface Waiting {
  readonly resolve: (reply: Json | ErrorReply) => void
  readonly reject: (error: Error) => void
}

/** A connection to a Redis. */
export class RestUpstream {
  readonly #port: number
  #socket: Socket | undefined
  #waiting: Array<Waiting> = []
  #bytes: Buffer = Buffer.alloc(0)

  constructor(port: number) {
    this.#port = port
  }

  #connect(): Socket {
    const socket = createConnection(this.#port, "127.0.0.1")
    socket.setNoDelay(true)
    socket.on("error", () => {})
    socket.on("data", (bytes: Buffer) => {
      if (this.#socket === socket) this.#receive(bytes)
    })
    socket.on("close", () => {
      if (this.#socket === socket) this.#lose()
    })
    return socket
  }

  #receive(bytes: Buffer): void {
    this.#bytes = Buffer.concat([this.#bytes, bytes])
    let at = 0
    while (at < this.#bytes.length) {
      try {
        const { end, reply } = read(this.#bytes, at)
        at = end
        this.#waiting.shift()?.resolve(reply)
      } catch (error) {
        if (!(error instanceof Incomplete)) throw error
        break
      }
    }
    this.#bytes = this.#bytes.subarray(at)
  }

  #lose(): void {
    const lost = this.#waiting
    this.#socket = undefined
    this.#waiting = []
    this.#bytes = Buffer.alloc(0)
    for (const { reject } of lost) reject(new Error("the connection to the Redis is lost"))
  }

  /** Sends a command and returns its reply; rejects where the connection is lost. */
  send(words: ReadonlyArray<string>): Promise<Json | ErrorReply> {
    this.#socket ??= this.#connect()
    const frame = words.map((word) => `$${Buffer.byteLength(word)}\r\n${word}\r\n`).join("")
    this.#socket.write(`*${words.length}\r\n${frame}`)
    return new Promise((resolve, reject) => this.#waiting.push({ resolve, reject }))
  }

  /** Ends the connection. */
  close(): void {
    this.#socket?.destroy()
    this.#lose()
  }
}
