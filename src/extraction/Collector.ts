/**
 * The result of a run for one market: documents kept, matches rejected and why.
 *
 * Answers arrive in any order and are added at once, so that their matches and duplicates can be released. Of an id, the
 * first match wins in the order of the listing, not of arrival.
 */
import type { Stamp } from "../domain/documentOf.ts"
import type { Market } from "../domain/Market.ts"
import type { MarketOdds, ParsedMatch, Rejection, ShapeHint } from "../domain/Match.ts"
import * as Draft from "./Draft.ts"

/** Rejections that may mean that the bookmaker has changed the shape of its answers. */
export interface ShapeDoubt {
  readonly reason: Rejection
  readonly count: number
  /** Describes the first of them. */
  readonly describe: () => string
}

/** The result of all answers for one market: seen = documents + the sum of rejected. */
export interface Collected {
  readonly seen: number
  /** Of the documents, in the order of the listing. */
  readonly drafts: ReadonlyArray<Draft.Draft>
  readonly rejected: Readonly<Partial<Record<Rejection, number>>>
  /** Matches without usable odds in this market, kept nowhere: their known odds are withdrawn. */
  readonly withoutOdds: ReadonlySet<number>
  /** Ids of documents whose betting is suspended. */
  readonly suspended: ReadonlySet<number>
  /** Matches whose market was found by its id alone. */
  readonly renamed: number
  /** By reason; of matches that are not soccer, by sport. */
  readonly doubts: ReadonlyArray<ShapeDoubt>
}

/** Collects the matches of one market; holds one document for each id, however many come. */
export interface Collector {
  /**
   * Adds the matches of one answer; `position` is that of its competition in the listing. Drafts are kept for the same array, unless
   * `comesAgain` is false.
   */
  readonly add: (position: number, matches: ReadonlyArray<ParsedMatch>, comesAgain?: boolean) => void
  /** Returns all that was added. */
  readonly close: () => Collected
}

/** How matches are collected. */
export interface CollectorOptions {
  readonly stamp: Stamp
  /** Rejects matches whose betting is suspended, and withdraws their known odds. */
  readonly withdrawsSuspended: boolean
  /** Writes documents as JSON at once, while other answers are waited for. */
  readonly writes: boolean
}

interface Kept {
  readonly position: number
  readonly draft: Draft.Draft
  readonly isSuspended: boolean
}

/** The drafts of one answer's matches in one market; a place is empty where a match has no document. */
type AnswerDrafts = Array<{ readonly odds: MarketOdds; readonly draft: Draft.Draft } | undefined>

/** Drafts by answer and market, as long as the answer is kept. */
const answers = new WeakMap<ReadonlyArray<ParsedMatch>, Map<Market, AnswerDrafts>>()

/** Returns the place for the drafts of an answer. */
const draftsOf = (matches: ReadonlyArray<ParsedMatch>, market: Market): AnswerDrafts => {
  const ofAnswer = answers.get(matches) ?? new Map<Market, AnswerDrafts>()
  const drafts = ofAnswer.get(market) ?? []
  answers.set(matches, ofAnswer.set(market, drafts))
  return drafts
}

const byPosition = (a: Kept, b: Kept): number => a.position - b.position

/** Returns what is kept in the order of the listing. */
const inOrder = (kept: Iterable<Kept>): Pick<Collected, "drafts" | "suspended"> => {
  const drafts: Array<Draft.Draft> = []
  const suspended = new Set<number>()
  // A loop and not `map`: what V8 has compiled of a function made within a run ends with the run.
  for (const { draft, isSuspended } of [...kept].sort(byPosition)) {
    drafts.push(draft)
    if (isSuspended) suspended.add(draft.matchId)
  }
  return { drafts, suspended }
}

/** Makes the collector of one market. */
export const make = (market: Market, { stamp, withdrawsSuspended, writes }: CollectorOptions): Collector => {
  const kept = new Map<number, Kept>()
  const rejected = new Map<Rejection, number>()
  const doubts = new Map<string, ShapeDoubt>()
  const withoutOdds = new Set<number>()
  let seen = 0
  let renamed = 0

  const reject = (reason: Rejection, hint?: ShapeHint) => {
    rejected.set(reason, (rejected.get(reason) ?? 0) + 1)
    if (hint === undefined) return
    const key = `${reason} ${hint.sport?.toLowerCase() ?? ""}`
    const { count, describe } = doubts.get(key) ?? { count: 0, describe: hint.describe }
    doubts.set(key, { reason, count: count + 1, describe })
  }
  const keep = (id: number, one: Kept) => {
    const other = kept.get(id)
    if (other !== undefined) {
      reject("duplicate")
      if (other.position <= one.position) return
      // Set anew, an id stands behind those of its answer that came before it.
      kept.delete(id)
    }
    kept.set(id, one)
    if (writes) one.draft.write()
  }

  return {
    add: (position, matches, comesAgain) => {
      seen += matches.length
      // Keeping drafts costs 2 % of a run's CPU, in the garbage collector.
      const drafts = comesAgain === false ? [] : draftsOf(matches, market)
      for (let index = 0; index < matches.length; index++) {
        const match = matches[index]!
        if ("reason" in match) {
          reject(match.reason, match.hint)
          continue
        }
        const odds = match.markets[market.id]
        if (odds?.isRenamed === true) renamed++
        if (odds === undefined || "reason" in odds) {
          reject(odds?.reason ?? "no-market", odds?.hint)
          withoutOdds.add(match.id)
        } else if (withdrawsSuspended && odds.isSuspended) {
          reject("suspended")
          withoutOdds.add(match.id)
        } else {
          const last = drafts[index]
          const again = last?.odds === odds ? last.draft.again(stamp) : undefined
          const draft = again ?? Draft.make(market, match, odds, stamp)
          drafts[index] = { odds, draft }
          keep(match.id, { position, draft, isSuspended: odds.isSuspended })
        }
      }
    },
    close: () => ({
      ...inOrder(kept.values()),
      seen,
      rejected: Object.fromEntries(rejected),
      withoutOdds: withoutOdds.difference(kept),
      renamed,
      doubts: [...doubts.values()]
    })
  }
}
