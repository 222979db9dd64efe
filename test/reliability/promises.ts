/**
 * What must hold after every run, whatever the bookmaker did: judged by what it sent, not by what its script says.
 */
import { expect } from "vitest"
import { positionOf } from "../../mocks/faults/Content.ts"
import { type Content, type Dealt, faults, type Verdict } from "../../mocks/faults/index.ts"
import { verdictOfFailure } from "../../src/extraction/Verdict.ts"
import { type FailureReason, type Report, verdicts } from "../../src/index.ts"
import { expectSums } from "../helpers/report.ts"
import { type Brought, type FaultRun, SECRET } from "./faultRun.ts"

/** What a run may take beyond its budget, besides the time for which its process was held up. */
const MARGIN_MILLIS = 1500
/** The coarseness of clocks. */
const TICK_MILLIS = 50
/** What a process must have been held up by for that to be a reason not to store in time. */
const STALLED_MILLIS = 100
/** What a client of 8 MiB at most may have been sent, with all that lies in buffers on the way. */
const MOST_SENT = 40 * 2 ** 20
const MOST_TRIES = 8
/** The share of a budget after which fetching ends. */
const FETCH_SHARE = 0.8

// Control characters, line and paragraph separators, bidi marks, lone surrogates.
const UNSAFE = /[\p{Cc}\p{Zl}\p{Zp}\p{Cs}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/u

/** Gives all texts in a value, the names of members too. */
const textsIn = (value: unknown): ReadonlyArray<string> =>
  typeof value === "string"
    ? [value]
    : typeof value === "object" && value !== null
      ? Object.entries(value).flatMap(([name, member]) => [name, ...textsIn(member)])
      : []

const counts = ({ fault }: Dealt) => (fault === null ? "always" : faults[fault].counts)
const verdictsOf = (dealt: ReadonlyArray<Dealt>): ReadonlySet<string> =>
  new Set(dealt.flatMap(({ fault }): ReadonlyArray<Verdict> => (fault === null ? [] : faults[fault].verdicts)))
const order = Object.keys(verdicts)
const worst = (names: ReadonlyArray<string>) => order[Math.max(...names.map((name) => order.indexOf(name)))]

const expectSafe = ({ documents, report }: Brought) => {
  for (const text of textsIn([report, documents])) {
    expect(UNSAFE.test(text), `safe to print: ${JSON.stringify(text)}`).toBe(false)
    expect(text.includes(SECRET), `no secret: ${text}`).toBe(false)
  }
  for (const { teams } of documents) {
    expect(Object.keys(teams).map((name) => name.split(";").length)).toStrictEqual([2])
  }
}

const expectInTime = (
  { dealt, millis, open, options, stalled, strayed }: FaultRun,
  { finishedAt, startedAt }: Report
) => {
  const most = options.budgetSeconds * 1000 + MARGIN_MILLIS + stalled
  expect(millis, "ends within its budget").toBeLessThanOrEqual(most)
  expect(Date.parse(finishedAt) - Date.parse(startedAt), "and says so").toBeLessThanOrEqual(most)
  const left = open.map(({ fault, position, tried }) => ({ position, tried, fault }))
  expect(left, "no request is left open").toStrictEqual([])
  expect(strayed, "nobody follows a redirect elsewhere").toBe(0)
  expect(Math.max(0, ...dealt.map(({ exchange }) => exchange.sent)), "no body is read to its end").toBeLessThan(
    MOST_SENT
  )
}

const spent = ({ options }: FaultRun, { finishedAt, startedAt }: Report, share: number) =>
  Date.parse(finishedAt) - Date.parse(startedAt) >= options.budgetSeconds * 1000 * share - TICK_MILLIS

/**
 * Tells a run that a machine under load kept from storing within its budget: nothing may be published late then. The
 * store is in memory, so nothing else may keep a run from storing.
 */
export const isLate = (run: FaultRun, report: Report): boolean =>
  report.verdict === "store-failed" && run.stalled > STALLED_MILLIS && spent(run, report, 1)

/** Tells whether the time for fetching was used up. */
const fetchTimeOver = (run: FaultRun, report: Report) => spent(run, report, FETCH_SHARE)

/** Expects that a failure is one that the answers explain; gives the verdict that it leads to. */
const expectPlausible = (
  run: FaultRun,
  report: Report,
  at: ReadonlyArray<Dealt>,
  failure: { readonly reason: FailureReason; readonly last?: FailureReason; readonly tries: number }
): string => {
  const { last, reason, tries } = failure
  const effective = reason === "deadline" ? (last ?? reason) : reason
  const verdict = verdictOfFailure({ reason: effective })
  const shown = `${JSON.stringify(failure)} after ${JSON.stringify(at.map(({ fault }) => fault))}`
  expect(Number.isInteger(tries) && tries >= 0 && tries <= MOST_TRIES, shown).toBe(true)
  const good = at.find((one) => one.exchange.served !== undefined && counts(one) === "always")
  if (good !== undefined) {
    expect(reason, `lost, though it was served: ${shown}`).toBe("deadline")
    expect(fetchTimeOver(run, report), `given up before its time: ${shown}`).toBe(true)
  }
  const all = verdictsOf(run.dealt)
  const heldUp = reason === "deadline" && run.stalled > STALLED_MILLIS && fetchTimeOver(run, report)
  const refused = run.dealt.some(({ fault }) => fault === "refused")
  const explained =
    effective === "deadline"
      ? tries === 0 || fetchTimeOver(run, report)
      : verdictsOf(at).has(verdict) || ((refused || heldUp) && verdict === "unavailable")
  expect(explained || (effective === "circuit-open" && all.has("unavailable")), `explained: ${shown}`).toBe(true)
  return verdict
}

/** Finds, for each competition that answered, what was served and taken: its documents must be of one answer, all of it. */
const expectServed = (
  { dealt }: FaultRun,
  { documents, report }: Brought,
  answered: ReadonlyArray<number>
): { readonly seen: readonly [least: number, most: number] } => {
  const left = documents.map(({ parent_match_id, teams }) => ({
    id: parent_match_id,
    odds: [...new Set(Object.values(teams).flatMap((odds) => Object.values(odds).map(({ odd_value }) => odd_value)))]
  }))
  let least = 0
  let most = 0
  for (const position of answered) {
    const here = left.splice(0, left.findIndex(({ id }) => Math.floor(id / 1000) - 1 !== position) >>> 0)
    const taken = here.map(({ id, odds }) => ({ id, odds: odds.join() }))
    const served = dealt.flatMap((one) =>
      one.position === position && one.exchange.served ? [one.exchange.served] : []
    )
    const fitting = served.filter(({ offered }) => JSON.stringify(offered) === JSON.stringify(taken))
    const shown = JSON.stringify({ position, taken, served: served.map(({ offered }) => offered) })
    expect(fitting.length, `phantom or holes: ${shown}`).toBeGreaterThan(0)
    least += Math.min(...fitting.map(({ seen }) => seen))
    most += Math.max(...fitting.map(({ seen }) => seen))
  }
  expect(left, "documents of nobody").toStrictEqual([])
  expect(report.matches.kept).toBe(documents.length)
  return { seen: [least, most] }
}

const expectVerdict = (run: FaultRun, brought: Brought, listing: Content | undefined) => {
  const { report } = brought
  const { competitions, matches, problem, verdict } = report
  const at = (position: Dealt["position"]) => run.dealt.filter((one) => one.position === position)
  if (problem?.step === "competitions") {
    const reason = problem.reason as FailureReason
    const dealt = at("listing")
    // Without an end of any try, there is nothing but the deadline.
    const unended = dealt.length === 0 || dealt.some((one) => one.fault === null || faults[one.fault].lasts === true)
    const heldUp = run.stalled > STALLED_MILLIS && fetchTimeOver(run, report)
    const silent = reason === "deadline" && (unended || heldUp || dealt.some((one) => counts(one) !== "never"))
    const allowed = new Set([...verdictsOf(dealt), ...(silent ? ["unavailable"] : [])])
    expect(allowed, `the listing's failure is explained: ${JSON.stringify(problem)}`).toContain(verdict)
    if (reason === "deadline") return
    expectPlausible(run, report, dealt, { reason, tries: Math.min(dealt.length, MOST_TRIES) })
    expect(verdict).toBe(verdictOfFailure({ reason }))
    return
  }
  // The time was over before it was asked for.
  if (listing === undefined && isLate(run, report)) return
  expect(listing, "a listing was served").toBeDefined()
  const { others, positions } = listing!
  expect(competitions.listed, "all that is listed is known").toBe(positions.length + others.more + others.virtual)
  expect(competitions.virtual).toBe(others.virtual)

  const failed = new Map(competitions.failed.map((failure) => [positionOf(failure.id), failure]))
  const led = [...failed].map(([position, failure]) => ({
    asked: failure.tries > 0,
    verdict: expectPlausible(run, report, at(position ?? "unknown"), failure)
  }))
  // What was never asked for says nothing, where something was.
  const telling = led.some(({ asked }) => asked) ? led.filter(({ asked }) => asked) : led
  const answered = positions.filter((position) => !failed.has(position))
  const { seen } = expectServed(run, brought, answered)
  expect(matches.seen, "every match that was served is seen").toBeGreaterThanOrEqual(seen[0])
  expect(matches.seen, "and no other").toBeLessThanOrEqual(seen[1])

  const usual = matches.kept > 0 ? "complete" : matches.seen > 0 ? "filtered" : "empty"
  const fetched =
    led.length === 0
      ? usual
      : competitions.fetched > 0
        ? "partial"
        : worst([usual, ...telling.map(({ verdict }) => verdict)])
  const expected = isLate(run, report) ? "store-failed" : fetched
  expect(verdict, JSON.stringify(report)).toBe(expected)
  expect(problem === undefined, `a problem is there where something went wrong: ${JSON.stringify(problem)}`).toBe(
    led.length === 0 && expected !== "store-failed"
  )
}

const expectPublishedOnce = (run: FaultRun, { announced, documents, report, timeToLive }: Brought) => {
  const created = isLate(run, report) ? report.documents.created : documents.length
  const unstored = documents.length - created
  expect([0, documents.length]).toContain(created)
  expect(report.documents).toStrictEqual({ updated: 0, created, unstored, withdrawn: 0 })
  expect(announced.length, "one publication, or none where there is nothing").toBe(created > 0 ? 1 : 0)
  if (announced.length === 0) return
  const [{ documents: published, key, streamId } = announced[0]!] = announced
  expect([key, streamId]).toStrictEqual([report.entries.created, report.entries.streamId])
  expect(published).toStrictEqual(JSON.parse(JSON.stringify(documents)))
  expect(timeToLive, "what is published expires").toBeGreaterThan(0)
}

/** Expects all promises of a run to be kept. */
export const expectPromises = (run: FaultRun): void => {
  expect(run.brought.map(({ report }) => report.extractor)).toStrictEqual(run.options.extractors)
  const listings = run.dealt.filter((one) => one.position === "listing" && one.exchange.served !== undefined)
  for (const brought of run.brought) {
    expectSums(brought.report)
    expectSafe(brought)
    expectInTime(run, brought.report)
    expectVerdict(run, brought, listings.at(-1)?.exchange.served)
    expectPublishedOnce(run, brought)
  }
}
