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
export type Patch = { readonly [member: string]: unknown }

const membersOf = (value: unknown): Patch => (Predicate.isReadonlyObject(value) ? value : {})

const forget = (members: Iterable<string>): Patch => Object.fromEntries(Array.from(members, (member) => [member, null]))

/** Gives the patch that turns `old` into exactly `next`; neither holds a null of its own. */
const exactly = (old: unknown, next: unknown): unknown => {
  if (!Predicate.isReadonlyObject(next)) return next
  const stands = membersOf(old)
  return {
    ...forget(Object.keys(stands).filter((key) => !Object.hasOwn(next, key))),
    ...Object.fromEntries(Object.entries(next).map(([key, value]) => [key, exactly(stands[key], value)]))
  }
}

/** Gives the patch that makes `old`, the object as it stands, hold `document` in all that is ours. */
export const update = (market: Market, old: unknown, document: MatchDocument): Patch => ({
  ...forget(market.outcomes),
  ...Object.fromEntries(
    Object.entries(document).map(([member, value]) => [member, exactly(membersOf(old)[member], value)])
  )
})

/** Gives the patch that takes the market's odds out of `old`: its outcomes go, its teams keys stay and hold `{}`. */
export const withdrawal = (market: Market, old: unknown): Patch => ({
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
