/**
 * How much the long form of a test does, by the environment; what is no whole number is an error, not nothing.
 */

/** Reads a whole number above 0, or gives what is usual where the variable is not set. */
export const told = (name: `RELIABILITY_${string}`, usual: number): number => {
  const text = process.env[name]
  if (text === undefined) return usual
  if (!/^[1-9][0-9]{0,8}$/.test(text)) throw new Error(`${name} must be a whole number above 0, not ${text}`)
  return Number(text)
}
