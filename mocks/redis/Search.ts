/**
 * All indexes of a server: gets every write and keeps them up to date, and builds new ones over the documents that are
 * there already, a part at a time, so that a search right after FT.CREATE finds nothing yet, as on a real server.
 * What the FT commands take and answer is left to the files named after them.
 */
import type { Database, Value } from "./Database.ts"
import { Failure } from "./Reply.ts"
import type { SearchIndex } from "./SearchIndex.ts"
import type { Version } from "./Version.ts"

const parts = 4

/** The indexes, by name. */
export class Search {
  readonly indexes = new Map<string, SearchIndex>()
  readonly settings = new Map([
    ["DEFAULT_DIALECT", "1"],
    ["TIMEOUT", "500"],
    ["MAXSEARCHRESULTS", "1000000"],
    ["ON_TIMEOUT", "return"]
  ])
  readonly #delay: number
  readonly #version: Version
  readonly #timers = new Set<ReturnType<typeof setTimeout>>()

  constructor(version: Version, delay: number) {
    this.#version = version
    this.#delay = delay
  }

  /** Finds an index, or fails as FT.SEARCH does. */
  index(name: string): SearchIndex {
    const index = this.indexes.get(name)
    if (index !== undefined) return index
    throw new Failure(this.#version === "7.2" ? `${name}: no such index` : `No such index ${name}`)
  }

  /** Finds an index, or fails as FT.INFO and FT.DROPINDEX do, which word it in their own way before 8.0. */
  known(name: string, unknown: string): SearchIndex {
    const index = this.indexes.get(name)
    if (index !== undefined) return index
    throw new Failure(this.#version === "8.0" ? `${name}: no such index` : unknown)
  }

  /** Takes note that a key was written, or removed where there is no value. */
  changed(key: string, value: Value | undefined): void {
    for (const index of this.indexes.values()) {
      if (!index.covers(key)) continue
      if (value?.type === "json") index.put(key, value.root)
      else index.remove(key)
    }
  }

  /** Takes note that JSON.DEL removed a whole key: the module then counts an attempt to read it as a failure. */
  removedByJson(key: string): void {
    const text = this.#version === "7.2" ? "N/A" : "Success (not an error)"
    for (const index of this.indexes.values()) if (index.covers(key)) index.failed(key, text)
  }

  /** Adds an index, or reads all documents of one anew, in the background. */
  build(index: SearchIndex, db: Database): void {
    this.indexes.set(index.name, index)
    const keys = [...db.values.keys()].filter((key) => index.covers(key) && db.peek(key)?.type === "json")
    if (keys.length === 0) return
    index.pending = keys
    index.pendingTotal = keys.length
    const size = Math.ceil(keys.length / parts)
    const step = () => {
      if (this.indexes.get(index.name) !== index || index.pending === undefined) return
      for (const key of index.pending.splice(0, size)) {
        const value = db.peek(key)
        if (value?.type === "json") index.put(key, value.root)
      }
      if (index.pending.length > 0) this.#later(step)
      else index.pending = undefined
    }
    this.#later(step)
  }

  #later(step: () => void): void {
    const timer = setTimeout(() => {
      this.#timers.delete(timer)
      step()
    }, this.#delay / parts)
    this.#timers.add(timer)
  }

  /** Forgets all indexes; their documents stay. */
  clear(): void {
    for (const timer of this.#timers) clearTimeout(timer)
    this.#timers.clear()
    this.indexes.clear()
  }
}
