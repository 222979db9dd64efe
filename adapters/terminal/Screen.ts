/**
 * The live screen of a watch: each source with its extractors, outages, what was said last, and the odds that moved.
 *
 * Pure: lines for a moment and a size, none wider than the terminal, and no more of them than it has rows.
 */
import { type Report, type SourceState, type Verdict, verdicts, type WatchView } from "../../src/index.ts"
import * as Width from "./Width.ts"

/** The size of a terminal, and whether it shows colours. */
export interface Size {
  /** The terminal's width. */
  readonly columns: number
  /** The terminal's height. */
  readonly rows: number
  /** True where colours may be written. */
  readonly colors: boolean
}

type Paint = (text: string) => string

const ESCAPE = "\x1b["
const paints = (colors: boolean) => {
  const paint =
    (code: number): Paint =>
    (text) =>
      colors ? `${ESCAPE}${code}m${text}${ESCAPE}0m` : text
  return { bold: paint(1), dim: paint(2), red: paint(31), green: paint(32), yellow: paint(33) }
}
type Paints = ReturnType<typeof paints>

const seconds = (millis: number): string => {
  const all = Math.max(0, Math.round(millis / 1000))
  if (all < 100) return `${all} s`
  const minutes = Math.floor(all / 60)
  return minutes < 100 ? `${minutes} min` : `${Math.floor(minutes / 60)} h`
}

const clock = (at: number): string => new Date(at).toISOString().slice(11, 19)

const paintOf = (verdict: Verdict | "abandoned", { green, red, yellow }: Paints): Paint =>
  verdict === "abandoned" ? red : verdicts[verdict].exitCode === 0 ? green : verdict === "partial" ? yellow : red

/** One row of the list of sources: texts, and how the verdict is painted. */
interface Row {
  readonly cells: ReadonlyArray<string>
  readonly paint: Paint
}

const HEAD = ["source", "extractor", "verdict", "matches", "updated", "new", "age", "next"]
const FIRST_NUMBER = 3

const whenOf = ({ isRunning, lastAt, nextAt }: SourceState, { isPaused, now }: WatchView): ReadonlyArray<string> => [
  lastAt === undefined ? "-" : seconds(now - lastAt),
  isRunning ? "now" : isPaused ? "paused" : nextAt === undefined ? "-" : `in ${seconds(nextAt - now)}`
]

const rowOf = (name: string, state: SourceState, report: Report, view: WatchView, paint: Paints): Row => ({
  cells: [
    name,
    report.extractor,
    report.verdict,
    String(report.matches.kept),
    String(report.documents.updated),
    String(report.documents.created),
    ...whenOf(state, view)
  ],
  paint: paintOf(report.verdict, paint)
})

/** Returns the rows of a source: one for each extractor, or one for all of them where there is little room. */
const rowsOf = (state: SourceState, view: WatchView, paint: Paints, isCompact: boolean): ReadonlyArray<Row> => {
  const { last, watched } = state
  const name = `${watched.source} ${watched.period}`
  if (last === undefined) return [{ cells: [name, "", "-", "", "", "", ...whenOf(state, view)], paint: paint.dim }]
  if (last._tag === "RunAbandoned") {
    return [{ cells: [name, "", "abandoned", "", "", "", ...whenOf(state, view)], paint: paint.red }]
  }
  const reports = last.results.map(({ report }) => report)
  const order = Object.keys(verdicts)
  const [gravest] = [...reports].sort((a, b) => order.indexOf(b.verdict) - order.indexOf(a.verdict))
  if (!isCompact || gravest === undefined) {
    return reports.map((report, index) => rowOf(index === 0 ? name : "", state, report, view, paint))
  }
  const sum = (of: (report: Report) => number) => reports.reduce((total, report) => total + of(report), 0)
  const all: Report = {
    ...gravest,
    extractor: reports.length === 1 ? gravest.extractor : "all",
    matches: { ...gravest.matches, kept: sum(({ matches }) => matches.kept) },
    documents: {
      ...gravest.documents,
      updated: sum(({ documents }) => documents.updated),
      created: sum(({ documents }) => documents.created)
    }
  }
  return [rowOf(name, state, all, view, paint)]
}

