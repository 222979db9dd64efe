/**
 * What has changed in the odds from one run of a source to the next: matches that are new, odds that moved, matches that are
 * gone.
 *
 * It keeps the documents of the last run of each source and extractor.
 */
import type { MatchDocument, TeamOdds } from "../../domain/MatchDocument.ts"
import type { MarketResult } from "../MarketResult.ts"
import type { Watched } from "./WatchEvent.ts"

/** One outcome's odds that moved. */
export interface Move {
  /** The outcome as the store names it. */
  readonly outcome: string
  /** Odds before, as text. */
  readonly from: string
  /** Odds now, as text. */
  readonly to: string
}

/** A change of one match's odds. `moves` is empty where only the state of an outcome has changed. */
export type OddsChange =
  | { readonly kind: "new" | "gone"; readonly document: MatchDocument }
  | { readonly kind: "moved"; readonly document: MatchDocument; readonly moves: ReadonlyArray<Move> }

type Outcomes = Readonly<Record<string, typeof TeamOdds.Type>>

const outcomesOf = ({ teams }: MatchDocument): Outcomes => Object.values(teams)[0] ?? {}

const movesOf = (before: MatchDocument, now: MatchDocument): ReadonlyArray<Move> => {
  const old = outcomesOf(before)
  return Object.entries(outcomesOf(now)).flatMap(([outcome, { odd_value: to }]) => {
    const from = old[outcome]?.odd_value ?? ""
    return from === to ? [] : [{ outcome, from, to }]
  })
}

/** Tells whether two documents hold the very same values but for when they were made, as those of an equal answer do. */
const isShared = (one: MatchDocument, other: MatchDocument): boolean =>
  Object.keys(one).every((name) => name === "create_date" || one[name] === other[name]) &&
  Object.keys(other).every((name) => name in one)

/** Tells whether two documents are the same but for when they were made. */
const isSame = (one: MatchDocument, other: MatchDocument): boolean =>
  isShared(one, other) || JSON.stringify({ ...one, create_date: 0 }) === JSON.stringify({ ...other, create_date: 0 })

/** Follows the odds of the watched sources. */
export interface OddsChanges {
  /** Takes in a result, and returns what is different from the last one. Nothing is gone where competitions are missing. */
  readonly add: (watched: Watched, result: MarketResult) => ReadonlyArray<OddsChange>
}

/** Begins without documents: at first every match is new. */
export const make = (): OddsChanges => {
  const known = new Map<string, ReadonlyMap<number, MatchDocument>>()
  return {
    add: ({ index }, { documents, market, report }) => {
      const key = `${index} ${market.id}`
      const before = known.get(key) ?? new Map<number, MatchDocument>()
      const now = new Map(documents.map((document) => [document.parent_match_id, document]))
      const changes = documents.flatMap((document): ReadonlyArray<OddsChange> => {
        const old = before.get(document.parent_match_id)
        if (old === undefined) return [{ kind: "new", document }]
        return isSame(old, document) ? [] : [{ kind: "moved", document, moves: movesOf(old, document) }]
      })
      const isWhole = report.verdict === "complete" || report.verdict === "filtered" || report.verdict === "empty"
      const missing = [...before].filter(([id]) => !now.has(id))
      known.set(key, isWhole ? now : new Map([...missing, ...now]))
      return isWhole
        ? [...changes, ...missing.map(([, document]): OddsChange => ({ kind: "gone", document }))]
        : changes
    }
  }
}
