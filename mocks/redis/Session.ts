/**
 * What the server remembers of one connection: protocol, database, name, whether it is authenticated, its transaction, what it
 * watches and what it is subscribed to. Connection.ts writes replies to the socket.
 */
import type { Database, Watcher } from "./Database.ts"
import type { Reply } from "./Reply.ts"
import type { Protocol } from "./Resp.ts"

/** A connection as commands see it. */
export class Session implements Watcher {
  readonly id: number
  /** sends a message out of turn, for subscriptions */
  readonly push: (message: Reply) => void
  protocol: Protocol = 2
  database = 0
  name = ""
  readonly library = new Map<string, string>()
  authenticated: boolean
  /** set by QUIT: the connection closes after its reply */
  closing = false
  /** commands between MULTI and EXEC */
  queued: Array<ReadonlyArray<string>> | undefined
  /** a command could not be queued, so EXEC has to fail */
  broken = false
  /** a watched key has changed */
  dirty = false
  readonly channels = new Set<string>()
  #watched: Array<{ readonly db: Database; readonly key: string; readonly expired: boolean }> = []

  constructor(id: number, authenticated: boolean, push: (message: Reply) => void) {
    this.id = id
    this.authenticated = authenticated
    this.push = push
  }

  watch(db: Database, key: string): void {
    if (this.#watched.some((one) => one.db === db && one.key === key)) return
    this.#watched.push({ db, key, expired: db.expired(key) })
    db.watch(key, this)
  }

  unwatch(): void {
    for (const { db, key } of this.#watched) db.unwatch(key, this)
    this.#watched = []
    this.dirty = false
  }

  /** Tells whether a watched key changed or its time went by. */
  get conflict(): boolean {
    return this.dirty || this.#watched.some(({ db, key, expired }) => !expired && db.expired(key))
  }
}
