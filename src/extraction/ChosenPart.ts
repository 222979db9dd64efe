/**
 * The part of the competitions that a run asks for, where it may send fewer requests than there are competitions. Each run
 * asks for the part after that of the run before, until all were asked for.
 *
 * Parts follow the order of the ids, not that of the listing: added and removed ids do not move the others, and a removed
 * one still marks the place. The id that was last asked for is a note in the store.
 */
import * as Effect from "effect/Effect"
import * as Random from "effect/Random"
import * as Keys from "../store/Keys.ts"
import type { OddsStore, StoreError } from "../store/OddsStore.ts"
import { keepNote, readNote } from "./notes.ts"
import type { Part } from "./Report.ts"
import type { RunPlan } from "./RunPlan.ts"

/** The part of the competitions that a run asks for. */
export interface ChosenPart {
  /** In the order of their ids. */
  readonly ids: ReadonlyArray<string>
  /** How many come before them, and how many there are in all. */
  readonly start: number
  readonly total: number
  /** How many a part has; the last one may have fewer. */
  readonly size: number
  /** The note that was read; empty for the beginning. */
  readonly after: string
  readonly storeErrors: ReadonlyArray<StoreError>
}

/** Returns the parts of equal size that competitions fall into where each run may ask for so many. */
const partsOf = (total: number, capacity: number) => {
  const parts = Math.ceil(total / Math.max(1, capacity))
  return { parts, size: Math.ceil(total / Math.max(1, parts)) }
}

/** Returns the part that begins behind the id `after`, or the first part where no id is behind it. */
export const partAfter = (
  ids: ReadonlyArray<string>,
  after: string,
  capacity: number
): Pick<ChosenPart, "ids" | "size" | "start" | "total"> => {
  const inOrder = ids.toSorted((a, b) => (a < b ? -1 : a > b ? 1 : 0))
  const start = Math.max(
    0,
    inOrder.findIndex((id) => id > after)
  )
  const { size } = partsOf(ids.length, capacity)
  return { ids: inOrder.slice(start, start + size), start, size, total: ids.length }
}

/** Returns how many ids were asked for before the first one that was not. */
const askedCount = ({ ids }: ChosenPart, unasked: ReadonlySet<string>): number => {
  const first = ids.findIndex((id) => unasked.has(id))
  return first === -1 ? ids.length : first
}

/** Returns what the report says of the part. `unasked` are the ids for which no request was sent. */
export const partOf = (chosen: ChosenPart, unasked: ReadonlySet<string>): Part => {
  const { size, start, total } = chosen
  const last = start + askedCount(chosen, unasked)
  const number = Math.ceil(start / size) + 1
  return { number, of: number + Math.ceil((total - last) / size), first: start + 1, last }
}

// The note's key is in stores already, and the spans' names are in traces, so both keep the former word: turn.
const keyOf = ({ period, prefix, source }: RunPlan) => Keys.note(prefix, "turn", source, period)

/** Returns the id before a random part, all equally likely: for a dry run, or if the note cannot be read. */
const anywhere = (ids: ReadonlyArray<string>, capacity: number) =>
  Effect.map(Random.next, (share) => {
    const { parts, size } = partsOf(ids.length, capacity)
    return ids.toSorted()[Math.floor(share * parts) * size - 1] ?? ""
  })

/** Chooses the part to ask for; `left` are the requests that the run may still send. */
export const choose = Effect.fn("Turn.take")(function* (
  plan: RunPlan,
  ids: ReadonlyArray<string>,
  left: number
): Effect.fn.Return<ChosenPart, never, OddsStore> {
  const { errors, text } = yield* readNote(plan, keyOf(plan))
  const after = text ?? (yield* anywhere(ids, left))
  return { ...partAfter(ids, after, left), after, storeErrors: errors }
})

/** Keeps the id that was last asked for, for the next run; returns what went wrong. */
export const keep = Effect.fn("Turn.keep")(function* (plan: RunPlan, chosen: ChosenPart, unasked: ReadonlySet<string>) {
  const { after, ids, start, total } = chosen
  const asked = askedCount(chosen, unasked)
  const last = start + asked === total ? "" : (ids[asked - 1] ?? after)
  return last === after ? [] : yield* keepNote(plan, keyOf(plan), last)
})
