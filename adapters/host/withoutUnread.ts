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

const STRING = String.raw`"[^"\\\x00-\x1f]*"`
const SCALAR = String.raw`(?:${STRING}|-?(?:0|[1-9]\d*)(?:\.\d+)?|true|false|null)`
const MEMBER = `${STRING}:${SCALAR}`
const listOf = (element: string) => String.raw`\[${element}(?:,${element})*\]`
const FLAT = listOf(String.raw`\{${MEMBER}(?:,${MEMBER})*\}`)
const NESTED = listOf(String.raw`\{(?:${MEMBER},)*${STRING}:${FLAT}(?:,${MEMBER})*\}`)

/** A list of objects, or of objects with a list of objects, as servers write it without white space; the last member of its object. */
const LAST_LIST = new RegExp(String.raw`(?:${FLAT}|${NESTED})(?=\})`, "y")

/** What comes before a list in its object, `{"odd_type":"Total","sub_type_id":"18","lines":`, is looked for within so many characters. */
const LONGEST_HEAD = 300
/** So many different heads are looked at; one that each object has for itself would cost more than it saves. */
const MOST_HEADS = 1000
/** After so many answers in a row without anything to leave out, no further ones are looked through. */
const ENOUGH_IN_VAIN = 5
const NOT_READ = '"(not read)"'

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
  let inVain = 0
  return (text) => {
    if (inVain === ENOUGH_IN_VAIN) return text
    let kept = ""
    let from = 0
    let at = text.indexOf(member)
    while (at >= 0) {
      const list = text.indexOf("[", at)
      if (list < 0) break
      const earliest = Math.max(from, list - LONGEST_HEAD)
      const head = text.slice(earliest + text.slice(earliest, at).lastIndexOf("{"), list)
      at = list
      if (head.startsWith("{") && isKnownUnread(head)) {
        LAST_LIST.lastIndex = list
        if (LAST_LIST.test(text)) {
          kept += text.slice(from, list) + NOT_READ
          from = LAST_LIST.lastIndex
          at = from
        }
      }
      at = text.indexOf(member, at)
    }
    inVain = from === 0 ? inVain + 1 : 0
    return from === 0 ? text : kept + text.slice(from)
  }
}
