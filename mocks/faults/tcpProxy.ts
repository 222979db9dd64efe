/**
 * A TCP proxy on 127.0.0.1 that cuts the connection at a chosen byte, once, and lets everything after that through.
 * What goes over it is left to client and server.
 */
import { connect, createServer, type Socket } from "node:net"
import { listen } from "../redis/listen.ts"

/** Where a connection is to be cut: after so many bytes to the server (`up`) or to the client (`down`) have passed. */
export interface Cut {
  readonly direction: "up" | "down"
  readonly after: number
}

/** A running proxy. */
export interface Proxy {
  readonly port: number
  /** Bytes that have passed since the last `arm`. */
  readonly passed: { up: number; down: number }
  /** Counts anew, and cuts where it is told to; `undefined` cuts nowhere. */
  arm(cut: Cut | undefined): void
  /** Tells whether the cut has happened. */
  hasCut(): boolean
  close(): Promise<void>
}

/** Starts a proxy to a port on 127.0.0.1; it listens on a free port, or on the given one. */
export const proxyTo = async (target: number, port = 0): Promise<Proxy> => {
  const passed = { up: 0, down: 0 }
  let armed: Cut | undefined
  let done = false
  const sockets = new Set<Socket>()

  const carry = (direction: Cut["direction"], from: Socket, to: Socket, sever: () => void) => {
    from.on("data", (chunk: Uint8Array) => {
      const left = armed?.direction === direction ? armed.after - passed[direction] : Number.POSITIVE_INFINITY
      passed[direction] += chunk.length
      if (left > chunk.length) return void to.write(chunk)
      armed = undefined
      done = true
      if (left <= 0) return sever()
      to.write(chunk.subarray(0, left), sever)
    })
    from.on("close", () => to.destroy())
    from.on("error", () => to.destroy())
  }

  const server = createServer((client) => {
    const upstream = connect(target, "127.0.0.1")
    const sever = () => {
      client.destroy()
      upstream.destroy()
    }
    for (const socket of [client, upstream]) {
      sockets.add(socket)
      socket.on("close", () => sockets.delete(socket))
    }
    carry("up", client, upstream, sever)
    carry("down", upstream, client, sever)
  })
  const listening = await listen(server, port)
  return {
    port: listening,
    passed,
    arm: (cut) => {
      passed.up = 0
      passed.down = 0
      armed = cut
      done = false
    },
    hasCut: () => done,
    close: () =>
      new Promise((resolve) => {
        for (const socket of sockets) socket.destroy()
        server.close(() => resolve())
      })
  }
}
