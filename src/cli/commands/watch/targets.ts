/**
 * What `watch` is asked to watch, read from its arguments: extractors, and sources with their days and intervals.
 *
 * Pure. Errors are for people: what stands there, and what would be right.
 */
import * as Result from "effect/Result"
import { type Extractor, extractors, Markets } from "../../../domain/Markets.ts"
import type { Period, Source } from "../../../domain/Source.ts"

/** A source and day, and how often it is run. */
export interface Target {
  readonly source: Source
  readonly period: Period
  readonly everySeconds: number
}

/** What is watched. */
export interface Targets {
  readonly extractors: ReadonlyArray<Extractor>
  readonly targets: ReadonlyArray<Target>
}

/** Default intervals, from the start of one run to the next, in seconds. */
export const defaultIntervals: Readonly<Record<Source, number>> = { live: 20, upcoming: 300 }

const SOURCE = /^(live|upcoming)(?::([0-4])(?:-([0-4]))?)?$/
const INTERVAL = /^(\d{1,6}(?:\.\d{1,3})?)(ms|s|m|h)$/
const secondsIn = { ms: 0.001, s: 1, m: 60, h: 3600 } as const

const EXPECTED = `Expected extractors (${extractors.join(", ")}) and sources (live, upcoming, upcoming:1, upcoming:0-4)`

const extractorOf = (text: string): Extractor | undefined =>
  extractors.find((extractor) => extractor === text || Markets[extractor].aliases.some((alias) => alias === text))

interface Days {
  readonly source: Source
  readonly periods: ReadonlyArray<Period>
}

const sourceOf = (text: string): Result.Result<Days, string> => {
  const match = SOURCE.exec(text)
  if (match === null) return Result.fail(`${text}: ${EXPECTED}`)
  const [, source, from = "0", to = from] = match
  if (source === "live" && Number(to) > 0) return Result.fail(`${text}: a live run is always today's; say live`)
  if (Number(from) > Number(to)) return Result.fail(`${text}: the first day comes after the last one`)
  const periods = Array.from({ length: Number(to) - Number(from) + 1 }, (_, day) => (Number(from) + day) as Period)
  return Result.succeed({ source: source as Source, periods })
}

const intervalOf = (text: string): Result.Result<number, string> => {
  const [, amount, unit] = INTERVAL.exec(text.trim()) ?? []
  const seconds = Number(amount) * secondsIn[unit as keyof typeof secondsIn]
  return seconds >= 1 && seconds <= 86_400
    ? Result.succeed(seconds)
    : Result.fail(`--every ${text}: Expected intervals from 1s to 24h, such as 20s, 5m or 20s,5m`)
}

/**
 * Reads arguments and intervals: without an extractor all are run, without a source `live` is watched. One interval holds for
 * all sources; several are for the sources in their order.
 */
export const parse = (words: ReadonlyArray<string>, every: string | undefined): Result.Result<Targets, string> =>
  Result.gen(function* () {
    const named = new Set(words.flatMap((word) => extractorOf(word) ?? []))
    const given = words.filter((word) => extractorOf(word) === undefined)
    const sources = yield* Result.all((given.length === 0 ? ["live"] : given).map(sourceOf))
    const intervals = every === undefined ? [] : yield* Result.all(every.split(",").map(intervalOf))
    if (intervals.length > 1 && intervals.length !== sources.length) {
      return yield* Result.fail(
        `--every ${every}: Expected one interval, or one for each of the ${sources.length} sources`
      )
    }
    const targets = sources.flatMap(({ periods, source }, index) =>
      periods.map((period): Target => {
        const everySeconds = intervals[index] ?? intervals[0] ?? defaultIntervals[source]
        return { source, period, everySeconds }
      })
    )
    const repeated = targets.find(({ period, source }, index) =>
      targets.slice(0, index).some((other) => other.source === source && other.period === period)
    )
    if (repeated !== undefined) {
      return yield* Result.fail(`${repeated.source}:${repeated.period} is named twice; name each source and day once`)
    }
    return { extractors: named.size === 0 ? extractors : extractors.filter((one) => named.has(one)), targets }
  })
