/**
 * A number as the text of a flag or of a variable. Where it is wrong, the message says what is allowed and what was given, for all alike.
 */
import * as Flag from "effect/cli/Flag"
import * as Schema from "effect/Schema"
import { type Bounds, outOfBounds } from "../domain/Bounds.ts"

const NUMBER = /^\d{1,9}(\.\d{1,9})?$/
/** What somebody may have meant as a number, perhaps with a unit. Anything else may be a secret, and is not shown. */
const NUMBER_LIKE = /^[-+]?[\d.,_]{1,12}(e[-+]?\d{1,3}|%| ?[a-z]{1,3})?$/i

/** Bounds of a port that is connected to. */
export const port: Bounds = { minimum: 1, maximum: 65_535, what: "a port", isWhole: true }
/** Bounds of a port that is listened on: 0 takes a free one. */
export const ownPort: Bounds = { ...port, minimum: 0 }

const refusalOf = (bounds: Bounds) => (text: string) => {
  const [isNumber, isLike] = [NUMBER, NUMBER_LIKE].map((pattern) => pattern.test(text))
  const refusal = outOfBounds(bounds, isNumber ? Number(text) : Number.NaN, isLike ? text : "no number")
  const isWrittenOtherwise = !isNumber && isLike && outOfBounds(bounds, Number(text)) === undefined
  return isWrittenOtherwise ? `${refusal}; write it in digits, such as 5 or 0.5` : refusal
}

/** Decodes the text of a number within bounds. */
export const numberText = (bounds: Bounds) =>
  Schema.String.check(Schema.makeFilter(refusalOf(bounds))).pipe(Schema.decodeTo(Schema.FiniteFromString))

/** Makes a flag of a number that is no setting. */
export const numberFlag = (name: string, bounds: Bounds): Flag.Flag<number> => {
  const refusal = refusalOf(bounds)
  return Flag.String(name).pipe(
    Flag.filter(
      (text) => refusal(text) === undefined,
      (text) => refusal(text) ?? ""
    ),
    Flag.map(Number),
    Flag.withMetavar("number")
  )
}
