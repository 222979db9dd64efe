/**
 * The state of the watched sources: their last runs, whether all is well, and the notices of an event.
 *
 * No effects and no clock: times are handed in, Unix milliseconds. Other modules log and show it.
 */
import { ABANDONED_EXIT_CODE, exitCode, worstExitCode } from "../exitCode.ts"
import type { MarketResult } from "../MarketResult.ts"
import { type Verdict, verdicts } from "../Verdict.ts"
import type { RunAbandoned, RunEnded, TurnsMissed, WatchEvent, Watched } from "./WatchEvent.ts"

/** A source is not well where its last run is older than so many intervals. */
const MAX_AGE_INTERVALS = 2

/** What is known of one source. Times are Unix milliseconds. */
export interface SourceState {
  /** The source and day. */
  readonly watched: Watched
  /** How many runs have ended or were abandoned. */
  readonly runs: number
  /** How many turns have passed while a run was going. */
  readonly missed: number
  /** How many runs were abandoned. */
  readonly abandoned: number
  /** True while a run is going. */
  readonly isRunning: boolean
  /** When the next run begins, where that is known. */
  readonly nextAt: number | undefined
  /** The last run that ended or was abandoned; one that a signal interrupted is no judgement and is left out. */
  readonly last: (RunEnded | RunAbandoned) | undefined
  /** When `last` ended. */
  readonly lastAt: number | undefined
  /** When a run was last good: its exit code would be 0. */
  readonly goodAt: number | undefined
}

/** Something that all runs need does not work. */
export interface Outage {
  /** What does not work. */
  readonly what: "store" | "bookmaker, live" | "bookmaker, upcoming"
  /** When it was met first, in Unix milliseconds. */
  readonly since: number
  /** Why. */
  readonly detail: string
  /** Runs that have met it. */
  readonly runs: number
}

/** What is to be said. */
export type Notice =
  | { readonly _tag: "Run"; readonly event: RunEnded }
  | { readonly _tag: "Abandoned"; readonly event: RunAbandoned }
  | { readonly _tag: "Missed"; readonly event: TurnsMissed }
  | { readonly _tag: "OutageBegan"; readonly outage: Outage }
  | { readonly _tag: "OutageEnded"; readonly outage: Outage; readonly at: number }

/** The state of all sources. */
export interface WatchState {
  /** One for each source watched. */
  readonly sources: ReadonlyArray<SourceState>
  /** What does not work now. */
  readonly outages: ReadonlyArray<Outage>
}

/** No event yet. */
export const initial: WatchState = { sources: [], outages: [] }

const unwatched = (watched: Watched): SourceState => ({
  watched,
  runs: 0,
  missed: 0,
  abandoned: 0,
  isRunning: false,
  nextAt: undefined,
  last: undefined,
  lastAt: undefined,
  goodAt: undefined
})

const isInterrupted = ({ results }: RunEnded) => results.some(({ report }) => report.verdict === "interrupted")

const isGood = (results: ReadonlyArray<MarketResult>, minCoverage: number) =>
  results.every(({ report }) => exitCode(report, minCoverage) === 0)

const afterEvent = (before: SourceState, event: WatchEvent, now: number, minCoverage: number): SourceState => {
  switch (event._tag) {
    case "NextRun":
      return { ...before, nextAt: event.at }
    case "RunStarted":
      return { ...before, isRunning: true, nextAt: undefined }
    case "TurnsMissed":
      return { ...before, missed: before.missed + event.count }
    case "RunAbandoned":
      return {
        ...before,
        runs: before.runs + 1,
        abandoned: before.abandoned + 1,
        isRunning: false,
        last: event,
        lastAt: now
      }
    case "RunEnded": {
      const counted = { ...before, runs: before.runs + 1, isRunning: false }
      if (isInterrupted(event)) return counted
      return { ...counted, last: event, lastAt: now, ...(isGood(event.results, minCoverage) && { goodAt: now }) }
    }
  }
}

/** The verdicts that tell an outage, and of what. */
const outageOf = ({ results, watched }: RunEnded): Pick<Outage, "what" | "detail"> | undefined => {
  for (const { report } of results) {
    const detail = report.problem?.detail ?? report.verdict
    if (report.verdict === "store-failed") return { what: "store", detail }
    if (report.verdict === "unavailable" || report.verdict === "blocked") {
      return { what: `bookmaker, ${watched.source}`, detail }
    }
  }
  return undefined
}

