/**
 * A real local server made of one function from Request to Response, on `node:http`, so on Node, Deno and Bun alike.
 * Bodies stream both ways with backpressure, a client that goes away aborts `request.signal`, and `Response.error()`
 * resets the connection. What is answered, and how slowly, is left to the function.
 */

import { createServer, type IncomingMessage, type ServerResponse } from "node:http"
import type { AddressInfo, Socket } from "node:net"

/** Answers one request; what it throws becomes a 500. */
export type Handler = (request: Request) => Response | Promise<Response>

/** Where a server listens. */
export interface ServeOptions {
  /** The port to listen on; 0 takes a free one. */
  readonly port: number
  /** The address to listen on; 127.0.0.1 if absent. */
  readonly hostname?: string
}

/** A server that listens. */
export interface Server {
  /** Its origin, without a slash at the end. */
  readonly url: string
  /** The port that it listens on. */
  readonly port: number
  /** Stops listening and ends all connections, idle or active; may be called again. */
  close(): Promise<void>
}

// What is left unread when the answer has been sent is drained, so that it cannot hold up the next request.
const requestBody = (incoming: IncomingMessage, answered: AbortSignal): ReadableStream<Uint8Array<ArrayBuffer>> => {
  let open = true
  const settle = (how: () => void) => () => {
    if (open) how()
    open = false
    incoming.resume()
  }
  return new ReadableStream(
    {
      start(controller) {
        const cutOff = settle(() => controller.error(new TypeError("the body was cut off")))
        incoming.on("data", (chunk: Uint8Array) => {
          if (open) controller.enqueue(new Uint8Array(chunk))
          if (open && (controller.desiredSize ?? 0) <= 0) incoming.pause()
        })
        incoming.pause()
        incoming.once(
          "end",
          settle(() => controller.close())
        )
        incoming.once("close", cutOff)
        answered.addEventListener("abort", cutOff, { once: true })
      },
      pull: () => void incoming.resume(),
      cancel: settle(() => {})
    },
    { highWaterMark: 0 }
  )
}

const requestOf = (incoming: IncomingMessage, origin: string, signal: AbortSignal, answered: AbortSignal): Request => {
  const headers = new Headers()
  for (let i = 0; i + 1 < incoming.rawHeaders.length; i += 2) {
    headers.append(incoming.rawHeaders[i]!, incoming.rawHeaders[i + 1]!)
  }
  const method = incoming.method ?? "GET"
  const empty = method === "GET" || method === "HEAD"
  const body = empty ? {} : { body: requestBody(incoming, answered), duplex: "half" }
  const target = incoming.url ?? "/"
  return new Request(target.startsWith("/") ? origin + target : new URL(target, origin), {
    method,
    headers,
    signal,
    ...body
  } as RequestInit)
}

const writable = (outgoing: ServerResponse): Promise<void> =>
  new Promise((resolve) => {
    const done = () => {
      outgoing.off("drain", done)
      outgoing.off("close", done)
      resolve()
    }
    outgoing.on("drain", done)
    outgoing.on("close", done)
  })

const writeHead = (outgoing: ServerResponse, { headers, status, statusText }: Response): void => {
  const cookies = headers.getSetCookie()
  for (const [name, value] of headers) if (name !== "set-cookie") outgoing.setHeader(name, value)
  if (cookies.length > 0) outgoing.setHeader("set-cookie", cookies)
  if (statusText === "") outgoing.writeHead(status)
  else outgoing.writeHead(status, statusText)
}

const send = async (outgoing: ServerResponse, response: Response, head: boolean, signal: AbortSignal) => {
  writeHead(outgoing, response)
  const reader = response.body?.getReader()
  if (reader !== undefined) {
    const cancel = () => void reader.cancel(signal.reason).catch(() => {})
    signal.addEventListener("abort", cancel, { once: true })
    if (head || signal.aborted) cancel()
    else {
      outgoing.flushHeaders()
      for (let part = await reader.read(); !part.done; part = await reader.read()) {
        if (!outgoing.write(part.value)) await writable(outgoing)
      }
    }
  }
  outgoing.end()
}

const refuse = (outgoing: ServerResponse, status: number, text: string): void => {
  outgoing.writeHead(status, { "content-type": "text/plain; charset=utf-8", connection: "close" }).end(text)
}

const reset = (socket: Socket): void => {
  if (typeof socket.resetAndDestroy === "function") socket.resetAndDestroy()
  else socket.destroy()
}

const answer = async (handler: Handler, origin: string, incoming: IncomingMessage, outgoing: ServerResponse) => {
  const gone = new AbortController()
  outgoing.on("error", () => {})
  incoming.on("error", () => {})
  const answered = new AbortController()
  outgoing.once("finish", () => answered.abort())
  outgoing.once("close", () => {
    if (!outgoing.writableFinished) gone.abort(new DOMException("the client has gone away", "AbortError"))
  })
  let request: Request
  try {
    request = requestOf(incoming, origin, gone.signal, answered.signal)
  } catch {
    return refuse(outgoing, 400, "not a request")
  }
  try {
    const response = await handler(request)
    if (response.type === "error") return reset(incoming.socket)
    await send(outgoing, response, request.method === "HEAD", gone.signal)
  } catch (error) {
    if (gone.signal.aborted) return
    if (outgoing.headersSent) return reset(incoming.socket)
    refuse(outgoing, 500, error instanceof Error ? error.message : String(error))
  }
}

/** Serves the handler until closed; rejects where the port is bad or taken, with the address in the message. */
export const serve = (handler: Handler, { hostname = "127.0.0.1", port }: ServeOptions): Promise<Server> =>
  new Promise((resolve, reject) => {
    const host = hostname.includes(":") ? `[${hostname}]` : hostname
    const refused = (cause: unknown) => {
      const why = cause instanceof Error ? cause.message : String(cause)
      reject(new Error(`cannot listen on ${host}:${port}: ${why}`, { cause }))
    }
    if (!Number.isInteger(port) || port < 0 || port > 65_535) return refused(new RangeError("not a port, 0 to 65535"))

    let origin = `http://${host}`
    const sockets = new Set<Socket>()
    const server = createServer((incoming, outgoing) => void answer(handler, origin, incoming, outgoing))
    server.on("connection", (socket: Socket) => {
      sockets.add(socket)
      socket.once("close", () => sockets.delete(socket))
    })
    server.on("clientError", (_, socket) => {
      if (socket.writable) socket.end("HTTP/1.1 400 Bad Request\r\nconnection: close\r\ncontent-length: 0\r\n\r\n")
      else socket.destroy()
    })
    let closed: Promise<void> | undefined
    const close = (): Promise<void> => {
      closed ??= new Promise((done) => {
        server.close(() => done())
        server.closeAllConnections()
        for (const socket of sockets) socket.destroy()
      })
      return closed
    }
    server.once("error", refused)
    server.listen(port, hostname, () => {
      server.off("error", refused)
      server.on("error", () => {})
      const bound = (server.address() as AddressInfo).port
      origin = `http://${host}:${bound}`
      resolve({ url: origin, port: bound, close })
    })
  })
