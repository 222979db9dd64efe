/**
 * A document apart from the second at which it is made: what is used again when an answer comes again.
 *
 * Pure. That an answer is the same as the last one is found out where answers are kept.
 */
import { documentOf, type Stamp } from "../domain/documentOf.ts"
import type { Market } from "../domain/Market.ts"
import type { MarketOdds, Match } from "../domain/Match.ts"
import type { MatchDocument } from "../domain/MatchDocument.ts"
import * as OddsWarnings from "../domain/OddsWarnings.ts"

/** The JSON of a document, before and after the number in `create_date`. */
interface Text {
  readonly before: string
  readonly after: string
}

/** What drafts of the same odds share. */
interface Shared {
  /** The first of their documents. */
  readonly document: MatchDocument
  readonly lasting: ReadonlyArray<OddsWarnings.OddsWarning>
  text: Text | undefined
}

/** A match in one market, of which a document is made when one is asked for. */
export class Draft implements OddsWarnings.Counted {
  /** When the document is made, Unix seconds. */
  readonly createDate: number
  /** True where the odds have come before, and the text is written once for all times that they come. */
  readonly hasComeAgain: boolean
  readonly #shared: Shared

  constructor(shared: Shared, createDate: number, hasComeAgain: boolean) {
    this.#shared = shared
    this.createDate = createDate
    this.hasComeAgain = hasComeAgain
  }

  get matchId(): number {
    return this.#shared.document.parent_match_id
  }

  get startTime(): string {
    return this.#shared.document.start_time
  }

  get lasting(): ReadonlyArray<OddsWarnings.OddsWarning> {
    return this.#shared.lasting
  }

  get document(): MatchDocument {
    const { document } = this.#shared
    return document.create_date === this.createDate ? document : { ...document, create_date: this.createDate }
  }

  /** The JSON of the document. */
  get text(): string {
    if (!this.hasComeAgain) return JSON.stringify(this.document)
    this.#shared.text ??= write(this.#shared.document)
    return `${this.#shared.text.before}${this.createDate}${this.#shared.text.after}`
  }

  /** Returns the draft of the same match and odds for another run; undefined where its document would be another. */
  again(match: Match, stamp: Stamp): Draft | undefined {
    const { document } = this.#shared
    return document.target_date === stamp.target_date && isOf(document, match)
      ? new Draft(this.#shared, stamp.create_date, true)
      : undefined
  }
}

/** A draft and the odds that it was made of, kept as long as their answer is. */
export interface Kept {
  readonly odds: MarketOdds
  readonly draft: Draft
}

const MEMBER = '"create_date":'

/** Writes a document once. No other text of it can look like its date: quotes within are escaped. */
const write = (document: MatchDocument): Text => {
  const [before = "", after = ""] = JSON.stringify({ ...document, create_date: 0 }).split(`${MEMBER}0`)
  return { before: `${before}${MEMBER}`, after }
}

/** Tells whether a document is of this match, apart from its odds. */
const isOf = ({ competition_name, parent_match_id, start_time, teams }: MatchDocument, match: Match): boolean =>
  parent_match_id === match.id &&
  start_time === match.startTime &&
  competition_name === match.competitionName &&
  Object.hasOwn(teams, match.teams)

/** Makes the draft of a match with the odds of one market, of the last one where only its second is another. */
export const make = (market: Market, match: Match, odds: MarketOdds, stamp: Stamp, last: Kept | undefined): Draft => {
  const again = last?.odds === odds ? last.draft.again(match, stamp) : undefined
  if (again !== undefined) return again
  const document = documentOf(match, odds, stamp)
  const lasting = OddsWarnings.lastingOf(document, market)
  return new Draft({ document, lasting, text: undefined }, stamp.create_date, false)
}

/** Returns the JSON of drafts' documents as a list; those that have come again are not written anew. */
export const listText = (drafts: ReadonlyArray<Draft>): string => {
  const parts: Array<string> = []
  let unwritten: Array<MatchDocument> = []
  const writeThem = () => {
    if (unwritten.length > 0) parts.push(JSON.stringify(unwritten).slice(1, -1))
    unwritten = []
  }
  for (const draft of drafts) {
    if (!draft.hasComeAgain) unwritten.push(draft.document)
    else {
      writeThem()
      parts.push(draft.text)
    }
  }
  writeThem()
  return `[${parts.join()}]`
}
