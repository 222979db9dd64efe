/**
 * The exit codes that follow from reports.
 */
import type { Report } from "./Report.ts"
import { graver, verdicts } from "./Verdict.ts"

/** The exit code of a watch where the last run of a source was abandoned. */
export const ABANDONED_EXIT_CODE = 70

/** Returns the share of competitions that came whole, 0 to 1; 1 if there are none. Waiting ones count as missing. */
export const coverage = ({ failed, fetched, short = [], waiting = 0 }: Report["competitions"]): number =>
  failed.length + short.length + waiting === 0 ? 1 : (fetched - short.length) / (fetched + failed.length + waiting)

/** Returns the coverage of the competitions that this run asked for; 0 if all of them wait. */
const askedCoverage = ({ waiting = 0, ...competitions }: Report["competitions"]): number =>
  waiting > 0 && competitions.fetched + competitions.failed.length === 0 ? 0 : coverage(competitions)

/**
 * Returns a report's exit code; a partial run is a success if the coverage of what it asked for is at least `minCoverage` (0 to
 * 1), whatever waits for later runs.
 */
export const exitCode = (report: Report, minCoverage: number): number =>
  report.verdict === "partial" && askedCoverage(report.competitions) >= minCoverage
    ? 0
    : verdicts[report.verdict].exitCode

/** Returns the exit code of several reports: that of the gravest verdict which is no success. */
export const worstExitCode = (reports: ReadonlyArray<Report>, minCoverage: number): number => {
  const failures = reports.filter((report) => exitCode(report, minCoverage) !== 0).map(({ verdict }) => verdict)
  return failures.length === 0 ? 0 : verdicts[failures.reduce(graver)].exitCode
}
