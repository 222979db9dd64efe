/**
 * The pages of one competition: how many matches were stated and seen so far, and whether there may be more.
 *
 * Pure. A match that a later page repeats is not seen again; one that a page repeats itself is.
 */
import * as Predicate from "effect/Predicate"
import { asText } from "../../domain/Text.ts"
import type { WireMatch } from "./responses.ts"

/** The counts over the pages so far. */
export interface Pages {
  /** The largest count that a page stated. */
  readonly stated: number | undefined
  /** Elements of the first page, and those of later ones whose id no earlier page had. */
  readonly seen: number
  /** Ids of all pages; kept only where there may be another one. */
  readonly ids: ReadonlySet<string>
  /** True where fewer matches were seen than stated, and the last page brought a new one. */
  readonly hasMore: boolean
}

/** No page yet. */
export const none: Pages = { stated: undefined, seen: 0, ids: new Set(), hasMore: true }

const idOf = ({ raw }: WireMatch): string => (Predicate.isReadonlyObject(raw) ? asText(raw.parent_match_id) : "")

/** Adds a page. `keepsIds` is false where no other page will follow. */
export const add = (
  before: Pages,
  matches: ReadonlyArray<WireMatch>,
  stated: number | undefined,
  keepsIds: boolean
): Pages => {
  const largest = Math.max(before.stated ?? 0, stated ?? 0)
  const total = before.stated === undefined && stated === undefined ? undefined : largest
  if (!keepsIds) return { stated: total, seen: matches.length, ids: before.ids, hasMore: false }
  const fresh = matches.map(idOf).filter((id) => !before.ids.has(id))
  const seen = before.seen + fresh.length
  return {
    stated: total,
    seen,
    ids: new Set([...before.ids, ...fresh]),
    hasMore: seen < largest && fresh.length > 0
  }
}
