/**
 * What a run does with its documents: those of known matches are merged into their entries, odds that are gone are
 * withdrawn, the rest is published as one entry.
 *
 * Every document is counted as updated, created or unstored, whatever the store does. One step that fails does not stop
 * the next, except where going on would be wrong: while it is not known which matches are known, nothing is published.
 */
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import { type Deadline, millisLeft, monotonicMillis } from "../domain/Deadline.ts"
import type { Market } from "../domain/Market.ts"
import type { Period } from "../domain/Source.ts"
import type { MarketKeys } from "../store/Keys.ts"
import { type Change, type ChangeResult, OddsStore, type Publication, StoreError } from "../store/OddsStore.ts"
import type { Collected } from "./Collector.ts"
import * as Draft from "./Draft.ts"
import { SHUTDOWN_MILLIS, Shutdown } from "./Shutdown.ts"
import { late, withDeadline } from "./withDeadline.ts"

/** How long a publication that was begun in time may take beyond the deadline. */
const GRACE_MILLIS = 5000
/** The share of the time left that changes may take, so that time is left to publish. */
const CHANGE_SHARE = 0.8

/** Where the documents of one market go, and until when. */
export interface Destination {
  readonly market: Market
  readonly keys: MarketKeys
  readonly period: Period
  readonly expirySeconds: number
  /** When the run began, Unix seconds. */
  readonly asOf: number
  readonly deadline: Deadline
  /** The key of the publication's marker. */
  readonly marker: string
}

/** What became of a market's documents; updated + created + unstored is their number. */
export interface Stored {
  readonly updated: number
  readonly created: number
  readonly unstored: number
  readonly withdrawn: number
  /** How often the store's index could not take a matched entry in. */
  readonly leftOut: number
  /** Keys of the matched entries that were changed. */
  readonly touched: ReadonlyArray<string>
  readonly publication: Publication | undefined
  readonly errors: ReadonlyArray<StoreError>
}

/** Counts so many documents as not stored. */
export const unstored = (documents: number, errors: ReadonlyArray<StoreError> = []): Stored => ({
  updated: 0,
  created: 0,
  unstored: documents,
  withdrawn: 0,
  leftOut: 0,
  touched: [],
  publication: undefined,
  errors
})

/** Returns when a step with this deadline ends, the stop signal considered. */
const endOf = (deadline: Deadline) =>
  Effect.map(Shutdown, ({ requestedAt }) =>
    Math.min(deadline, (requestedAt() ?? Number.POSITIVE_INFINITY) + SHUTDOWN_MILLIS)
  )

/** What the changes came to. */
interface Changes {
  readonly merged: ReadonlySet<number>
  readonly failed: ReadonlySet<number>
  readonly touched: ReadonlySet<string>
  readonly errors: ReadonlyArray<StoreError>
}

/** Makes the changes, as many as there is time for; one without a result by then has failed. */
const changeAll = Effect.fnUntraced(function* ({ deadline, market }: Destination, changes: ReadonlyArray<Change>) {
  const results = new Map<Change, ChangeResult>()
  const reasons: Array<string> = []
  const errors: Array<StoreError> = []
  if (changes.length > 0) {
    const odds = yield* OddsStore
    const now = yield* monotonicMillis
    const changesEnd = now + ((yield* endOf(deadline)) - now) * CHANGE_SHARE
    const onResult = (change: Change, result: ChangeResult, reason?: string) => {
      results.set(change, result)
      if (reason !== undefined) reasons.push(`${change.entry}: ${reason}`)
    }
    yield* odds.change(market, changes, { deadline: changesEnd, onResult }).pipe(
      withDeadline(changesEnd, "write", { shutdownMillis: SHUTDOWN_MILLIS * CHANGE_SHARE }),
      Effect.catch((error) => Effect.sync(() => void errors.push(error)))
    )
  }
  const merged = new Set<number>()
  const failed = new Set<number>()
  const touched = new Set<string>()
  for (const change of changes) {
    const result = results.get(change) ?? "failed"
    if (result === "failed") failed.add(change.matchId)
    if (result !== "merged") continue
    merged.add(change.matchId)
    touched.add(change.entry)
  }
  if (failed.size > 0 && errors.length === 0) {
    const [example] = reasons
    const why = example === undefined ? "" : `, such as ${example}`
    errors.push(new StoreError({ operation: "write", message: `${failed.size} matches could not be merged${why}` }))
  }
  return { merged, failed, touched, errors } satisfies Changes as Changes
})

