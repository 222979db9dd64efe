/**
 * Compares what a document shows as the output of a command with what it prints: line by line, in their order, where numbers,
 * times, paths, and the teams of a match may differ. `…` alone stands for any lines, at the end of a line for its rest.
 */

/** The heading of a table whose matches are all of one day; where they are of two, as after midnight, each has its day. */
const ONE_DAY = /^\s*teams, \d{4}-\d\d-\d\d\s+Nairobi/
const DAY_OF_MATCH = /\b\d\d-\d\d (?=\d\d:\d\d\b)/
/** Two teams, and what stands between them, before the first number. */
const TEAMS = /^\s*\D+ [–-] \D+?(?=\s+\d)/
const PATH = /\/[\w./-]*\//g
const NUMBER = /\d[\d.,:]*(?:-\d[\d.,:]*)*/g

const shapeOf = (line: string): string =>
  line
    .replace(ONE_DAY, "teams Nairobi time")
    .replace(DAY_OF_MATCH, "")
    .replaceAll(/[▲▼]|\bsuspended$/g, "")
    .replace(TEAMS, "teams")
    .replaceAll(PATH, "/")
    .replaceAll(NUMBER, "0")
    .replaceAll(/\s+/g, " ")
    .trim()

const isSame = (shown: string, printed: string) => {
  const shape = shapeOf(printed)
  return shown.trimEnd().endsWith("…") && !shown.startsWith("…")
    ? shape.startsWith(shapeOf(shown.trimEnd().slice(0, -1)))
    : shape === shapeOf(shown)
}

/** Returns the lines that a document shows and that are not printed, or not in this order. */
export const missingOutput = (shown: string, printed: string): ReadonlyArray<string> => {
  const lines = printed.split("\n")
  let from = 0
  return shown
    .split("\n")
    .filter((line) => line.trim() !== "" && line.trim() !== "…")
    .filter((line) => {
      const at = lines.findIndex((candidate, index) => index >= from && isSame(line, candidate))
      if (at !== -1) from = at + 1
      return at === -1
    })
}
