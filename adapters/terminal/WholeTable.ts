/**
 * The odds of a result for a pipe or a file: nothing is cut, and a match is one line with its competition, so that `grep` finds
 * it. Columns are two spaces or more apart and no cell is empty, so that `awk -F '  +'` tells them apart.
 */
import type { Paint } from "./Paint.ts"
import { arrowIn, GAP, nameOfCompetition, type Row, SUSPENDED, wholeTeams } from "./Row.ts"
import * as Width from "./Width.ts"

/** Longer cells are not aligned to, so that one name does not make every line as long. */
const WIDEST_ALIGNED = 60

const widest = (texts: ReadonlyArray<string>): number =>
  texts.reduce((width, text) => {
    const columns = Width.upTo(text, WIDEST_ALIGNED)
    return columns > WIDEST_ALIGNED ? width : Math.max(width, columns)
  }, 0)

/** Returns the table of some matches of a market with these outcomes. */
export const wholeTable = (rows: ReadonlyArray<Row>, outcomes: ReadonlyArray<string>, paint: Paint): Array<string> => {
  const texts = rows.map((row) => [
    wholeTeams(row),
    `${row.day} ${row.time}`,
    ...row.cells.map(({ odds, arrow: moved }) => `${odds} ${moved}`),
    Width.isolated(nameOfCompetition(row)),
    row.isSuspended ? SUSPENDED : ""
  ])
  const head = ["teams", "start (Nairobi)", ...outcomes.map((outcome) => `${outcome}  `), "competition", ""]
  const widths = head.map((text, column) => {
    const cells = texts.map((row) => row[column]!)
    return Math.max(Width.of(text), widest(cells))
  })
  const isOdds = (column: number) => column > 1 && column <= outcomes.length + 1
  const line = (cells: ReadonlyArray<string>, row?: Row) =>
    cells
      .map((text, column) => {
        if (!isOdds(column)) return Width.padEnd(text, widths[column]!)
        const padded = Width.padStart(text, widths[column]!)
        const cell = row?.cells[column - 2]
        return cell === undefined ? padded : padded.slice(0, -1) + arrowIn(paint, cell)
      })
      .join(GAP)
      .trimEnd()
  return [paint.dim(line(head)), ...rows.map((row, at) => line(texts[at]!, row))]
}
