/**
 * Looks at the matched entries themselves for what FT.INFO does not tell: which ones an index has left out because of a
 * member's type, and which ones it has never seen, as after SKIPINITIALSCAN. Bounded in entries and time; only `doctor`
 * does this, a run does not.
 */
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Predicate from "effect/Predicate"
import * as Redis from "effect/persistence/Redis"
import type { MarketKeys } from "../../src/store/Keys.ts"
import { errorMessage } from "./errorMessage.ts"
import { ID_FIELD, type IndexField, type IndexState, readSearch, searchArguments } from "./MatchedIndex.ts"

/** Maximum number of entries of one index that are looked at: what one search can be asked for. */
const MAX_ENTRIES = 1000
/** Keys per SCAN, and how long scanning may go on; 100,000 keys take about 0.1 s. */
const SCAN_COUNT = 1000
const MAX_SCAN_MILLIS = 2000

/** An entry that an index cannot take in, with the name of the field whose member has the wrong type. */
export interface LeftOut {
  readonly key: string
  readonly field: string
}

/** What the entries of one index show. */
export interface Coverage {
  readonly looked: number
  /** False where the user may not use SCAN: no entry was looked at then. */
  readonly isScanned: boolean
  /** False if there are more entries than were looked at. */
  readonly isWhole: boolean
  readonly leftOut: ReadonlyArray<LeftOut>
  /** Keys of entries that the index should find and does not. */
  readonly unknown: ReadonlyArray<string>
}

const escapeGlob = (text: string) => text.replace(/[\\*?[\]]/g, "\\$&")

/** Scans for the keys of JSON documents under a prefix, at most 1,000 and one more. */
const scanKeys = Effect.fnUntraced(function* (prefix: string) {
  const { send } = yield* Redis.Redis
  const end = (yield* Clock.currentTimeMillis) + MAX_SCAN_MILLIS
  const keys = new Set<string>()
  for (let cursor: string | undefined = "0"; cursor !== undefined; ) {
    const args = [cursor, "MATCH", `${escapeGlob(prefix)}*`, "COUNT", String(SCAN_COUNT), "TYPE", "ReJSON-RL"]
    const reply: unknown = yield* send("SCAN", ...args)
    const [next, page] = Array.isArray(reply) ? reply : []
    for (const key of Array.isArray(page) ? page : []) keys.add(String(key))
    cursor = next === undefined || String(next) === "0" ? undefined : String(next)
    const isLate = (yield* Clock.currentTimeMillis) > end
    if (cursor !== undefined && (keys.size > MAX_ENTRIES || isLate)) return { keys, isWhole: false }
  }
  return { keys, isWhole: keys.size <= MAX_ENTRIES }
})

const keysUnder = (prefix: string) =>
  scanKeys(prefix).pipe(
    Effect.map(({ isWhole, keys }) => ({ keys: [...keys].slice(0, MAX_ENTRIES), isScanned: true, isWhole })),
    Effect.catchIf(
      (error) => errorMessage(error).includes("NOPERM"),
      () => Effect.succeed({ keys: [], isScanned: false, isWhole: false })
    )
  )

/** Returns whether a member keeps its document out of an index; types of fields that are not known here never do. */
const isWrong = (type: string, value: unknown, isInList = false): boolean => {
  if (value === null || !["NUMERIC", "TAG", "TEXT"].includes(type)) return false
  if (Array.isArray(value)) return isInList || value.some((item) => isWrong(type, item, true))
  if (typeof value === "number") return type !== "NUMERIC"
  if (typeof value === "string") return type === "NUMERIC"
  return typeof value !== "boolean" || type !== "TAG"
}

/** Reads what an index reads of an entry: values by path. Undefined if the entry has just gone, or cannot be read. */
const readEntry = Effect.fnUntraced(function* (key: string, paths: ReadonlyArray<string>) {
  const { send } = yield* Redis.Redis
  const text = yield* send("JSON.GET", key, ...paths).pipe(Effect.orElseSucceed(() => null))
  if (typeof text !== "string") return undefined
  const parsed: unknown = yield* Effect.try({ try: () => JSON.parse(text), catch: () => undefined }).pipe(
    Effect.orElseSucceed(() => undefined)
  )
  const byPath: unknown = paths.length === 1 ? { [paths[0]!]: parsed } : parsed
  return Predicate.isReadonlyObject(byPath) ? { key, byPath } : undefined
})

const valuesAt = (byPath: Readonly<Record<string, unknown>>, path: string): ReadonlyArray<unknown> => {
  const values = byPath[path]
  return Array.isArray(values) ? values : []
}

const wrongField = (byPath: Readonly<Record<string, unknown>>, fields: ReadonlyArray<IndexField>) =>
  fields.find(({ path, type }) => valuesAt(byPath, path).some((value) => isWrong(type, value)))?.name

/** Looks at the entries that an index should find. */
const look = Effect.fnUntraced(function* (
  keys: MarketKeys,
  { fields }: IndexState,
  names: ReadonlyArray<string>
): Effect.fn.Return<Pick<Coverage, "looked" | "leftOut" | "unknown">, Redis.RedisError, Redis.Redis> {
  const { send } = yield* Redis.Redis
  const read = fields.filter(({ path }) => path.startsWith("$"))
  const paths = [...new Set([...read.map(({ path }) => path), ID_FIELD.path])]
  const entries = (yield* Effect.forEach(names, (key) => readEntry(key, paths), { concurrency: "unbounded" })).filter(
    (entry) => entry !== undefined
  )
  const leftOut: Array<LeftOut> = []
  const ids = new Map<string, number>()
  for (const { byPath, key } of entries) {
    const field = wrongField(byPath, read)
    const [id] = valuesAt(byPath, ID_FIELD.path)
    if (field !== undefined) leftOut.push({ key, field })
    else if (typeof id === "number") ids.set(key, id)
  }
  // Searched even where there is nothing to find: a run that may not search fails.
  const wanted = ids.size === 0 ? [1] : [...new Set(ids.values())]
  const found = readSearch(yield* send("FT.SEARCH", ...searchArguments(keys, wanted)))
  const isComplete = found !== undefined && found.total === found.returned && (found.warnings ?? []).length === 0
  const foundKeys = new Set(found?.entries.map(({ key }) => key))
  const unknown = isComplete ? [...ids.keys()].filter((key) => !foundKeys.has(key)) : []
  return { looked: entries.length, leftOut, unknown }
})

/** Looks at the entries under an index's prefix, at most 1,000 of them. */
export const coverageOf = Effect.fnUntraced(function* (keys: MarketKeys, state: IndexState) {
  const { isScanned, isWhole, keys: names } = yield* keysUnder(keys.matchedPrefix)
  const first = yield* look(keys, state, names)
  // An entry may have been changed between the two commands: what is not found is looked for once more.
  const unknown = first.unknown.length === 0 ? [] : (yield* look(keys, state, first.unknown)).unknown
  return { ...first, unknown, isScanned, isWhole } satisfies Coverage as Coverage
})
