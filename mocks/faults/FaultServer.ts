/**
 * The bookmaker with faults on a real port of 127.0.0.1: it answers like the bookmaker, but for the faults of a script, and
 * remembers what it sent. Raw sockets, so that it can do what a server of HTTP would not; Node, Deno and Bun alike.
 */
import { createServer, type Server, type Socket } from "node:net"
import * as Content from "./Content.ts"
import { Exchange, type Surroundings } from "./Exchange.ts"
import { type FaultName, faults } from "./faults.ts"
import { freePort } from "./freePort.ts"
import { faultAt, good, type Script } from "./Script.ts"

/** Names what is asked for: the listing, a competition by its position, or a competition that is not ours. */
export type Position = "listing" | number | "unknown"

/** One request, and what became of it. */
export interface Dealt {
  readonly position: Position
  /** Counted from 0 at each position. */
  readonly tried: number
  readonly fault: FaultName | null
  readonly exchange: Exchange
}

/** How the bookmaker is, besides its faults. */
export interface Options {
  /** Gives the odds of a competition's matches: at each try others, by default. */
  readonly odds?: (position: number, tried: number) => string
  /** Called for each request before it is answered. */
  readonly onAsked?: (position: Position) => void
}

/** A running bookmaker with faults. */
export interface FaultServer {
  readonly url: string
  readonly script: Script
  /** All requests so far. */
  readonly dealt: ReadonlyArray<Dealt>
  /** Tells how often the server that redirects lead to was asked. */
  readonly strayed: () => number
  /** Tells how many requests are being answered. */
  readonly open: () => number
  /** Stops listening and ends all connections. */
  readonly close: () => Promise<void>
}

const MOST_HEAD = 65_536
const REOPEN_TRIES = 200
const REOPEN_MILLIS = 10
const HOUR = 3_600_000

const usualOdds = (position: number, tried: number) =>
  `1.${String(position + 1).padStart(3, "0")}${String(tried + 1).padStart(3, "0")}`

const listen = (server: Server, port: number): Promise<number> =>
  new Promise((resolve, reject) => {
    server.once("error", reject)
    server.listen(port, "127.0.0.1", () => {
      server.off("error", reject)
      server.on("error", () => {})
      const address = server.address()
      resolve(typeof address === "object" && address !== null ? address.port : port)
    })
  })

const stop = (server: Server) => new Promise<void>((resolve) => server.close(() => resolve()))

/** Reads requests without a body off a socket, one after the other; `answer` is called for each. */
const requests = (socket: Socket, answer: (head: string) => Promise<boolean>): void => {
  let text = ""
  let busy = false
  const work = async () => {
    if (busy) return
    busy = true
    for (let end = text.indexOf("\r\n\r\n"); end >= 0 && !socket.destroyed; end = text.indexOf("\r\n\r\n")) {
      const head = text.slice(0, end)
      text = text.slice(end + 4)
      if (!(await answer(head))) break
    }
    busy = false
  }
  socket.setNoDelay(true)
  socket.on("error", () => socket.destroy())
  socket.on("data", (bytes: Uint8Array) => {
    text += Buffer.from(bytes).toString("latin1")
    if (text.length > MOST_HEAD) socket.destroy()
    else void work()
  })
}

const askedOf = (head: string) => {
  const [line = "", ...lines] = head.split("\r\n")
  const headers = lines.map((text) => [
    text.slice(0, text.indexOf(":")).toLowerCase(),
    text.slice(text.indexOf(":") + 1).trim()
  ])
  return { target: line.split(" ")[1] ?? "/", headers: Object.fromEntries(headers) as Record<string, string> }
}

