/**
 * A match as tables show it: its names harmless, its odds short, and how they moved.
 *
 * Pure. Where these stand on a line is decided by `OddsTable.ts`.
 */
import type { MarketResult, MatchDocument } from "../../src/index.ts"
import type { Paint } from "./Paint.ts"
import * as Width from "./Width.ts"

/** What stands between two columns. */
export const GAP = "  "
/** What marks a match whose betting is suspended: a word, so that it does not take colours to see it. */
export const SUSPENDED = "suspended"
const BETWEEN_TEAMS = " – "
/** The most characters of odds; the API has up to six decimals, and nobody compares the fifth in a table. */
const LONGEST_ODDS = 7

/** The odds of one outcome; `arrow` says how they moved since the last time. */
export interface Cell {
  readonly odds: string
  readonly arrow: "▲" | "▼" | " "
}

/** One match. */
export interface Row {
  readonly competition: string
  /** The teams, in the order in which they stand in the document. */
  readonly teams: ReadonlyArray<string>
  /** `YYYY-MM-DD`, in Nairobi. */
  readonly day: string
  /** `HH:MM`, in Nairobi. */
  readonly time: string
  /** In the order of the market's outcomes. */
  readonly cells: ReadonlyArray<Cell>
  readonly isSuspended: boolean
}

const arrowOf = (odds: string, previous: string): Cell["arrow"] => {
  const difference = previous === "" ? 0 : Number(odds) - Number(previous)
  return difference > 0 ? "▲" : difference < 0 ? "▼" : " "
}

/** Returns the rows of documents of one result. */
export const rowsOf = (
  documents: ReadonlyArray<MatchDocument>,
  { market: { outcomes }, suspended }: MarketResult
): ReadonlyArray<Row> =>
  documents.map((document) => {
    const [key = "", odds = {}] = Object.entries(document.teams)[0] ?? []
    return {
      competition: Width.harmless(document.competition_name),
      teams: key.split(";").map(Width.harmless),
      day: Width.harmless(document.start_time.slice(0, 10)),
      time: Width.harmless(document.start_time.slice(11, 16)),
      cells: outcomes.map((outcome) => {
        const { odd_value: current = "", prev_oddValue: previous = "" } = odds[outcome] ?? {}
        return { odds: current === "" ? "-" : Width.harmless(current), arrow: arrowOf(current, previous) }
      }),
      isSuspended: suspended.has(document.parent_match_id)
    }
  })

/** Returns the teams whole. */
export const wholeTeams = ({ teams }: Row): string => teams.map(Width.isolated).join(BETWEEN_TEAMS)

/** Returns how many columns the teams take, or a column more than `most` where that is not enough for them. */
export const teamsWidth = ({ teams }: Row, most: number): number => Width.upTo(teams.join(BETWEEN_TEAMS), most)

/** Returns the teams in so many columns; where they do not fit, neither name takes more than half while the other needs it. */
export const teamsIn = (row: Row, width: number): string => {
  const [home = "", away = "", ...others] = row.teams
  if (teamsWidth(row, width) <= width) return wholeTeams(row)
  if (others.length > 0 || away === "") return Width.isolated(Width.cutMiddle(row.teams.join(BETWEEN_TEAMS), width))
  const both = width - BETWEEN_TEAMS.length
  const half = Math.ceil(both / 2)
  const homeWidth = Width.upTo(home, both)
  const awayWidth = Width.upTo(away, both)
  const forHome = homeWidth <= half ? homeWidth : Math.max(half, both - awayWidth)
  const names = [Width.cutMiddle(home, forHome), Width.cutMiddle(away, both - forHome)]
  return names.map(Width.isolated).join(BETWEEN_TEAMS)
}

/** Returns the teams on a line, or each on its own where both do not fit. */
export const teamsLines = (row: Row, width: number): ReadonlyArray<string> => {
  if (teamsWidth(row, width) <= width) return [wholeTeams(row)]
  const last = row.teams.length - 1
  return row.teams.map((team, at) => {
    const end = at === last ? "" : BETWEEN_TEAMS.trimEnd()
    return Width.isolated(Width.cutMiddle(team, width - end.length)) + end
  })
}

/** Returns the name of the competition; never nothing. */
export const nameOfCompetition = ({ competition }: Row): string => competition || "(competition without a name)"

/** Returns how odds moved, in colour. */
export const arrowIn = ({ green, red }: Paint, { arrow }: Cell): string =>
  arrow === "▲" ? green(arrow) : arrow === "▼" ? red(arrow) : arrow

/** Returns odds in few columns. */
export const shortOdds = ({ odds }: Cell): string => Width.cut(odds, LONGEST_ODDS)
