/**
 * The live screen of a watch: each source with its extractors, outages, what was said last, and the odds that moved.
 *
 * Pure: lines for a moment and a size, none wider than the terminal, and no more of them than it has rows.
 */
import type { WatchView } from "../../src/index.ts"
import * as Paint from "./Paint.ts"
import { shortTime, sourceTable } from "./SourceTable.ts"
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

const clock = (at: number): string => new Date(at).toISOString().slice(11, 19)

/** The most columns for the names of a match: on a wide terminal odds stand near them. */
const MAX_NAMES = 60

const moveOf = (
  { at, extractor, from, outcome, source, teams, to }: WatchView["moves"][number],
  columns: number,
  { green, red }: Paint.Paint
): string => {
  const isUp = Number(to) > Number(from)
  const odds = `${Width.harmless(outcome)} ${from} ${isUp ? "▲" : "▼"} ${to}`
  const start = `${clock(at)} ${source} ${extractor}  `
  const room = Math.min(MAX_NAMES, columns - start.length - odds.length - 2)
  if (room < 8) return Width.cut(`${start}${odds}`, columns)
  const names = Width.isolated(Width.padEnd(Width.cutMiddle(Width.harmless(teams.replace(";", " – ")), room), room))
  return `${start}${names}  ${(isUp ? green : red)(odds)}`
}

const topOf = (view: WatchView, columns: number, { bold, red, yellow }: Paint.Paint): string => {
  const { circuitOpenMillis, inFlight, isPaused, now, requestsPerSecond, retries, startedAt } = view
  const start = `bookiegamma watch  ${clock(now)} UTC  ${shortTime(now - startedAt)}`
  const traffic = `${requestsPerSecond.toFixed(1)} requests/s, ${inFlight} in flight, ${retries} retries`
  const state =
    circuitOpenMillis > 0 ? red(`circuit open ${shortTime(circuitOpenMillis)}`) : isPaused ? yellow("paused") : ""
  const length = start.length + 3 + traffic.length
  if (length > columns) return bold(Width.cut(start, columns))
  const hasRoom = length + 3 + Width.of(state) <= columns
  return `${bold(start)}   ${traffic}${hasRoom && state !== "" ? `   ${state}` : ""}`
}

const keysOf = (
  { isPaused, moves, scrolled }: WatchView,
  shown: number,
  columns: number,
  { dim }: Paint.Paint
): string => {
  const range = moves.length === 0 ? "" : `   ↑↓ moves ${scrolled + 1} to ${scrolled + shown} of ${moves.length}`
  return dim(Width.cut(`q quit   p ${isPaused ? "resume" : "pause"}${range}`, columns))
}

/** The most lines of what was said last. */
const MAX_MESSAGES = 3

/** Draws a moment of a watch. */
export const render = (view: WatchView, { colors, columns, rows }: Size): ReadonlyArray<string> => {
  const paint = Paint.make(colors)
  const { moves, scrolled, state } = view
  const outages = state.outages.map(({ detail, since, what }) =>
    paint.red(Width.cut(`${what} does not work since ${clock(since)}: ${Width.harmless(detail)}`, columns))
  )
  const messages = view.messages.slice(-MAX_MESSAGES).map((text) => Width.cut(Width.harmless(text), columns))
  const above = [
    topOf(view, columns, paint),
    "",
    ...sourceTable(view, columns, rows / 2, paint),
    ...outages,
    ...(messages.length > 0 ? ["", ...messages] : [])
  ]
  const room = Math.max(0, rows - above.length - 3)
  const shown = moves.slice(scrolled, scrolled + room).map((move) => moveOf(move, columns, paint))
  const none = room > 0 && moves.length === 0 ? [paint.dim(Width.cut("no odds have moved yet", columns))] : []
  const body = [...above, "", ...shown, ...none].slice(0, rows - 1)
  return [...body, keysOf(view, shown.length, columns, paint)].slice(0, rows)
}
