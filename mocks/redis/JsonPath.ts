/**
 * JSONPath as far as it is known here: `$`, `.name`, `.*`, `[n]`, `["name"]`, `['name']`, `[*]`, `..name`, and the legacy
 * paths (`.`, `name`, `[1].x`). Filters, slices, lists of names and `..*` answer an error that says so.
 * Parses a path and finds places in a document; what is done with them is left to the commands.
 */
import { isObject, type Json, type JsonObject } from "./Json.ts"
import { Failure, notKnown } from "./Reply.ts"
import type { Version } from "./Version.ts"

/** One step of a path. */
export type Step =
  | { readonly kind: "name"; readonly name: string; readonly raw: string }
  | { readonly kind: "index"; readonly index: number }
  | { readonly kind: "every" }
  | { readonly kind: "deep"; readonly name: string }

/** A parsed path; `legacy` ones mean their first match only, `text` is how errors name them. */
export interface Path {
  readonly text: string
  readonly legacy: boolean
  readonly steps: ReadonlyArray<Step>
  /** whether it can name one place at most, so that a missing last member can be created */
  readonly fixed: boolean
}

/** A place in a document: the value, and what holds it under which name or number (nothing for the root). */
export interface Place {
  readonly value: Json
  readonly parent?: JsonObject | Array<Json>
  readonly key?: string | number
}

/** How a version words a path that does not parse. */
export type PathErrors = Version

const expectedBracket = "'<string>[,<string>,...]', '<number>', ['start:end:steps'], '*'"
const expectedName = "<string>, '*'"
const expectedEnd = "EOI, '..'"

const fail = (text: string, at: number, expected: string, version: PathErrors): never => {
  if (version !== "7.2") {
    throw new Failure(
      `Error occurred at position ${at}, Error at position ${at}: expected one of the following: ${expected}`
    )
  }
  // each character becomes one byte in this message, so "é" is no UTF-8 there
  const narrow = (part: string) => Buffer.from(part, "latin1").toString("utf8")
  const [before, after] = [narrow(text.slice(0, at)), narrow(text.slice(at))]
  const shown = after === "" ? `${before} <<<<----` : `${before} ---->>>> ${after}`
  throw new Failure(`Error occurred on position ${at}, "${shown}", expected one of the following: ${expected}.`)
}

const nameAt = (text: string, at: number): string | undefined => {
  const expression = /[-A-Za-z0-9_`~+#%$^/:]+/y
  expression.lastIndex = at
  return expression.exec(text)?.[0]
}

const quotedAt = (text: string, at: number): string | undefined => {
  const expression = text[at] === '"' ? /"((?:\\[\s\S]|[^"\\])*)"/y : /'((?:\\[\s\S]|[^'\\])*)'/y
  expression.lastIndex = at
  return expression.exec(text)?.[1]
}

const steps = (text: string, version: PathErrors): Array<Step> => {
  const found: Array<Step> = []
  let at = 1
  const bracket = () => {
    const open = at
    const number = /\[(-?\d+)\]/y
    number.lastIndex = at
    const index = number.exec(text)
    if (index !== null) {
      found.push({ kind: "index", index: Number(index[1]) })
      at += index[0].length
      return
    }
    at++
    if (text.startsWith("*]", at)) {
      found.push({ kind: "every" })
      at += 2
      return
    }
    if (text[at] === '"' || text[at] === "'") {
      const raw = quotedAt(text, at)
      if (raw === undefined || text[at + raw.length + 2] !== "]") throw notKnown(`the JSONPath ${text}`)
      found.push({ kind: "name", raw, name: raw.replace(/\\([\s\S])/g, "$1") })
      at += raw.length + 3
      return
    }
    if (/^(\?|-?\d*:|-?\d+,)/.test(text.slice(at))) throw notKnown(`the JSONPath ${text}`)
    fail(text, open + 1, expectedBracket, version)
  }
  while (at < text.length) {
    if (text[at] === "[") bracket()
    else if (text.startsWith("..", at)) {
      const name = nameAt(text, at + 2)
      if (name === undefined) throw notKnown(`the JSONPath ${text}`)
      found.push({ kind: "deep", name })
      at += 2 + name.length
    } else if (text[at] === ".") {
      at++
      const name = nameAt(text, at)
      if (name !== undefined) {
        found.push({ kind: "name", name, raw: name })
        at += name.length
      } else if (text[at] === "*") {
        found.push({ kind: "every" })
        at++
      } else if (text[at] === "[") bracket()
      else fail(text, at, expectedName, version)
    } else {
      while (text[at] === " ") at++
      fail(text, at, expectedEnd, version)
    }
  }
  return found
}

/** Parses a path, or fails with the words of that version. */
export const parsePath = (text: string, version: PathErrors): Path => {
  const legacy = !text.startsWith("$")
  const full = legacy ? (text === "." ? "$" : text.startsWith(".") ? `$${text}` : `$.${text}`) : text
  const found = steps(full, version)
  return {
    text: full,
    legacy,
    steps: found,
    fixed: found.every((step) => step.kind === "name" || step.kind === "index")
  }
}

/** Tells whether a path is the root. */
export const isRoot = (path: Path): boolean => path.steps.length === 0

const children = (value: Json): Array<Place> =>
  Array.isArray(value)
    ? value.map((item, key) => ({ value: item, parent: value, key }))
    : isObject(value)
      ? [...value].map(([key, item]) => ({ value: item, parent: value, key }))
      : []

const deep = (value: Json, name: string, into: Array<Place>): void => {
  if (isObject(value) && value.has(name)) into.push({ value: value.get(name)!, parent: value, key: name })
  for (const child of children(value)) deep(child.value, name, into)
}

const walk = (value: Json, step: Step): Array<Place> => {
  if (step.kind === "every") return children(value)
  if (step.kind === "deep") {
    const into: Array<Place> = []
    deep(value, step.name, into)
    return into
  }
  if (step.kind === "name") {
    return isObject(value) && value.has(step.name)
      ? [{ value: value.get(step.name)!, parent: value, key: step.name }]
      : []
  }
  if (!Array.isArray(value)) return []
  const key = step.index < 0 ? value.length + step.index : step.index
  return key >= 0 && key < value.length ? [{ value: value[key]!, parent: value, key }] : []
}

/** Finds the places that steps lead to, in the order of the document. */
export const findSteps = (root: Json, path: ReadonlyArray<Step>): Array<Place> =>
  path.reduce<Array<Place>>((places, step) => places.flatMap((place) => walk(place.value, step)), [{ value: root }])

/** Finds the places that a path names, in the order of the document. */
export const find = (root: Json, path: Path): Array<Place> => findSteps(root, path.steps)
