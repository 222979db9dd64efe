/**
 * The query language as far as lookups need it: `*`, numeric ranges, TAG values, words of digits in TEXT fields, unions with
 * `|`, intersections, negation with `-`, parentheses, parameters. Errors name the offset and the last word as the module does.
 * In dialect 1 `a|b c` means `(a|b) c`, from 2 on `a|(b c)`. Other forms answer an error that says so.
 */
import { Failure, notKnown } from "./Reply.ts"
import type { Version } from "./Version.ts"

/** What a query asks for. */
export type Query =
  | { readonly kind: "all" }
  | { readonly kind: "none" }
  | { readonly kind: "range"; readonly field: string; readonly from: Bound; readonly to: Bound }
  | { readonly kind: "tag"; readonly field: string; readonly values: ReadonlyArray<string> }
  | { readonly kind: "word"; readonly field: string; readonly word: string }
  | { readonly kind: "any" | "every"; readonly parts: ReadonlyArray<Query> }
  | { readonly kind: "not"; readonly part: Query }

/** An end of a range. */
export interface Bound {
  readonly value: number
  readonly open: boolean
}

/** What the meaning of a query depends on. */
export interface Dialect {
  readonly dialect: number
  readonly version: Version
  readonly params: ReadonlyMap<string, string>
  /** the names of the index's fields: from dialect 2 on 8.0 refuses others */
  readonly fields: ReadonlySet<string>
}

const numberForm = /[-+]?(?:inf(?:inity)?\b|(?:\d+(?:\.\d*)?|\.\d+)(?:e[-+]?\d+)?)/iy
const wordForm = /(?:\\[\s\S]|[A-Za-z0-9_\x80-\xff])+/y

const unescape = (text: string) => text.replace(/\\([\s\S])/g, "$1")

class Parser {
  #at = 0
  #near = ""
  #nearAt = 0
  readonly #text: string
  readonly #options: Dialect
  constructor(text: string, options: Dialect) {
    this.#text = text
    this.#options = options
  }

  whole(): Query {
    const query = this.#expression()
    this.#blank()
    if (this.#at < this.#text.length) this.#fail()
    return query
  }

  /** Fails at the present character; at the end, the module points at the last word. */
  #fail(): never {
    this.#blank()
    const token = this.#peekToken()
    const at = this.#at < this.#text.length ? this.#at : this.#nearAt
    throw new Failure(`Syntax error at offset ${at} near ${token ?? this.#near}`)
  }

  #peekToken(): string | undefined {
    const at = this.#text[this.#at] === "$" ? this.#at + 1 : this.#at
    for (const form of [numberForm, wordForm]) {
      form.lastIndex = at
      const found = form.exec(this.#text)
      if (found !== null) return found[0]
    }
    return undefined
  }

