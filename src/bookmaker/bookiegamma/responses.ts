/**
 * The shapes of BookieGamma's responses: which competitions a listing names, which matches an answer holds.
 *
 * Nothing is trusted: what is not named in the contract is ignored; a list that is no list and an element that is no
 * object count as absent. Only an answer without any of its lists fails, as drifted. What a match means is `readMatch.ts`'s.
 */
import * as Predicate from "effect/Predicate"
import * as Result from "effect/Result"
import { asText } from "../../domain/Text.ts"
import type { CompetitionList } from "../Bookmaker.ts"
import type { Drift } from "../http/readResponse.ts"

/** A JSON object whose members are not validated yet. */
export type JsonObject = { readonly [member: string]: unknown }

/** A match as it came, with the group that it inherits names from. */
export interface WireMatch {
  readonly raw: unknown
  readonly group: JsonObject | undefined
}

const SIMULATED = /simulated reality|\bsrl\b/i
const MATCH_LISTS = ["competitions", "leagues", "matches"] as const

/** Tells whether a competition is simulated, by its name and category as text. */
export const isVirtual = (name: string, category: string): boolean =>
  [name, category].some((text) => text.includes("SRL") || SIMULATED.test(text))

/** Returns the objects of a list; none where there is no list. */
export const objectsIn = (list: unknown): ReadonlyArray<JsonObject> =>
  Array.isArray(list) ? list.filter(Predicate.isReadonlyObject) : []

const kindOf = (value: unknown): string =>
  value === undefined ? "nothing" : value === null ? "null" : Array.isArray(value) ? "a list" : `a ${typeof value}`

const dataOf = (body: unknown): Result.Result<JsonObject, Drift> => {
  if (!Predicate.isReadonlyObject(body)) return Result.fail({ path: "(the answer)", found: kindOf(body) })
  return Predicate.isReadonlyObject(body.data)
    ? Result.succeed(body.data)
    : Result.fail({ path: "data", found: kindOf(body.data) })
}

/** Reads the answer to step 1. Fails with the drift where `data.competitions` is no list. */
export const readListing = (body: unknown): Result.Result<CompetitionList, Drift> =>
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
    const add = (list: unknown, group: JsonObject | undefined) => {
      if (Array.isArray(list)) for (const raw of list) matches.push({ raw, group })
    }
    for (const group of objectsIn(data.competitions)) add(group.matches, group)
    for (const group of objectsIn(data.leagues)) add(group.matches, group)
    add(data.matches, undefined)
    return Result.succeed(matches)
  })
