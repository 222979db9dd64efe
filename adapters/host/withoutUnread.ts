/**
 * The text of an answer without the lists in it that nobody reads, such as the outcomes of markets that are not asked for: most of
 * a feed, and of the CPU of parsing it.
 *
 * Pure. A list is left out only where a strict pattern says that all of it is JSON, and where it ends an object whose other members
 * tell that it is not read. Everything else stays, for `JSON.parse`. What stands in its place is no JSON outside of a string, so a
 * broken answer stays broken.
 */
import * as Predicate from "effect/Predicate"
import type { Unread } from "../../src/bookmaker/http/BodyOptions.ts"
import { patternOf } from "./patternOf.ts"

/** What comes before a list in its object, `{"odd_type":"Total","sub_type_id":"18","lines":`, is looked for within so many characters. */
const LONGEST_HEAD = 300
/** So many different heads are looked at; one that each object has for itself would cost more than it saves. */
const MOST_HEADS = 1000
/** So many lists at most show what the others look like, each of so many characters at most. */
const MOST_EXAMPLES = 20
const LONGEST_EXAMPLE = 20_000
/** The longest pattern that is made of them. */
const LONGEST_PATTERN = 10_000
/** After so many characters in a row without anything to leave out, no further ones are looked through. */
const ENOUGH_IN_VAIN = 500_000
const NOT_READ = '"(not read)"'

const MATCHES_NOTHING = /(?!)/y

/** Returns whether a head, all of it in ASCII, is that of an object whose list is not read. */
const beginsUnread = (head: string, { isUnread, lists }: Unread): boolean => {
  if (/[^\0-\x7f]/.test(head) || !lists.some((name) => head.endsWith(`"${name}":`))) return false
  let object: unknown
  try {
    object = JSON.parse(`${head}${NOT_READ}}`)
  } catch {
    return false
  }
  return Predicate.isReadonlyObject(object) && isUnread(object)
}

/** Returns the list that stands at the beginning of a text. Throws where it has no end there, or is no JSON. */
const listAtStart = (text: string): unknown => {
  let depth = 0
  for (const { 0: found, index } of text.matchAll(/"[^"]*"|[[\]]/g)) {
    if (found === "[") depth++
    if (found === "]") depth--
    if (depth === 0) return JSON.parse(text.slice(0, index + 1))
  }
  throw new SyntaxError("no end")
}

/** Patterns made before: those of a run are those of the next. */
const patterns = new Map<string, RegExp>()
const MOST_PATTERNS = 100

/** Returns the pattern of lists like these that end their object. */
const lastListLike = (examples: ReadonlyArray<unknown>): RegExp => {
  const source = `${patternOf(examples)}(?=\\})`
  if (source.length > LONGEST_PATTERN) return MATCHES_NOTHING
  const known = patterns.get(source) ?? new RegExp(source, "y")
  if (patterns.size >= MOST_PATTERNS) patterns.clear()
  patterns.set(source, known)
  return known
}

/** Finds where lists end that look like those before. */
class ListEnds {
  readonly #examples: Array<unknown> = []
  #left = MOST_EXAMPLES
  #pattern = MATCHES_NOTHING

  /** Returns where the list at a place ends, as the last member of its object; undefined where it is none that can be left out. */
  of(text: string, list: number): number | undefined {
    return this.#match(text, list) ?? (this.#learn(text, list) ? this.#match(text, list) : undefined)
  }

  #match(text: string, list: number): number | undefined {
    this.#pattern.lastIndex = list
    return this.#pattern.test(text) ? this.#pattern.lastIndex : undefined
  }

  #learn(text: string, list: number): boolean {
    if (this.#left === 0) return false
    this.#left--
    try {
      this.#examples.push(listAtStart(text.slice(list, list + LONGEST_EXAMPLE)))
      this.#pattern = lastListLike(this.#examples)
      return true
    } catch {
      return false
    }
  }
}

/**
 * Returns what takes the unread lists out of the texts of some answers, of a run say. A text may also be the bytes of an answer as
 * letters (Latin-1).
 */
export const withoutUnread = (unread: Unread): ((text: string) => string) => {
  const known = new Map<string, boolean>()
  const isKnownUnread = (head: string): boolean => {
    let found = known.get(head)
    if (found === undefined) {
      if (known.size >= MOST_HEADS) return false
      found = beginsUnread(head, unread)
      // Made anew: as a part of the answer's text it would keep all of that.
      known.set(JSON.parse(JSON.stringify(head)), found)
    }
    return found
  }

  const member = `"${unread.member}":`
  const listEnds = new ListEnds()
  let inVain = 0
  return (text) => {
    if (inVain > ENOUGH_IN_VAIN) return text
    let kept = ""
    let from = 0
    let at = text.indexOf(member)
    while (at >= 0) {
      const list = text.indexOf("[", at)
      if (list < 0) break
      const earliest = Math.max(from, list - LONGEST_HEAD)
      const head = text.slice(earliest + text.slice(earliest, at).lastIndexOf("{"), list)
      at = list
      const end = head.startsWith("{") && isKnownUnread(head) ? listEnds.of(text, list) : undefined
      if (end !== undefined) {
        kept += text.slice(from, list) + NOT_READ
        from = end
        at = end
      }
      at = text.indexOf(member, at)
    }
    inVain = from === 0 ? inVain + text.length : 0
    return from === 0 ? text : kept + text.slice(from)
  }
}
