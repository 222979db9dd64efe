/**
 * Patterns of JSON as servers write it, without white space and escapes: made from some values, they match those, others of
 * the same shape, and nothing but JSON.
 *
 * Pure. They take time in proportion to the length of a text: no two alternatives match the same, and no part can end in two places.
 */
import * as Predicate from "effect/Predicate"

/** The deepest lists and objects within each other: each list doubles the pattern. */
const DEEPEST = 6

const scalars = {
  string: String.raw`"[^"\\\x00-\x1f]*"`,
  number: String.raw`-?(?:0|[1-9]\d*)(?:\.\d+)?`,
  boolean: "(?:true|false)"
} as const

/** Returns the pattern of a member's name and its colon; all but letters and digits by their code. */
const nameOf = (name: string): string =>
  `${JSON.stringify(name)}:`.replace(/\W/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`)

/** Names what tells the values apart that have patterns of their own; objects by the names of their members. */
const kindOf = (value: unknown): string =>
  value === null
    ? "null"
    : Array.isArray(value)
      ? value.length === 0
        ? "empty"
        : "list"
      : Predicate.isReadonlyObject(value)
        ? JSON.stringify(Object.keys(value))
        : typeof value

const patternOfKind = (kind: string, values: ReadonlyArray<unknown>, depth: number): string => {
  if (kind === "null") return kind
  if (kind === "empty") return String.raw`\[\]`
  if (kind === "list") {
    const element = patternOf(values.flat(), depth)
    return String.raw`\[${element}(?:,${element})*\]`
  }
  if (kind === "string" || kind === "number" || kind === "boolean") return scalars[kind]
  const objects = values.filter(Predicate.isReadonlyObject)
  const members = Object.keys(objects[0] ?? {}).map(
    (name) =>
      nameOf(name) +
      patternOf(
        objects.map((object) => object[name]),
        depth
      )
  )
  return String.raw`\{${members.join(",")}\}`
}

/** Returns the pattern of values as they come from `JSON.parse`; of those nested too deep, one that matches nothing. */
export const patternOf = (values: ReadonlyArray<unknown>, depth = 0): string => {
  if (depth === DEEPEST) return "(?!)"
  const patterns = Array.from(Map.groupBy(values, kindOf), ([kind, values]) => patternOfKind(kind, values, depth + 1))
  return patterns.length === 1 ? patterns[0]! : `(?:${patterns.join("|")})`
}
