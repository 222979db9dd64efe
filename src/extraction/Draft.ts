/**
 * A document without its `create_date`: the part that is reused when the same answer comes again.
 *
 * Pure. That an answer is the same as the last one is found out where answers are kept.
 */
import { documentOf, type Stamp } from "../domain/documentOf.ts"
import type { Market } from "../domain/Market.ts"
import type { MarketOdds, Match } from "../domain/Match.ts"
import type { MatchDocument } from "../domain/MatchDocument.ts"
import * as OddsWarnings from "../domain/OddsWarnings.ts"

/** What the drafts of a match share while its answer stays the same. */
interface Shared extends Pick<OddsWarnings.Counted, "lasting"> {
  /** The first of their documents. */
  readonly document: MatchDocument
  /** The JSON of the first document. */
  text: string | undefined
  /** The JSON before and after the number in `create_date`. */
  parts: readonly [before: string, after: string] | undefined
}

/** A match in one market, of which a document is made when one is asked for. */
export class Draft implements OddsWarnings.Counted {
  readonly matchId: number
  /** When the document is made, Unix seconds. */
  readonly createDate: number
  readonly #shared: Shared

  constructor(shared: Shared, createDate: number) {
    this.matchId = shared.document.parent_match_id
    this.createDate = createDate
    this.#shared = shared
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

  /** Returns the JSON of the first document, serialized once for all runs with the same answer. */
  write(): string {
    this.#shared.text ??= JSON.stringify(this.#shared.document)
    return this.#shared.text
  }

  /** The JSON of the document. */
  get text(): string {
    const shared = this.#shared
    const first = this.write()
    if (shared.document.create_date === this.createDate) return first
    shared.parts ??= partsOf(first, shared.document.create_date)
    return `${shared.parts[0]}${this.createDate}${shared.parts[1]}`
  }

  /** Returns the draft of the same match for another run; undefined where that is of another day. */
  again(stamp: Stamp): Draft | undefined {
    const shared = this.#shared
    return shared.document.target_date === stamp.target_date ? new Draft(shared, stamp.create_date) : undefined
  }
}

const priceOf = ({ odds }: MarketOdds["outcomes"][number]): number => Number(odds)

const MEMBER = '"create_date":'

/** Cuts the JSON of a document at its date. Nothing else in it can look like that: quotes within are escaped. */
const partsOf = (text: string, createDate: number): readonly [string, string] => {
  const [before = "", after = ""] = text.split(`${MEMBER}${createDate}`)
  return [before + MEMBER, after]
}

/** Makes the draft of a match with the odds of one market. */
export const make = (market: Market, match: Match, odds: MarketOdds, stamp: Stamp): Draft => {
  const prices = odds.outcomes.map(priceOf)
  const shared: Shared = {
    document: documentOf(match, odds, stamp),
    lasting: OddsWarnings.lastingOf(prices, match.teams, market),
    text: undefined,
    parts: undefined
  }
  return new Draft(shared, stamp.create_date)
}

/**
 * From this length on, in UTF-16 units, a piece of a list is full. With two bytes a letter it is still below 128 kB: for a longer
 * text V8 maps memory of its own.
 */
const PIECE_LENGTH = 32_768

/** Returns the JSON of drafts' documents as a list, in pieces that follow each other. */
export const listPieces = (drafts: ReadonlyArray<Draft>): ReadonlyArray<string> => {
  const pieces: Array<string> = []
  let texts: Array<string> = []
  let length = 0
  for (const { text } of drafts) {
    if (length >= PIECE_LENGTH) {
      pieces.push(`${texts.join(",")},`)
      texts = []
      length = 0
    }
    texts.push(text)
    length += text.length
  }
  pieces.push(`${texts.join(",")}]`)
  pieces[0] = `[${pieces[0]}`
  return pieces
}
