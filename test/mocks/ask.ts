/**
 * Requests to the simulated bookmaker at a fixed evening, for tests of what it answers.
 */
import { competitions } from "../../mocks/bookmaker/competitions.ts"
import { SimulatedBookmaker } from "../../mocks/index.ts"
import type { Fields } from "./Reader.ts"

// 2026-11-23 18:00:00 in Nairobi.
export const evening = Date.UTC(2026, 10, 23, 15)
export const minute = 60_000
export const live = { src: "1" }
export const tomorrow = { src: "2", day: "2026-11-24" }

/** Makes a request with a query; more parameters than the bookmaker needs are as good. */
export const requestOf = (query: Record<string, string>, init?: RequestInit): Request =>
  new Request(`https://bookmaker.test/any/path?${new URLSearchParams({ sport_id: "soccer", tab: "", ...query })}`, init)

/** Makes a bookmaker whose clock stands still. */
export const at = (now: number, options: SimulatedBookmaker.Options = {}) =>
  SimulatedBookmaker.make({ now: () => now, ...options })

/** Asks once, and returns the body of the answer. */
export const ask = async (
  query: Record<string, string>,
  now: number,
  options: SimulatedBookmaker.Options = {}
): Promise<Fields> => (await at(now, options)(requestOf(query)).json()) as Fields

/** Asks one bookmaker for the matches of competitions, by default of each of the forty. */
export const askAll = (
  query: Record<string, string>,
  now: number,
  options: SimulatedBookmaker.Options = {},
  ids: ReadonlyArray<string> = competitions(40).map(({ id }) => String(id))
): Promise<ReadonlyArray<Fields>> => {
  const bookmaker = at(now, options)
  const one = async (competition_id: string) =>
    (await bookmaker(requestOf({ ...query, competition_id })).json()) as Fields
  return Promise.all(ids.map(one))
}
