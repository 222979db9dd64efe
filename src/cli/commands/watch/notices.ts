/**
 * The log lines of `watch`: one for each notice, with its facts as fields for machines.
 *
 * Pure.
 */
import type { MarketResult } from "../../../extraction/MarketResult.ts"
import type { RunAbandoned, RunEnded } from "../../../extraction/watch/WatchEvent.ts"
import { type Notice, nameOf, type Outage } from "../../../extraction/watch/WatchState.ts"

/** A line to log. */
export interface Line {
  readonly level: "Info" | "Warn" | "Error"
  readonly text: string
  readonly fields: Readonly<Record<string, unknown>>
}

const seconds = (millis: number) => Math.round(millis / 100) / 10

const plural = (count: number, noun: string) => `${count} ${noun}${count === 1 ? "" : "s"}`

/** Says how long something took, such as `4 min 5 s`. */
const span = (millis: number): string => {
  const all = Math.round(millis / 1000)
  const [hours, minutes] = [Math.floor(all / 3600), Math.floor((all % 3600) / 60)]
  if (hours > 0) return `${hours} h ${minutes} min`
  return minutes > 0 ? `${minutes} min ${all % 60} s` : `${all} s`
}

const extractorText = ({ report }: MarketResult): string => {
  const { documents, extractor, matches, problem, verdict } = report
  const parts = [`${extractor} ${verdict} ${matches.kept}`]
  const counts = [
    documents.updated > 0 && `${documents.updated} updated`,
    documents.created > 0 && `${documents.created} published`,
    documents.withdrawn > 0 && `${documents.withdrawn} withdrawn`,
    documents.unstored > 0 && `${documents.unstored} unstored`
  ].filter((text) => text !== false)
  if (counts.length > 0) parts.push(`(${counts.join(", ")})`)
  if (problem !== undefined) parts.push(`[${problem.detail}]`)
  return parts.join(" ")
}

const extractorFields = ({ report }: MarketResult) => ({
  verdict: report.verdict,
  seen: report.matches.seen,
  kept: report.matches.kept,
  ...report.documents,
  warnings: report.warnings,
  ...(report.problem === undefined ? {} : { problem: report.problem })
})

const traceOf = ({ traceId }: RunEnded | RunAbandoned) => (traceId === undefined ? {} : { trace_id: traceId })

const runLine = (event: RunEnded): Line => {
  const { durationMillis, results, turn, watched } = event
  const competitions = results[0]?.report.competitions
  const failed = competitions?.failed.length ?? 0
  const isWell = results.every(({ report }) => report.verdict === "complete" || report.verdict === "empty")
  const fetched = `${plural(competitions?.fetched ?? 0, "competition")}${failed > 0 ? `, ${failed} failed` : ""}`
  return {
    level: isWell ? "Info" : "Warn",
    text: `${nameOf(watched)}: ${results.map(extractorText).join("; ")}; ${fetched}, ${seconds(durationMillis)} s`,
    fields: {
      event: "run",
      source: watched.source,
      period: watched.period,
      turn,
      ...traceOf(event),
      seconds: seconds(durationMillis),
      competitions: { fetched: competitions?.fetched ?? 0, failed, fromCache: competitions?.fromCache ?? false },
      extractors: Object.fromEntries(results.map((result) => [result.report.extractor, extractorFields(result)]))
    }
  }
}

const outageFields = ({ detail, runs, since, what }: Outage) => ({
  what,
  since: new Date(since).toISOString(),
  runs,
  detail
})

/** Returns the line of a notice. */
export const lineOf = (notice: Notice): Line => {
  switch (notice._tag) {
    case "Run":
      return runLine(notice.event)
    case "OutageBegan":
      return {
        level: "Error",
        text: `${notice.outage.what}: does not work: ${notice.outage.detail}; its end will be logged`,
        fields: { event: "outage-began", ...outageFields(notice.outage) }
      }
    case "OutageEnded": {
      const { runs, since, what } = notice.outage
      const lasted = notice.at - since
      return {
        level: "Info",
        text: `${what}: works again after ${span(lasted)}, in which ${plural(runs, "run")} failed`,
        fields: { event: "outage-ended", ...outageFields(notice.outage), seconds: seconds(lasted) }
      }
    }
    case "Missed": {
      const { count, watched } = notice.event
      const turns = count === 1 ? "1 turn was missed" : `${count} turns were missed`
      return {
        level: "Warn",
        text: `${nameOf(watched)}: ${turns}, because the run before took longer than ${seconds(watched.intervalMillis)} s`,
        fields: { event: "missed", source: watched.source, period: watched.period, count }
      }
    }
    case "Abandoned": {
      const { durationMillis, reason, watched, where } = notice.event
      const why = reason === "died" ? "failed with a bug of this program" : "stood still and was abandoned"
      return {
        level: "Error",
        text: `${nameOf(watched)}: the run ${why} after ${seconds(durationMillis)} s: ${where.join("; ") || "unknown step"}`,
        fields: {
          event: "abandoned",
          source: watched.source,
          period: watched.period,
          ...traceOf(notice.event),
          reason,
          where
        }
      }
    }
  }
}
