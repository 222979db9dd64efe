/**
 * Repeatable random numbers: the same parts give the same number, on every runtime and in every process.
 * Nothing here keeps state or reads a clock; what the numbers mean is left to those who draw them.
 */

export type Part = string | number

/** Mixes parts into one integer, 0 to 2^32 - 1 (FNV-1a over UTF-16 units, then a final avalanche). */
export const hash = (...parts: ReadonlyArray<Part>): number => {
  const text = parts.join("\u0000")
  let h = 0x811c9dc5
  for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193)
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b)
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35)
  return (h ^ (h >>> 16)) >>> 0
}

/** Draws the one number, 0 up to but not 1, that belongs to these parts. */
export const unit = (...parts: ReadonlyArray<Part>): number => hash(...parts) / 0x1_0000_0000

/** Starts an endless sequence of numbers, each 0 up to but not 1, from a seed (mulberry32). */
export const sequence = (seed: number): (() => number) => {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = Math.imul(state ^ (state >>> 15), state | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return ((t ^ (t >>> 14)) >>> 0) / 0x1_0000_0000
  }
}

/** Takes one of the items by the next number of a sequence; the items must not be empty. */
export const pick = <A>(next: () => number, items: ReadonlyArray<A>): A => items[Math.floor(next() * items.length)]!

/** Returns the items in another order, the same for the same seed (Fisher-Yates). */
export const shuffled = <A>(items: ReadonlyArray<A>, seed: number): Array<A> => {
  const next = sequence(seed)
  const out = [...items]
  for (let i = out.length - 1; i > 0; i--) {
    const j = Math.floor(next() * (i + 1))
    const item = out[i]!
    out[i] = out[j]!
    out[j] = item
  }
  return out
}

/** Moves smoothly between -1 and 1 as `at` grows: a new target at every whole number, eased in between. */
export const drift = (at: number, ...parts: ReadonlyArray<Part>): number => {
  const from = Math.floor(at)
  const part = at - from
  const eased = part * part * (3 - 2 * part)
  const target = (knot: number) => unit(...parts, knot) * 2 - 1
  return target(from) * (1 - eased) + target(from + 1) * eased
}
