/**
 * The merge patches (RFC 7396) for this bookmaker's object in a matched entry.
 *
 * Pure. A merge never forgets, so a patch names with `null` what is gone of what is ours: the market's outcomes, and
 * whatever stands in a member of the document that the new document no longer has. Other members are not named.
 */
import * as Predicate from "effect/Predicate"
import type { Market } from "../domain/Market.ts"
import type { MatchDocument } from "../domain/MatchDocument.ts"

/** A merge patch: `null` removes a member. */
export type MergePatch = { readonly [member: string]: unknown }

const membersOf = (value: unknown): MergePatch => (Predicate.isReadonlyObject(value) ? value : {})

const forget = (members: Iterable<string>): MergePatch =>
  Object.fromEntries(Array.from(members, (member) => [member, null]))

/** Returns the patch that turns `old` into exactly `next`, which holds no null. */
const exactly = (old: unknown, next: unknown): unknown => {
  if (!Predicate.isReadonlyObject(next)) return next
  const stands = membersOf(old)
  return {
    ...forget(Object.keys(stands).filter((key) => !Object.hasOwn(next, key))),
    ...Object.fromEntries(Object.entries(next).map(([key, value]) => [key, exactly(stands[key], value)]))
  }
}

/** Returns the patch that replaces what is ours in `old` by `document`, the object as it stands. */
export const update = (market: Market, old: unknown, document: MatchDocument): MergePatch => ({
  ...forget(market.outcomes),
  ...Object.fromEntries(
    Object.entries(document).map(([member, value]) => [member, exactly(membersOf(old)[member], value)])
  )
})

/** Returns the patch that withdraws the market's odds from `old`: its outcomes go, its teams keys stay and hold `{}`. */
export const withdrawal = (market: Market, old: unknown): MergePatch => ({
  ...forget(market.outcomes),
  teams: Object.fromEntries(
    Object.entries(membersOf(membersOf(old).teams)).map(([teams, odds]) => [teams, exactly(odds, {})])
  )
})

/** Merges a patch into a value by RFC 7396, for stores that have no merge of their own. */
export const apply = (target: unknown, patch: unknown): unknown => {
  if (!Predicate.isReadonlyObject(patch)) return patch
  const merged = new Map(Object.entries(membersOf(target)))
  for (const [member, value] of Object.entries(patch)) {
    if (value === null) merged.delete(member)
    else merged.set(member, apply(merged.get(member), value))
  }
  return Object.fromEntries(merged)
}
