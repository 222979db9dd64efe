/**
 * The summary of a report: a few lines with what was fetched, kept, stored, and what went wrong.
 *
 * Only layout is decided here; what a report means is in `Report.ts`. On a terminal lines are broken between words.
 */
import { coverage, type Report, verdicts } from "../../src/index.ts"
import type { Paint } from "./Paint.ts"
import * as Width from "./Width.ts"

const MAX_FAILURES = 10
const LABEL_WIDTH = 14
/** In fewer columns the second line of an item stands below its label. */
const FEWEST_FOR_LABELS = 50
/** A competition's id may have 1,000 characters. */
const LONGEST_ID = 40

/** A line before it is fitted; `indent` is that of its further lines. */
interface Item {
  readonly text: string
  readonly indent: number
  readonly style?: (text: string) => string
}

const labelled = (label: string, text: string, style?: Item["style"]): Item => ({
  text: Width.harmless(label.padEnd(LABEL_WIDTH) + text),
  indent: LABEL_WIDTH,
  ...(style === undefined ? {} : { style })
})

const counts = (entries: Readonly<Record<string, number>>) =>
  Object.entries(entries)
    .map(([name, count]) => `${name} ${count}`)
    .join(", ")

/** Lists the first of some competitions, and says how many more there are. */
const firstOf = <A extends { readonly id: string }>(
  competitions: ReadonlyArray<A>,
  say: (competition: A) => string
): Array<Item> => {
  const texts = competitions.slice(0, MAX_FAILURES).map((competition) => {
    const id = Width.cutMiddle(Width.harmless(competition.id), LONGEST_ID)
    return `  competition ${Width.isolated(id)}: ${say(competition)}`
  })
  const more = competitions.length - texts.length
  return [...texts, ...(more > 0 ? [`  and ${more} more`] : [])].map((text) => ({ text, indent: 4 }))
}

/** Says which part of the competitions was asked for. */
const partText = (part: Report["competitions"]["part"]) =>
  part === undefined
    ? ""
    : `; this was part ${part.number} of ${part.of}, competitions ${part.first}\u2013${part.last} in the order of ids`

const items = (report: Report, { bold, green, red }: Paint): ReadonlyArray<Item> => {
  const { competitions, documents, entries, matches, warnings } = report
  const { failed, part, short = [], waiting = 0 } = competitions
  const rejected = Object.values(matches.rejected).reduce((sum, count) => sum + count, 0)
  const cache = competitions.fromCache ? ` (ids from the cache, ${competitions.cacheAgeSeconds} s old)` : ""
  const missing = short.reduce((sum, { seen, stated }) => sum + stated - seen, 0)
  const isWhole = failed.length === 0 && short.length === 0 && waiting === 0
  const share = isWhole
    ? ""
    : ` (${(coverage(competitions) * 100).toFixed(1)} % ${short.length > 0 ? "came whole" : "answered"})`
  const verdict = report.verdict === "complete" ? green(report.verdict) : red(report.verdict)
  return [
    {
      text: `${bold(report.extractor)}  ${report.source}, ${report.day}: ${verdict}, ${verdicts[report.verdict].means}`,
      indent: 2
    },
    labelled(
      "competitions",
      `${competitions.listed} listed, ${competitions.virtual} virtual, ${competitions.fetched} fetched, ${failed.length} failed${share}${cache}`
    ),
    ...(waiting === 0 ? [] : [labelled("waiting", `${waiting} competitions for a later run${partText(part)}`)]),
    ...firstOf(failed, ({ reason, tries }) => `${reason} after ${tries} ${tries === 1 ? "attempt" : "attempts"}`),
    ...(short.length === 0 ? [] : [labelled("short", `${short.length} competitions, ${missing} matches missing`, red)]),
    ...firstOf(
      short,
      ({ reason, seen, stated }) =>
        `${seen} of ${stated} matches${reason === undefined ? "" : `, a page failed: ${reason}`}`
    ),
    labelled(
      "matches",
      `${matches.seen} seen, ${matches.kept} kept, ${rejected} rejected${rejected > 0 ? ` (${counts(matches.rejected)})` : ""}`
    ),
    labelled(
      "documents",
      `${documents.updated} updated, ${documents.created} created, ${documents.unstored} unstored, ${documents.withdrawn} withdrawn`
    ),
    ...(entries.created === null ? [] : [labelled("published", entries.created)]),
    ...(Object.keys(warnings).length === 0 ? [] : [labelled("warnings", counts(warnings))]),
    ...(report.problem === undefined ? [] : [labelled("problem", report.problem.detail, red)])
  ]
}

/** Returns the summary; without `columns` no line is broken. */
export const summary = (report: Report, columns: number | undefined, paint: Paint): Array<string> =>
  items(report, paint).flatMap(({ indent, style = (text) => text, text }) => {
    if (columns === undefined) return [style(text)]
    const isNarrow = columns < FEWEST_FOR_LABELS
    const lines = isNarrow
      ? Width.wrap(text.replace(/(?<=\S) {2,}/, "  "), columns, Math.min(indent, 4))
      : Width.wrap(text, columns, indent)
    return lines.map(style)
  })
