/**
 * What a merge into a matched entry does, as cases: the object of ours before, the change, and the object after.
 *
 * A store has done a change rightly where its result and the object after are those of the case, `arbitrage` is 0, and
 * everything else in the entry is as it was. `gone` leaves all as it was. `MergePatch.ts` is one way to do it.
 */
import type { Market } from "../domain/Market.ts"
import { Markets } from "../domain/Markets.ts"
import type { MatchDocument } from "../domain/MatchDocument.ts"
import type { Change, ChangeResult } from "./OddsStore.ts"

/** One case. */
export interface MergeCase {
  /** What is promised, as the end of "a store that is asked to change an entry …". */
  readonly promise: string
  /** The market whose odds are changed. */
  readonly market: Market
  /** Our object in the entry; undefined where the entry has none. */
  readonly before: { readonly [member: string]: unknown } | undefined
  /** What the store is asked to do. */
  readonly change: Omit<Change, "entry">
  /** What it must report. */
  readonly result: ChangeResult
  /** Our object after the change. */
  readonly after: { readonly [member: string]: unknown } | undefined
}

const ID = 50850101
/** A second long past, so that every store's clock is later. */
const DATE = 1_700_000_000

const odds = (value: string) => ({ odd_value: value, prev_oddValue: "", outcome: "" })
const state = (value: string) => ({
  odd_: value,
  live: 0,
  odd_status: "1",
  event_status: 1,
  "split(%)": "",
  currency: ""
})

const document = (teams: string, value: string, date = DATE): MatchDocument => ({
  bookmaker: "BookieGamma",
  start_time: "2026-11-23 22:00:00",
  competition_name: "premier league_england",
  teams: { [teams]: { yes: odds(value), no: odds(value) } },
  parent_match_id: ID,
  create_date: date,
  target_date: "2026-11-23",
  yes: state(value),
  no: state(value)
})

const market = Markets.btts
const old = document("Home;Away", "1.50")
const next = document("Home;Away", "1.75", DATE + 10)
const { yes: _yes, no: _no, ...oldWithoutOutcomes } = old

/** The cases. */
export const mergeCases: ReadonlyArray<MergeCase> = [
  {
    promise: "replaces the old document by the new one",
    market,
    before: old,
    change: { matchId: ID, document: next },
    result: "merged",
    after: next
  },
  {
    promise: "forgets teams keys other than the new one, with their odds",
    market,
    before: { ...old, teams: { ...old.teams, "x;y": {}, "Old Home;Away": { yes: odds("9.99") } } },
    change: { matchId: ID, document: document("New Home;Away", "1.75", DATE + 10) },
    result: "merged",
    after: document("New Home;Away", "1.75", DATE + 10)
  },
  {
    promise: "forgets members that the old outcomes had and the new ones lack",
    market,
    before: { ...old, yes: { ...state("1.50"), suspended_until: 7 }, teams: { "Home;Away": { maybe: odds("9.99") } } },
    change: { matchId: ID, document: next },
    result: "merged",
    after: next
  },
  {
    promise: "keeps members that are not of this market's document, nulls included",
    market,
    before: { ...old, "1X": state("1.10"), matcher_note: { score: 0.97, seen: [1, null] }, other: null },
    change: { matchId: ID, document: next },
    result: "merged",
    after: { ...next, "1X": state("1.10"), matcher_note: { score: 0.97, seen: [1, null] }, other: null }
  },
  {
    promise: "withdraws odds: the outcomes go, the teams key stays with {}",
    market,
    before: { ...old, matcher_note: "kept" },
    change: { matchId: ID, document: undefined },
    result: "merged",
    after: { ...oldWithoutOutcomes, teams: { "Home;Away": {} }, matcher_note: "kept" }
  },
  {
    promise: "withdraws odds that are withdrawn already without a change",
    market,
    before: { ...oldWithoutOutcomes, teams: { "Home;Away": {} } },
    change: { matchId: ID, document: undefined },
    result: "merged",
    after: { ...oldWithoutOutcomes, teams: { "Home;Away": {} } }
  },
  {
    promise: "puts odds back after they were withdrawn",
    market,
    before: { ...oldWithoutOutcomes, teams: { "Home;Away": {} } },
    change: { matchId: ID, document: next },
    result: "merged",
    after: next
  },
  {
    promise: "keeps odds of a later run, as if merged before them",
    market,
    before: document("Home;Away", "1.25", DATE + 20),
    change: { matchId: ID, document: next, asOf: DATE + 10 },
    result: "merged",
    after: document("Home;Away", "1.25", DATE + 20)
  },
  {
    promise: "does not withdraw odds of a later run",
    market,
    before: document("Home;Away", "1.25", DATE + 20),
    change: { matchId: ID, document: undefined, asOf: DATE + 10 },
    result: "merged",
    after: document("Home;Away", "1.25", DATE + 20)
  },
  {
    promise: "does not believe odds whose date is still to come",
    market,
    before: document("Home;Away", "1.25", 32_503_680_000),
    change: { matchId: ID, document: next },
    result: "merged",
    after: next
  },
  {
    promise: "that holds another match by now leaves it as it was",
    market,
    before: { ...old, parent_match_id: ID + 1 },
    change: { matchId: ID, document: next },
    result: "gone",
    after: { ...old, parent_match_id: ID + 1 }
  },
  {
    promise: "that has no object of ours leaves it as it was",
    market,
    before: undefined,
    change: { matchId: ID, document: next },
    result: "gone",
    after: undefined
  }
]