/** Draws rows in columns, as many of the columns as fit; source and verdict come first of all. */
const listOf = (rows: ReadonlyArray<Row>, columns: number, { bold }: Paints): ReadonlyArray<string> => {
  const widths = HEAD.map((head, index) => Math.max(head.length, ...rows.map(({ cells }) => cells[index]!.length)))
  const importance = [0, 2, 6, 3, 7, 1, 4, 5]
  let left = columns
  const shown = new Set<number>()
  for (const index of importance) {
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
    line(HEAD, (text) => bold(text)),
    ...rows.map(({ cells, paint }) => line(cells, (text, index) => (index === 2 ? paint(text) : text)))
  ]
}

/** The most columns for the names of a match: on a wide terminal odds stand near them. */
const MAX_NAMES = 60

const moveOf = (
  { at, extractor, from, outcome, source, teams, to }: WatchView["moves"][number],
  columns: number,
  { green, red }: Paints
): string => {
  const isUp = Number(to) > Number(from)
  const odds = `${Width.harmless(outcome)} ${from} ${isUp ? "▲" : "▼"} ${to}`
  const start = `${clock(at)} ${source} ${extractor}  `
  const room = Math.min(MAX_NAMES, columns - start.length - odds.length - 2)
  if (room < 8) return Width.cut(`${start}${odds}`, columns)
  const names = Width.isolated(Width.padEnd(Width.cutMiddle(Width.harmless(teams.replace(";", " – ")), room), room))
  return `${start}${names}  ${(isUp ? green : red)(odds)}`
}

const topOf = (view: WatchView, columns: number, { bold, red, yellow }: Paints): string => {
  const { circuitOpenMillis, inFlight, isPaused, now, requestsPerSecond, retries, startedAt } = view
  const start = `bookiegamma watch  ${clock(now)} UTC  ${seconds(now - startedAt)}`
  const traffic = `${requestsPerSecond.toFixed(1)} requests/s, ${inFlight} in flight, ${retries} retries`
  const state =
    circuitOpenMillis > 0 ? red(`circuit open ${seconds(circuitOpenMillis)}`) : isPaused ? yellow("paused") : ""
  const length = start.length + 3 + traffic.length
  if (length > columns) return bold(Width.cut(start, columns))
  const hasRoom = length + 3 + Width.of(state) <= columns
  return `${bold(start)}   ${traffic}${hasRoom && state !== "" ? `   ${state}` : ""}`
}

const keysOf = ({ isPaused, moves, scrolled }: WatchView, shown: number, columns: number, { dim }: Paints): string => {
  const range = moves.length === 0 ? "" : `   ↑↓ moves ${scrolled + 1} to ${scrolled + shown} of ${moves.length}`
  return dim(Width.cut(`q quit   p ${isPaused ? "resume" : "pause"}${range}`, columns))
}

/** The most lines of what was said last. */
const MAX_MESSAGES = 3

/** Draws a moment of a watch. */
export const render = (view: WatchView, { colors, columns, rows }: Size): ReadonlyArray<string> => {
  const paint = paints(colors)
  const { moves, scrolled, state } = view
  const full = state.sources.flatMap((source) => rowsOf(source, view, paint, false))
  const isCompact = full.length > rows / 2
  const list = listOf(
    isCompact ? state.sources.flatMap((source) => rowsOf(source, view, paint, true)) : full,
    columns,
    paint
  )
  const outages = state.outages.map(({ detail, since, what }) =>
    paint.red(Width.cut(`${what} does not work since ${clock(since)}: ${Width.harmless(detail)}`, columns))
  )
  const messages = view.messages.slice(-MAX_MESSAGES).map((text) => Width.cut(Width.harmless(text), columns))
  const above = [
    topOf(view, columns, paint),
    "",
    ...list,
    ...outages,
    ...(messages.length > 0 ? ["", ...messages] : [])
  ]
  const room = Math.max(0, rows - above.length - 3)
  const shown = moves.slice(scrolled, scrolled + room).map((move) => moveOf(move, columns, paint))
  const none = room > 0 && moves.length === 0 ? [paint.dim(Width.cut("no odds have moved yet", columns))] : []
  const body = [...above, "", ...shown, ...none].slice(0, rows - 1)
  return [...body, keysOf(view, shown.length, columns, paint)].slice(0, rows)
}
