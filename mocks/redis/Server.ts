/**
 * The server: listens on 127.0.0.1 and keeps a connection per socket. What tests may do to it and ask of it is on what `serve`
 * gives: faults, counters, a log, pausing, killing. Connection.ts executes the commands that Commands.ts lists.
 */
import { createServer } from "node:net"
import { commands } from "./Commands.ts"
import { Connection } from "./Connection.ts"
import { listen } from "./listen.ts"
import { type Faults, type Logged, type Seen, State } from "./State.ts"
import type { Version } from "./Version.ts"

export type { Faults, Logged, Seen }

/** How a server is made; everything has a default. */
export interface Options {
  /** 0, the default, takes a free one */
  readonly port?: number
  /** which server it is like: 7.2 (RediSearch 2.8) by default, 7.4 (2.10), or 8.0 */
  readonly version?: Version
  readonly password?: string
  /** "default" unless set */
  readonly username?: string
  /** commands that are unknown here, such as "JSON.MERGE", or families, such as "JSON.*" and "FT.*" */
  readonly without?: ReadonlyArray<string>
  /** milliseconds that an index over existing documents takes to build; 40 by default */
  readonly indexingDelay?: number
  /** the clock of expiry and stream ids, in milliseconds since 1970 */
  readonly now?: () => number
}

/** A running server. */
export interface Running {
  readonly port: number
  readonly url: string
  readonly faults: Faults
  readonly seen: Seen
  /** the last 10,000 commands that connections sent */
  readonly log: ReadonlyArray<Logged>
  /** How many connections are open now. */
  open(): number
  /** Holds all replies back; commands still run. */
  pauseReplies(): void
  /** Sends what was held back. */
  resumeReplies(): void
  /** Resets all connections; new ones are taken. */
  kill(): void
  /** Stops listening and closes all connections. */
  close(): Promise<void>
}

const logged = 10_000
const sweepEvery = 40

/** Starts a server on 127.0.0.1 and gives its address, its counters and what tests do to it. */
export const serve = async (options: Options = {}): Promise<Running> => {
  const { username = "default", password } = options
  const state = new State({
    version: options.version ?? "7.2",
    now: options.now ?? Date.now,
    indexingDelay: options.indexingDelay ?? 40,
    without: options.without ?? [],
    username,
    password
  })
  const log: Array<Logged> = []
  const all = new Set<Connection>()
  let paused = false
  const record = (entry: Logged) => {
    if (log.push(entry) > logged) log.splice(0, logged / 10)
  }
  const server = createServer((socket) => {
    const connection = new Connection(commands, state, socket, record, () => paused)
    all.add(connection)
    socket.on("close", () => all.delete(connection))
  })
  const port = await listen(server, options.port ?? 0)
  const sweeping = setInterval(() => state.sweep(), sweepEvery)
  sweeping.unref()
  const login = password === undefined ? "" : `${encodeURIComponent(username)}:${encodeURIComponent(password)}@`
  return {
    port,
    url: `redis://${login}127.0.0.1:${port}`,
    faults: state.faults,
    seen: state.seen,
    log,
    open: () => all.size,
    pauseReplies: () => {
      paused = true
    },
    resumeReplies: () => {
      paused = false
      for (const connection of all) connection.flush()
    },
    kill: () => {
      for (const { socket } of all) socket.resetAndDestroy()
    },
    close: () =>
      new Promise((resolve) => {
        clearInterval(sweeping)
        state.search.clear()
        server.close(() => {
          state.lua?.close()
          state.lua = undefined
          resolve()
        })
        for (const { socket } of all) socket.destroy()
      })
  }
}
