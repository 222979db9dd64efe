/**
 * One index over JSON documents: its fields, what it holds of each document, and which documents a query means.
 * A document with one member of a wrong type is left out whole and counted as a failure; one that a filter does not let in is left
 * out and not counted. Every write moves its document to the end of the order. While it is being built over documents that were there before, it knows only some of them.
 */
import { isObject, type Json } from "./Json.ts"
import { find, type Path } from "./JsonPath.ts"
import { notKnown } from "./Reply.ts"
import type { Bound, Query } from "./SearchQuery.ts"

/** A field of an index, with its count of documents that it refused. */
export interface Field {
  readonly path: string
  /** absent where the path does not parse: such a field matches nothing */
  readonly parsed?: Path
  readonly name: string
  readonly type: "NUMERIC" | "TAG" | "TEXT"
  readonly sortable: boolean
  /** kept for sorting only: no query finds anything by it */
  readonly noIndex: boolean
  failures: number
  lastError: string | undefined
  lastKey: string | undefined
}

/** A filter: one field compared with a number. */
export interface Filter {
  readonly text: string
  readonly field: string
  readonly holds: (value: number) => boolean
}

/** What an index is over: the kind of keys, their prefixes, and which of their documents. */
export interface Definition {
  /** hashes are not known here, so an index over them stays empty */
  readonly keyType: "JSON" | "HASH"
  readonly prefixes: ReadonlyArray<string>
  readonly filter: Filter | undefined
}

/** What an index holds of a document: for each field its numbers or its texts in lower case. */
export interface Indexed {
  readonly id: number
  readonly key: string
  readonly values: ReadonlyMap<string, ReadonlyArray<number | string>>
}

class WrongType extends Error {}

const scalar = (type: Field["type"], value: Json, inList: boolean, version: string): Array<number | string> => {
  if (value === null) return []
  if (Array.isArray(value)) {
    if (inList) throw new WrongType("Invalid JSON type: Array type can represent only arrays of scalars")
    return value.flatMap((item) => scalar(type, item, true, version))
  }
  if (isObject(value)) {
    throw new WrongType(
      `Invalid JSON type: Object type can represent only GEOMETRY field${version === "7.2" ? "" : "s"}`
    )
  }
  if (typeof value === "string") {
    if (type === "TAG") return [value.toLowerCase()]
    if (type === "TEXT")
      return value
        .toLowerCase()
        .split(/[^a-z0-9_\x80-\xff]+/)
        .filter((word) => word !== "")
    throw new WrongType("Invalid JSON type: String type can represent only TEXT, TAG, GEO or GEOMETRY field")
  }
  if (typeof value === "boolean") {
    if (type === "TAG") return [String(value)]
    throw new WrongType("Invalid JSON type: Boolean type can be represent only TAG field")
  }
  if (type === "NUMERIC") return [Number(value)]
  throw new WrongType("Invalid JSON type: Numeric type can represent only NUMERIC field")
}

/** An index. */
export class SearchIndex {
  readonly name: string
  readonly definition: Definition
  readonly fields: Array<Field>
  readonly documents = new Map<string, Indexed>()
  failures = 0
  lastError: string | undefined
  lastKey: string | undefined
  uses = 0
  /** which dialects queries have used */
  readonly dialects = [false, false, false, false]
  /** documents that were there before and are not yet looked at; undefined once the index is complete */
  pending: Array<string> | undefined
  pendingTotal = 0
  readonly #version: string
  readonly #exact = new Map<string, Map<number | string, Set<Indexed>>>()
  #nextId = 1

  constructor(name: string, definition: Definition, fields: ReadonlyArray<Field>, version: string) {
    this.name = name
    this.definition = definition
    this.fields = [...fields]
    this.#version = version
  }

  get lastId(): number {
    return this.#nextId - 1
  }

  /** Tells whether it looks at the document of a key. One without a field to find anything by looks at none. */
  covers(key: string): boolean {
    const { keyType, prefixes } = this.definition
    if (keyType !== "JSON" || this.fields.every(({ noIndex }) => noIndex)) return false
    return prefixes.some((prefix) => key.startsWith(prefix))
  }