  #blank() {
    while (/[\s=]/.test(this.#text[this.#at] ?? "")) this.#at++
  }

  #take(c: string): boolean {
    this.#blank()
    if (this.#text[this.#at] !== c) return false
    this.#at++
    return true
  }

  #need(c: string) {
    if (!this.#take(c)) this.#fail()
  }

  #form(form: RegExp): string | undefined {
    form.lastIndex = this.#at
    const found = form.exec(this.#text)?.[0]
    if (found === undefined) return undefined
    this.#near = found
    this.#nearAt = this.#at
    this.#at += found.length
    return found
  }

  #expression(): Query {
    const union = (part: () => Query): Query => {
      const parts = [part()]
      while (this.#take("|")) parts.push(part())
      return parts.length === 1 ? parts[0]! : { kind: "any", parts }
    }
    const every = (part: () => Query): Query => {
      const parts = [part()]
      for (;;) {
        this.#blank()
        const c = this.#text[this.#at]
        if (c === undefined || c === "|" || c === ")") break
        parts.push(part())
      }
      return parts.length === 1 ? parts[0]! : { kind: "every", parts }
    }
    const term = () => this.#term()
    return this.#options.dialect === 1 ? every(() => union(term)) : union(() => every(term))
  }

  #term(): Query {
    this.#blank()
    if (this.#take("-")) return { kind: "not", part: this.#term() }
    if (this.#take("(")) {
      const inside = this.#expression()
      this.#need(")")
      return inside
    }
    if (this.#take("@")) return this.#field()
    const c = this.#text[this.#at]
    if (c === undefined || c === "|" || c === ")" || c === "]" || c === "}" || c === ":") this.#fail()
    throw notKnown(`the query ${this.#text} (words outside of a field)`)
  }

  #field(): Query {
    const at = this.#at - 1
    const field = this.#form(wordForm)
    if (field === undefined) this.#fail()
    if (this.#options.version === "8.0" && this.#options.dialect > 1 && !this.#options.fields.has(field)) {
      throw new Failure(`Unknown field at offset ${at} near ${field}`)
    }
    this.#need(":")
    if (this.#take("[")) {
      const from = this.#bound()
      const to = this.#bound()
      this.#need("]")
      return { kind: "range", field, from, to }
    }
    if (this.#take("{")) return this.#tags(field)
    const grouped = this.#take("(")
    this.#blank()
    const word = this.#form(wordForm)
    if (word === undefined) throw notKnown(`the query ${this.#text} (this text in a field)`)
    if (grouped) {
      if (!this.#take(")")) throw notKnown(`the query ${this.#text} (several words in a field)`)
    } else if (this.#text[this.#at] === "-") throw notKnown(`the query ${this.#text} (a word with a dash)`)
    return { kind: "word", field, word: unescape(word).toLowerCase() }
  }

  #bound(): Bound {
    const open = this.#take("(")
    this.#blank()
    let text: string | undefined
    if (this.#text[this.#at] === "$" && this.#options.dialect > 1) {
      this.#at++
      const name = this.#form(wordForm)
      text = name === undefined ? undefined : this.#options.params.get(name)
      if (name !== undefined && text === undefined) throw new Failure(`No such parameter \`${name}\``)
      if (text !== undefined && !/^[-+]?(\d|inf)/.test(text)) throw notKnown(`the parameter ${text} in a range`)
    } else text = this.#form(numberForm)
    if (text === undefined) return this.#fail()
    const value = /inf/i.test(text) ? (text.startsWith("-") ? -Infinity : Infinity) : Number(text)
    return { value, open }
  }

  #tags(field: string): Query {
    const values: Array<string> = []
    do {
      this.#blank()
      if (this.#text[this.#at] === '"') values.push(this.#quoted())
      else {
        let value = ""
        for (;;) {
          const word = this.#form(wordForm)
          if (word !== undefined) value += unescape(word)
          else if (this.#text[this.#at] === " ") value += this.#text[this.#at++]
          else if (this.#text[this.#at] === "-" && value !== "") {
            // taken as part of the value only to find the error that the recordings show behind it
            value += this.#text[this.#at++]
            if (!this.#text.slice(this.#at).split("}")[0]!.includes(":")) {
              throw notKnown(`the query ${this.#text} (a dash in a TAG)`)
            }
          } else break
        }
        if (/[^:|}]/.test(this.#text[this.#at] ?? "")) throw notKnown(`the query ${this.#text} (this TAG)`)
        if (value.trim() === "") this.#fail()
        values.push(value.trim())
      }
    } while (this.#take("|"))
    this.#need("}")
    return { kind: "tag", field, values: values.map((value) => value.toLowerCase()) }
  }

  #quoted(): string {
    if (this.#options.version === "7.2" || this.#options.dialect < 2) this.#fail()
    const form = /"((?:\\[\s\S]|[^"\\])*)"/y
    form.lastIndex = this.#at
    const found = form.exec(this.#text)
    if (found === null) this.#fail()
    this.#at += found[0].length
    return unescape(found[1]!)
  }
}

/** Parses a query. */
export const parseQuery = (text: string, options: Dialect): Query => {
  const plain = text.trim()
  if (plain === "") return { kind: "none" }
  return plain === "*" ? { kind: "all" } : new Parser(text, options).whole()
}
