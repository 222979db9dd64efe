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
import type { ParsedMatch } from "../../domain/Match.ts"
import { OptionsError } from "../../domain/OptionsError.ts"
import * as Runtime from "../../domain/Runtime.ts"
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
import { ClientOptions, type LayerOptions, MAX_IN_FLIGHT } from "../http/ClientOptions.ts"
import * as KeptAnswers from "../http/KeptAnswers.ts"
import type { ResponseFormat } from "../http/readResponse.ts"
import * as Throttle from "../http/Throttle.ts"
import * as TimeLimits from "../http/TimeLimits.ts"
import * as Traffic from "../Traffic.ts"
import * as Pages from "./Pages.ts"
import { listsOfOthers } from "./readMarket.ts"
import { readersOf, readMatch } from "./readMatch.ts"
import * as requests from "./requests.ts"
import { envelopeStatus, readListing, readMatches } from "./responses.ts"

/** The most pages that are asked for of one competition. */
const MAX_PAGES = 50

/** What a page holds, whichever pages came before it. */
interface Page extends Pages.Page {
  readonly matches: ReadonlyArray<ParsedMatch>
}

const make = Effect.fnUntraced(function* (
  given: ClientOptions,
  { bodies, currentOverrides, keepsAnswers = false }: LayerOptions
) {
  const tooOld = Runtime.objection()
  if (tooOld !== undefined) return yield* new OptionsError({ message: tooOld })
  const decoded = Schema.decodeUnknownResult(ClientOptions)(given)
  if (Result.isFailure(decoded)) return yield* new OptionsError({ message: decoded.failure.message })
  const options = decoded.success
  const maxInFlight = options.maxInFlight ?? MAX_IN_FLIGHT
  const traffic = Traffic.make()
  const connection: attempts.Connection = {
    client: yield* HttpClient.HttpClient,
    settings: yield* attempts.requestSettings,
    throttle: yield* Throttle.make({ maxInFlight, rate: options.rate, traffic }),
    timeLimits: yield* TimeLimits.make,
    traffic,
    bodies
  }
  const attemptsOf = ({ attemptMillis, deadline, mayRequest }: CompetitionQuery, log: AttemptLog.AttemptLog) => ({
    attemptMillis,
    deadline,
    mayRequest,
    log
  })

  const answers = keepsAnswers ? KeptAnswers.make<Page>() : undefined
  let overrides = options.overrides
  /** Returns the options with the headers and parameters of now; answers to others are forgotten. */
  const optionsNow = (): ClientOptions => {
    if (currentOverrides === undefined) return options
    const now = currentOverrides()
    if (now !== overrides) answers?.clear()
    overrides = now
    return { ...options, overrides: now ?? {} }
  }

  return Bookmaker.of({
    maxInFlight,
    keepsAnswers,
    traffic: () => ({ ...traffic, inFlight: connection.timeLimits.size() }),

    listCompetitions: (query, log = AttemptLog.make()) => {
      const options = optionsNow()
      const subject = { day: query.day, subTypeIds: [] }
      const request = requests.requestsOf(options, query.source, "competitions", subject)("")
      const listing: ResponseFormat<Omit<CompetitionList, "isStale">> = {
        decode: readListing,
        statusOf: envelopeStatus,
        publicWords: requests.wordsOf(options)
      }
      return attempts.fetch(connection, request, listing, attemptsOf(query, log)).pipe(
        Effect.map(({ content, isStale }): CompetitionList => ({ ...content, isStale })),
        Effect.filterOrFail(
          ({ ids }) => ids.length <= MAX_COMPETITIONS,
          ({ ids }) =>
            AttemptLog.endedBy(log, "too-large", `${ids.length} competitions; at most ${MAX_COMPETITIONS} are accepted`)
        )
      )
    },

    fetchMatches: (query) => {
      const options = optionsNow()
      const subTypeIds = query.markets.map(({ subTypeId }) => subTypeId)
      const requestFor = requests.requestsOf(options, query.source, "matches", { day: query.day, subTypeIds })
      const countsAreIgnored = options.overrides?.counts === "ignore"
      const readerOf = readersOf(query.markets)
      const isPaged = requests.isPaged(options, query.source)
      const asked = query.markets.map(({ id }) => id).join()

      const format: ResponseFormat<Page> = {
        decode: (json, { excerpt }) =>
          Result.map(readMatches(json), ({ matches, stated }) => {
            const reader = readerOf(excerpt)
            return {
              matches: matches.map((match) => readMatch(match, reader)),
              length: matches.length,
              stated: countsAreIgnored ? undefined : stated,
              ids: isPaged ? matches.map(Pages.idOf) : undefined
            }
          }),
        statusOf: envelopeStatus,
        unread: listsOfOthers(query.markets),
        publicWords: requests.wordsOf(options)
      }
      const fetchPage = (
        competitionId: string,
        page: number,
        before: Pages.Pages,
        log: AttemptLog.AttemptLog
      ): Effect.Effect<CompetitionMatches, BookmakerError> => {
        const request = requestFor(competitionId, page)
        // A request may name neither markets nor day, where the user's parameters leave them out.
        const slot = answers?.slot([asked, query.source, query.day, page, competitionId, request.url].join(" "))
        return Effect.map(
          attempts.fetch(connection, request, format, { ...attemptsOf(query, log), slot }),
          ({ content, isStale }) => {
            const pages = Pages.add(before, content)
            const isLast = !isPaged || page === MAX_PAGES || !pages.hasMore
            return {
              matches: content.matches,
              stated: pages.stated,
              seen: pages.seen,
              isStale,
              next: isLast ? undefined : (log = AttemptLog.make()) => fetchPage(competitionId, page + 1, pages, log)
            }
          }
        )
      }
      return (competitionId, log = AttemptLog.make()) => fetchPage(competitionId, 1, Pages.none, log)
    }
  })
})

/**
 * Provides BookieGamma over any `HttpClient`. All runs over one layer share its limits. Fails where an option is wrong, or the runtime
 * too old.
 *
 * @example
 * ```ts
 * const Live = BookieGamma.layer({ live: "https://…", upcoming: "https://…", maxInFlight: 20 })
 * ```
 */
export const layer = (
  options: ClientOptions,
  layerOptions: LayerOptions = {}
): Layer.Layer<Bookmaker, OptionsError, HttpClient.HttpClient> => Layer.effect(Bookmaker, make(options, layerOptions))
