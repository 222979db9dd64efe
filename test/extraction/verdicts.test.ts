/**
 * The table of verdicts and exit codes.
 */
import { describe, expect, it } from "@effect/vitest"
import { isTransient } from "../../src/bookmaker/BookmakerError.ts"
import { worstExitCode } from "../../src/extraction/exitCode.ts"
import { type Evidence, graver, judge } from "../../src/extraction/Verdict.ts"
import {
  coverage,
  exitCode,
  type FailedCompetition,
  type FailureReason,
  type Report,
  type Verdict,
  verdicts
} from "../../src/index.ts"
import { expectSums } from "../helpers/report.ts"
import { vectors } from "../helpers/vectors.ts"

const reasons = Object.keys(isTransient) as ReadonlyArray<FailureReason>
const failed = (reason: FailureReason, id = "17", last?: FailureReason): FailedCompetition => ({
  id,
  reason,
  tries: 1,
  ...(last === undefined ? {} : { last })
})
const verdict = (evidence: Partial<Evidence>): Verdict =>
  judge({
    listingFailure: undefined,
    fetched: 2,
    failed: [],
    waiting: 0,
    short: 0,
    drifted: false,
    seen: 5,
    kept: 3,
    storeFailed: false,
    interrupted: false,
    ...evidence
  })

/** The verdict for each reason if no request succeeds. */
const verdictOfReason = {
  network: "unavailable",
  timeout: "unavailable",
  "server-error": "unavailable",
  throttled: "blocked",
  refused: "blocked",
  page: "blocked",
  redirected: "blocked",
  "circuit-open": "unavailable",
  "too-large": "drifted",
  "bad-status": "unavailable",
  malformed: "drifted",
  drifted: "drifted",
  deadline: "unavailable",
  "request-limit": "unavailable",
  interrupted: "interrupted"
} as const satisfies Record<FailureReason, Verdict>

describe("the verdict is", () => {
  it("complete if every competition was fetched and at least one match was kept", () => {
    expect(verdict({})).toBe("complete")
    expect(verdict({ kept: 5 })).toBe("complete")
  })

  it("empty if the bookmaker lists no competitions, or no match in any", () => {
    expect(verdict({ fetched: 0, seen: 0, kept: 0 })).toBe("empty")
    expect(verdict({ fetched: 25, seen: 0, kept: 0 })).toBe("empty")
  })

  it("filtered if all matches were rejected", () => {
    expect(verdict({ kept: 0 })).toBe("filtered")
  })

  it.each(reasons)("partial if some competitions failed and others were fetched: %s", (reason) => {
    expect(verdict({ fetched: 1, failed: [failed(reason)] })).toBe("partial")
    expect(verdict({ fetched: 1, failed: [failed(reason)], kept: 0 })).toBe("partial")
    expect(verdict({ fetched: 1, failed: [failed(reason)], seen: 0, kept: 0 })).toBe("partial")
  })

  it.each(reasons)("that of the reason if the listing or every competition failed: %s", (reason) => {
    const expected = verdictOfReason[reason]
    const nothing = { fetched: 0, seen: 0, kept: 0 }
    expect(verdict({ ...nothing, listingFailure: failed(reason) })).toBe(expected)
    expect(verdict({ ...nothing, failed: [failed(reason, "17"), failed(reason, "8")] })).toBe(expected)
  })

  it("partial if competitions wait for a later run, whatever the others held", () => {
    expect(verdict({ waiting: 1 })).toBe("partial")
    expect(verdict({ waiting: 1, kept: 0 })).toBe("partial")
    expect(verdict({ waiting: 1, seen: 0, kept: 0 })).toBe("partial")
    expect(verdict({ waiting: 1, fetched: 0, seen: 0, kept: 0, failed: [failed("refused")] })).toBe("blocked")
    expect(
      verdict({ waiting: 1, fetched: 0, seen: 0, kept: 0, failed: [failed("request-limit", "17", "throttled")] })
    ).toBe("blocked")
  })

  it("that of the last attempt's result if the deadline came before the next attempt", () => {
    const nothing = { fetched: 0, seen: 0, kept: 0 }
    expect(verdict({ ...nothing, listingFailure: failed("deadline", "", "throttled") })).toBe("blocked")
    expect(verdict({ ...nothing, failed: [failed("deadline", "17", "throttled")] })).toBe("blocked")
    expect(verdict({ ...nothing, failed: [failed("deadline", "17", "server-error")] })).toBe("unavailable")
  })

  it("the one lowest in the table if several apply", () => {
    const nothing = { fetched: 0, seen: 0, kept: 0 }
    const of = (...list: ReadonlyArray<FailureReason>) =>
      verdict({ ...nothing, failed: list.map((reason, index) => failed(reason, String(index))) })
    expect(of("drifted", "refused", "malformed")).toBe("blocked")
    expect(of("refused", "network", "drifted")).toBe("unavailable")
    expect(of("timeout", "interrupted")).toBe("interrupted")
  })

  it("that of the requested competitions if the deadline came before others were requested", () => {
    const nothing = { fetched: 0, seen: 0, kept: 0 }
    const never: FailedCompetition = { id: "8", reason: "deadline", tries: 0 }
    expect(verdict({ ...nothing, failed: [failed("deadline", "17", "throttled"), never] })).toBe("blocked")
    expect(verdict({ ...nothing, failed: [failed("drifted"), { ...never, reason: "circuit-open" }] })).toBe("drifted")
    expect(verdict({ ...nothing, failed: [never] })).toBe("unavailable")
  })

  it("store-failed if the store failed, whatever else happened, except a signal", () => {
    expect(verdict({ storeFailed: true })).toBe("store-failed")
    expect(verdict({ storeFailed: true, fetched: 0, seen: 0, kept: 0, listingFailure: failed("network") })).toBe(
      "store-failed"
    )
    expect(verdict({ storeFailed: true, failed: [failed("timeout")] })).toBe("store-failed")
  })

  it("interrupted after a signal, whatever else happened", () => {
    expect(verdict({ interrupted: true })).toBe("interrupted")
    expect(verdict({ interrupted: true, storeFailed: true, failed: [failed("interrupted")] })).toBe("interrupted")
  })
})

