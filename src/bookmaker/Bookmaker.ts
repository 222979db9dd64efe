/**
 * The port to a bookmaker: its competitions, and their matches, parsed.
 *
 * A layer owns what lives long (connections, the limit of requests in flight, the throttle, the circuit breaker), and all
 * runs over it share them. It does not store, collect or judge; a broken bookmaker fails with a `BookmakerError` and
 * never looks like an empty one.
 */
import * as Context from "effect/Context"
import type * as Effect from "effect/Effect"
import type { Deadline } from "../domain/Deadline.ts"
import type { Market } from "../domain/Market.ts"
import type { ParsedMatch } from "../domain/Match.ts"
import type { Source } from "../domain/Source.ts"
import type { AttemptLog } from "./AttemptLog.ts"
import type { BookmakerError } from "./BookmakerError.ts"
import type { Traffic } from "./Traffic.ts"

/** Maximum length of a listing; a longer one is `too-large`. */
export const MAX_COMPETITIONS = 50_000

/** What is asked for, and until when. */
export interface CompetitionQuery {
  /** Live matches, or those to come. */
  readonly source: Source
  /** `YYYY-MM-DD`. */
  readonly day: string
  /** No attempt begins after it, and one under way ends. */
  readonly deadline: Deadline
  /** How long one attempt may take, in milliseconds. */
  readonly attemptMillis: number
  /**
   * Called before each request, pages and retries included. If it returns false, no request is sent, and the answer fails with
   * `request-limit`. @default always true
   */
  readonly mayRequest?: (() => boolean) | undefined
}

/** What is asked for of each competition. */
export interface MatchQuery extends CompetitionQuery {
  /** The markets to read of each match. */
  readonly markets: ReadonlyArray<Market>
}

/** The competitions of a source and day. */
export interface CompetitionList {
  /** Ids of the real competitions, as text, each once, in the bookmaker's order. */
  readonly ids: ReadonlyArray<string>
  /** Distinct ids, virtual ones included. */
  readonly listed: number
  /** How many of them are virtual. */
  readonly virtual: number
  /** Elements dropped because they have no id. */
  readonly withoutId: number
  /** Elements dropped because they have the id of an earlier one. */
  readonly repeated: number
  /** True where the answer is an old copy from a cache on the way. */
  readonly isStale: boolean
}

/** What one answer holds of a competition. */
export interface CompetitionMatches {
  /** The matches of this answer, in the bookmaker's order. */
  readonly matches: ReadonlyArray<ParsedMatch>
  /** How many matches the competition has, by the largest count that an answer of it stated; undefined without any. */
  readonly stated: number | undefined
  /** How many matches this answer and those before it hold, each once. */
  readonly seen: number
  /** True where the answer is an old copy from a cache on the way. */
  readonly isStale: boolean
  /** Asks for the next page; absent where the competition is whole or there is no page left to ask for. */
  readonly next: FetchPage | undefined
}

/** Fetches one page. */
export type FetchPage = (log?: AttemptLog) => Effect.Effect<CompetitionMatches, BookmakerError>

/** Fetches the first page of a competition. */
export type FetchMatches = (
  competitionId: string,
  log?: AttemptLog
) => Effect.Effect<CompetitionMatches, BookmakerError>

/** What is asked of a bookmaker. */
export interface BookmakerShape {
  /** The most requests that are in flight at once, over all runs. */
  readonly maxInFlight: number
  /** Returns what was sent and received so far, over all runs. @default it is not known */
  readonly traffic?: () => Traffic
  /** Lists the competitions; fails with why there is no list. */
  readonly listCompetitions: (
    query: CompetitionQuery,
    log?: AttemptLog
  ) => Effect.Effect<CompetitionList, BookmakerError>
  /** False if an unchanged answer is a new array: documents are not reused between runs then. @default true */
  readonly keepsAnswers?: boolean
  /** Prepares the requests of one run; the function that it returns fails with why there is no answer. */
  readonly fetchMatches: (query: MatchQuery) => FetchMatches
}

const Service: Context.ServiceClass<Bookmaker, "bookiegamma/Bookmaker", BookmakerShape> = Context.Service<
  Bookmaker,
  BookmakerShape
>()("bookiegamma/Bookmaker")

/** Speaks to a bookmaker. */
export class Bookmaker extends Service {}
