/**
 * The search index of matched entries: arguments of FT.CREATE, FT.ALTER and FT.SEARCH, and decoders of FT.INFO and
 * FT.SEARCH replies in RESP2 and RESP3. Pure; `findEntries.ts` and `adminOf.ts` send the commands.
 */
import * as Predicate from "effect/Predicate"
import { BOOKMAKER_ID } from "../../src/domain/BookmakerId.ts"
import type { MarketKeys } from "../../src/store/Keys.ts"
import { isInteger } from "./expectReply.ts"

/** JSON path of this bookmaker's object in an entry. */
const OWN_OBJECT = `$.match_team_objects.${BOOKMAKER_ID}`
/** The field that entries are looked up by. */
export const ID_FIELD = { path: `${OWN_OBJECT}.parent_match_id`, name: `${BOOKMAKER_ID}_id`, type: "NUMERIC" } as const
/** The index's fields. Only the id is searched here; other programs use the rest. */
const FIELDS = [
  { path: "$.match_team_objects..bookmaker", name: "bookmaker", type: "TAG" },
  { path: "$.arbitrage", name: "arbitrage", type: "NUMERIC" },
  { path: "$.created", name: "created", type: "NUMERIC" },
  { path: "$.arb_updated", name: "arb_updated", type: "NUMERIC" },
  { path: "$.bookie_updated", name: "bookie_updated", type: "NUMERIC" },
  { path: "$.match_date", name: "match_date", type: "TEXT" },
  ID_FIELD,
  { path: `${OWN_OBJECT}.start_time`, name: `${BOOKMAKER_ID}_start_time`, type: "TAG" },
  { path: `${OWN_OBJECT}.competition_name`, name: `${BOOKMAKER_ID}_competition_name`, type: "TAG" }
] as const

const schemaOf = ({ name, path, type }: (typeof FIELDS)[number]) => [path, "AS", name, type]

/** Returns the arguments of FT.CREATE. */
export const createArguments = ({ index, matchedPrefix }: MarketKeys): ReadonlyArray<string> => [
  index,
  "ON",
  "JSON",
  "PREFIX",
  "1",
  matchedPrefix,
  "SCHEMA",
  ...FIELDS.flatMap(schemaOf)
]

/** Returns the arguments of FT.ALTER that add the id field to an index that was created without it. */
export const addFieldArguments = ({ index }: MarketKeys): ReadonlyArray<string> => [
  index,
  "SCHEMA",
  "ADD",
  ...schemaOf(ID_FIELD)
]

/** A field of an index: JSON path, name, type. */
export interface IndexField {
  readonly path: string
  readonly name: string
  readonly type: string
}

/** The state of an index: the part of FT.INFO that is used. */
export interface IndexState {
  readonly documents: number
  /** True until every existing entry is in the index. */
  readonly building: boolean
  /**
   * How often an entry was left out because a field has the wrong type, since the index was made: once for each write,
   * and still counted when the entry is repaired or gone. Redis reports no error for them.
   */
  readonly dropped: number
  /** `JSON`, or `HASH`, which no entry is. */
  readonly keyType: string
  readonly prefixes: ReadonlyArray<string>
  /** Expression that an entry must fulfil to be in the index; undefined if all are. */
  readonly filter: string | undefined
  readonly fields: ReadonlyArray<IndexField>
  /** Whether the id field is present, missing, not searchable (NOINDEX), or has another path or type. */
  readonly idField: "present" | "missing" | "unindexed" | "mismatch"
}

/** Decodes a map reply: an object or `Map` (RESP3), or alternating names and values (RESP2). */
const mapOf = (reply: unknown): Readonly<Record<string, unknown>> => {
  if (reply instanceof Map) return Object.fromEntries(reply)
  if (!Array.isArray(reply)) return Predicate.isReadonlyObject(reply) ? reply : {}
  const entries: Array<[string, unknown]> = []
  for (let i = 0; i + 1 < reply.length; i += 2) entries.push([String(reply[i]), reply[i + 1]])
  return Object.fromEntries(entries)
}

const listOf = (value: unknown): ReadonlyArray<unknown> => (Array.isArray(value) ? value : [])

/** Returns whether an attribute cannot be searched: RESP3 lists flags, RESP2 puts them after the three pairs. */
const isUnindexed = (attribute: unknown): boolean =>
  (Array.isArray(attribute) ? attribute.slice(6) : listOf(mapOf(attribute).flags)).includes("NOINDEX")

/**
 * Sums the failures of the fields. `hash_indexing_failures` also counts keys that were gone before they were read: those
 * that JSON.DEL removed, and on Redis 8 expired ones.
 */
const failuresOf = (info: Readonly<Record<string, unknown>>): number => {
  const fields = listOf(info["field statistics"]).map(mapOf)
  if (fields.length === 0) return Number(info.hash_indexing_failures ?? 0)
  return fields.reduce((sum, field) => sum + Number(mapOf(field["Index Errors"])["indexing failures"] ?? 0), 0)
}

/** Returns whether a reply to FT.INFO describes an index: it lists the prefixes of the keys, and the fields by their names. */
export const isInfo = (reply: unknown): reply is object => {
  const { attributes, index_definition: definition } = mapOf(reply)
  const isField = (attribute: unknown) => typeof mapOf(attribute).attribute === "string"
  return Array.isArray(attributes) && attributes.every(isField) && Array.isArray(mapOf(definition).prefixes)
}

