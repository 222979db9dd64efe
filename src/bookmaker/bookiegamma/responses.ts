/**
 * The shapes of BookieGamma's responses: which competitions a listing names, which matches an answer holds, and how many
 * it states.
 *
 * Nothing is trusted: what is not named in the contract is ignored; a list that is no list and an element that is no
 * object count as absent. Only an answer without any of its lists fails, as drifted. What a match means is `readMatch.ts`'s.
 */
import * as Predicate from "effect/Predicate"
import * as Result from "effect/Result"
import { asText, nameAsText } from "../../domain/Text.ts"
import type { CompetitionList } from "../Bookmaker.ts"
import type { Drift } from "../http/readResponse.ts"

/** A JSON object whose members are not validated yet. */
export type JsonObject = { readonly [member: string]: unknown }

/** A competition's name or category: as much of it as documents carry, and whether it marks a simulated competition. */
export interface CompetitionText {
  readonly text: string
  readonly isVirtual: boolean
}

/** What matches inherit from their group, read once. */
export interface Group {
  readonly name: CompetitionText
  readonly category: CompetitionText
  /** The group's sport as text; undefined where none is given. */
  readonly sport: string | undefined
}

/** A match as it came, with the group that it inherits from. */
export interface WireMatch {
  readonly raw: unknown
  readonly group: Group | undefined
}

/** What an answer to step 2 holds. */
export interface MatchesAnswer {
  readonly matches: ReadonlyArray<WireMatch>
  /** How many matches the answer says that there are; undefined where it does not say. */
  readonly stated: number | undefined
}

const SIMULATED = /simulated reality|\bsrl\b/i
const STATUS = /^[0-9]{3,6}$/
const COUNT = /^[0-9]{1,6}$/
/** The most characters of an id that a request is made with; URLs have limits of their own on each runtime. */
const LONGEST_ID = 1000

/** Returns whether a name or category, as text, marks a simulated competition. */
const isVirtualText = (text: string): boolean => text.includes("SRL") || SIMULATED.test(text)

/** Reads a competition's name or category; `isVirtual` considers all of it, however long. */
export const competitionText = (value: unknown): CompetitionText => ({
  text: nameAsText(value),
  isVirtual: isVirtualText(asText(value))
})

/** Returns the elements of a list, or of an object of objects, which servers in PHP write for one; undefined otherwise. */
export const listOf = (value: unknown): ReadonlyArray<unknown> | undefined => {
  if (Array.isArray(value)) return value
  if (!Predicate.isReadonlyObject(value)) return undefined
  const values = Object.values(value)
  return values.every(Predicate.isReadonlyObject) ? values : undefined
}

/** Returns the objects of a list; none where there is no list. */
export const objectsIn = (value: unknown): ReadonlyArray<JsonObject> => {
  const list = listOf(value) ?? []
  return list.every(Predicate.isReadonlyObject)
    ? (list as ReadonlyArray<JsonObject>)
    : list.filter(Predicate.isReadonlyObject)
}

/** Returns a value as the sport it names, as text; undefined where none is given: missing, null or an empty string. */
export const sportOf = (value: unknown): string | undefined => {
  if (value === undefined || value === null) return undefined
  const text = asText(value)
  return text === "" && typeof value === "string" ? undefined : text
}

const groupOf = (raw: JsonObject): Group => ({
  name: competitionText(raw.competition_name),
  category: competitionText(raw.category_name),
  sport: sportOf(raw.sport_name) ?? sportOf(raw.s_binomen)
})

const kindOf = (value: unknown): string =>
  value === undefined ? "nothing" : value === null ? "null" : Array.isArray(value) ? "a list" : `a ${typeof value}`

/** Returns the status that an answer's envelope states, where it is an error: it counts like the HTTP status. */
export const envelopeStatus = (body: unknown): number | undefined => {
  if (!Predicate.isReadonlyObject(body)) return undefined
  const text = asText(body.status_code)
  return STATUS.test(text) && Number(text) >= 400 ? Number(text) : undefined
}

/** Returns the data of an answer. An empty list beside a `status_code` of 200 holds nothing. */
const dataOf = (body: unknown): Result.Result<JsonObject, Drift> => {
  if (!Predicate.isReadonlyObject(body)) return Result.fail({ path: "(the answer)", found: kindOf(body) })
  const { data } = body
  if (Predicate.isReadonlyObject(data)) return Result.succeed(data)
  return Array.isArray(data) && data.length === 0 && asText(body.status_code) === "200"
    ? Result.succeed({ competitions: [] })
    : Result.fail({ path: "data", found: kindOf(data) })
}

/** Reads the answer to step 1. Fails with the drift where `data.competitions` is no list. */
export const readListing = (body: unknown): Result.Result<Omit<CompetitionList, "isStale">, Drift> =>
  Result.flatMap(dataOf(body), (data) => {
    if (listOf(data.competitions) === undefined) {
      return Result.fail({ path: "data.competitions", found: kindOf(data.competitions) })
    }
    const real = new Set<string>()
    const virtual = new Set<string>()
    const competitions = objectsIn(data.competitions)
    let withoutId = 0
    for (const competition of competitions) {
      const id = asText(competition.competition_id)
      if (id === "" || id.length > LONGEST_ID) withoutId++
      else if ([competition.competition_name, competition.category_name].some((name) => isVirtualText(asText(name)))) {
        virtual.add(id)
      } else real.add(id)
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

/** Reads a count as text; undefined where it is none. */
const countOf = (value: unknown): number | undefined => {
  const text = asText(value)
  return COUNT.test(text) ? Number(text) : undefined
}

/** Returns the sum of the counts that groups state; undefined where none does. */
const sumOf = (groups: ReadonlyArray<JsonObject>): number | undefined => {
  const counts = groups.map(({ match_count }) => countOf(match_count)).filter((count) => count !== undefined)
  return counts.length === 0 ? undefined : counts.reduce((sum, count) => sum + count, 0)
}

/**
 * Reads the answer to step 2: its matches in order, and their stated number. Fails with the drift where none of the three
 * lists is present, or only competitions without matches: a list for navigation.
 */
export const readMatches = (body: unknown): Result.Result<MatchesAnswer, Drift> =>
  Result.flatMap(dataOf(body), (data) => {
    const alone = listOf(data.matches)
    const leagues = listOf(data.leagues)
    const competitions = listOf(data.competitions)
    if (alone === undefined && leagues === undefined && competitions === undefined) {
      return Result.fail({ path: "data.competitions, data.leagues or data.matches", found: "none of the three lists" })
    }
    const matches: Array<WireMatch> = []
    const groups: Array<JsonObject> = []
    for (const raw of [...objectsIn(competitions), ...objectsIn(leagues)]) {
      const list = listOf(raw.matches)
      if (list === undefined) continue
      groups.push(raw)
      const group = groupOf(raw)
      for (const match of list) matches.push({ raw: match, group })
    }
    const isNavigation = alone === undefined && leagues === undefined && groups.length === 0
    if (isNavigation && objectsIn(competitions).length > 0) {
      return Result.fail({ path: "data.competitions[].matches", found: "competitions without matches" })
    }
    for (const raw of alone ?? []) matches.push({ raw, group: undefined })
    const meta = Predicate.isReadonlyObject(data.meta) ? data.meta : {}
    return Result.succeed({ matches, stated: countOf(meta.total) ?? sumOf(groups) })
  })
