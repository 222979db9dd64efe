/**
 * Sums that hold for every report, whatever happened in its run.
 */
import { expect } from "@effect/vitest"
import type { MarketResult, Report } from "../../src/index.ts"

/** Timings of a run that took no time. */
export const noTimings: MarketResult["timings"] = { listingMillis: 0, fetchingMillis: 0, storingMillis: 0 }

const sum = (counts: Readonly<Record<string, number>>) =>
  Object.values(counts).reduce((total, count) => total + count, 0)

/** Expects the counts of a report to add up; a failure shows the whole report. */
export const expectSums = (report: Report): void => {
  const { competitions, documents, entries, matches } = report
  const rejected: Readonly<Record<string, number>> = matches.rejected
  const withoutOdds = (rejected["no-market"] ?? 0) + (rejected["incomplete-market"] ?? 0) + (rejected.suspended ?? 0)
  const { created, unstored, updated, withdrawn } = documents
  const counts = [competitions.listed, competitions.virtual, competitions.fetched, matches.seen, matches.kept]
  const failed = competitions.failed.map(({ id }) => id)
  const shown = JSON.stringify(report, null, 2)

  expect(
    [...counts, created, unstored, updated, withdrawn].every((count) => Number.isInteger(count) && count >= 0),
    `counts are whole numbers: ${shown}`
  ).toBe(true)
  const { waiting = 0 } = competitions
  expect(competitions.waiting, `waiting is left out where none is: ${shown}`).not.toBe(0)
  expect(competitions.virtual + competitions.fetched + failed.length + waiting, `listed: ${shown}`).toBe(
    competitions.listed
  )
  expect(new Set(failed).size, `failed competitions are distinct: ${shown}`).toBe(failed.length)
  const short = competitions.short ?? []
  expect(competitions.short, `short is left out where none is: ${shown}`).not.toStrictEqual([])
  expect(short.length, `short is a part of fetched: ${shown}`).toBeLessThanOrEqual(competitions.fetched)
  expect(new Set([...short.map(({ id }) => id), ...failed]).size, `none is short and failed: ${shown}`).toBe(
    short.length + failed.length
  )
  for (const { seen, stated } of short)
    expect(seen, `short is what has less than stated: ${shown}`).toBeLessThan(stated)
  if (short.length > 0) {
    expect(["complete", "empty", "filtered"], `what is short is not passed over: ${shown}`).not.toContain(
      report.verdict
    )
  }
  expect(competitions.fromCache, `only a cache has an age: ${shown}`).toBe(competitions.cacheAgeSeconds !== null)
  expect(matches.kept + sum(rejected), `seen: ${shown}`).toBe(matches.seen)
  expect(Object.values(rejected).includes(0), `reasons that did not occur are left out: ${shown}`).toBe(false)
  expect(updated + created + unstored, `kept: ${shown}`).toBe(matches.kept)
  expect(withdrawn, `withdrawn is a part of rejected: ${shown}`).toBeLessThanOrEqual(withoutOdds)
  expect(new Set(entries.updated).size, `updated entries are distinct: ${shown}`).toBe(entries.updated.length)
  expect(entries.updated.length > 0, `an entry is touched for each update: ${shown}`).toBe(updated + withdrawn > 0)
  expect(entries.created === null, `an entry is created for new documents: ${shown}`).toBe(created === 0)
  expect(entries.streamId === null, `and announced: ${shown}`).toBe(created === 0)
  expect(Date.parse(report.finishedAt), `it ends after it starts: ${shown}`).toBeGreaterThanOrEqual(
    Date.parse(report.startedAt)
  )
}
