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
/** Decodes the name of a source. */
export const Source: Schema.Literals<typeof sources> = Schema.Literals(sources)

const periods = [0, 1, 2, 3, 4] as const

/** Names a day as an offset from today in Africa/Nairobi: 0 is today, 4 the last one. */
export type Period = (typeof periods)[number]
/** Decodes the offset of a day. */
export const Period: Schema.Literals<typeof periods> = Schema.Literals(periods)
