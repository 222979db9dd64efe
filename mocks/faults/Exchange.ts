/**
 * One request and its answer, byte by byte: what faults are made of. Nothing here is checked, so that everything can be
 * sent; a client that has gone away ends every wait.
 */
import type { Socket } from "node:net"
import { type Content, textOf } from "./Content.ts"

/** What an exchange may do besides answering. */
export interface Surroundings {
  readonly url: string
  /** Another server, which must never be asked. */
  readonly elsewhere: string
  /** Closes the port for so many milliseconds. */
  readonly refuse: (millis: number) => void
}

/** The request's target and headers (names in lower case). */
export interface Asked {
  readonly target: string
  readonly headers: Readonly<Record<string, string>>
}

/** A status line's number, headers, and a body that is sent whole unless `length` says otherwise. */
export interface Reply {
  readonly status?: number
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string | Uint8Array
  /** What content-length says; the truth if absent. */
  readonly length?: number
}

const JSON_TYPE = { "content-type": "application/json; charset=utf-8" }
const encoder = new TextEncoder()
const bytesOf = (chunk: string | Uint8Array): Uint8Array => (typeof chunk === "string" ? encoder.encode(chunk) : chunk)

/** An exchange on a socket. */
export class Exchange {
  readonly asked: Asked
  /** What would be answered without a fault. */
  readonly content: Content
  readonly around: Surroundings
  /** What has been sent whole. */
  served: Content | undefined
  /** Bytes given to the socket. */
  sent = 0
  /** True once nothing more will be sent. */
  ended = false
  /** True once the connection cannot carry another exchange. */
  spent = false
  readonly #socket: Socket
  readonly #wakers = new Set<() => void>()
  readonly #wakeAll = () => {
    for (const wake of [...this.#wakers]) wake()
  }

  constructor(socket: Socket, asked: Asked, content: Content, around: Surroundings) {
    this.#socket = socket
    this.asked = asked
    this.content = content
    this.around = around
    socket.on("close", this.#wakeAll)
  }

  /** Tells whether the client, or the connection, has gone away. */
  get gone(): boolean {
    return this.#socket.destroyed
  }

  #until(start: (wake: () => void) => void): Promise<void> {
    return new Promise((resolve) => {
      const wake = () => {
        this.#wakers.delete(wake)
        resolve()
      }
      this.#wakers.add(wake)
      if (this.gone) wake()
      else start(wake)
    })
  }

  /** Waits, or until the client has gone away. */
  sleep(millis: number): Promise<void> {
    let timer: ReturnType<typeof setTimeout> | undefined
    return this.#until((wake) => {
      timer = setTimeout(wake, millis)
    }).finally(() => clearTimeout(timer))
  }

  /** Writes, and waits until it has been taken, or the client has gone away. */
  write(chunk: string | Uint8Array): Promise<void> {
    const bytes = bytesOf(chunk)
    this.sent += bytes.length
    return this.#until((wake) => void this.#socket.write(bytes, wake))
  }

  /** Writes one chunk of a chunked body; none ends the body. */
  chunk(chunk: string | Uint8Array = ""): Promise<void> {
    const bytes = bytesOf(chunk)
    return this.write(
      Buffer.concat([encoder.encode(`${bytes.length.toString(16)}\r\n`), bytes, encoder.encode("\r\n")])
    )
  }

  /** Writes a status line and headers. */
  head(status: number, headers: Readonly<Record<string, string>> = {}): Promise<void> {
    const lines = Object.entries({ ...JSON_TYPE, ...headers }).map(([name, value]) => `${name}: ${value}\r\n`)
    return this.write(`HTTP/1.1 ${status} Status\r\n${lines.join("")}\r\n`)
  }

  /** Writes the head of a chunked answer. */
  startChunks(headers: Readonly<Record<string, string>> = {}): Promise<void> {
    return this.head(200, { ...headers, "transfer-encoding": "chunked" })
  }

  /** Sends an answer in one go. */
  send({ body = "", headers, length, status = 200 }: Reply): Promise<void> {
    const bytes = bytesOf(body)
    const framing: Record<string, string> = status === 204 ? {} : { "content-length": String(length ?? bytes.length) }
    if (length !== undefined && length !== bytes.length) this.spent = true
    const lines = Object.entries({ ...JSON_TYPE, ...headers, ...framing }).map(
      ([name, value]) => `${name}: ${value}\r\n`
    )
    return this.write(Buffer.concat([encoder.encode(`HTTP/1.1 ${status} Status\r\n${lines.join("")}\r\n`), bytes]))
  }

  /** Sends content whole, as JSON unless a body is given for it. */
  serve(content: Content = this.content, reply: Reply = {}): Promise<void> {
    this.served = content
    return this.send({ body: textOf(content), ...reply })
  }

  /** Says that the exchange is over, and the connection free for another. */
  over(): void {
    this.ended = true
    this.#socket.off("close", this.#wakeAll)
  }

  /** Ends the connection in order. */
  end(): void {
    this.spent = true
    this.#socket.end()
  }

  /** Resets the connection. */
  reset(): void {
    this.spent = true
    if (typeof this.#socket.resetAndDestroy === "function") this.#socket.resetAndDestroy()
    else this.#socket.destroy()
  }
}
