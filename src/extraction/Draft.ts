/**
 * A document without its `create_date`: the part that is reused when the same answer comes again.
 *
 * Pure. That an answer is the same as the last one is found out where answers are kept.
 */
import { documentOf, jsonBeginning, jsonRest, type Stamp } from "../domain/documentOf.ts"
import type { Market } from "../domain/Market.ts"
import type { MarketOdds, Match } from "../domain/Match.ts"
import type { MatchDocument } from "../domain/MatchDocument.ts"
import * as OddsWarnings from "../domain/OddsWarnings.ts"

/** What the drafts of a match share while its answer stays the same. */
interface Shared extends Pick<OddsWarnings.Counted, "lasting"> {
  readonly match: Match
  readonly odds: MarketOdds
  readonly targetDate: string
  /** The first document that was asked for. */
  document: MatchDocument | undefined
  /** The JSON of a document behind its beginning. */
  json: string | undefined
}

/** A match in one market, of which a document is made when one is asked for. */
export class Draft implements OddsWarnings.Counted {
  /** When the document is made, Unix seconds. */
  readonly createDate: number
  readonly #shared: Shared

  constructor(shared: Shared, createDate: number) {
    this.createDate = createDate
    this.#shared = shared
  }

  get matchId(): number {
    return this.#shared.match.id
  }

  get startTime(): string {
    return this.#shared.match.startTime
  }

  get lasting(): ReadonlyArray<OddsWarnings.OddsWarning> {
    return this.#shared.lasting
  }

  /** The document; those of an equal answer share what they hold. */
  get document(): MatchDocument {
    const create_date = this.createDate
    const { match, odds, targetDate } = this.#shared
    this.#shared.document ??= documentOf(match, odds, { create_date, target_date: targetDate })
    return { ...this.#shared.document, create_date }
  }

  /** Returns the JSON behind its beginning, written once for all runs with the same answer. */
  write(): string {
    const { match, odds, targetDate } = this.#shared
    this.#shared.json ??= jsonRest(match, odds, targetDate)
    return this.#shared.json
  }

  /** The JSON of the document. */
  get text(): string {
    return jsonBeginning(this.createDate) + this.write()
  }

  /** Returns the draft of the same match for another run; undefined where that is of another day. */
  again(stamp: Stamp): Draft | undefined {
    const shared = this.#shared
    return shared.targetDate === stamp.target_date ? new Draft(shared, stamp.create_date) : undefined
  }
}

const priceOf = ({ odds }: MarketOdds["outcomes"][number]): number => Number(odds)

/** Makes the draft of a match with the odds of one market. */
export const make = (market: Market, match: Match, odds: MarketOdds, stamp: Stamp): Draft => {
  const prices = odds.outcomes.map(priceOf)
  const lasting = OddsWarnings.lastingOf(prices, match.teams, market)
  return new Draft(
    { match, odds, lasting, targetDate: stamp.target_date, document: undefined, json: undefined },
    stamp.create_date
  )
}

/**
 * From this length on, in UTF-16 units, a piece of a list is full. With two bytes a letter it is still below 128 kB: for a longer
 * text V8 maps memory of its own.
 */
const PIECE_LENGTH = 32_768

/** Returns the JSON of the documents of a run's drafts as a list, in pieces that follow each other. */
export const listPieces = (drafts: ReadonlyArray<Draft>): ReadonlyArray<string> => {
  const [first] = drafts
  if (first === undefined) return ["[]"]
  const next = `,${jsonBeginning(first.createDate)}`
  const pieces: Array<string> = []
  let texts: Array<string> = []
  let length = 0
  for (const draft of drafts) {
    if (length >= PIECE_LENGTH) {
      pieces.push(`${texts.join(next)}${next}`)
      texts = []
      length = 0
    }
    const text = draft.write()
    texts.push(text)
    length += text.length
  }
  pieces.push(`${texts.join(next)}]`)
  pieces[0] = `[${next.slice(1)}${pieces[0]}`
  return pieces
}
