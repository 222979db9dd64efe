/**
 * Renders a result as text for a terminal: a table of odds, and a summary of the report.
 *
 * Only layout is decided here; what a report means is in `Report.ts`. Widths are in terminal columns: a character takes
 * zero, one or two.
 */
import stringWidth from "string-width"
import { coverage, type MarketResult, type MatchDocument, type Report, verdicts } from "../../src/index.ts"

const MAX_FAILURES = 10

interface Paint {
  readonly bold: (text: string) => string
  readonly dim: (text: string) => string
  readonly green: (text: string) => string
  readonly red: (text: string) => string
}

const paint = (colors: boolean): Paint => {
  const style = (open: number, close: number) => (text: string) =>
    colors && text !== "" ? `\x1b[${open}m${text}\x1b[${close}m` : text
  return { bold: style(1, 22), dim: style(2, 22), green: style(32, 39), red: style(31, 39) }
}

const padEnd = (text: string, width: number) => text + " ".repeat(Math.max(0, width - stringWidth(text)))
const padStart = (text: string, width: number) => " ".repeat(Math.max(0, width - stringWidth(text))) + text

type Rows = ReadonlyArray<ReadonlyArray<string>>

const widthsOf = (rows: Rows): ReadonlyArray<number> => {
  const widths: Array<number> = []
  for (const row of rows) {
    for (const [column, cell] of row.entries()) widths[column] = Math.max(widths[column] ?? 0, stringWidth(cell))
  }
  return widths
}

/** Aligns rows in columns; the columns for which `right` is true are aligned to the right. */
const columns = (rows: Rows, right: (column: number) => boolean): Array<string> => {
  const widths = widthsOf(rows)
  return rows.map((row) =>
    row
      .map((cell, column) => (right(column) ? padStart(cell, widths[column] ?? 0) : padEnd(cell, widths[column] ?? 0)))
      .join("  ")
      .trimEnd()
  )
}

/** Isolates right-to-left text, so that it does not reverse the rest of its line. */
const isolated = (text: string) =>
  /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff]/.test(text) ? `\u2068${text}\u2069` : text

const teamsOf = (document: MatchDocument) => {
  const [key = "", odds = {}] = Object.entries(document.teams)[0] ?? []
  return { teams: key.split(";").map(isolated).join(" – "), odds }
}

const movement = (odds: string, previous: string, { green, red }: Paint): string => {
  if (previous === "" || Number(odds) === Number(previous)) return " "
  return Number(odds) > Number(previous) ? green("▲") : red("▼")
}

const oddsTable = ({ documents, market, suspended }: MarketResult, colors: Paint): Array<string> => {
  if (documents.length === 0) return []
  const { outcomes } = market
  const rows = documents.map((document) => {
    const { odds, teams } = teamsOf(document)
    const cells = outcomes.map((outcome) => {
      const { odd_value: current = "", prev_oddValue: previous = "" } = odds[outcome] ?? {}
      return `${current} ${movement(current, previous, colors)}`
    })
    const note = suspended.has(document.parent_match_id) ? "suspended" : ""
    return [teams, document.start_time.slice(0, 16), ...cells, note]
  })
  const [head = "", ...body] = columns(
    [["teams", "start (Nairobi)", ...outcomes.map((outcome) => `${outcome}  `), ""], ...rows],
    (column) => column > 1 && column <= outcomes.length + 1
  )
  return [colors.dim(head), ...body, ""]
}

const counts = (entries: Readonly<Record<string, number>>) =>
  Object.entries(entries)
    .map(([name, count]) => `${name} ${count}`)
    .join(", ")

/** Lists the first of some entries, and says how many more there are. */
const firstOf = <A>(entries: ReadonlyArray<A>, line: (entry: A) => string): Array<string> => [
  ...entries.slice(0, MAX_FAILURES).map(line),
  ...(entries.length > MAX_FAILURES ? [`  and ${entries.length - MAX_FAILURES} more`] : [])
]

const shortages = ({ competitions: { short = [] } }: Report): Array<string> =>
  firstOf(
    short,
    ({ id, reason, seen, stated }) =>
      `  competition ${id}: ${seen} of ${stated} matches${reason === undefined ? "" : `, a page failed: ${reason}`}`
  )

const failures = ({ competitions: { failed } }: Report): Array<string> =>
  firstOf(
    failed,
    ({ id, reason, tries }) => `  competition ${id}: ${reason} after ${tries} ${tries === 1 ? "try" : "tries"}`
  )

const summary = (report: Report, colors: Paint): Array<string> => {
  const { competitions, documents, entries, matches, warnings } = report
  const rejected = Object.values(matches.rejected).reduce((sum, count) => sum + count, 0)
  const cache = competitions.fromCache ? ` (ids from the cache, ${competitions.cacheAgeSeconds} s old)` : ""
  const short = competitions.short ?? []
  const missing = short.reduce((sum, { seen, stated }) => sum + stated - seen, 0)
  const isWhole = competitions.failed.length === 0 && short.length === 0
  const share = isWhole
    ? ""
    : ` (${(coverage(competitions) * 100).toFixed(1)} % ${short.length > 0 ? "came whole" : "answered"})`
  const verdict = report.verdict === "complete" ? colors.green(report.verdict) : colors.red(report.verdict)
  return [
    `${colors.bold(report.extractor)}  ${report.source}, ${report.day}: ${verdict}, ${verdicts[report.verdict].means}`,
    `competitions  ${competitions.listed} listed, ${competitions.virtual} virtual, ${competitions.fetched} fetched, ${competitions.failed.length} failed${share}${cache}`,
    ...failures(report),
    ...(short.length === 0
      ? []
      : [colors.red(`short         ${short.length} competitions, ${missing} matches missing`)]),
    ...shortages(report),
    `matches       ${matches.seen} seen, ${matches.kept} kept, ${rejected} rejected${rejected > 0 ? ` (${counts(matches.rejected)})` : ""}`,
    `documents     ${documents.updated} updated, ${documents.created} created, ${documents.unstored} unstored, ${documents.withdrawn} withdrawn`,
    ...(entries.created === null ? [] : [`published     ${entries.created}`]),
    ...(Object.keys(warnings).length === 0 ? [] : [`warnings      ${counts(warnings)}`]),
    ...(report.problem === undefined ? [] : [colors.red(`problem       ${report.problem.detail}`)])
  ]
}

/** Renders one extractor's odds, one row per match with an arrow where odds moved, followed by the report's summary. */
export const render = (result: MarketResult, colors: boolean): string => {
  const painted = paint(colors)
  return [...oddsTable(result, painted), ...summary(result.report, painted), ""].join("\n").trimEnd()
}
