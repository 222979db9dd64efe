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

/** What the drafts of a match share for as long as its answer comes again. */
interface Shared extends OddsWarnings.Counted {
  readonly matchId: number
  readonly day: string
  /** The first of their documents. */
  readonly document: MatchDocument
  text: Text | undefined
}

/** A match in one market, of which a document is made when one is asked for. */
export class Draft implements OddsWarnings.Counted {
  /** When the document is made, Unix seconds. */
  readonly createDate: number
  /** True where the match has come before, and the text is written once for all times that it comes. */
  readonly hasComeAgain: boolean
  readonly #shared: Shared

  constructor(shared: Shared, createDate: number, hasComeAgain: boolean) {
    this.#shared = shared
    this.createDate = createDate
    this.hasComeAgain = hasComeAgain
  }

  get matchId(): number {
    return this.#shared.matchId
  }

  get startTime(): string {
    return this.#shared.startTime
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

  /** Returns the draft of the same match for another run; undefined where that is of another day. */
  again(stamp: Stamp): Draft | undefined {
    return this.#shared.day === stamp.target_date ? new Draft(this.#shared, stamp.create_date, true) : undefined
  }
}

const MEMBER = '"create_date":'

/** Writes a document once. No other text of it can look like its date: quotes within are escaped. */
const write = (document: MatchDocument): Text => {
  const [before = "", after = ""] = JSON.stringify({ ...document, create_date: 0 }).split(`${MEMBER}0`)
  return { before: `${before}${MEMBER}`, after }
}

/** Makes the draft of a match with the odds of one market. */
export const make = (market: Market, match: Match, odds: MarketOdds, stamp: Stamp): Draft => {
  const document = documentOf(match, odds, stamp)
  const shared: Shared = {
    matchId: match.id,
    startTime: match.startTime,
    day: stamp.target_date,
    document,
    lasting: OddsWarnings.lastingOf(document, market),
    text: undefined
  }
  return new Draft(shared, stamp.create_date, false)
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
