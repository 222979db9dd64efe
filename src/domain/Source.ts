/**
 * What names a run besides its market: the source and the period.
 *
 * Pure vocabulary, read by the command line, the keys and the bookmaker's parameters alike.
 */
import * as Schema from "effect/Schema"

/** Gives what the bookmaker calls each source (`src`), and how long a run of it may take and its ids may be kept. */
export const sources = {
  live: { src: "1", budgetSeconds: 20, cacheExpirySeconds: 60 },
  upcoming: { src: "2", budgetSeconds: 40, cacheExpirySeconds: 1200 }
} as const satisfies Record<string, { src: string; budgetSeconds: number; cacheExpirySeconds: number }>

/** Names where matches come from: being played, or still to come. */
export type Source = keyof typeof sources
export const Source = Schema.Literals(Object.keys(sources) as [Source, ...Array<Source>])

/** Names a day as an offset from today in Africa/Nairobi: 0 is today, 4 the last one. */
export const Period = Schema.Literals([0, 1, 2, 3, 4])
export type Period = typeof Period.Type
