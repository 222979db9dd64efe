/**
 * Renders a result as text for people: a table of odds, and a summary of the report.
 */
import type { MarketResult } from "../../src/index.ts"
import { oddsTable } from "./OddsTable.ts"
import * as Paint from "./Paint.ts"
import { rowsOf } from "./Row.ts"
import { summary } from "./Summary.ts"
import { wholeTable } from "./WholeTable.ts"
import { wrap } from "./Width.ts"

/** With fewer columns than these, lines are broken by the terminal. */
const FEWEST_COLUMNS = 20

/** How a result is rendered. */
export interface TableOptions {
  /** True where colours may be written. */
  readonly colors: boolean
  /**
   * The terminal's width, 20 at least: no line is longer, and long names are cut.
   *
   * @default no limit: nothing is cut, and each match is one line, with its competition
   */
  readonly columns?: number | undefined
  /** Maximum number of matches shown; a last line counts the others. @default all */
  readonly limit?: number | undefined
}

/** Renders one extractor's odds with an arrow where they moved, followed by the report's summary. */
export const render = (result: MarketResult, { colors, columns, limit }: TableOptions): string => {
  const { documents, market, report } = result
  const paint = Paint.make(colors)
  const width = columns === undefined ? undefined : Math.max(FEWEST_COLUMNS, columns)
  const shown = limit === undefined ? documents : documents.slice(0, limit)
  const rows = rowsOf(shown, result)
  const { outcomes } = market
  const table =
    rows.length === 0
      ? []
      : width === undefined
        ? wholeTable(rows, outcomes, paint)
        : oddsTable(rows, outcomes, width, paint)
  const left = documents.length - shown.length
  const more = left > 0 ? [`… and ${left.toLocaleString("en-US")} more ${left === 1 ? "match" : "matches"}`] : []
  return [
    ...table,
    ...more.flatMap((text) => (width === undefined ? [text] : wrap(text, width))).map(paint.dim),
    ...(documents.length > 0 ? [""] : []),
    ...summary(report, width, paint)
  ]
    .join("\n")
    .trimEnd()
}
