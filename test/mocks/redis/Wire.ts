/**
 * A bare connection to a Redis-like server for tests: sends words or raw bytes, and reads replies into the shape of the
 * recordings (`{ status }`, `{ error }`, `{ map }`, `{ set }`, `{ double }`, `{ push }`). A null list reads as null, and `nullList`
 * says whether there was one. Knows nothing of the stand-in.
 */
import { connect, type Socket } from "node:net"

/** A reply as the recordings write it. */
export type Shape =
  | null
  | string
  | number
  | boolean
  | ReadonlyArray<Shape>
  | { readonly [kind: string]: Shape | ReadonlyArray<ReadonlyArray<Shape>> }

/** A reply and whether a null list was in it. */
export interface Received {
  readonly value: Shape
  readonly nullList: boolean
}

const utf8 = new TextDecoder("utf-8", { fatal: true })

/** Bytes as the recordings write them: UTF-8, and what is none as \xNN. */
const text = (bytes: Buffer): string => {
  try {
    return utf8.decode(bytes)
  } catch {
    return bytes.toString("latin1").replace(/[\x80-\xff]/g, (c) => `\\x${c.charCodeAt(0).toString(16)}`)
  }
}

class Incomplete extends Error {}

class Reader {
  at = 0
  nullList = false
  readonly #bytes: Buffer
  constructor(bytes: Buffer) {
    this.#bytes = bytes
  }

  line(): Buffer {
    const end = this.#bytes.indexOf("\r\n", this.at)
    if (end < 0) throw new Incomplete()
    const line = this.#bytes.subarray(this.at, end)
    this.at = end + 2
    return line
  }

  many(count: number): Array<Shape> {
    return Array.from({ length: count }, () => this.value())
  }

  value(): Shape {
    const line = this.line()
    const rest = text(line.subarray(1))
    switch (String.fromCharCode(line[0]!)) {
      case "+":
        return { status: rest }
      case "-":
        return { error: rest }
      case ":":
        return Number(rest)
      case "_":
        return null
      case ",":
        return { double: rest }
      case "$": {
        const length = Number(rest)
        if (length < 0) return null
        if (this.#bytes.length < this.at + length + 2) throw new Incomplete()
        const bytes = this.#bytes.subarray(this.at, this.at + length)
        this.at += length + 2
        return text(bytes)
      }
      case "*":
        if (rest === "-1") this.nullList = true
        return rest === "-1" ? null : this.many(Number(rest))
      case "~":
        return { set: this.many(Number(rest)) }
      case ">":
        return { push: this.many(Number(rest)) }
      case "%":
        return { map: Array.from({ length: Number(rest) }, () => [this.value(), this.value()]) }
      default:
        throw new Error(`no RESP: ${text(line)}`)
    }
  }
}

/** Words as one request. */
export const request = (words: ReadonlyArray<string>): Buffer =>
  Buffer.concat([
    Buffer.from(`*${words.length}\r\n`),
    ...words.map((word) => {
      const bytes = Buffer.from(word, "utf8")
      return Buffer.concat([Buffer.from(`$${bytes.length}\r\n`), bytes, Buffer.from("\r\n")])
    })
  ])

/** One connection. */
export class Wire {
  readonly socket: Socket
  readonly closed: Promise<void>
  #rest: Buffer = Buffer.alloc(0)
  readonly #received: Array<Received> = []
  readonly #asked: Array<(received: Received) => void> = []
  readonly #failed: Array<(error: Error) => void> = []

  private constructor(socket: Socket) {
    this.socket = socket
    this.closed = new Promise((resolve) => socket.on("close", () => resolve()))
    socket.on("error", () => {})
    socket.on("data", (bytes: Buffer) => this.#receive(bytes))
    socket.on("close", () => {
      for (const fail of this.#failed.splice(0)) fail(new Error("closed"))
    })
  }

  /** Opens a connection to a port of this machine. */
  static open(port: number): Promise<Wire> {
    return new Promise((resolve, reject) => {
      const socket = connect(port, "127.0.0.1", () => resolve(new Wire(socket)))
      socket.setNoDelay(true)
      socket.once("error", reject)
    })
  }

  #receive(bytes: Buffer): void {
    this.#rest = Buffer.concat([this.#rest, bytes])
    let at = 0
    for (;;) {
      const reader = new Reader(this.#rest.subarray(at))
      try {
        const value = reader.value()
        at += reader.at
        const received = { value, nullList: reader.nullList }
        this.#failed.shift()
        const asked = this.#asked.shift()
        if (asked === undefined) this.#received.push(received)
        else asked(received)
      } catch (error) {
        if (!(error instanceof Incomplete)) throw error
        break
      }
    }
    this.#rest = this.#rest.subarray(at)
  }

  /** Waits for the next reply. */
  next(): Promise<Received> {
    const ready = this.#received.shift()
    if (ready !== undefined) return Promise.resolve(ready)
    return new Promise((resolve, reject) => {
      this.#asked.push(resolve)
      this.#failed.push(reject)
    })
  }

  /** Tells how many replies came that nobody asked for yet. */
  get waiting(): number {
    return this.#received.length
  }

  /** Sends words and waits for the reply. */
  async send(...words: ReadonlyArray<string>): Promise<Shape> {
    this.socket.write(request(words))
    return (await this.next()).value
  }

  /** Sends several commands in one write and waits for all replies. */
  async pipeline(commands: ReadonlyArray<ReadonlyArray<string>>): Promise<Array<Received>> {
    this.socket.write(Buffer.concat(commands.map(request)))
    return Promise.all(commands.map(() => this.next()))
  }

  close(): void {
    this.socket.destroy()
  }
}
