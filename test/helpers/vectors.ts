/**
 * The contract's test vectors, as JSON values.
 */
import { readFileSync } from "node:fs"
import type { MatchDocument } from "../../src/domain/MatchDocument.ts"

const read = (name: string): unknown => JSON.parse(readFileSync(new URL(`../vectors/${name}`, import.meta.url), "utf8"))

/** The expected result of an extractor for the matches' response. */
export interface Expected {
  readonly documents: ReadonlyArray<MatchDocument>
  readonly rejected: Readonly<Record<string, number>>
}

/** A listing's response, its ids, a competition's response, a configuration file and a report. */
export const vectors = {
  competitionsResponse: read("competitions.response.json"),
  competitionIds: read("competitions.expected.json") as ReadonlyArray<string>,
  matchesResponse: read("matches.response.json"),
  config: read("config.example.json"),
  report: read("report.example.json") as Readonly<Record<string, unknown>>
}

/** The expected result of an extractor for a response in a real feed's shape. */
export interface FeedExpected extends Expected {
  /** Ids of documents whose betting is suspended. */
  readonly suspended: ReadonlyArray<number>
  /** The expected result if suspended odds are withdrawn. */
  readonly withdraw?: Expected
}

/** Names of the responses in shapes of real feeds. */
export const feedNames = ["flat", "grouped", "objects", "renamed", "short", "short-groups", "suspended"] as const

/** Returns a response in a real feed's shape, its expected counts, and the expected result of each extractor. */
export const feedOf = (name: (typeof feedNames)[number]) => {
  const { seen, stated, ...byExtractor } = read(`feeds/${name}.expected.json`) as {
    readonly stated: number | null
    readonly seen: number
  } & Readonly<Record<string, FeedExpected>>
  return {
    response: read(`feeds/${name}.response.json`),
    stated,
    seen,
    byExtractor: byExtractor as Readonly<Record<string, FeedExpected>>
  }
}

/** Returns the expected result of an extractor for the matches' response. */
export const expectedOf = (extractor: string): Expected => read(`${extractor}.expected.json`) as Expected

/** Start of the vectors' run: Unix seconds, and the day in Nairobi. */
export const STAMP = { create_date: 1_795_456_800, target_date: "2026-11-23" }
