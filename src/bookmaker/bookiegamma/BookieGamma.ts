/**
 * The bookmaker BookieGamma: step 1, its competitions; step 2, the matches of one.
 *
 * It needs an `HttpClient` and brings none. How a request is attempted is `bookmaker/http`'s business.
 */
import * as Effect from "effect/Effect"
import * as HttpClient from "effect/http/HttpClient"
import * as Layer from "effect/Layer"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import { OptionsError } from "../../domain/OptionsError.ts"
import * as AttemptLog from "../AttemptLog.ts"
import {
  Bookmaker,
  type CompetitionList,
  type CompetitionMatches,
  type CompetitionQuery,
  MAX_COMPETITIONS
} from "../Bookmaker.ts"
import type { BookmakerError } from "../BookmakerError.ts"
import * as attempts from "../http/attempts.ts"
import { ClientOptions, MAX_IN_FLIGHT } from "../http/ClientOptions.ts"
import type { ResponseFormat } from "../http/readResponse.ts"
import * as Throttle from "../http/Throttle.ts"
import * as TimeLimits from "../http/TimeLimits.ts"
import * as Pages from "./Pages.ts"
import { readersOf, readMatch } from "./readMatch.ts"
import * as requests from "./requests.ts"
import { envelopeStatus, readListing, readMatches } from "./responses.ts"

/** The most pages that are asked for of one competition. */
const MAX_PAGES = 50

const make = Effect.fnUntraced(function* (given: ClientOptions) {
  const decoded = Schema.decodeUnknownResult(ClientOptions)(given)
  if (Result.isFailure(decoded)) return yield* new OptionsError({ message: decoded.failure.message })
  const options = decoded.success
  const maxInFlight = options.maxInFlight ?? MAX_IN_FLIGHT
  const publicWords = requests.wordsOf(options)
  const listing: ResponseFormat<CompetitionList> = {
    decode: (json, { isStale }) => Result.map(readListing(json), (list) => ({ ...list, isStale })),
    statusOf: envelopeStatus,
    publicWords
  }
  const connection: attempts.Connection = {
    client: yield* HttpClient.HttpClient,
    settings: yield* attempts.requestSettings,
    throttle: yield* Throttle.make({ maxInFlight, rate: options.rate }),
    timeLimits: yield* TimeLimits.make
  }
  const attemptsOf = ({ attemptMillis, deadline }: CompetitionQuery, log: AttemptLog.AttemptLog) => ({
    attemptMillis,
    deadline,
    log
  })

  return Bookmaker.of({
    maxInFlight,

    listCompetitions: (query, log = AttemptLog.make()) => {
      const request = requests.requestsOf(options, query.source, "competitions", { day: query.day, subTypeIds: [] })("")
      return Effect.filterOrFail(
        attempts.fetch(connection, request, listing, attemptsOf(query, log)),
        ({ ids }) => ids.length <= MAX_COMPETITIONS,
        ({ ids }) =>
          AttemptLog.endedBy(log, "too-large", `${ids.length} competitions; at most ${MAX_COMPETITIONS} are believed`)
      )
    },

    fetchMatches: (query) => {
      const subTypeIds = query.markets.map(({ subTypeId }) => subTypeId)
      const requestFor = requests.requestsOf(options, query.source, "matches", { day: query.day, subTypeIds })
      const countsAreIgnored = options.overrides?.counts === "ignore"
      const readerOf = readersOf(query.markets)
      const isPaged = requests.isPaged(options, query.source)

      const fetchPage = (
        competitionId: string,
        page: number,
        before: Pages.Pages,
        log: AttemptLog.AttemptLog
      ): Effect.Effect<CompetitionMatches, BookmakerError> => {
        const format: ResponseFormat<CompetitionMatches> = {
          decode: (json, { excerpt, isStale }) =>
            Result.map(readMatches(json), (answer) => {
              const stated = countsAreIgnored ? undefined : answer.stated
              const pages = Pages.add(before, answer.matches, stated, isPaged)
              const isLast = !isPaged || page === MAX_PAGES || !pages.hasMore
              const reader = readerOf(excerpt)
              return {
                matches: answer.matches.map((match) => readMatch(match, reader)),
                stated: pages.stated,
                seen: pages.seen,
                isStale,
                next: isLast ? undefined : (log = AttemptLog.make()) => fetchPage(competitionId, page + 1, pages, log)
              }
            }),
          statusOf: envelopeStatus,
          publicWords
        }
        return attempts.fetch(connection, requestFor(competitionId, page), format, attemptsOf(query, log))
      }
      return (competitionId, log = AttemptLog.make()) => fetchPage(competitionId, 1, Pages.none, log)
    }
  })
})

/**
 * Provides BookieGamma over any `HttpClient`. All runs over one layer share its limits. Fails where an option is wrong.
 *
 * @example
 * ```ts
 * const Live = BookieGamma.layer({ live: "https://…", upcoming: "https://…", maxInFlight: 20 })
 * ```
 */
export const layer = (options: ClientOptions): Layer.Layer<Bookmaker, OptionsError, HttpClient.HttpClient> =>
  Layer.effect(Bookmaker, make(options))
