/**
 * The odds of a result as lines that fit a terminal: matches stand below their competition, a line each, or two and more
 * where the terminal is narrow.
 *
 * What a pipe or a file gets instead is `WholeTable.ts`.
 */
import type { Paint } from "./Paint.ts"
import {
  arrowIn,
  type Cell,
  GAP,
  nameOfCompetition,
  type Row,
  SUSPENDED,
  shortOdds,
  teamsIn,
  teamsLines,
  teamsWidth
} from "./Row.ts"
import * as Width from "./Width.ts"

const INDENT = "  "
/** With fewer columns for the teams, a match takes two lines. */
const FEWEST_FOR_TEAMS = 24

/** Puts the competition above the first of its matches, and again where others stood between them. */
const underHeadings = (
  rows: ReadonlyArray<Row>,
  columns: number,
  { bold }: Paint,
  linesOf: (row: Row) => ReadonlyArray<string>
): Array<string> =>
  rows.flatMap((row, at) => {
    if (at > 0 && rows[at - 1]?.competition === row.competition) return linesOf(row)
    return [bold(Width.isolated(Width.cut(nameOfCompetition(row), columns))), ...linesOf(row)]
  })

/** Returns how a row says when it starts: without the day where that is the same for all. */
const starts = (rows: ReadonlyArray<Row>) => {
  const isOneDay = rows.every(({ day }) => day === rows[0]?.day)
  return {
    day: isOneDay ? `, ${rows[0]?.day}` : "",
    startHead: isOneDay ? "Nairobi" : "Nairobi time",
    startOf: ({ day, time }: Row) => (isOneDay ? time : `${day.slice(5)} ${time}`)
  }
}

/** A line for each match; undefined where the teams would have too few columns. */
const inLines = (
  rows: ReadonlyArray<Row>,
  outcomes: ReadonlyArray<string>,
  columns: number,
  paint: Paint
): Array<string> | undefined => {
  const { day, startHead, startOf } = starts(rows)
  const teamsHead = `teams${day}`
  const startWidth = startHead.length
  const oddsWidths = outcomes.map((outcome, at) =>
    Math.max(Width.of(outcome), ...new Set(rows.map(({ cells }) => shortOdds(cells[at]!).length)))
  )
  const noteWidth = rows.some(({ isSuspended }) => isSuspended) ? GAP.length + SUSPENDED.length : 0
  const taken = oddsWidths.reduce((sum, width) => sum + GAP.length + width + 2, startWidth + GAP.length + noteWidth)
  const left = columns - INDENT.length - taken
  if (left < FEWEST_FOR_TEAMS) return undefined
  const forTeams = rows.reduce((width, row) => Math.max(width, Math.min(left, teamsWidth(row, left))), teamsHead.length)
  const line = (teams: string, start: string, odds: ReadonlyArray<string>, note: string) =>
    [INDENT + Width.padEnd(teams, forTeams), Width.padEnd(start, startWidth), ...odds, note].join(GAP).trimEnd()
  const odds = (cells: ReadonlyArray<Cell>) =>
    cells.map((cell, at) => `${Width.padStart(shortOdds(cell), oddsWidths[at]!)} ${arrowIn(paint, cell)}`)
  const heads = outcomes.map((outcome, at) => `${Width.padStart(outcome, oddsWidths[at]!)}  `)
  return [
    paint.dim(line(teamsHead, startHead, heads, "")),
    ...underHeadings(rows, columns, paint, (row) => [
      line(teamsIn(row, forTeams), startOf(row), odds(row.cells), row.isSuspended ? SUSPENDED : "")
    ])
  ]
}

/** The teams on a line or two, and below them as many lines as the odds need. */
const stacked = (
  rows: ReadonlyArray<Row>,
  outcomes: ReadonlyArray<string>,
  columns: number,
  paint: Paint
): Array<string> => {
  const { day, startOf } = starts(rows)
  const pack = (pieces: ReadonlyArray<string>) => {
    const lines: Array<string> = []
    for (const piece of pieces) {
      const longer = `${lines.at(-1)}${GAP}${piece}`
      if (lines.length > 0 && Width.of(longer) <= columns) lines[lines.length - 1] = longer
      else lines.push(INDENT + INDENT + piece)
    }
    return lines
  }
  const matches = underHeadings(rows, columns, paint, (row) => {
    const odds = row.cells.map((cell, at) => `${outcomes[at]} ${shortOdds(cell)}${arrowIn(paint, cell)}`.trimEnd())
    const pieces = [startOf(row), ...odds, ...(row.isSuspended ? [SUSPENDED] : [])]
    return [...teamsLines(row, columns - INDENT.length).map((text) => INDENT + text), ...pack(pieces)]
  })
  return [...Width.wrap(`Nairobi time${day}`, columns).map(paint.dim), ...matches]
}

/** Returns the table of some matches of a market with these outcomes, at most so many columns wide. */
export const oddsTable = (
  rows: ReadonlyArray<Row>,
  outcomes: ReadonlyArray<string>,
  columns: number,
  paint: Paint
): Array<string> => inLines(rows, outcomes, columns, paint) ?? stacked(rows, outcomes, columns, paint)
