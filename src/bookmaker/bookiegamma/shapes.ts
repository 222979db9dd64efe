/**
 * The shape of an answer in a few words, for people who compare it with what they know of the bookmaker.
 *
 * Pure. `[]` marks a list, `{}` one that is written as an object. What the lists hold is `responses.ts`'s.
 */
import * as Predicate from "effect/Predicate"
import { asText } from "../../domain/Text.ts"
import { listOf, objectsIn } from "./responses.ts"

const distinct = (words: ReadonlyArray<string>): ReadonlyArray<string> => [...new Set(words)]

const mark = (list: unknown): string => (Array.isArray(list) ? "[]" : "{}")

/** Names the lists of matches within a list of groups, and how many groups have none. */
const groupPaths = (path: string, list: unknown): ReadonlyArray<string> => {
  const groups = objectsIn(list)
  const withMatches = groups.filter(({ matches }) => listOf(matches) !== undefined)
  const without = groups.length - withMatches.length
  const nested = distinct(withMatches.map(({ matches }) => `${path}.matches${mark(matches)}`))
  return without === 0 ? nested : [...nested, `${path} (${without} without matches)`]
}

const STATUS = /^\d{1,6}$/

/** Returns the envelope's `status_code`, where there is one; of another text than a number only that. */
const statusIn = ({ status_code }: Readonly<Record<string, unknown>>): ReadonlyArray<string> => {
  if (status_code === undefined) return []
  const text = asText(status_code)
  return [STATUS.test(text) ? `status_code ${text}` : "status_code that is no number"]
}

/** Describes an answer to step 1, or with `inGroups` one to step 2: its lists, and the status in it. */
const describe = (body: unknown, inGroups: boolean): string => {
  if (!Predicate.isReadonlyObject(body)) return ""
  const { data } = body
  if (!Predicate.isReadonlyObject(data)) return ["data: []", ...statusIn(body)].join(", ")
  const paths = ["competitions", "leagues"].flatMap((name) => {
    const list = data[name]
    if (listOf(list) === undefined) return []
    const path = `data.${name}${mark(list)}`
    return inGroups ? groupPaths(path, list) : name === "competitions" ? [path] : []
  })
  const alone = inGroups && listOf(data.matches) !== undefined ? [`data.matches${mark(data.matches)}`] : []
  return [...paths, ...alone, ...statusIn(body)].join(", ")
}

/** Describes the shape of a listing, such as `data.competitions[], status_code 200`. */
export const shapeOfListing = (body: unknown): string => describe(body, false)

/** Describes the shape of a competition's matches, such as `data.leagues[].matches{}`. */
export const shapeOfMatches = (body: unknown): string => describe(body, true)
