/**
 * What answers are made of, and what each shape of answer must be able to write.
 * feeds.ts writes the shapes of real feeds, dialects.ts a mixture of everything that the contract allows.
 */

import type { Competition } from "./competitions.ts"
import type { Fixture } from "./fixtures.ts"
import type { Moment } from "./offers.ts"

/** One JSON object. */
export type Fields = Readonly<Record<string, unknown>>

/** A competition in the listing, and about how many matches it has. */
export interface Listed {
  readonly competition: Competition
  readonly size: number
}

/** Matches of one competition: all of them, or a page of them. */
export interface Page {
  readonly moment: Moment
  /** The day asked for, or today if live: `YYYY-MM-DD`. */
  readonly day: string
  readonly competition: Competition
  /** In the order of the answer; one may come twice. */
  readonly fixtures: ReadonlyArray<Fixture>
  /** How many matches there are on all pages. */
  readonly total: number
  /** True where there may be other pages, so the answer must state the total. */
  readonly paged: boolean
  /** Other competitions that the answer may name for navigation. */
  readonly others: ReadonlyArray<Listed>
}

/** Writes the bodies of answers. */
export interface Writer {
  readonly listing: (moment: Moment, day: string, listed: ReadonlyArray<Listed>) => Fields
  readonly matches: (page: Page) => Fields
  /** For an unknown competition, or one without matches; `id` is the competition asked for. */
  readonly nothing: (moment: Moment, day: string, id: string) => Fields
}
