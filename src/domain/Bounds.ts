/**
 * Bounds of a number that a user gives, and the message for one outside of them: what is allowed, and what was given.
 *
 * Pure. Options and the settings of the command are decoded with the same bounds, so each is defined once.
 */
import * as Schema from "effect/Schema"

/** The bounds of a number, both included. */
export interface Bounds {
  readonly minimum: number
  /** @default none */
  readonly maximum?: number
  /** What the number is called, such as "a whole number". */
  readonly what: string
  /** @default false */
  readonly isWhole?: boolean
}

const allowed = ({ maximum, minimum, what }: Bounds): string =>
  `${what} from ${minimum}${maximum === undefined ? "" : ` to ${maximum}`}`

/** Says what is wrong with a number, and how it was written where that is shown otherwise; undefined where it lies within bounds. */
export const outOfBounds = (bounds: Bounds, value: number, given = String(value)): string | undefined => {
  const { isWhole = false, maximum = Number.MAX_VALUE, minimum } = bounds
  const isWithin = value >= minimum && value <= maximum && (!isWhole || Number.isInteger(value))
  return isWithin ? undefined : `Expected ${allowed(bounds)}, got ${given}`
}

/** Decodes a number within bounds. */
export const within = (bounds: Bounds): Schema.Number =>
  Schema.Number.annotate({ expected: allowed(bounds) }).check(Schema.makeFilter((value) => outOfBounds(bounds, value)))