/** Returns the outages that a run shows to be over. */
const endedBy = (outages: ReadonlyArray<Outage>, event: RunEnded, met: Outage["what"] | undefined) =>
  outages.filter(({ what }) =>
    what === "store" ? met !== "store" : met !== what && met !== "store" && what.endsWith(event.watched.source)
  )

const afterRun = (state: WatchState, event: RunEnded, now: number) => {
  if (isInterrupted(event)) return { outages: state.outages, notices: [{ _tag: "Run", event } as Notice] }
  const found = outageOf(event)
  const ended = endedBy(state.outages, event, found?.what)
  const others = state.outages.filter((outage) => !ended.includes(outage))
  const endings = ended.map((outage): Notice => ({ _tag: "OutageEnded", outage, at: now }))
  if (found === undefined) return { outages: others, notices: [...endings, { _tag: "Run", event } as Notice] }
  const known = others.find(({ what }) => what === found.what)
  if (known !== undefined) {
    const outages = others.map((outage) => (outage === known ? { ...known, runs: known.runs + 1 } : outage))
    return { outages, notices: endings }
  }
  const outage: Outage = { ...found, since: now, runs: 1 }
  return { outages: [...others, outage], notices: [...endings, { _tag: "OutageBegan", outage } as Notice] }
}

/** Missed turns are no news while there is an outage: runs take all of their budget then. They are counted all the same. */
const noticesOf = (event: WatchEvent, { outages }: WatchState): ReadonlyArray<Notice> => {
  if (event._tag === "RunAbandoned") return [{ _tag: "Abandoned", event }]
  return event._tag === "TurnsMissed" && outages.length === 0 ? [{ _tag: "Missed", event }] : []
}

/**
 * Returns the state after an event, and its notices: one for each run, but for an outage only one where
 * it begins and one where it ends.
 */
export const after = (
  state: WatchState,
  event: WatchEvent,
  now: number,
  minCoverage: number
): { readonly state: WatchState; readonly notices: ReadonlyArray<Notice> } => {
  const { index } = event.watched
  const sources = [...state.sources]
  sources[index] = afterEvent(sources[index] ?? unwatched(event.watched), event, now, minCoverage)
  const { notices, outages } =
    event._tag === "RunEnded"
      ? afterRun(state, event, now)
      : { outages: state.outages, notices: noticesOf(event, state) }
  return { state: { sources, outages }, notices }
}

/** Names a source and day, such as `upcoming 1`. */
export const nameOf = ({ period, source }: Watched): string => `${source} ${period}`

/** Returns the verdicts of a run, one for each extractor. */
const verdictsOf = ({ results }: RunEnded): ReadonlyArray<Verdict> => results.map(({ report }) => report.verdict)

/** Says what keeps a source from being well; undefined where nothing does. */
export const problemOf = ({ goodAt, last, lastAt, watched }: SourceState, now: number): string | undefined => {
  const name = nameOf(watched)
  if (last === undefined || lastAt === undefined) return `${name}: no run has ended yet`
  if (last._tag === "RunAbandoned") return `${name}: the last run was abandoned`
  if (goodAt !== lastAt) return `${name}: the last run was ${[...new Set(verdictsOf(last))].join(", ")}`
  const age = now - lastAt
  return age <= MAX_AGE_INTERVALS * watched.intervalMillis
    ? undefined
    : `${name}: the last run ended ${Math.round(age / 1000)} s ago, more than two intervals`
}

/** Returns what keeps the watched sources from being well; empty where nothing does. */
export const problems = ({ sources }: WatchState, now: number): ReadonlyArray<string> =>
  sources.length === 0 ? ["no run has begun yet"] : sources.flatMap((source) => problemOf(source, now) ?? [])

/** Returns the exit code once a signal has ended the watch: 0 where the last run of each source was good. */
export const exitCodeOf = ({ sources }: WatchState, minCoverage: number): number => {
  const last = sources.map((source) => source.last)
  if (last.some((event) => event?._tag === "RunAbandoned")) return ABANDONED_EXIT_CODE
  const ended = last.flatMap((event) => (event?._tag === "RunEnded" ? [event] : []))
  if (ended.length === 0) return verdicts.interrupted.exitCode
  return worstExitCode(
    ended.flatMap(({ results }) => results.map(({ report }) => report)),
    minCoverage
  )
}
