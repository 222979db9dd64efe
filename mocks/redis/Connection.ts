/**
 * One socket: cuts what arrives into commands, runs them in the order in which they came and writes their replies together. A
 * command that waits, or a script whose interpreter is still being loaded, holds up this connection only.
 * Server.ts keeps the list of connections; the families of commands say what commands do.
 */
import type { Socket } from "node:net"
import { type Commands, Waiting } from "./Command.ts"
import { noReply } from "./Connections.ts"
import { lookUp, take } from "./Execute.ts"
import { LuaMachine } from "./Lua.ts"
import { Failure, type Reply } from "./Reply.ts"
import { encode, ProtocolError, Requests } from "./Resp.ts"
import { needsLua } from "./Scripts.ts"
import { Session } from "./Session.ts"
import type { Logged, State } from "./State.ts"

/** A byte string as text, for the log. */
const readable = (bytes: string) => (/[\x80-\xff]/.test(bytes) ? Buffer.from(bytes, "latin1").toString("utf8") : bytes)

/** A connection of the server. */
export class Connection {
  readonly session: Session
  readonly socket: Socket
  readonly #commands: Commands
  readonly #state: State
  readonly #log: (entry: Logged) => void
  readonly #requests = new Requests()
  readonly paused: () => boolean
  #todo: Array<ReadonlyArray<string>> = []
  #busy = false
  #running = false
  #out: Array<string> = []
  #stopWaiting: () => void = () => {}

  constructor(commands: Commands, state: State, socket: Socket, log: (entry: Logged) => void, paused: () => boolean) {
    this.#commands = commands
    this.#state = state
    this.#log = log
    this.socket = socket
    this.paused = paused
    this.session = new Session(++state.seen.connections, state.password === undefined, (message) => {
      this.#write(message)
      if (!this.#running) this.flush()
    })
    state.sessions.add(this.session)
    socket.setNoDelay(true)
    socket.on("data", (bytes: Buffer) => this.#receive(bytes))
    socket.on("error", () => socket.destroy())
    socket.on("close", () => this.#gone())
  }

  #gone(): void {
    this.#stopWaiting()
    this.session.unwatch()
    this.#state.sessions.delete(this.session)
    this.#todo = []
  }

  #receive(bytes: Buffer): void {
    this.#state.seen.reads++
    this.#state.seen.bytes += bytes.length
    try {
      for (const words of this.#requests.push(Buffer.from(bytes))) this.#todo.push(words)
    } catch (error) {
      if (!(error instanceof ProtocolError)) throw error
      this.#write(new Failure(error.message))
      this.session.closing = true
    }
    this.#work()
  }

  #work(): void {
    if (this.#busy) return
    this.#busy = true
    this.#running = true
    this.#busy = this.#run()
    this.#running = false
    this.flush()
  }

  /** Runs what has come, and tells whether something holds up the rest. */
  #run(): boolean {
    const context = { commands: this.#commands, state: this.#state, session: this.session }
    let done = 0
    let held = false
    while (!held && done < this.#todo.length && !this.session.closing) {
      const words = this.#todo[done]!
      if (this.#state.lua === undefined && needsLua(words[0]!)) {
        held = true
        this.#load()
        continue
      }
      done++
      if (this.#dropped(words)) break
      const reply = take(context, words)
      if (reply instanceof Waiting) {
        held = true
        this.#wait(reply)
      } else this.#write(reply)
      if (this.#state.waiting.size > 0 && lookUp(context, words[0]!)?.write === true) this.#state.wake()
    }
    this.#todo.splice(0, done)
    return held
  }

  #load(): void {
    LuaMachine.make().then(
      (machine) => {
        if (this.#state.lua === undefined) this.#state.lua = machine
        else machine.close()
        this.#again()
      },
      (error) => this.socket.destroy(error as Error)
    )
  }

  #again(): void {
    this.#busy = false
    this.#work()
  }

  /** Counts and logs a command, and resets the connection instead of running it if a fault says so. */
  #dropped(words: ReadonlyArray<string>): boolean {
    const [name, ...args] = words.map(readable) as [string, ...Array<string>]
    const { seen, faults } = this.#state
    seen.total++
    seen.commands.set(name.toLowerCase(), (seen.commands.get(name.toLowerCase()) ?? 0) + 1)
    const entry = { connection: this.session.id, name, args }
    this.#log(entry)
    if (faults.onCommand?.(entry) !== "drop") return false
    this.socket.resetAndDestroy()
    return true
  }

  #wait(waiting: Waiting): void {
    const finish = (reply: Reply) => {
      this.#stopWaiting()
      this.#write(reply)
      this.#again()
    }
    const attempt = () => {
      let reply: Reply | undefined
      try {
        reply = waiting.attempt()
      } catch (error) {
        if (!(error instanceof Failure)) throw error
        reply = error
      }
      if (reply !== undefined) finish(reply)
    }
    const timer =
      waiting.milliseconds > 0 ? setTimeout(() => finish(waiting.timedOut), waiting.milliseconds) : undefined
    this.#state.waiting.add(attempt)
    this.#stopWaiting = () => {
      clearTimeout(timer)
      this.#state.waiting.delete(attempt)
      this.#stopWaiting = () => {}
    }
  }

  #write(reply: Reply): void {
    if (reply !== noReply) this.#out.push(encode(reply, this.session.protocol))
  }

  flush(): void {
    if (this.paused()) return
    if (this.#out.length > 0) {
      const text = this.#out.join("")
      this.#out = []
      this.socket.write(Buffer.from(text, "latin1"))
    }
    if (this.session.closing) this.socket.end()
  }
}
