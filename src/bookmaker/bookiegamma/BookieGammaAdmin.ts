/**
 * The examination of BookieGamma: asks through the port as a run does, and looks at what was answered.
 *
 * What it finds is worded in `findings.ts` and `matchFindings.ts`; the answers as files are `answerFiles.ts`'s.
 */
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import type * as HttpClient from "effect/http/HttpClient"
import * as Layer from "effect/Layer"
import * as Result from "effect/Result"
import { extractors, Markets } from "../../domain/Markets.ts"
import type { OptionsError } from "../../domain/OptionsError.ts"
import * as AttemptLog from "../AttemptLog.ts"
import { Bookmaker, type CompetitionMatches, type CompetitionQuery } from "../Bookmaker.ts"
import { BookmakerAdmin, type Examination } from "../BookmakerAdmin.ts"
import type { BookmakerError } from "../BookmakerError.ts"
import type { ClientOptions } from "../http/ClientOptions.ts"
import * as Excerpt from "../http/Excerpt.ts"
import { filesOf } from "./answerFiles.ts"
import * as BookieGamma from "./BookieGamma.ts"
import { type Exchange, jsonOf } from "./Exchange.ts"
import * as findings from "./findings.ts"
import { countsFinding, marketFinding, matchesFinding, type Sample, startTimesFinding } from "./matchFindings.ts"
import * as requests from "./requests.ts"
import { readMatches } from "./responses.ts"
import { shapeOfListing, shapeOfMatches } from "./shapes.ts"

/** How many competitions are asked for before it is believed that there are no matches. */
const MAX_COMPETITIONS_ASKED = 3

const markets = extractors.map((extractor) => Markets[extractor])

/** Sends a request through the port, and keeps what was received. */
const exchange = <A>(
  name: string,
  request: Exchange<A>["request"],
  ask: (log: AttemptLog.AttemptLog) => Effect.Effect<A, BookmakerError>
): Effect.Effect<Exchange<A>> => {
  let received: AttemptLog.Received | undefined
  const log = AttemptLog.make((response) => {
    received = response
  })
  return Effect.map(Effect.result(ask(log)), (result) => ({ name, request, received, result }))
}

/** What was asked for one competition: a page after the other, up to the last or the first that failed. */
interface Competition {
  readonly id: string
  readonly pages: ReadonlyArray<Exchange<CompetitionMatches>>
}

const successesOf = ({ pages }: Competition) =>
  pages.flatMap(({ result }) => (Result.isSuccess(result) ? [result.success] : []))

/** Puts the pages of a competition together. */
const sampleOf = (competition: Competition, emptyBefore: number, words: Excerpt.PublicWords): Sample => {
  const pages = competition.pages.filter(({ result }) => Result.isSuccess(result))
  const answers = pages.flatMap((page) => {
    const answer = readMatches(jsonOf(page))
    return Result.isSuccess(answer) ? [answer.success] : []
  })
  const stated = answers.flatMap((answer) => answer.stated ?? [])
  const [first] = competition.pages
  return {
    competitionId: competition.id,
    emptyBefore,
    pages: pages.length,
    shape: first === undefined ? "" : shapeOfMatches(jsonOf(first)),
    wire: answers.flatMap(({ matches }) => matches),
    parsed: successesOf(competition).flatMap(({ matches }) => matches),
    stated: stated.length === 0 ? undefined : Math.max(...stated),
    seen: successesOf(competition).at(-1)?.seen ?? 0,
    excerpt: (text) => (first === undefined ? "" : Excerpt.ofText(text, first.request, words))
  }
}

