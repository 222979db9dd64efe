/**
 * Text from outside made safe to store: clean text, "as text", and team names that the matcher can compare.
 *
 * Pure. Nothing here knows of matches or markets; the rules are those of the store's contract, so a change here is a
 * change of what other programs read.
 */

/** The most UTF-16 units of a name. */
const LONGEST_NAME = 1000
/** The most marks in a row, as in Unicode's stream-safe text. */
const MOST_MARKS = 30
const MORE_MARKS = /\p{M}{31}/u

/** For short texts only: very many words overflow the stack of some runtimes. */
const PLAIN = /^[!-~]+(?: [!-~]+)*$/
const INVISIBLE = /[\p{Cf}\p{Cs}]/gu
const GAP = /[\p{Zs}\p{Zl}\p{Zp}\p{Cc}]+/gu
const LETTER_OR_DIGIT = /[\p{L}\p{N}]/gu
const NOT_ASCII_OR_QUESTION_MARK = /[^\0-\x7f]+|\?+/g

/** Returns clean text: white space and control characters become single spaces, format characters and lone surrogates go, ends are trimmed. */
export const clean = (text: string): string =>
  text.length <= LONGEST_NAME && PLAIN.test(text) ? text : text.replace(INVISIBLE, "").replace(GAP, " ").trim()

/** Returns any JSON value as text: a string clean, a number as JavaScript prints it, anything else empty. */
export const asText = (value: unknown): string =>
  typeof value === "string" ? clean(value) : typeof value === "number" ? String(value) : ""

/** Returns a competition's name as text; of a very long one only the first 1,000 UTF-16 units, as they came. */
export const nameAsText = (value: unknown): string =>
  asText(typeof value === "string" && value.length > LONGEST_NAME ? value.slice(0, LONGEST_NAME) : value)

/** Counts letters and digits, but stops at `most`: normalising can multiply them. */
const countLettersAndDigits = (text: string, most = Number.POSITIVE_INFINITY): number => {
  let found = 0
  LETTER_OR_DIGIT.lastIndex = 0
  while (found < most && LETTER_OR_DIGIT.test(text)) found++
  return found
}

const withoutSemicolon = (text: string): string => clean(text.replaceAll(";", " "))

/** A name that stays as it is: printable ASCII, single spaces inside, neither `;` nor `?`, with a letter or digit. */
const PLAIN_NAME = /^(?=.*[0-9A-Za-z])[!-:<->@-~]+(?: [!-:<->@-~]+)*$/

/**
 * Normalises a team's name: its ASCII part where that keeps more than half of the letters and digits, else the name in
 * its own script. Never contains `;`. Undefined where the value is no string or no letter or digit is left; and where it
 * is longer than 1,000 UTF-16 units or piles up marks, which no team's name does and normalising takes very long for.
 */
export const teamName = (value: unknown): string | undefined => {
  if (typeof value !== "string" || value.length > LONGEST_NAME) return undefined
  if (PLAIN_NAME.test(value)) return value
  if (value.length > MOST_MARKS && MORE_MARKS.test(value)) return undefined
  const decomposed = clean(value).normalize("NFKD").replaceAll(";", " ")
  const ascii = clean(decomposed.replace(NOT_ASCII_OR_QUESTION_MARK, ""))
  const enough = countLettersAndDigits(ascii) * 2
  const name = countLettersAndDigits(decomposed, enough) < enough ? ascii : withoutSemicolon(value.normalize("NFC"))
  return countLettersAndDigits(name, 1) > 0 ? name : undefined
}

/** Returns the first words of a list, and how many more there are. */
export const listed = (words: ReadonlyArray<string>, most: number): string => {
  const more = words.length > most ? `, and ${words.length - most} more` : ""
  return `${words.slice(0, most).join(", ")}${more}`
}
