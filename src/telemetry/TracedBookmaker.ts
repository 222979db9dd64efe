/**
 * A bookmaker of which every listing and every page of a competition is a span of the trace.
 *
 * For exported traces alone: a span for each competition costs CPU time.
 */
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as AttemptLog from "../bookmaker/AttemptLog.ts"
import { Bookmaker, type CompetitionMatches } from "../bookmaker/Bookmaker.ts"
import type { BookmakerError } from "../bookmaker/BookmakerError.ts"

const trace = <A>(
  name: string,
  effect: Effect.Effect<A, BookmakerError>,
  log: AttemptLog.AttemptLog,
  attributes: Readonly<Record<string, unknown>>,
  answered: (answer: A) => Readonly<Record<string, unknown>>
) =>
  Effect.withSpan(
    effect.pipe(
      Effect.tap((answer) => Effect.annotateCurrentSpan({ ...answered(answer), attempts: log.attempts })),
      Effect.tapError((error) => Effect.annotateCurrentSpan({ reason: error.reason, attempts: error.attempts }))
    ),
    name,
    { attributes, captureStackTrace: false }
  )

/** Makes a bookmaker that traces another one. */
export const make = (bookmaker: Bookmaker["Service"]): Bookmaker["Service"] => {
  const tracePage = (
    competition: string,
    page: number,
    log: AttemptLog.AttemptLog,
    fetch: Effect.Effect<CompetitionMatches, BookmakerError>
  ): Effect.Effect<CompetitionMatches, BookmakerError> =>
    Effect.map(
      trace("Bookmaker.fetchMatches", fetch, log, { competition, page }, ({ matches }) => ({
        matches: matches.length
      })),
      ({ next, ...answer }) => ({
        ...answer,
        next:
          next === undefined
            ? undefined
            : (nextLog = AttemptLog.make()) => tracePage(competition, page + 1, nextLog, next(nextLog))
      })
    )
  return Bookmaker.of({
    ...bookmaker,
    listCompetitions: (query, log = AttemptLog.make()) =>
      trace(
        "Bookmaker.listCompetitions",
        bookmaker.listCompetitions(query, log),
        log,
        { source: query.source, day: query.day },
        ({ listed, virtual }) => ({ listed, virtual })
      ),
    fetchMatches: (query) => {
      const fetch = bookmaker.fetchMatches(query)
      return (competition, log = AttemptLog.make()) => tracePage(competition, 1, log, fetch(competition, log))
    }
  })
}

/** Traces the bookmaker that is provided. */
export const layer: Layer.Layer<Bookmaker, never, Bookmaker> = Layer.effect(Bookmaker, Effect.map(Bookmaker, make))
