/**
 * A document apart from the second at which it is made: what is used again when an answer comes again.
 *
 * Pure. That an answer is the same as the last one is found out where answers are kept.
 */
import { documentOf, type Stamp } from "../domain/documentOf.ts"
import type { MarketOdds, Match } from "../domain/Match.ts"
import type { MatchDocument } from "../domain/MatchDocument.ts"

/** The JSON of a document, before and after the number in `create_date`. */
interface Text {
  readonly before: string
  readonly after: string
}

/** A document, and its text, where it has come again. */
export interface Draft {
  readonly document: MatchDocument
  readonly text: Text | undefined
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
export const make = (match: Match, odds: MarketOdds, stamp: Stamp, last: Kept | undefined): Draft => {
  const draft = last?.odds === odds ? last.draft : undefined
  return draft?.document.target_date === stamp.target_date && isOf(draft.document, match)
    ? { document: { ...draft.document, create_date: stamp.create_date }, text: draft.text ?? write(draft.document) }
    : { document: documentOf(match, odds, stamp), text: undefined }
}

/** Returns the JSON of a draft's document. */
export const textOf = ({ document, text }: Draft): string =>
  text === undefined ? JSON.stringify(document) : `${text.before}${document.create_date}${text.after}`

/** Returns the JSON of drafts' documents as a list; those that have come again are not written anew. */
export const listText = (drafts: ReadonlyArray<Draft>): string => {
  const parts: Array<string> = []
  let unwritten: Array<MatchDocument> = []
  const writeThem = () => {
    if (unwritten.length > 0) parts.push(JSON.stringify(unwritten).slice(1, -1))
    unwritten = []
  }
  for (const draft of drafts) {
    if (draft.text === undefined) unwritten.push(draft.document)
    else {
      writeThem()
      parts.push(textOf(draft))
    }
  }
  writeThem()
  return `[${parts.join()}]`
}
