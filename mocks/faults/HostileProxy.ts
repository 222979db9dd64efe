/**
 * A TCP proxy on 127.0.0.1 that spoils what goes over it, again and again: it cuts connections at chosen bytes, holds them
 * for a while, or lets them hang. What goes over it is left to client and server.
 */
import { connect, createServer, type Socket } from "node:net"
import { sequence } from "../bookmaker/random.ts"

/** What happens to one connection: after so many bytes have passed to the server (`up`) or to the client (`down`). */
export interface Spoiling {
  readonly what: "cut" | "hang"
  readonly direction: "up" | "down"
  readonly after: number
}

/** What a proxy does: a spoiling for each connection in turn, `null` for none; later ones are let through. */
export interface Plan {
  readonly connections: ReadonlyArray<Spoiling | null>
  /** The longest that a piece is held, in milliseconds. */
  readonly delay: number
  /** Seeds how long each piece is held. */
  readonly seed: number
}

/** A running proxy. */
export interface HostileProxy {
  readonly port: number
  /** Tells how many connections have been cut or left hanging. */
  readonly spoiled: () => number
  /** Bytes that have passed. */
  readonly passed: { up: number; down: number }
  readonly close: () => Promise<void>
}

/** Draws a plan: some connections that are cut or left hanging within so many bytes, and delays. */
export const randomPlan = (seed: number, bytes: { readonly up: number; readonly down: number }): Plan => {
  const next = sequence(seed)
  const connections = Array.from({ length: Math.floor(next() * 5) }, (): Spoiling | null => {
    if (next() < 0.2) return null
    const direction = next() < 0.5 ? "up" : "down"
    return { what: next() < 0.85 ? "cut" : "hang", direction, after: Math.floor(next() * (bytes[direction] + 1)) }
  })
  return { connections, delay: next() < 0.5 ? 0 : Math.floor(next() * 20), seed }
}

/** Starts a proxy to a port on 127.0.0.1. */
export const hostileProxyTo = async (target: number, plan: Plan): Promise<HostileProxy> => {
  const next = sequence(plan.seed)
  const sockets = new Set<Socket>()
  const timers = new Set<ReturnType<typeof setTimeout>>()
  const passed = { up: 0, down: 0 }
  let taken = 0
  let spoiled = 0

  const later = (millis: number) =>
    new Promise<void>((resolve) => {
      const timer = setTimeout(() => {
        timers.delete(timer)
        resolve()
      }, millis)
      timers.add(timer)
    })

  const server = createServer((client) => {
    const spoiling = plan.connections[taken++] ?? null
    const upstream = connect(target, "127.0.0.1")
    const sever = () => {
      client.destroy()
      upstream.destroy()
    }
    let hangs = false
    const carry = (direction: Spoiling["direction"], from: Socket, to: Socket) => {
      let left = spoiling?.direction === direction ? spoiling.after : Number.POSITIVE_INFINITY
      let queue = Promise.resolve()
      const pass = async (bytes: Uint8Array) => {
        if (plan.delay > 0) await later(next() * plan.delay)
        if (hangs || to.destroyed) return
        const share = bytes.subarray(0, Math.min(left, bytes.length))
        const ends = left < bytes.length
        left -= share.length
        passed[direction] += share.length
        if (!ends) return void to.write(share)
        spoiled++
        hangs = spoiling?.what === "hang"
        if (hangs) to.write(share)
        else to.write(share, sever)
      }
      from.on("data", (chunk: Uint8Array) => {
        const bytes = Uint8Array.from(chunk)
        queue = queue.then(() => pass(bytes))
      })
      from.on("close", () => void queue.then(() => to.destroy()))
      from.on("error", () => to.destroy())
    }
    for (const socket of [client, upstream]) {
      sockets.add(socket)
      socket.once("close", () => sockets.delete(socket))
    }
    carry("up", client, upstream)
    carry("down", upstream, client)
  })
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
  const address = server.address()
  return {
    port: typeof address === "object" && address !== null ? address.port : 0,
    spoiled: () => spoiled,
    passed,
    close: () =>
      new Promise((resolve) => {
        for (const timer of timers) clearTimeout(timer)
        for (const socket of sockets) socket.destroy()
        server.close(() => resolve())
      })
  }
}
