/**
 * Makes the document of a match in one market: as an object, and as JSON.
 *
 * Pure. How a match is read from an answer is the bookmaker's business.
 */
import { BOOKMAKER_ID } from "./BookmakerId.ts"
import type { MarketOdds, Match, Scalar } from "./Match.ts"
import type { MatchDocument, OutcomeState, TeamOdds } from "./MatchDocument.ts"

/** What is fixed once for all documents of a run: Unix seconds, and the day `YYYY-MM-DD`. */
export interface Stamp {
  readonly create_date: number
  readonly target_date: string
}

/** Returns the document of a match with the odds of one market. */
export const documentOf = (match: Match, { outcomes }: MarketOdds, stamp: Stamp): MatchDocument => {
  const teamOdds: Record<string, TeamOdds> = {}
  const document: Record<string, unknown> & MatchDocument = {
    bookmaker: BOOKMAKER_ID,
    start_time: match.startTime,
    competition_name: match.competitionName,
    teams: { [match.teams]: teamOdds },
    parent_match_id: match.id,
    create_date: stamp.create_date,
    target_date: stamp.target_date
  }
  for (const { active, live, name, odds, outcome, previousOdds, status } of outcomes) {
    teamOdds[outcome] = { odd_value: odds, prev_oddValue: previousOdds, outcome: name }
    document[outcome] = {
      odd_: odds,
      live,
      odd_status: status,
      event_status: active,
      "split(%)": "",
      currency: ""
    } satisfies OutcomeState
  }
  return document
}

const ESCAPED = /["\\\x00-\x1f\ud800-\udfff]/

/** Returns the JSON of a value; most texts need no escapes. */
const json = (value: Scalar): string =>
  typeof value === "string" && !ESCAPED.test(value) ? `"${value}"` : JSON.stringify(value)

/** Returns the beginning of the JSON of all documents of a run. */
export const jsonBeginning = (create_date: number): string =>
  `{"bookmaker":"${BOOKMAKER_ID}","create_date":${create_date},`

/**
 * Returns the JSON of a document behind its beginning, the same for all runs of a day. Written out it takes two thirds of the CPU of
 * `JSON.stringify`: runtimes are slow with members like `1`.
 */
export const jsonRest = (match: Match, { outcomes }: MarketOdds, target_date: string): string => {
  let teamOdds = ""
  let states = ""
  for (const { active, live, name, odds, outcome, previousOdds, status } of outcomes) {
    const key = json(outcome)
    const price = json(odds)
    teamOdds += `${teamOdds && ","}${key}:{"odd_value":${price},"prev_oddValue":${json(previousOdds)},"outcome":${json(name)}}`
    states += `,${key}:{"odd_":${price},"live":${json(live)},"odd_status":${json(status)},"event_status":${json(active)},"split(%)":"","currency":""}`
  }
  // Joined and not added: what is added up is put together only when it is read, long after, when it has left the processor's cache.
  return [
    `"start_time":${json(match.startTime)},"competition_name":${json(match.competitionName)},"parent_match_id":${json(match.id)},"target_date":${json(target_date)},"teams":{${json(match.teams)}:{`,
    ...[teamOdds, "}}", states, "}"]
  ].join("")
}
