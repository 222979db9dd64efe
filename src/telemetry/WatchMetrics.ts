/**
 * The results of the runs of watched sources as metrics: they are updated once a run, from its reports.
 *
 * No clock: times come from the events and the state.
 */
import { coverage } from "../extraction/exitCode.ts"
import type { MarketResult } from "../extraction/MarketResult.ts"
import { type Verdict, verdicts } from "../extraction/Verdict.ts"
import type { RunEnded, WatchEvent, Watched } from "../extraction/watch/WatchEvent.ts"
import type { SourceState } from "../extraction/watch/WatchState.ts"
import type { Metrics } from "./Metrics.ts"

/** The reason where nothing failed or was rejected. */
const NO_REASON = "none"
/** What becomes of documents, as the reports count them. */
const documentOutcomes = ["created", "updated", "unstored", "withdrawn"] as const

const labelsOf = ({ period, source }: Watched) => ({ source, period: String(period) })

/** Returns the share of competitions that came whole: 0 where there was no listing, which is not the same as an empty one. */
const coverageOf = ({ competitions, verdict }: MarketResult["report"]): number =>
  competitions.listed === 0 && verdict !== "empty" ? 0 : coverage(competitions)

/** Takes events in. */
export interface WatchMetrics {
  /** Takes in an event, and what is known of its source after it. */
  readonly take: (event: WatchEvent, after: SourceState) => void
}

/** Makes what updates the metrics of runs. `extractors` are those that are run: their counters begin at 0. */
export const make = ({ update }: Metrics, extractors: ReadonlyArray<string>): WatchMetrics => {
  const begun = new Set<string>()

  /** Shows counters before the first run: a rate needs to see where they begin. */
  const begin = ({ intervalMillis, ...watched }: Watched) => {
    update("interval", labelsOf({ ...watched, intervalMillis }), intervalMillis / 1000)
    const { source } = watched
    if (begun.has(source)) return
    begun.add(source)
    update("missed", { source }, 0)
    for (const reason of ["overstayed", "died"]) update("abandoned", { source, reason }, 0)
    for (const outcome of ["whole", "short", "virtual"]) {
      update("competitions", { source, outcome, reason: NO_REASON }, 0)
    }
    for (const extractor of extractors) {
      for (const verdict of Object.keys(verdicts) as Array<Verdict>) update("runs", { extractor, source, verdict }, 0)
      for (const outcome of documentOutcomes) update("documents", { extractor, source, outcome }, 0)
      update("matches", { extractor, source, outcome: "kept", reason: NO_REASON }, 0)
      update("suspended", { extractor, source }, 0)
    }
  }

  const countCompetitions = (source: string, { failed, fetched, short = [], virtual }: RunCompetitions) => {
    const count = (outcome: string, reason: string, value: number) =>
      update("competitions", { source, outcome, reason }, value)
    count("whole", NO_REASON, fetched - short.length)
    count("virtual", NO_REASON, virtual)
    for (const { reason = NO_REASON } of short) count("short", reason, 1)
    for (const { reason } of failed) count("failed", reason, 1)
  }

  const countResult = (source: string, { report, suspended, timings }: MarketResult) => {
    const { documents, extractor, matches, verdict } = report
    update("runs", { extractor, source, verdict }, 1)
    update("matches", { extractor, source, outcome: "kept", reason: NO_REASON }, matches.kept)
    for (const [reason, count] of Object.entries(matches.rejected)) {
      update("matches", { extractor, source, outcome: "rejected", reason }, count)
    }
    for (const outcome of documentOutcomes) update("documents", { extractor, source, outcome }, documents[outcome])
    update("suspended", { extractor, source }, suspended.size)
    update("phaseSeconds", { source, phase: "storing" }, timings.storingMillis / 1000)
  }

  /** A run that a signal interrupted is counted, and says nothing of how the source is. */
  const judge = ({ durationMillis, results, watched }: RunEnded, { goodAt, lastAt }: SourceState) => {
    const [first] = results
    if (first === undefined || lastAt === undefined || first.report.verdict === "interrupted") return
    const labels = labelsOf(watched)
    const isGood = goodAt === lastAt
    update("lastRun", labels, lastAt / 1000)
    if (isGood) update("lastGoodRun", labels, lastAt / 1000)
    update("coverage", labels, coverageOf(first.report))
    update("budgetLeft", labels, (watched.budgetMillis - durationMillis) / 1000)
    for (const { report } of results) {
      const { created, unstored } = report.documents
      if (created === 0 && !(isGood && unstored === 0)) continue
      update("published", { extractor: report.extractor, ...labels }, Date.parse(report.finishedAt) / 1000)
    }
  }

  return {
    take: (event, after) => {
      const { source } = event.watched
      switch (event._tag) {
        case "NextRun":
          return begin(event.watched)
        case "RunStarted":
          return
        case "TurnsMissed":
          return update("missed", { source }, event.count)
        case "RunAbandoned":
          update("abandoned", { source, reason: event.reason }, 1)
          update("runSeconds", { source }, event.durationMillis / 1000)
          if (after.lastAt !== undefined) update("lastRun", labelsOf(event.watched), after.lastAt / 1000)
          return update("coverage", labelsOf(event.watched), 0)
        case "RunEnded": {
          const [first] = event.results
          update("runSeconds", { source }, event.durationMillis / 1000)
          if (first !== undefined) {
            countCompetitions(source, first.report.competitions)
            update("phaseSeconds", { source, phase: "listing" }, first.timings.listingMillis / 1000)
            update("phaseSeconds", { source, phase: "fetching" }, first.timings.fetchingMillis / 1000)
          }
          for (const result of event.results) countResult(source, result)
          return judge(event, after)
        }
      }
    }
  }
}

type RunCompetitions = MarketResult["report"]["competitions"]
