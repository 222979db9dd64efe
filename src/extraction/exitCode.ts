/**
 * The exit codes that follow from reports.
 */
import type { Report } from "./Report.ts"
import { graver, verdicts } from "./Verdict.ts"

/** The exit code of a watch where the last run of a source was abandoned. */
export const ABANDONED_EXIT_CODE = 70

/** Returns the share of competitions that came whole, 0 to 1; 1 where there were none. Those that wait did not come. */
export const coverage = ({ failed, fetched, short = [], waiting = 0 }: Report["competitions"]): number =>
  failed.length + short.length + waiting === 0 ? 1 : (fetched - short.length) / (fetched + failed.length + waiting)

/** Returns the same of those whose turn it was; 0 where others wait and none had it. */
const turnCoverage = ({ waiting = 0, ...competitions }: Report["competitions"]): number =>
  waiting > 0 && competitions.fetched + competitions.failed.length === 0 ? 0 : coverage(competitions)

/**
 * Returns a report's exit code; a partial run with at least `minCoverage` (0 to 1) is a success. Competitions that wait for the
 * next run are not missing in this one.
 */
export const exitCode = (report: Report, minCoverage: number): number =>
  report.verdict === "partial" && turnCoverage(report.competitions) >= minCoverage
    ? 0
    : verdicts[report.verdict].exitCode

/** Returns the exit code of several reports: that of the gravest verdict which is no success. */
export const worstExitCode = (reports: ReadonlyArray<Report>, minCoverage: number): number => {
  const failures = reports.filter((report) => exitCode(report, minCoverage) !== 0).map(({ verdict }) => verdict)
  return failures.length === 0 ? 0 : verdicts[failures.reduce(graver)].exitCode
}