/** Starts a server that counts its requests, and answers with a match that no competition has. */
const countStrays = async () => {
  const sockets = new Set<Socket>()
  let strays = 0
  const phantom = Content.textOf(Content.matches(665, 1, "66.6", "2026-11-23 22:00:00"))
  const server = createServer((socket) => {
    sockets.add(socket)
    socket.once("close", () => sockets.delete(socket))
    requests(socket, async (head) => {
      strays++
      const exchange = new Exchange(socket, askedOf(head), Content.nothing, {
        url: "",
        elsewhere: "",
        refuse: () => {}
      })
      await exchange.send({ body: phantom })
      exchange.over()
      return true
    })
  })
  const port = await listen(server, 0)
  return {
    url: `http://127.0.0.1:${port}`,
    strays: () => strays,
    close: async () => {
      const stopped = stop(server)
      for (const socket of sockets) socket.destroy()
      await stopped
    }
  }
}

/** Serves a script until closed. */
export const serveWithFaults = async (script: Script, options: Options = {}): Promise<FaultServer> => {
  const { odds = usualOdds, onAsked } = options
  const elsewhere = await countStrays()
  const dealt: Array<Dealt> = []
  const idle = new Set<Socket>()
  const sockets = new Set<Socket>()
  const timers = new Set<ReturnType<typeof setTimeout>>()
  const tries = new Map<Position, number>()
  const startTime = Content.localTime(Date.now() + HOUR)
  let open = 0
  let closed = false

  const positionOf = (target: string): Position => {
    const id = new URL(target, "http://127.0.0.1").searchParams.get("competition_id") ?? ""
    const position = id === "" ? "listing" : Content.positionOf(id)
    return position === undefined || (typeof position === "number" && position >= script.matches.length)
      ? "unknown"
      : position
  }
  const contentOf = (position: Position, tried: number): Content.Content =>
    position === "listing"
      ? Content.listing(script.matches.length)
      : position === "unknown"
        ? Content.nothing
        : Content.matches(position, script.matches[position] ?? 0, odds(position, tried), startTime)
  const courseOf = (position: Position) =>
    position === "listing" ? script.listing : position === "unknown" ? good : (script.competitions[position] ?? good)

  const take = (socket: Socket) => {
    sockets.add(socket)
    idle.add(socket)
    socket.once("close", () => {
      sockets.delete(socket)
      idle.delete(socket)
    })
    requests(socket, async (head) => {
      const asked = askedOf(head)
      const position = positionOf(asked.target)
      const tried = tries.get(position) ?? 0
      tries.set(position, tried + 1)
      const fault = faultAt(courseOf(position), tried)
      const exchange = new Exchange(socket, asked, contentOf(position, tried), around)
      dealt.push({ position, tried, fault, exchange })
      onAsked?.(position)
      idle.delete(socket)
      open++
      try {
        await (fault === null ? exchange.serve() : faults[fault].deal(exchange))
      } finally {
        open--
        exchange.over()
      }
      if (!exchange.gone) idle.add(socket)
      return !exchange.spent
    })
  }

  let server = createServer(take)
  // Closed for a while by `refused`, when nobody else may get it.
  const port = await listen(server, await freePort())
  let refusals = 0

  const reopen = async (attempt: number): Promise<void> => {
    if (closed || refusals > 0) return
    const next = createServer(take)
    try {
      await listen(next, port)
      server = next
      if (closed) await stop(next)
    } catch {
      if (attempt < REOPEN_TRIES) later(REOPEN_MILLIS, () => void reopen(attempt + 1))
    }
  }
  const later = (millis: number, action: () => void) => {
    const timer = setTimeout(() => {
      timers.delete(timer)
      action()
    }, millis)
    timers.add(timer)
  }
  const refuse = (millis: number) => {
    if (refusals++ === 0) server.close()
    for (const socket of idle) socket.destroy()
    later(millis, () => {
      if (--refusals === 0) void reopen(0)
    })
  }
  const around: Surroundings = { url: `http://127.0.0.1:${port}`, elsewhere: elsewhere.url, refuse }

  return {
    url: around.url,
    script,
    dealt,
    strayed: elsewhere.strays,
    open: () => open,
    close: async () => {
      closed = true
      for (const timer of timers) clearTimeout(timer)
      const stopped = server.listening ? stop(server) : Promise.resolve()
      for (const socket of sockets) socket.destroy()
      await Promise.all([stopped, elsewhere.close()])
    }
  }
}
