/**
 * What a command answers, before it is put on the wire: strings are bulk strings, numbers integers, null the null bulk.
 * All strings in this folder are byte strings (one character per byte, "latin1"), so lengths and positions are those
 * of the wire and no text is ever changed by decoding. Resp.ts encodes replies.
 */

/** A simple string, such as OK. */
export class Status {
  readonly text: string
  constructor(text: string) {
    this.text = text
  }
}

/** An error reply; thrown by commands, or an element of what EXEC answers. */
export class Failure extends Error {
  readonly text: string
  constructor(text: string) {
    super(text)
    this.text = text
  }
}

/** A map in RESP3, a flat list of names and values in RESP2. */
export class Pairs {
  readonly entries: ReadonlyArray<readonly [Reply, Reply]>
  constructor(entries: ReadonlyArray<readonly [Reply, Reply]>) {
    this.entries = entries
  }
}

/** A set in RESP3, a list in RESP2. */
export class Members {
  readonly items: ReadonlyArray<Reply>
  constructor(items: ReadonlyArray<Reply>) {
    this.items = items
  }
}

/** A double in RESP3, a string in RESP2. */
export class Double {
  readonly text: string
  constructor(value: number | string) {
    this.text = typeof value === "string" ? value : doubleText(value)
  }
}

/** A message out of turn (pub/sub): a push in RESP3, a list in RESP2. */
export class Push {
  readonly items: ReadonlyArray<Reply>
  constructor(items: ReadonlyArray<Reply>) {
    this.items = items
  }
}

/** The null list of RESP2; RESP3 has one null only. */
export const nullList = Symbol("null list")

/** Everything that a command may answer. */
export type Reply =
  | string
  | number
  | null
  | typeof nullList
  | Status
  | Failure
  | Pairs
  | Members
  | Double
  | Push
  | ReadonlyArray<Reply>

/** The reply of commands that have nothing to say. */
export const ok = new Status("OK")

/** The error of a value of another type. */
export const wrongType = () => new Failure("WRONGTYPE Operation against a key holding the wrong kind of value")

/** The error of words that a command does not take. */
export const syntaxError = () => new Failure("ERR syntax error")

/** The error of a form that this stand-in does not support: it never guesses. */
export const notKnown = (what: string) => new Failure(`ERR stand-in: ${what} is not known here`)

/** Reads a whole number of at most 64 bits as Redis does, or fails with its words. */
export const integer = (text: string | undefined, message = "ERR value is not an integer or out of range"): number => {
  if (text === undefined || !/^(0|-?[1-9]\d{0,18})$/.test(text)) throw new Failure(message)
  return Number(text)
}

/** Prints a double as Redis does in replies: the shortest text that reads back the same. */
export const doubleText = (value: number): string => {
  if (Number.isNaN(value)) return "nan"
  if (!Number.isFinite(value)) return value < 0 ? "-inf" : "inf"
  const [digits, exponent] = value.toExponential().split("e") as [string, string]
  return Number(exponent) < -4 ? `${digits}e${exponent}` : String(value)
}