describe("the exit code of several reports", () => {
  const of = (name: Verdict, fetched = 1): Report => ({
    ...(vectors.report as unknown as Report),
    verdict: name,
    competitions: { ...(vectors.report as unknown as Report).competitions, fetched, failed: [failed("timeout")] }
  })

  it("is that of the report lowest in the table, not the highest number", () => {
    expect(worstExitCode([of("partial"), of("store-failed"), of("complete")], 1)).toBe(74)
    expect(worstExitCode([of("partial"), of("drifted")], 1)).toBe(65)
    expect(worstExitCode([of("partial"), of("interrupted")], 1)).toBe(130)
    expect(worstExitCode([of("complete"), of("filtered"), of("empty")], 1)).toBe(0)
  })

  it("ignores a partial run with enough coverage", () => {
    expect(worstExitCode([of("partial", 9), of("complete")], 0.9)).toBe(0)
    expect(worstExitCode([of("partial", 9), of("unavailable")], 0.9)).toBe(69)
    expect(worstExitCode([of("partial", 1), of("complete")], 0.9)).toBe(75)
  })
})

describe("the exit code", () => {
  const report = (changes: Partial<Report>) => ({ ...(vectors.report as unknown as Report), ...changes })
  const competitions = (fetched: number, failures: number): Report["competitions"] => ({
    listed: fetched + failures,
    virtual: 0,
    fromCache: false,
    cacheAgeSeconds: null,
    fetched,
    failed: Array.from({ length: failures }, (_, index) => failed("timeout", String(index)))
  })

  it("of every verdict is that of the contract", () => {
    const codes = Object.entries(verdicts).map(([name, { exitCode: code }]) => [name, code])
    expect(codes).toStrictEqual([
      ["complete", 0],
      ["empty", 0],
      ["filtered", 0],
      ["partial", 75],
      ["drifted", 65],
      ["blocked", 69],
      ["unavailable", 69],
      ["store-failed", 74],
      ["interrupted", 130]
    ])
    for (const [name, code] of codes) expect(exitCode(report({ verdict: name as Verdict }), 1)).toBe(code)
  })

  it("of a partial run is 0 at or above the minimum coverage, and 75 below", () => {
    const partial = report({ verdict: "partial", competitions: competitions(3, 1) })
    expect(coverage(partial.competitions)).toBe(0.75)
    expect([0, 0.5, 0.75, 0.7501, 1].map((asked) => exitCode(partial, asked))).toStrictEqual([0, 0, 0, 75, 75])
  })

  it("of any other verdict does not depend on the coverage", () => {
    for (const [name, { exitCode: code }] of Object.entries(verdicts)) {
      if (name === "partial") continue
      expect(exitCode(report({ verdict: name as Verdict, competitions: competitions(0, 4) }), 0)).toBe(code)
    }
  })

  it("counts short competitions as not answered, and a run with one is partial", () => {
    expect(verdict({ short: 1 })).toBe("partial")
    const short = [{ id: "17", stated: 9, seen: 1 }]
    expect(coverage({ ...competitions(4, 0), short })).toBe(0.75)
    expect(coverage({ ...competitions(3, 1), short })).toBe(0.5)
  })

  it("treats a run without competitions as fully covered, and does not count virtual ones", () => {
    expect(coverage(competitions(0, 0))).toBe(1)
    expect(coverage({ ...competitions(1, 1), listed: 12, virtual: 10 })).toBe(0.5)
  })
})

it("the contract's own report adds up", () => {
  expectSums(vectors.report as unknown as Report)
})

it("the table lists the verdicts by their gravity", () => {
  const listed = Object.keys(verdicts) as ReadonlyArray<Verdict>
  for (const [index, one] of listed.entries()) {
    for (const other of listed.slice(index)) expect([graver(one, other), graver(other, one)]).toEqual([other, other])
  }
})
