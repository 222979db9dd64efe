/**
 * The pages of one competition: how many matches were stated and seen so far, and whether there may be more.
 *
 * Pure. A match that a later page repeats is not seen again; one that a page repeats itself is.
 */
import * as Predicate from "effect/Predicate"
import { asText } from "../../domain/Text.ts"
import type { WireMatch } from "./responses.ts"

/** What one page says of this. */
export interface Page {
  readonly stated: number | undefined
  /** How many matches it holds. */
  readonly length: number
  /** Their ids; undefined where no other page will follow. */
  readonly ids: ReadonlyArray<string> | undefined
}

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

/** Returns the id that a match states, as text; `""` without one. */
export const idOf = ({ raw }: WireMatch): string => (Predicate.isReadonlyObject(raw) ? asText(raw.parent_match_id) : "")

/** Adds a page. */
export const add = (before: Pages, page: Page): Pages => {
  const largest = Math.max(before.stated ?? 0, page.stated ?? 0)
  const stated = before.stated === undefined && page.stated === undefined ? undefined : largest
  if (page.ids === undefined) return { stated, seen: page.length, ids: before.ids, hasMore: false }
  const fresh = page.ids.filter((id) => !before.ids.has(id))
  const seen = before.seen + fresh.length
  return { stated, seen, ids: new Set([...before.ids, ...fresh]), hasMore: seen < largest && fresh.length > 0 }
}
