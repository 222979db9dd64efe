/**
 * The bookmaker's answers, read with suspicion: which competitions a listing names, which matches an answer holds.
 *
 * What is not named in the contract is ignored; a list that is no list and an element that is no object count as absent.
 * Only an answer without any of its lists is refused, as drifted. What a match means is `MatchDocument.ts`'s business.
 */
import * as Predicate from "effect/Predicate"
import * as Result from "effect/Result"
import { asText } from "../../domain/Text.ts"

/** A JSON object whose members are not trusted yet. */
export type Wild = { readonly [member: string]: unknown }

/** Says where an answer has left the contract's shape. */
export interface Drift {
  /** The path that should hold a list, such as `data.competitions`. */
  readonly path: string
  /** What stands there instead, in a word. */
  readonly found: string
}

/** Lists the competitions of a source and day. Every listed id is virtual or in `ids`; one that is both is real. */
export interface Listing {
  /** Ids of the real competitions, as text, each once, in the bookmaker's order. */
  readonly ids: ReadonlyArray<string>
  /** Distinct ids, virtual ones included. */
  readonly listed: number
  readonly virtual: number
  /** Elements dropped because they have no id, or the id of an earlier one. */
  readonly withoutId: number
  readonly repeated: number
}

/** A match as it came, with the group that it inherits names from. */
export interface WireMatch {
  readonly raw: unknown
  readonly group: Wild | undefined
}

const SIMULATED = /simulated reality|\bsrl\b/i
const MATCH_LISTS = ["competitions", "leagues", "matches"] as const

/** Tells whether a competition is simulated, by its name and category as text. */
export const isVirtual = (name: string, category: string): boolean =>
  [name, category].some((text) => text.includes("SRL") || SIMULATED.test(text))

/** Gives the objects of a list; nothing where there is no list. */
export const objectsIn = (list: unknown): ReadonlyArray<Wild> =>
  Array.isArray(list) ? list.filter(Predicate.isReadonlyObject) : []

const kindOf = (value: unknown): string =>
  value === undefined ? "nothing" : value === null ? "null" : Array.isArray(value) ? "a list" : `a ${typeof value}`

const dataOf = (body: unknown): Result.Result<Wild, Drift> => {
  if (!Predicate.isReadonlyObject(body)) return Result.fail({ path: "(the answer)", found: kindOf(body) })
  return Predicate.isReadonlyObject(body.data)
    ? Result.succeed(body.data)
    : Result.fail({ path: "data", found: kindOf(body.data) })
}

/** Reads the answer to step 1. Fails with the drift where `data.competitions` is no list. */
export const readListing = (body: unknown): Result.Result<Listing, Drift> =>
  Result.flatMap(dataOf(body), (data) => {
    if (!Array.isArray(data.competitions)) {
      return Result.fail({ path: "data.competitions", found: kindOf(data.competitions) })
    }
    const real = new Set<string>()
    const virtual = new Set<string>()
    const competitions = objectsIn(data.competitions)
    let withoutId = 0
    for (const competition of competitions) {
      const id = asText(competition.competition_id)
      if (id === "") withoutId++
      else if (isVirtual(asText(competition.competition_name), asText(competition.category_name))) virtual.add(id)
      else real.add(id)
    }
    const listed = real.union(virtual).size
    return Result.succeed({
      ids: [...real],
      listed,
      virtual: listed - real.size,
      withoutId,
      repeated: competitions.length - withoutId - listed
    })
  })

/** Reads the answer to step 2: its matches in order. Fails with the drift where none of the three lists is present. */
export const readMatches = (body: unknown): Result.Result<ReadonlyArray<WireMatch>, Drift> =>
  Result.flatMap(dataOf(body), (data) => {
    if (!MATCH_LISTS.some((name) => Array.isArray(data[name]))) {
      return Result.fail({ path: "data.competitions, data.leagues or data.matches", found: "none of the three lists" })
    }
    const matches: Array<WireMatch> = []
    const add = (list: unknown, group: Wild | undefined) => {
      if (Array.isArray(list)) for (const raw of list) matches.push({ raw, group })
    }
    for (const group of objectsIn(data.competitions)) add(group.matches, group)
    for (const group of objectsIn(data.leagues)) add(group.matches, group)
    add(data.matches, undefined)
    return Result.succeed(matches)
  })
