/**
 * What a run does with its documents: those of known matches are merged into their entries, odds that are gone are
 * withdrawn, the rest is published as one entry.
 *
 * Every document is accounted for as updated, created or unstored, whatever the store does. One step that fails does not
 * stop the next, except where going on would be wrong: without knowing what is known, nothing is published as new.
 */
import * as Clock from "effect/Clock"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import type { Market } from "../domain/Market.ts"
import type { MatchDocument } from "../domain/MatchDocument.ts"
import type { Period } from "../domain/Source.ts"
import type { MarketKeys } from "../store/Keys.ts"
import { type Change, type Changed, OddsStore, type Publication, StoreError } from "../store/OddsStore.ts"
import type { Ledger } from "./Ledger.ts"
import { STOPPING_MILLIS, Stopping } from "./Stopping.ts"

/** Where the documents of one market go, and until when (Unix milliseconds). */
export interface Destination {
  readonly market: Market
  readonly keys: MarketKeys
  readonly period: Period
  readonly expirySeconds: number
  /** When the run began, Unix seconds. */
  readonly asOf: number
  readonly deadline: number
  /** How long a publication that was begun in time may take beyond the deadline, in milliseconds. */
  readonly graceMillis: number
  /** The name of the publication's marker. */
  readonly marker: string
}

/** What became of a ledger's documents; updated + created + unstored is their number. */
export interface Stored {
  readonly updated: number
  readonly created: number
  readonly unstored: number
  readonly withdrawn: number
  readonly touched: ReadonlyArray<string>
  readonly publication: Publication | undefined
  readonly errors: ReadonlyArray<StoreError>
}

/** Says what becomes of documents that are not to be stored. */
export const unstored = (documents: ReadonlyArray<MatchDocument>, errors: ReadonlyArray<StoreError> = []): Stored => ({
  updated: 0,
  created: 0,
  unstored: documents.length,
  withdrawn: 0,
  touched: [],
  publication: undefined,
  errors
})

const tooLate = (operation: "read" | "write") =>
  new StoreError({ operation, message: "the store did not answer within the run's budget; see --budget" })

const stopped = (operation: "read" | "write") =>
  new StoreError({ operation, message: "the store did not answer before the run, asked to stop, had to end" })

/** Gives a store's operation until the deadline, or shortly after the run is asked to stop; fails with `StoreError` then. */
export const within =
  (deadline: number, operation: "read" | "write", stoppingMillis = STOPPING_MILLIS) =>
  <A, R>(effect: Effect.Effect<A, StoreError, R>): Effect.Effect<A, StoreError, R> =>
    Effect.gen(function* () {
      const left = deadline - (yield* Clock.currentTimeMillis)
      const { since } = yield* Stopping
      if (left <= 0) return yield* tooLate(operation)
      return yield* Effect.timeoutOrElse(effect, {
        duration: Duration.millis(left),
        orElse: () => Effect.fail(tooLate(operation))
      }).pipe(
        Effect.raceFirst(
          Effect.andThen(
            since(stoppingMillis),
            Effect.suspend(() => Effect.fail(stopped(operation)))
          )
        )
      )
    })

/** The share of the time left that changing may take, so that publishing has its turn. */
const CHANGE_SHARE = 0.8

/** Gives when a step with this deadline ends, once the request to stop that there may be has been heeded. */
const endOf = (deadline: number) =>
  Effect.map(Stopping, ({ askedAt }) => Math.min(deadline, (askedAt() ?? Number.POSITIVE_INFINITY) + STOPPING_MILLIS))

