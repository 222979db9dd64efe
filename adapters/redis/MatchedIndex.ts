/**
 * The search index of matched entries: how it is made, whether it can be trusted, and what it answers.
 *
 * Replies come in the shapes of either protocol. An index that others made is never dropped or changed here.
 */
import * as Predicate from "effect/Predicate"
import { BOOKMAKER_ID } from "../../src/domain/BookmakerId.ts"
import type { MarketKeys } from "../../src/store/Keys.ts"

/** The index's fields: JSON path, name, type. Only the id is looked up; the rest is for the neighbours. */
const OURS = `$.match_team_objects.${BOOKMAKER_ID}`
const ID_FIELD = { path: `${OURS}.parent_match_id`, name: `${BOOKMAKER_ID}_id`, type: "NUMERIC" } as const
const FIELDS = [
  { path: "$.match_team_objects..bookmaker", name: "bookmaker", type: "TAG" },
  { path: "$.arbitrage", name: "arbitrage", type: "NUMERIC" },
  { path: "$.created", name: "created", type: "NUMERIC" },
  { path: "$.arb_updated", name: "arb_updated", type: "NUMERIC" },
  { path: "$.bookie_updated", name: "bookie_updated", type: "NUMERIC" },
  { path: "$.match_date", name: "match_date", type: "TEXT" },
  ID_FIELD,
  { path: `${OURS}.start_time`, name: `${BOOKMAKER_ID}_start_time`, type: "TAG" },
  { path: `${OURS}.competition_name`, name: `${BOOKMAKER_ID}_competition_name`, type: "TAG" }
] as const

const schemaOf = ({ name, path, type }: (typeof FIELDS)[number]) => [path, "AS", name, type]

/** Gives the arguments of FT.CREATE. */
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

/** Gives the arguments of FT.ALTER that add the id to an index made by others. */
export const addFieldArguments = ({ index }: MarketKeys): ReadonlyArray<string> => [
  index,
  "SCHEMA",
  "ADD",
  ...schemaOf(ID_FIELD)
]

/** What FT.INFO says of an index, as far as it matters. */
export interface IndexState {
  readonly documents: number
  /** True until every existing entry is in the index. */
  readonly building: boolean
  /** Entries that the index left out in silence, because a member has the wrong type. */
  readonly dropped: number
  readonly prefixes: ReadonlyArray<string>
  readonly fields: ReadonlyArray<string>
  /** The field that holds the id: there, missing, or there with another path or type. */
  readonly idField: "there" | "missing" | "other"
}

/** Reads a map in the shape of either protocol: an object, or names and values in turn. */
const mapOf = (reply: unknown): Readonly<Record<string, unknown>> => {
  if (reply instanceof Map) return Object.fromEntries(reply)
  if (!Array.isArray(reply)) return Predicate.isReadonlyObject(reply) ? reply : {}
  const entries: Array<[string, unknown]> = []
  for (let i = 0; i + 1 < reply.length; i += 2) entries.push([String(reply[i]), reply[i + 1]])
  return Object.fromEntries(entries)
}

const listOf = (value: unknown): ReadonlyArray<unknown> => (Array.isArray(value) ? value : [])

/** Reads the reply to FT.INFO. */
export const readState = (reply: unknown): IndexState => {
  const info = mapOf(reply)
  const attributes = listOf(info.attributes).map(mapOf)
  const id = attributes.find(({ attribute }) => attribute === ID_FIELD.name)
  const isOurs = id?.identifier === ID_FIELD.path && id.type === ID_FIELD.type
  return {
    documents: Number(info.num_docs ?? 0),
    building: Number(info.indexing ?? 0) !== 0 || Number(info.percent_indexed ?? 1) < 1,
    dropped: Number(info.hash_indexing_failures ?? 0),
    prefixes: listOf(mapOf(info.index_definition).prefixes).map(String),
    fields: attributes.map(({ attribute }) => String(attribute)),
    idField: id === undefined ? "missing" : isOurs ? "there" : "other"
  }
}

/** Says why the matched entries cannot be found by an index, and what to do; undefined where they can. */
export const objection = (
  keys: MarketKeys,
  { idField, prefixes }: IndexState
): { detail: string; remedy: string } | undefined => {
  if (!prefixes.some((prefix) => keys.matchedPrefix.startsWith(prefix))) {
    return {
      detail: `covers ${prefixes.join(", ") || "nothing"}, not ${keys.matchedPrefix}`,
      remedy: "ask whoever made the index; it is not that of these matched entries"
    }
  }
  if (idField === "missing") {
    return { detail: `has no field ${ID_FIELD.name}`, remedy: "add it with: bookiegamma indexes --add-field" }
  }
  if (idField === "there") return undefined
  return {
    detail: `has another field under ${ID_FIELD.name}`,
    remedy: "ask whoever made the index to give that name back"
  }
}

/** Tells the error of an index that is not there; its words differ between versions. */
export const isMissing = (message: string): boolean => /unknown index name|no such index/i.test(message)

/** The most results that one search may bring; a search that has more is asked in halves. */
export const LIMIT = 10_000
/** How long the server may search: far longer than it takes, so that running into it means trouble. */
export const SEARCH_TIMEOUT_MILLIS = 5000

/** Gives the arguments of FT.SEARCH for the entries of some matches. */
export const searchArguments = ({ index }: MarketKeys, matchIds: ReadonlyArray<number>): ReadonlyArray<string> => [
  index,
  `(${matchIds.map((id) => `@${ID_FIELD.name}:[${id} ${id}]`).join("|")})`,
  "RETURN",
  "1",
  ID_FIELD.name,
  "LIMIT",
  "0",
  String(LIMIT),
  "TIMEOUT",
  String(SEARCH_TIMEOUT_MILLIS),
  "DIALECT",
  "2"
]

/** What a search brought: `total` hits, the entries that are still there, and why the result may not be whole. */
export interface SearchResult {
  readonly total: number
  readonly returned: number
  readonly entries: ReadonlyArray<{ readonly key: string; readonly matchId: number }>
  /** Undefined where the protocol cannot carry warnings. */
  readonly warnings: ReadonlyArray<string> | undefined
}

const entryOf = (key: unknown, fields: unknown) => {
  const id = mapOf(fields)[ID_FIELD.name]
  return id === undefined ? [] : [{ key: String(key), matchId: Number(id) }]
}

/** Reads the reply to FT.SEARCH, or undefined where it is none. An entry that has just expired has no fields. */
export const readSearch = (reply: unknown): SearchResult | undefined => {
  if (Array.isArray(reply)) {
    const [total, ...rest] = reply
    const entries: Array<SearchResult["entries"][number]> = []
    for (let i = 0; i < rest.length; i += 2) entries.push(...entryOf(rest[i], rest[i + 1]))
    return { total: Number(total), returned: rest.length / 2, entries, warnings: undefined }
  }
  const { results, total_results, warning } = mapOf(reply)
  if (!Array.isArray(results)) return undefined
  return {
    total: Number(total_results),
    returned: results.length,
    entries: results.map(mapOf).flatMap(({ extra_attributes, id }) => entryOf(id, extra_attributes)),
    warnings: listOf(warning).map(String)
  }
}
