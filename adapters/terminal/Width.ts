/**
 * Texts as wide as a terminal shows them: measured, padded, cut and wrapped. A character takes zero, one or two columns.
 *
 * Every function measures alike. Libraries that cut and wrap bring other versions of `string-width`, and a line that one of
 * them cut to fit would not always fit by this one's measure.
 */
import stringWidth from "string-width"

const ELLIPSIS = "…"
/** Longer than this for each column, a text is taken to be too wide without being measured, which takes long. */
const UNITS_PER_COLUMN = 4
/** Texts of these characters alone (Latin, Greek, Cyrillic, the table's own marks) take a column each, which needs no measuring. */
const NARROW = /^[ -~\u00a1-\u00ac\u00ae-\u02ff\u0370-\u0482\u048a-\u058f–…▲▼]*$/
const CONTROL = /[\p{Cc}\p{Zl}\p{Zp}]+/gu
const INVISIBLE = /[\p{Cf}\p{Cs}]/gu
const RIGHT_TO_LEFT = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\u{10800}-\u{10fff}\u{1e800}-\u{1efff}]/u

/** Made when it is first used: many tables need none, and making one takes long. */
let graphemes: Intl.Segmenter | undefined

/** Returns how many columns a text takes; escape sequences for colours take none. */
export const of = (text: string): number => (NARROW.test(text) ? text.length : stringWidth(text))

/** Returns text from outside so that it can only be read: without control characters, line breaks and invisible marks. */
export const harmless = (text: string): string =>
  NARROW.test(text) ? text : text.replace(CONTROL, " ").replace(INVISIBLE, "").trim()

/** Isolates right-to-left text, so that it does not reverse the rest of its line. Call it last: cutting would lose its end. */
export const isolated = (text: string): string => (RIGHT_TO_LEFT.test(text) ? `\u2068${text}\u2069` : text)

/** Adds spaces at the end up to a width. */
export const padEnd = (text: string, width: number): string => text + " ".repeat(Math.max(0, width - of(text)))

/** Adds spaces at the beginning up to a width. */
export const padStart = (text: string, width: number): string => " ".repeat(Math.max(0, width - of(text))) + text

/** Returns how many columns a text takes, or `most + 1` where it takes more; what is very long is not measured. */
export const upTo = (text: string, most: number): number =>
  text.length > most * UNITS_PER_COLUMN ? most + 1 : Math.min(of(text), most + 1)

const fits = (text: string, width: number) => upTo(text, width) <= width

/** Returns as many of some characters as fit, in their order. */
const startOf = (characters: Iterable<string>, width: number): Array<string> => {
  const taken: Array<string> = []
  let left = width
  for (const character of characters) {
    left -= of(character)
    if (left < 0) break
    taken.push(character)
  }
  return taken
}

function* charactersOf(text: string): Generator<string> {
  graphemes ??= new Intl.Segmenter()
  for (const { segment } of graphemes.segment(text)) yield segment
}

const head = (text: string, width: number) => {
  const start = text.slice(0, width * UNITS_PER_COLUMN)
  return NARROW.test(start) ? start.slice(0, width) : startOf(charactersOf(start), width).join("")
}

const tail = (text: string, width: number) => {
  if (width === 0) return ""
  const end = text.slice(-width * UNITS_PER_COLUMN)
  return NARROW.test(end)
    ? end.slice(-width)
    : startOf([...charactersOf(end)].reverse(), width)
        .reverse()
        .join("")
}

/** Cuts a text at its end, with `…`, so that it fits into a width. Characters stay whole. It must have no colours. */
export const cut = (text: string, width: number): string => {
  if (width <= 0) return ""
  return fits(text, width) ? text : `${head(text, width - 1).trimEnd()}${ELLIPSIS}`
}

/** Cuts a text in its middle: names of teams differ at both ends, as in `Manchester United U21 (W)`. */
export const cutMiddle = (text: string, width: number): string => {
  if (width <= 0) return ""
  if (fits(text, width)) return text
  const end = Math.floor(((width - 1) * 2) / 5)
  return `${head(text, width - 1 - end).trimEnd()}${ELLIPSIS}${tail(text, end).trimStart()}`
}

/** Cuts a word that is wider than a line into parts that fit. Words with colours are left whole. */
const parts = (word: string, width: number): ReadonlyArray<string> => {
  if (word.includes("\x1b") || of(word) <= width) return [word]
  const lines = [""]
  let left = width
  for (const character of charactersOf(word)) {
    const columns = of(character)
    if (columns > left) {
      lines.push("")
      left = width
    }
    left -= columns
    lines[lines.length - 1] += character
  }
  return lines
}

/** Breaks a text into lines between words; all but the first begin with as many spaces as `indent` says. */
export const wrap = (text: string, width: number, indent = 0): Array<string> => {
  const lines: Array<string> = []
  let line: string | undefined
  for (const word of text.split(" ").flatMap((whole) => parts(whole, Math.max(1, width - indent)))) {
    const longer: string = line === undefined ? word : `${line} ${word}`
    if (line === undefined || line.trim() === "" || of(longer) <= width) {
      line = longer
      continue
    }
    lines.push(line.trimEnd())
    line = " ".repeat(indent) + word
  }
  return [...lines, line ?? ""]
}