/** Stores a ledger's documents. Never fails: what could not be stored is counted, and `errors` says why. */
export const store = Effect.fn("Storing.store")(function* (destination: Destination, ledger: Ledger) {
  const odds = yield* OddsStore
  const { deadline, keys, market } = destination
  const matchIds = [...ledger.documents.map((document) => document.parent_match_id), ...ledger.withoutOdds]
  if (matchIds.length === 0) return unstored([])

  const lookup = yield* Effect.result(odds.entriesOf(keys, market, matchIds).pipe(within(deadline, "read")))
  if (Result.isFailure(lookup)) return unstored(ledger.documents, [lookup.failure])

  const documents = new Map(
    ledger.documents
      .filter(({ parent_match_id: id }) => lookup.success.has(id))
      .map((document) => [document.parent_match_id, document])
  )
  const changes: ReadonlyArray<Change> = Array.from(lookup.success).flatMap(([matchId, entries]) =>
    entries.map((entry) => ({ entry, matchId, document: documents.get(matchId), asOf: destination.asOf }))
  )
  const { changed, errors } = yield* changeAll(destination, changes)

  const merged = new Set<number>()
  const failed = new Set<number>()
  const touched = new Set<string>()
  for (const change of changes) {
    const { entry, matchId } = change
    const what = changed.get(change)
    if (what === "merged") {
      merged.add(matchId)
      touched.add(entry)
    } else if (what !== "gone") {
      failed.add(matchId)
    }
  }
  const isNew = ({ parent_match_id: id }: MatchDocument) => !merged.has(id) && !failed.has(id)
  const created = ledger.documents.filter(isNew)
  // Where the store has not answered in time already, a publication is not waited for beyond the deadline.
  const graceMillis = errors.length === 0 ? destination.graceMillis : 0
  const publication =
    created.length === 0
      ? undefined
      : yield* Effect.result(publish({ ...destination, graceMillis }, created, ledger.texts))
  if (failed.size > 0 && errors.length === 0) {
    errors.push(new StoreError({ operation: "write", message: `${failed.size} matches could not be merged` }))
  }
  if (publication !== undefined && Result.isFailure(publication)) errors.push(publication.failure)
  const published = publication !== undefined && Result.isSuccess(publication)

  const updated = ledger.documents.filter(({ parent_match_id: id }) => merged.has(id)).length
  const createdCount = published ? created.length : 0
  return {
    updated,
    created: createdCount,
    unstored: ledger.documents.length - updated - createdCount,
    withdrawn: merged.intersection(ledger.withoutOdds).size,
    touched: [...touched],
    publication: published ? publication.success : undefined,
    errors
  } satisfies Stored
})

/** Makes the changes, as many as there is time for; what nobody has told of by then has failed. */
const changeAll = Effect.fnUntraced(function* ({ deadline, market }: Destination, changes: ReadonlyArray<Change>) {
  const changed = new Map<Change, Changed>()
  const errors: Array<StoreError> = []
  if (changes.length === 0) return { changed, errors }
  const odds = yield* OddsStore
  const now = yield* Clock.currentTimeMillis
  const latest = now + ((yield* endOf(deadline)) - now) * CHANGE_SHARE
  yield* odds.change(market, changes, { latest, hear: (change, what) => void changed.set(change, what) }).pipe(
    within(latest, "write", STOPPING_MILLIS * CHANGE_SHARE),
    Effect.match({
      onSuccess: (all) => {
        for (const [index, what] of all.entries()) changed.set(changes[index]!, what)
      },
      onFailure: (error) => void errors.push(error)
    })
  )
  return { changed, errors }
})

/** Gives documents as a JSON array, made of what is written already; added up, which is faster than joined. */
const arrayOf = (documents: ReadonlyArray<MatchDocument>, texts: Ledger["texts"]): string => {
  let elements = ""
  for (const document of documents) {
    elements += `${elements === "" ? "" : ","}${texts.get(document.parent_match_id) ?? JSON.stringify(document)}`
  }
  return `[${elements}]`
}

/** Begins a publication only while there is time; once begun it is finished, within reason. */
const publish = Effect.fnUntraced(function* (
  { deadline, expirySeconds, graceMillis, keys, marker, period }: Destination,
  documents: ReadonlyArray<MatchDocument>,
  texts: Ledger["texts"]
) {
  if ((yield* Clock.currentTimeMillis) >= deadline) return yield* tooLate("write")
  const odds = yield* OddsStore
  const latest = yield* endOf(deadline + graceMillis)
  const json = arrayOf(documents, texts)
  return yield* odds
    .publish({ keys, period, documents, json, expirySeconds, marker, latest })
    .pipe(within(latest, "write"))
})
