/**
 * What the line of progress says, most important first. Pure, and in ASCII alone: each character is a column wide.
 */
import type { FailureReason } from "../../../bookmaker/BookmakerError.ts"
import type { Deadline } from "../../../domain/Deadline.ts"
import type { Progress, Requests } from "../../../extraction/Progress.ts"

/** Time without an answer after which the line says so, in milliseconds. */
const QUIET_MILLIS = 2000
/** The time over which requests a second are counted, and the shortest that they can be told after, in milliseconds. */
const WINDOW_MILLIS = 3000
const SHORTEST_MILLIS = 500

const count = (number: number): string => number.toLocaleString("en-US")

const seconds = (millis: number): string =>
  millis > 950 ? `${Math.ceil(millis / 1000)} s` : `${(Math.ceil(Math.max(1, millis) / 100) / 10).toFixed(1)} s`

/** Says what is waited for. */
const waits: Readonly<
  Record<NonNullable<Requests["wait"]>["reason"], (time: string, last: FailureReason | undefined) => string>
> = {
  pause: (time) => `waiting ${time}: the bookmaker asks for a pause`,
  rate: (time) => `waiting ${time}: the rate is limited`,
  "circuit-open": (time) => `circuit open for ${time}: the bookmaker is down`,
  retry: (time, last) => `waiting ${time} to try again${last === undefined ? "" : `: ${last}`}`
}

/** Joins as many parts as fit, the first ones first. */
const fitted = (parts: ReadonlyArray<string>, width: number): string => {
  const [first = "", ...others] = parts.filter((part) => part !== "")
  return others.reduce(
    (line, part) => (line.length + part.length + 2 <= width ? `${line}, ${part}` : line),
    first.slice(0, Math.max(0, width))
  )
}

/** Follows a run, and makes its line at any moment; `now` is monotonic. */
export interface ProgressLine {
  /** Returns a line of at most so many columns. */
  readonly at: (progress: Progress, now: Deadline, width: number) => string
}

/** Makes the line of a run. */
export const make = (): ProgressLine => {
  let step: Progress["step"] | undefined
  let stepSince = 0
  let samples: Array<{ readonly at: Deadline; readonly sent: number }> = []
  let moved = { mark: "", at: 0 }

  const rateOf = (sent: number, now: Deadline): string => {
    if ((samples.at(-1)?.sent ?? 0) > sent) samples = []
    samples.push({ at: now, sent })
    while (samples.length > 2 && samples[1]!.at <= now - WINDOW_MILLIS) samples.shift()
    const { at, sent: before } = samples[0]!
    if (now - at < SHORTEST_MILLIS) return ""
    const rate = ((sent - before) * 1000) / (now - at)
    return `${rate < 9.95 ? rate.toFixed(1) : count(Math.round(rate))} requests/s`
  }

  const at: ProgressLine["at"] = (progress, now, width) => {
    const { answered, competitions, documents, matches, requests } = progress
    if (progress.step !== step) {
      step = progress.step
      stepSince = now
      samples = []
    }
    if (step === "store") {
      const time = now - stepSince < QUIET_MILLIS ? "" : seconds(now - stepSince)
      const what = documents === 0 ? "" : ` ${count(documents)} ${documents === 1 ? "document" : "documents"}`
      return fitted([`storing${what}`, time], width)
    }
    const { retries, sent, wait } = requests(now)
    const mark = `${step} ${answered} ${sent} ${matches}`
    if (mark !== moved.mark) moved = { mark, at: now }
    const waiting =
      wait !== undefined
        ? waits[wait.reason](seconds(wait.until - now), wait.last)
        : now - moved.at >= QUIET_MILLIS
          ? `no answer for ${Math.floor((now - moved.at) / 1000)} s`
          : ""
    const retried = retries === 0 ? "" : `${count(retries)} ${retries === 1 ? "retry" : "retries"}`
    return step === "list"
      ? fitted(["listing competitions", waiting, retried], width)
      : fitted(
          [
            `competitions ${count(answered)}/${count(competitions)}`,
            waiting,
            rateOf(sent, now),
            retried,
            `matches ${count(matches)}`
          ],
          width
        )
  }
  return { at }
}