  /** Forgets a document. */
  remove(key: string): void {
    const old = this.documents.get(key)
    if (old === undefined) return
    this.documents.delete(key)
    for (const [field, values] of old.values) {
      for (const value of values) {
        const holders = this.#exact.get(field)?.get(value)
        holders?.delete(old)
        if (holders?.size === 0) this.#exact.get(field)!.delete(value)
      }
    }
  }

  /** Reads a document anew, as after every write. */
  put(key: string, root: Json): void {
    this.remove(key)
    const values = new Map<string, ReadonlyArray<number | string>>()
    for (const field of this.fields) {
      if (field.parsed === undefined) continue
      try {
        const found = find(root, field.parsed).flatMap((place) => scalar(field.type, place.value, false, this.#version))
        if (found.length > 0) values.set(field.name, found)
      } catch (error) {
        if (!(error instanceof WrongType)) throw error
        field.failures++
        field.lastError = error.message
        field.lastKey = key
        this.failed(key, error.message)
        return
      }
    }
    const { filter } = this.definition
    const filtered = filter === undefined ? undefined : values.get(filter.field)?.[0]
    if (filter !== undefined && !(typeof filtered === "number" && filter.holds(filtered))) return
    const indexed: Indexed = { id: this.#nextId++, key, values }
    this.documents.set(key, indexed)
    const searched = this.fields.filter(({ noIndex }) => !noIndex).map(({ name }) => name)
    for (const [field, list] of values) {
      if (!searched.includes(field)) continue
      const exact = this.#exact.get(field) ?? new Map<number | string, Set<Indexed>>()
      this.#exact.set(field, exact)
      for (const value of list) exact.set(value, (exact.get(value) ?? new Set()).add(indexed))
    }
  }

  failed(key: string, error: string): void {
    this.failures++
    this.lastError = error
    this.lastKey = key
  }

  /** Finds the documents that a query means, in the index's own order. */
  search(query: Query): Array<Indexed> {
    return [...this.#find(query)].sort((a, b) => a.id - b.id)
  }

  #find(query: Query): Set<Indexed> {
    switch (query.kind) {
      case "all":
        return new Set(this.documents.values())
      case "none":
        return new Set()
      case "range":
        return this.#range(query.field, query.from, query.to)
      case "tag":
        return this.#values(query.field, "TAG", query.values)
      case "word":
        if (/[^\d-]/.test(query.word) && this.#is(query.field, "TEXT"))
          throw notKnown("a TEXT query with letters (stemming)")
        return this.#values(query.field, "TEXT", [query.word])
      case "any": {
        const all = new Set<Indexed>()
        for (const part of query.parts) for (const one of this.#find(part)) all.add(one)
        return all
      }
      case "every":
        return query.parts.map((part) => this.#find(part)).reduce((a, b) => a.intersection(b))
      case "not":
        return new Set(this.documents.values()).difference(this.#find(query.part))
    }
  }

  #is(name: string, type: Field["type"]): boolean {
    return this.fields.some((field) => field.name === name && field.type === type)
  }

  #values(name: string, type: Field["type"], values: ReadonlyArray<string>): Set<Indexed> {
    const all = new Set<Indexed>()
    if (!this.#is(name, type)) return all
    for (const value of values) for (const one of this.#exact.get(name)?.get(value) ?? []) all.add(one)
    return all
  }

  #range(name: string, from: Bound, to: Bound): Set<Indexed> {
    const all = new Set<Indexed>()
    if (!this.#is(name, "NUMERIC")) return all
    const exact = this.#exact.get(name)
    if (exact === undefined) return all
    if (from.value === to.value && !from.open && !to.open) return new Set(exact.get(from.value))
    for (const [value, holders] of exact as Map<number, Set<Indexed>>) {
      if (value < from.value || (from.open && value === from.value)) continue
      if (value > to.value || (to.open && value === to.value)) continue
      for (const one of holders) all.add(one)
    }
    return all
  }
}
