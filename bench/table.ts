/**
 * Medians, Markdown tables and targets.
 */

/** Returns the median; NaN for an empty list. */
export const median = (numbers: ReadonlyArray<number>): number => {
  const sorted = [...numbers].sort((a, b) => a - b)
  const middle = sorted.length / 2
  return sorted.length % 2 === 1 ? sorted[Math.floor(middle)]! : (sorted[middle - 1]! + sorted[middle]!) / 2
}

/** Formats a number with a fixed number of decimals; `—` if it is not finite. */
export const decimals = (value: number, places: number): string =>
  Number.isFinite(value) ? value.toFixed(places) : "—"

/** Formats a Markdown table. */
export const table = (heads: ReadonlyArray<string>, rows: ReadonlyArray<ReadonlyArray<string>>): string => {
  const widths = heads.map((head, column) => Math.max(3, head.length, ...rows.map((row) => row[column]!.length)))
  const line = (cells: ReadonlyArray<string>) => `| ${cells.map((cell, i) => cell.padEnd(widths[i]!)).join(" | ")} |`
  return [line(heads), line(widths.map((width) => "-".repeat(width))), ...rows.map(line)].join("\n")
}

/** A promised bound and the measured value: at most `bound`, or with `atLeast` at least `bound`. */
export interface Target {
  readonly what: string
  readonly measured: number
  readonly bound: number
  readonly atLeast?: boolean
}

/** Returns whether a target is reached; false for NaN. */
export const reached = ({ atLeast = false, bound, measured }: Target): boolean =>
  atLeast ? measured >= bound : measured <= bound
