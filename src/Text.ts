/**
 * Text from outside made safe to store: clean text, "as text", and team names that the matcher can compare.
 *
 * Pure. Nothing here knows of matches or markets; the rules are those of the store's contract, so a change here is a
 * change of what the neighbours read.
 */

const PLAIN = /^[!-~]+(?: [!-~]+)*$/
const INVISIBLE = /[\p{Cf}\p{Cs}]/gu
const GAP = /[\p{Zs}\p{Zl}\p{Zp}\p{Cc}]+/gu
const LETTER_OR_DIGIT = /[\p{L}\p{N}]/gu
const NOT_ASCII_OR_QUESTION_MARK = /[^\0-\x7f]|\?/g

/** Makes white space and control characters single spaces, drops format characters and lone surrogates, and trims. */
export const clean = (text: string): string =>
  PLAIN.test(text) ? text : text.replace(INVISIBLE, "").replace(GAP, " ").trim()

/** Reads any JSON value as text: a string clean, a number as JavaScript prints it, anything else empty. */
export const asText = (value: unknown): string =>
  typeof value === "string" ? clean(value) : typeof value === "number" ? String(value) : ""

const countLettersAndDigits = (text: string): number => text.match(LETTER_OR_DIGIT)?.length ?? 0

const withoutSemicolon = (text: string): string => clean(text.replaceAll(";", " "))

/**
 * Normalises a team's name: its ASCII part where that keeps more than half of the letters and digits, else the name in
 * its own script. Never contains `;`. Undefined where the value is no string or no letter or digit is left.
 */
export const teamName = (value: unknown): string | undefined => {
  if (typeof value !== "string") return undefined
  const decomposed = withoutSemicolon(value.normalize("NFKD"))
  const ascii = clean(decomposed.replace(NOT_ASCII_OR_QUESTION_MARK, ""))
  const name =
    countLettersAndDigits(ascii) * 2 > countLettersAndDigits(decomposed)
      ? ascii
      : withoutSemicolon(value.normalize("NFC"))
  return countLettersAndDigits(name) > 0 ? name : undefined
}
