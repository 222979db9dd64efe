/**
 * The keys and their values, in numbered databases, with expiry and WATCH. Every write calls `touch`, so that the
 * indexes are updated and watching connections are marked. Expired keys are removed when a command looks them up, or by
 * `sweep`. The clock is `now`.
 */
import type { Json } from "./Json.ts"
import { Failure, wrongType } from "./Reply.ts"
import type { Stream } from "./Stream.ts"

/** What a key can hold. */
export type Value =
  | { readonly type: "string"; text: string }
  | { readonly type: "json"; root: Json }
  | { readonly type: "stream"; stream: Stream }

/** Called when a watched key changes. */
export interface Watcher {
  dirty: boolean
}

/** Called with every key that was written (with its value) or removed (without). */
export type Listener = (key: string, value: Value | undefined) => void

/** One numbered database. */
export class Database {
  readonly values = new Map<string, Value>()
  readonly expiries = new Map<string, number>()
  /** numbers in the order in which keys came, for SCAN */
  readonly order = new Map<string, number>()
  #came = 0
  readonly #watchers = new Map<string, Set<Watcher>>()
  readonly #now: () => number
  readonly #listener: Listener

  constructor(now: () => number, listener: Listener) {
    this.#now = now
    this.#listener = listener
  }

  /** Tells whether the time of a key is over, though it may not be removed yet. */
  expired(key: string): boolean {
    const at = this.expiries.get(key)
    return at !== undefined && at <= this.#now()
  }

  /** Looks a key up; one whose time is over is removed. */
  get(key: string): Value | undefined {
    if (this.expired(key)) this.remove(key)
    return this.values.get(key)
  }

  /** Looks a key up without removing it; one whose time is over counts as missing. */
  peek(key: string): Value | undefined {
    return this.expired(key) ? undefined : this.values.get(key)
  }

  /** Looks up a key that must hold this type, if anything. */
  typed<T extends Value["type"]>(
    key: string,
    type: T,
    error: () => Failure = wrongType
  ): Extract<Value, { type: T }> | undefined {
    const value = this.get(key)
    if (value !== undefined && value.type !== type) throw error()
    return value as Extract<Value, { type: T }> | undefined
  }

  /** Looks up a JSON key; the JSON commands word a wrong type in their own way. */
  json(key: string): { root: Json } | undefined {
    return this.typed(key, "json", () => new Failure("Existing key has wrong Redis type"))
  }

  /** Writes a key; its expiry stays unless `keepExpiry` is false. */
  set(key: string, value: Value, keepExpiry = true): void {
    if (!keepExpiry) this.expiries.delete(key)
    if (!this.values.has(key)) this.order.set(key, ++this.#came)
    this.values.set(key, value)
    this.touch(key)
  }

  /** Removes a key and tells whether it was there. */
  remove(key: string): boolean {
    this.expiries.delete(key)
    this.order.delete(key)
    if (!this.values.delete(key)) return false
    this.touch(key)
    return true
  }

  /** Says that a key was changed in place: watchers become dirty and the listener is called. */
  touch(key: string): void {
    this.notice(key)
    this.#listener(key, this.values.get(key))
  }

  /** Makes the watchers of a key dirty; enough where the value itself stays as it is. */
  notice(key: string): void {
    for (const watcher of this.#watchers.get(key) ?? []) watcher.dirty = true
  }

  watch(key: string, watcher: Watcher): void {
    const all = this.#watchers.get(key) ?? new Set()
    this.#watchers.set(key, all.add(watcher))
  }

  unwatch(key: string, watcher: Watcher): void {
    const all = this.#watchers.get(key)
    all?.delete(watcher)
    if (all?.size === 0) this.#watchers.delete(key)
  }

  /** Removes every key whose time is over. */
  sweep(): void {
    const now = this.#now()
    for (const [key, at] of this.expiries) if (at <= now) this.remove(key)
  }

  clear(): void {
    for (const key of [...this.values.keys()]) this.remove(key)
    this.expiries.clear()
  }
}
