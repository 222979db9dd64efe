/**
 * Reads JSON text into a value, or fails with the words, line and column that RedisJSON's parser uses.
 * Strict JSON, at most 127 levels deep; a later member of the same name wins.
 * Text that is no UTF-8 is not supported.
 */
import type { Json, JsonObject } from "./Json.ts"
import { Failure, notKnown } from "./Reply.ts"

const utf8 = new TextDecoder("utf-8", { fatal: true })
const bytes = (text: string) => Buffer.from(text, "utf8").toString("latin1")

class Reader {
  #at = 0
  readonly #text: string
  constructor(text: string) {
    this.#text = text
  }

  whole(): Json {
    const value = this.#value(0)
    this.#blank()
    if (this.#at < this.#text.length) this.#fail("trailing characters", this.#at + 1)
    return value
  }

  #fail(message: string, upTo: number): never {
    const before = this.#text.slice(0, upTo)
    const line = before.split("\n").length
    throw new Failure(`${message} at line ${line} column ${upTo - (before.lastIndexOf("\n") + 1)}`)
  }

  #blank() {
    for (; this.#at < this.#text.length; this.#at++) {
      const c = this.#text[this.#at]!
      if (c !== " " && c !== "\n" && c !== "\t" && c !== "\r") return
    }
  }

  #next(missing: string): string {
    this.#blank()
    if (this.#at >= this.#text.length) this.#fail(missing, this.#text.length)
    return this.#text[this.#at]!
  }

  #value(depth: number): Json {
    const c = this.#next("EOF while parsing a value")
    if (c === "{" || c === "[") {
      if (depth >= 127) this.#fail("recursion limit exceeded", this.#at + 1)
      this.#at++
      return c === "{" ? this.#object(depth + 1) : this.#list(depth + 1)
    }
    if (c === '"') return this.#string()
    if (c === "-" || (c >= "0" && c <= "9")) return this.#number()
    if (c === "t") return this.#word("true", true)
    if (c === "f") return this.#word("false", false)
    if (c === "n") return this.#word("null", null)
    return this.#fail("expected value", this.#at + 1)
  }

  #word<A>(word: string, value: A): A {
    for (const c of word) {
      if (this.#at >= this.#text.length) this.#fail("EOF while parsing a value", this.#text.length)
      if (this.#text[this.#at] !== c) this.#fail("expected ident", this.#at + 1)
      this.#at++
    }
    return value
  }

  #list(depth: number): Array<Json> {
    const items: Array<Json> = []
    if (this.#next("EOF while parsing a list") === "]") {
      this.#at++
      return items
    }
    for (;;) {
      items.push(this.#value(depth))
      const c = this.#next("EOF while parsing a list")
      this.#at++
      if (c === "]") return items
      if (c !== ",") this.#fail("expected `,` or `]`", this.#at)
      if (this.#next("EOF while parsing a value") === "]") this.#fail("trailing comma", this.#at + 1)
    }
  }

  #object(depth: number): JsonObject {
    const object: JsonObject = new Map()
    if (this.#next("EOF while parsing an object") === "}") {
      this.#at++
      return object
    }
    for (;;) {
      const first = this.#next("EOF while parsing an object")
      if (first === "}") this.#fail("trailing comma", this.#at + 1)
      if (first !== '"') this.#fail("key must be a string", this.#at + 1)
      const name = this.#string()
      if (this.#next("EOF while parsing an object") !== ":") this.#fail("expected `:`", this.#at + 1)
      this.#at++
      object.set(name, this.#value(depth))
      const c = this.#next("EOF while parsing an object")
      this.#at++
      if (c === "}") return object
      if (c !== ",") this.#fail("expected `,` or `}`", this.#at)
      this.#next("EOF while parsing a value")
    }
  }

  #number(): bigint | number {
    const found = /-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?/y
    found.lastIndex = this.#at
    const text = found.exec(this.#text)?.[0]
    if (text === undefined) return this.#fail("invalid number", Math.min(this.#at + 2, this.#text.length))
    const after = this.#text[this.#at + text.length]
    if (after !== undefined && /[0-9.eE]/.test(after)) this.#fail("invalid number", this.#at + text.length + 1)
    this.#at += text.length
    if (/^-?\d+$/.test(text) && text !== "-0") {
      const whole = BigInt(text)
      if (whole >= -(2n ** 63n) && whole < 2n ** 64n) return whole
    }
    const value = Number(text)
    if (!Number.isFinite(value)) this.#fail("number out of range", this.#at)
    return value
  }

  #string(): string {
    this.#at++
    let result = ""
    for (;;) {
      const plain = /[^"\\\x00-\x1f]*/y
      plain.lastIndex = this.#at
      const text = plain.exec(this.#text)![0]
      result += text
      this.#at += text.length
      if (this.#at >= this.#text.length) this.#fail("EOF while parsing a string", this.#text.length)
      const c = this.#text[this.#at++]!
      if (c === '"') return result
      if (c !== "\\") this.#fail("control character (\\u0000-\\u001F) found while parsing a string", this.#at)
      result += this.#escape()
    }
  }

  #escape(): string {
    if (this.#at >= this.#text.length) this.#fail("EOF while parsing a string", this.#text.length)
    const c = this.#text[this.#at++]!
    const simple = { '"': '"', "\\": "\\", "/": "/", b: "\b", f: "\f", n: "\n", r: "\r", t: "\t" }[c]
    if (simple !== undefined) return simple
    if (c !== "u") this.#fail("invalid escape", this.#at)
    const unit = this.#hex()
    if (unit >= 0xdc00 && unit <= 0xdfff) this.#fail("lone leading surrogate in hex escape", this.#at)
    if (unit < 0xd800 || unit > 0xdfff) return bytes(String.fromCharCode(unit))
    for (const expected of "\\u") {
      if (this.#text[this.#at++] !== expected) this.#fail("unexpected end of hex escape", this.#at)
    }
    const second = this.#hex()
    if (second < 0xdc00 || second > 0xdfff) this.#fail("lone leading surrogate in hex escape", this.#at)
    return bytes(String.fromCharCode(unit, second))
  }

  #hex(): number {
    const text = this.#text.slice(this.#at, this.#at + 4)
    if (text.length < 4) this.#fail("EOF while parsing a string", this.#text.length)
    if (!/^[0-9a-fA-F]{4}$/.test(text)) this.#fail("invalid escape", this.#at + 4)
    this.#at += 4
    return Number.parseInt(text, 16)
  }
}

/** Reads one JSON value that takes up the whole text. */
export const parseJson = (text: string): Json => {
  if (/[\x80-\xff]/.test(text)) {
    try {
      utf8.decode(Buffer.from(text, "latin1"))
    } catch {
      throw notKnown("JSON text that is no UTF-8")
    }
  }
  return new Reader(text).whole()
}