/** Begins a publication only while there is time; one that was begun may take the grace beyond the deadline. */
const publish = Effect.fnUntraced(function* (
  { deadline, expirySeconds, keys, marker, period }: Destination,
  graceMillis: number,
  pieces: ReadonlyArray<string>
) {
  if ((yield* millisLeft(deadline)) <= 0) return yield* late("write", "the run's budget")
  const odds = yield* OddsStore
  const end = yield* endOf(deadline + graceMillis)
  const publication = {
    ...{ keys, period, pieces, expirySeconds, marker, deadline: end },
    get json() {
      return pieces.join("")
    }
  }
  return yield* odds.publish(publication).pipe(withDeadline(end, "write"))
})

// What goes through all documents stands in functions of its own that loop: what V8 has compiled of a function made within a run
// ends with the run, and in a long-running process it would be compiled anew in each one.

const matchIdsOf = (drafts: ReadonlyArray<Draft.Draft>, withoutOdds: ReadonlySet<number>): ReadonlyArray<number> => {
  const ids: Array<number> = []
  for (const { matchId } of drafts) ids.push(matchId)
  for (const matchId of withoutOdds) ids.push(matchId)
  return ids
}

/** Returns the changes of all entries that hold the matches; without a draft, a match's odds are withdrawn. */
const changesOf = (
  drafts: ReadonlyArray<Draft.Draft>,
  known: ReadonlyMap<number, ReadonlyArray<string>>,
  asOf: number
): ReadonlyArray<Change> => {
  const knownDrafts = new Map<number, Draft.Draft>()
  for (const draft of drafts) if (known.has(draft.matchId)) knownDrafts.set(draft.matchId, draft)
  const changes: Array<Change> = []
  for (const [matchId, entries] of known) {
    const draft = knownDrafts.get(matchId)
    const [document, json] = [draft?.document, draft?.text]
    for (const entry of entries) changes.push({ entry, matchId, document, json, asOf })
  }
  return changes
}

/** Returns how many documents were merged, and those that are left to publish: neither merged nor failed. */
const sortOut = (drafts: ReadonlyArray<Draft.Draft>, { failed, merged }: Changes) => {
  const fresh: Array<Draft.Draft> = []
  let updated = 0
  for (const draft of drafts) {
    if (merged.has(draft.matchId)) updated++
    else if (!failed.has(draft.matchId)) fresh.push(draft)
  }
  return { fresh, updated }
}

/** Stores a market's documents. Never fails: what could not be stored is counted, and `errors` says why. */
export const storeDocuments = Effect.fn("extraction.storeDocuments")(function* (
  destination: Destination,
  { drafts, withoutOdds }: Collected
) {
  const odds = yield* OddsStore
  const { asOf, deadline, keys } = destination
  const matchIds = matchIdsOf(drafts, withoutOdds)
  if (matchIds.length === 0) return unstored(0)

  const known = yield* Effect.result(odds.entriesOf(keys, matchIds).pipe(withDeadline(deadline, "read")))
  if (Result.isFailure(known)) return unstored(drafts.length, [known.failure])
  const { entries: knownEntries, leftOut } = known.success
  const changes = yield* changeAll(destination, changesOf(drafts, knownEntries, asOf))
  const { errors, merged, touched } = changes
  const { fresh, updated } = sortOut(drafts, changes)
  // Where the store has not answered in time already, a publication is not waited for beyond the deadline.
  const graceMillis = errors.length === 0 ? GRACE_MILLIS : 0
  const publication =
    fresh.length === 0 ? undefined : yield* Effect.result(publish(destination, graceMillis, Draft.listPieces(fresh)))
  const isPublished = publication !== undefined && Result.isSuccess(publication)

  const created = isPublished ? fresh.length : 0
  return {
    updated,
    created,
    unstored: drafts.length - updated - created,
    withdrawn: merged.intersection(withoutOdds).size,
    leftOut,
    touched: [...touched],
    publication: isPublished ? publication.success : undefined,
    errors: publication === undefined || isPublished ? errors : [...errors, publication.failure]
  } satisfies Stored as Stored
})
