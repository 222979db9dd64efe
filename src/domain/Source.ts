/**
 * What a run is about besides its market: the source and the period.
 *
 * Pure vocabulary, read by the command line, the keys and the bookmaker's parameters alike.
 */
import * as Schema from "effect/Schema"

/** Lists the sources: matches being played, and matches still to come. */
export const sources = ["live", "upcoming"] as const

/** Names where matches come from. */
export type Source = (typeof sources)[number]
export const Source = Schema.Literals(sources)

/** Names a day as an offset from today in Africa/Nairobi: 0 is today, 4 the last one. */
export const Period = Schema.Literals([0, 1, 2, 3, 4])
export type Period = typeof Period.Type
