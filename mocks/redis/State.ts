/**
 * Everything that the connections of one server share: databases, indexes, scripts, waiting commands, subscriptions, faults,
 * counters. No sockets here.
 */
import { Database } from "./Database.ts"
import type { LuaMachine } from "./Lua.ts"
import { ok, type Reply } from "./Reply.ts"
import { Search } from "./Search.ts"
import type { Session } from "./Session.ts"
import type { Version } from "./Version.ts"

/** A command as it came in, in the log. */
export interface Logged {
  readonly connection: number
  readonly name: string
  readonly args: ReadonlyArray<string>
}

/** Faults that tests switch on and off while the server runs. */
export interface Faults {
  /** FT.SEARCH finds only the first half of its hits, as when its time is over */
  searchTimeout: boolean
  /**
   * called for each command before it runs; returning "drop" resets the connection instead of running it. Calling `kill` in it runs
   * the command but loses its reply.
   */
  onCommand: ((entry: Logged) => "drop" | undefined) | undefined
  /**
   * called for each command with its name in upper case, those of scripts too; the text that it returns is the error that the command
   * answers instead of running, as for a user without rights, on a replica, or where memory is full
   */
  refuse: ((name: string, args: ReadonlyArray<string>) => string | undefined) | undefined
}

/** What the server has seen so far. */
export interface Seen {
  /** commands from connections by name, in lower case; commands inside scripts are not counted */
  readonly commands: Map<string, number>
  total: number
  /** reads from sockets: many commands in one read were pipelined */
  reads: number
  bytes: number
  connections: number
}

/** What a state is made with. */
export interface StateOptions {
  readonly version: Version
  readonly now: () => number
  readonly indexingDelay: number
  readonly without: ReadonlyArray<string>
  readonly username: string
  readonly password: string | undefined
}

/** The shared state. */
export class State {
  readonly version: Version
  readonly now: () => number
  readonly username: string
  readonly password: string | undefined
  readonly search: Search
  readonly databases: ReadonlyArray<Database>
  readonly sessions = new Set<Session>()
  /** attempts of waiting commands, in the order in which they came */
  readonly waiting = new Set<() => void>()
  readonly scripts = new Map<string, string>()
  readonly faults: Faults = { searchTimeout: false, onCommand: undefined, refuse: undefined }
  readonly seen: Seen = { commands: new Map(), total: 0, reads: 0, bytes: 0, connections: 0 }
  activeExpiry = true
  /** set once a script was used */
  lua: LuaMachine | undefined
  readonly #without: ReadonlySet<string>
  #waking: "no" | "once" | "again" = "no"

  constructor(options: StateOptions) {
    this.version = options.version
    this.now = options.now
    this.username = options.username
    this.password = options.password
    this.search = new Search(options.version, options.indexingDelay)
    this.#without = new Set(options.without.map((name) => name.toLowerCase()))
    const listener = this.search.changed.bind(this.search)
    this.databases = Array.from({ length: 16 }, () => new Database(this.now, listener))
  }

  /** Tells whether a command is to be unknown; `json.*` names a whole family. */
  lacks(name: string): boolean {
    return this.#without.has(name) || this.#without.has(`${name.split(".")[0]}.*`)
  }

  /** Empties databases; the indexes go with them, whichever database it is. */
  flush(databases: ReadonlyArray<Database>): Reply {
    this.search.clear()
    for (const database of databases) database.clear()
    return ok
  }

  /** Removes the keys whose time is over, unless that was switched off. */
  sweep(): void {
    if (this.activeExpiry) for (const database of this.databases) if (database.expiries.size > 0) database.sweep()
  }

  /** Lets waiting commands try again. */
  wake(): void {
    const idle = this.#waking === "no"
    this.#waking = idle ? "once" : "again"
    if (!idle) return
    for (let more = true; more; more = (this.#waking as string) === "again") {
      this.#waking = "once"
      for (const attempt of [...this.waiting]) if (this.waiting.has(attempt)) attempt()
    }
    this.#waking = "no"
  }
}
