/**
 * Numbers for people: medians, and tables in Markdown.
 */

/** Gives the median; NaN of nothing. */
export const median = (numbers: ReadonlyArray<number>): number => {
  const sorted = [...numbers].sort((a, b) => a - b)
  const middle = sorted.length / 2
  return sorted.length % 2 === 1 ? sorted[Math.floor(middle)]! : (sorted[middle - 1]! + sorted[middle]!) / 2
}

/** Writes a number with that many decimals, and `—` for none. */
export const decimals = (value: number, places: number): string =>
  Number.isFinite(value) ? value.toFixed(places) : "—"

/** Writes a Markdown table. */
export const table = (heads: ReadonlyArray<string>, rows: ReadonlyArray<ReadonlyArray<string>>): string => {
  const widths = heads.map((head, column) => Math.max(3, head.length, ...rows.map((row) => row[column]!.length)))
  const line = (cells: ReadonlyArray<string>) => `| ${cells.map((cell, i) => cell.padEnd(widths[i]!)).join(" | ")} |`
  return [line(heads), line(widths.map((width) => "-".repeat(width))), ...rows.map(line)].join("\n")
}

/** One promise held against what was measured: at most, or at least, so much. */
export interface Target {
  readonly what: string
  readonly measured: number
  readonly bound: number
  readonly atLeast?: boolean
}

/** Tells whether a target is reached. */
export const reached = ({ atLeast = false, bound, measured }: Target): boolean =>
  atLeast ? measured >= bound : measured <= bound