const make = (options: ClientOptions) =>
  Effect.gen(function* () {
    const { fetchMatches, listCompetitions } = yield* Bookmaker
    const words = requests.wordsOf(options)

    const askForListing = (query: CompetitionQuery) => {
      const subject = { day: query.day, subTypeIds: [] }
      const request = requests.requestsOf(options, query.source, "competitions", subject)("")
      return exchange(`${query.source}-competitions`, request, (log) => listCompetitions(query, log))
    }

    /** Asks for competitions, one after the other, until one has matches or fails. */
    const askForMatches = Effect.fnUntraced(function* (query: CompetitionQuery, ids: ReadonlyArray<string>) {
      const subject = { day: query.day, subTypeIds: markets.map(({ subTypeId }) => subTypeId) }
      const requestFor = requests.requestsOf(options, query.source, "matches", subject)
      const fetch = fetchMatches({ ...query, markets })
      const asked: Array<Competition> = []
      let sent = 0
      for (const id of ids.slice(0, MAX_COMPETITIONS_ASKED)) {
        const pages: Array<Exchange<CompetitionMatches>> = []
        let next: CompetitionMatches["next"] = (log) => fetch(id, log)
        while (next !== undefined) {
          const name = `${query.source}-matches-${++sent}`
          const page: Exchange<CompetitionMatches> = yield* exchange(name, requestFor(id, pages.length + 1), next)
          pages.push(page)
          next = Result.isSuccess(page.result) ? page.result.success.next : undefined
        }
        asked.push({ id, pages })
        if (pages.some(({ result }) => Result.isFailure(result) || result.success.matches.length > 0)) break
      }
      return asked
    })

    return BookmakerAdmin.of({
      examine: Effect.fn("BookmakerAdmin.examine")(function* (query) {
        const { source } = query
        const host = new URL(options[source]).host
        const subject = (part?: string) => findings.subjectOf(source, part)
        const examination = (
          found: Examination["findings"],
          exchanges: ReadonlyArray<Exchange<unknown>>
        ): Examination => ({ findings: found, files: () => filesOf(exchanges, options) })

        const listing = yield* askForListing(query)
        if (Result.isFailure(listing.result)) {
          return examination([findings.failed(subject(), listing.result.failure, host)], [listing])
        }
        const list = listing.result.success
        const competitions = yield* askForMatches(query, list.ids)
        const pages = competitions.flatMap((competition) => competition.pages)
        const answered: ReadonlyArray<Exchange<{ readonly isStale: boolean }>> = [listing, ...pages]
        const received = answered.flatMap((one) => one.received ?? [])
        const stale = answered.filter(({ result }) => Result.isSuccess(result) && result.success.isStale)

        const found = [findings.listingFinding(subject(), list, shapeOfListing(jsonOf(listing)))]
        const last = competitions.at(-1)
        if (last !== undefined) {
          const sample = sampleOf(last, competitions.length - 1, words)
          if (sample.pages > 0) found.push(matchesFinding(subject("matches"), sample))
          for (const { result } of last.pages) {
            if (Result.isFailure(result)) found.push(findings.failed(subject("matches"), result.failure, host))
          }
          if (sample.parsed.length > 0) {
            const config = {
              isPaged: requests.isPaged(options, source),
              areIgnored: options.overrides?.counts === "ignore"
            }
            const now = yield* Clock.currentTimeMillis
            found.push(
              countsFinding(subject("counts"), sample, config),
              ...markets.map((market) => marketFinding(subject(market.id), market, sample)),
              startTimesFinding(subject("start times"), sample, { ...query, now })
            )
          }
        }
        found.push(
          ...findings.ageFindings(
            subject("age"),
            stale.flatMap((one) => one.received ?? [])
          ),
          ...findings.charsetFindings(subject("charset"), received, words)
        )
        return examination(found, answered)
      })
    })
  })

/**
 * Provides the examination of BookieGamma over any `HttpClient`. What the options send of the user's own, and their
 * `secrets`, are taken out of its files. Fails where an option is wrong.
 */
export const layer = (options: ClientOptions): Layer.Layer<BookmakerAdmin, OptionsError, HttpClient.HttpClient> =>
  Layer.effect(BookmakerAdmin, make(options)).pipe(Layer.provide(BookieGamma.layer(options)))
