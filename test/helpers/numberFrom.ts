/**
 * How much a test here does: little with all others, much as a command of its own, or what the environment says; what is
 * no whole number is an error, not nothing.
 */

/** Reads a whole number above 0, or gives what is usual where the variable is not set. */
export const numberFrom = (name: `RELIABILITY_${string}`, quick: number, long = quick): number => {
  const text = process.env[name]
  if (text === undefined) return process.env.RELIABILITY === "long" ? long : quick
  if (!/^[1-9][0-9]{0,8}$/.test(text)) throw new Error(`${name} must be a whole number above 0, not ${text}`)
  return Number(text)
}