/** Decodes the reply to FT.INFO. */
export const readState = (reply: unknown): IndexState => {
  const info = mapOf(reply)
  const definition = mapOf(info.index_definition)
  const attributes = listOf(info.attributes)
  const fields = attributes.map((attribute): IndexField => {
    const { attribute: name, identifier, type } = mapOf(attribute)
    return { path: String(identifier), name: String(name), type: String(type) }
  })
  const id = fields.findIndex(({ name }) => name === ID_FIELD.name)
  const matches = fields[id]?.path === ID_FIELD.path && fields[id]?.type === ID_FIELD.type
  return {
    documents: Number(info.num_docs ?? 0),
    building: Number(info.indexing ?? 0) !== 0 || Number(info.percent_indexed ?? 1) < 1,
    dropped: failuresOf(info),
    keyType: String(definition.key_type ?? "JSON"),
    prefixes: listOf(definition.prefixes).map(String),
    filter: definition.filter === undefined ? undefined : String(definition.filter),
    fields,
    idField: id < 0 ? "missing" : !matches ? "mismatch" : isUnindexed(attributes[id]) ? "unindexed" : "present"
  }
}

/** Returns why an index cannot find the matched entries, and a remedy; undefined if it can. */
export const unfitReason = (
  keys: MarketKeys,
  { filter, idField, keyType, prefixes }: IndexState
): { detail: string; remedy: string } | undefined => {
  // An index is dropped without its entries, and made anew as a whole; what else uses it is for its owner to know.
  const again = `ask whoever made it; drop it with FT.DROPINDEX ${keys.index}, which keeps the entries, then: bookiegamma indexes`
  if (keyType !== "JSON") {
    return { detail: `is made ON ${keyType} and finds no entry, because entries are JSON`, remedy: again }
  }
  if (!prefixes.some((prefix) => keys.matchedPrefix.startsWith(prefix))) {
    return {
      detail: `covers ${prefixes.join(", ") || "nothing"}, not ${keys.matchedPrefix}`,
      remedy: "ask whoever made the index; it is not that of these matched entries"
    }
  }
  if (filter !== undefined) {
    return { detail: `has the FILTER ${filter}, which leaves entries out`, remedy: again }
  }
  if (idField === "unindexed") {
    return { detail: `has ${ID_FIELD.name} with NOINDEX, so that no entry is found by it`, remedy: again }
  }
  if (idField === "missing") {
    return { detail: `has no field ${ID_FIELD.name}`, remedy: "add it with: bookiegamma indexes --add-field" }
  }
  if (idField === "present") return undefined
  return {
    detail: `has another field under ${ID_FIELD.name}`,
    remedy: "ask whoever made the index to give that name back"
  }
}

/** Returns whether an error message says that the index does not exist; the wording differs between versions. */
export const isMissing = (message: string): boolean => /unknown index name|no such index/i.test(message)

/** Maximum number of results of one search; a search with more is split in half. */
export const MAX_RESULTS = 10_000
/** Timeout of one search on the server; a search usually takes a few milliseconds. */
export const SEARCH_TIMEOUT_MILLIS = 5000

const termOf = (matchId: number): string => `@${ID_FIELD.name}:[${matchId} ${matchId}]`

/** Returns the arguments of FT.SEARCH for the entries that hold some matches. */
export const searchArguments = ({ index }: MarketKeys, matchIds: ReadonlyArray<number>): ReadonlyArray<string> => [
  index,
  `(${matchIds.map(termOf).join("|")})`,
  "RETURN",
  "1",
  ID_FIELD.name,
  "LIMIT",
  "0",
  String(MAX_RESULTS),
  "TIMEOUT",
  String(SEARCH_TIMEOUT_MILLIS),
  "DIALECT",
  "2"
]

/** The result of a search. */
export interface SearchResult {
  /** Number of hits on the server. */
  readonly total: number
  /** Number of hits in the reply, including those that have expired since. */
  readonly returned: number
  readonly entries: ReadonlyArray<{ readonly key: string; readonly matchId: number }>
  /** Why the result may be incomplete. Undefined with RESP2, which has no warnings. */
  readonly warnings: ReadonlyArray<string> | undefined
}

const entryOf = (key: unknown, fields: unknown) => {
  const id = mapOf(fields)[ID_FIELD.name]
  return id === undefined ? [] : [{ key: String(key), matchId: Number(id) }]
}

/**
 * Decodes the reply to FT.SEARCH; undefined if its shape is unknown. Entries without fields have just expired: left
 * out.
 */
export const readSearch = (reply: unknown): SearchResult | undefined => {
  if (Array.isArray(reply)) {
    const [total, ...rest] = reply
    if (!isInteger(total)) return undefined
    const entries: Array<SearchResult["entries"][number]> = []
    for (let i = 0; i < rest.length; i += 2) entries.push(...entryOf(rest[i], rest[i + 1]))
    return { total: Number(total), returned: rest.length / 2, entries, warnings: undefined }
  }
  const { results, total_results, warning } = mapOf(reply)
  if (!Array.isArray(results) || !isInteger(total_results)) return undefined
  return {
    total: Number(total_results),
    returned: results.length,
    entries: results.map(mapOf).flatMap(({ extra_attributes, id }) => entryOf(id, extra_attributes)),
    warnings: listOf(warning).map(String)
  }
}
