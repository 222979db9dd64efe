/**
 * How much a test here does: little with all others, less with `npm test`, much as a command of its own,
 * or what the environment says; what is no whole number is an error, not nothing.
 */
import { isQuick } from "./testClasses.ts"

/** How often something is tried: by `npm test`, by `npm run test:all`, and by `npm run test:reliability`. */
interface Counts {
  readonly quick: number
  readonly usual: number
  readonly long: number
}

/** Reads a whole number above 0, or gives the one that is usual here where the variable is not set. */
export const numberFrom = (name: `RELIABILITY_${string}`, counts: Counts | number): number => {
  const text = process.env[name]
  if (text === undefined) {
    if (typeof counts === "number") return counts
    return process.env.RELIABILITY === "long" ? counts.long : isQuick ? counts.quick : counts.usual
  }
  if (!/^[1-9][0-9]{0,8}$/.test(text)) throw new Error(`${name} must be a whole number above 0, not ${text}`)
  return Number(text)
}
