/**
 * Which of a user's own words may be shown where a secret can stand in their place by mistake or by design: the names in
 * a file of headers, and the path of a URL.
 *
 * Pure. A word is letters with at most two digits behind them, such as `v2`; a key or a token hardly ever looks so.
 */

const PLAIN = /^[a-z]{1,20}\d{0,2}(?:[-_.][a-z]{1,20}\d{0,2})*$/i
const LONGEST = 40

/** What stands where a word is not shown. */
const HIDDEN = "…"

/** Tells whether a text is a plain word, or some of them, joined by `-`, `_` or dots. */
export const isPlain = (text: string): boolean => text.length <= LONGEST && PLAIN.test(text)

/** Returns a word, or `…` where it is not plain. */
export const shownWord = (text: string): string => (isPlain(text) ? text : HIDDEN)

/** Returns the segments of a URL's path. */
export const segmentsOf = (pathname: string): ReadonlyArray<string> => pathname.split("/").filter((one) => one !== "")

/** Returns a URL's path with `…` for each segment that is not plain. */
export const shownPath = (pathname: string): string => pathname.replaceAll(/[^/]+/g, (segment) => shownWord(segment))
