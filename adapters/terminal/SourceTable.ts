/**
 * The sources of a watch as a table: a row for each extractor, or one for each source where there is little room.
 *
 * Pure. Columns that do not fit are left out; source and verdict stay longest.
 */
import { type Report, type SourceState, type Verdict, verdicts, type WatchView } from "../../src/index.ts"
import type { Paint } from "./Paint.ts"
import * as Width from "./Width.ts"

/** A row: its texts, and the style of the verdict. */
interface SourceRow {
  readonly cells: ReadonlyArray<string>
  readonly style: (text: string) => string
}

const HEAD = ["source", "extractor", "verdict", "matches", "updated", "new", "age", "next"]
const VERDICT = 2
const FIRST_NUMBER = 3
/** The columns in the order in which they get room. */
const IMPORTANCE = [0, VERDICT, 6, 3, 7, 1, 4, 5]

/** Returns milliseconds as a short text, such as `99 s`, `5 min` or `2 h`. */
export const shortTime = (millis: number): string => {
  const all = Math.max(0, Math.round(millis / 1000))
  if (all < 100) return `${all} s`
  const minutes = Math.floor(all / 60)
  return minutes < 100 ? `${minutes} min` : `${Math.floor(minutes / 60)} h`
}

const styleOf = (verdict: Verdict, { green, red, yellow }: Paint): SourceRow["style"] =>
  verdicts[verdict].exitCode === 0 ? green : verdict === "partial" ? yellow : red

/** Returns the verdict of a run on several markets: of those in the reports, the one that is listed last. */
const worstOf = (reports: ReadonlyArray<Report>): Verdict =>
  (Object.keys(verdicts) as Array<Verdict>).findLast((verdict) => reports.some((report) => report.verdict === verdict))!

const whenOf = ({ isRunning, lastAt, nextAt }: SourceState, { isPaused, now }: WatchView): ReadonlyArray<string> => [
  lastAt === undefined ? "-" : shortTime(now - lastAt),
  isRunning ? "now" : isPaused ? "paused" : nextAt === undefined ? "-" : `in ${shortTime(nextAt - now)}`
]

/** Returns the rows of a source: one for each extractor, or where `isCompact` one for all. */
const rowsOf = (state: SourceState, view: WatchView, paint: Paint, isCompact: boolean): ReadonlyArray<SourceRow> => {
  const { last, watched } = state
  const name = `${watched.source} ${watched.period}`
  const row = (texts: ReadonlyArray<string>, style: SourceRow["style"]): SourceRow => ({
    cells: [...texts, ...whenOf(state, view)],
    style
  })
  if (last === undefined) return [row([name, "", "-", "", "", ""], paint.dim)]
  if (last._tag === "RunAbandoned") return [row([name, "", "abandoned", "", "", ""], paint.red)]
  const reports = last.results.map(({ report }) => report)
  const groups = isCompact && reports.length > 1 ? [reports] : reports.map((report) => [report])
  return groups.map((group, index) => {
    const sum = (of: (report: Report) => number) => String(group.reduce((total, report) => total + of(report), 0))
    const verdict = worstOf(group)
    const texts = [
      index === 0 ? name : "",
      group.length === 1 ? group[0]!.extractor : "all",
      verdict,
      sum(({ matches }) => matches.kept),
      sum(({ documents }) => documents.updated),
      sum(({ documents }) => documents.created)
    ]
    return row(texts, styleOf(verdict, paint))
  })
}

/** Returns the table, at most so many columns wide; where it had more than `most` rows, each source has one. */
export const sourceTable = (view: WatchView, columns: number, most: number, paint: Paint): ReadonlyArray<string> => {
  const rowsOfAll = (isCompact: boolean) =>
    view.state.sources.flatMap((source) => rowsOf(source, view, paint, isCompact))
  const full = rowsOfAll(false)
  const rows = full.length > most ? rowsOfAll(true) : full
  const widths = HEAD.map((head, index) => Math.max(head.length, ...rows.map(({ cells }) => cells[index]!.length)))
  let left = columns
  const shown = new Set<number>()
  for (const index of IMPORTANCE) {
    const needed = widths[index]! + (shown.size === 0 ? 0 : 2)
    if (needed > left) break
    left -= needed
    shown.add(index)
  }
  const line = (cells: ReadonlyArray<string>, paintCell: (text: string, index: number) => string) =>
    cells
      .flatMap((cell, index) => {
        if (!shown.has(index)) return []
        const pad = index < FIRST_NUMBER ? Width.padEnd : Width.padStart
        return [paintCell(pad(cell, widths[index]!), index)]
      })
      .join("  ")
      .trimEnd()
  return [
    line(HEAD, paint.bold),
    ...rows.map(({ cells, style }) => line(cells, (text, index) => (index === VERDICT ? style(text) : text)))
  ]
}
