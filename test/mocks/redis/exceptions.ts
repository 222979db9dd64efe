/**
 * Where the stand-in does not answer what was recorded, one by one, by the number of the recorded command: answers that differ by
 * nature (clocks, memory, the order of hash tables), each with a check of all that must still agree, and forms that the stand-in
 * deliberately does not know, each with the error it gives instead of a guess.
 */
import { expect } from "vitest"
import type { Shape } from "./Wire.ts"

/** A difference that cannot be otherwise. */
export interface ByNature {
  readonly command: string
  readonly why: string
  readonly check: (recorded: Shape, answer: Shape) => void
}

/** A form that is not known. */
export interface NotKnown {
  readonly command: string
  readonly why: string
  /** a part of the answer that it gives instead */
  readonly answers: string
}

type List = ReadonlyArray<Shape>

/** Checks that every recorded line is there. */
const linesOf = (recorded: Shape, answer: Shape, skip: (line: string) => boolean): void => {
  const lines = new Set((answer as string).split("\r\n"))
  const wanted = (recorded as string).split("\r\n").filter((line) => !skip(line))
  expect(wanted.filter((line) => !lines.has(line))).toEqual([])
}

const texts = (list: Shape) => (list as List).map((one) => JSON.stringify(one)).sort()

/** Checks that lists have the same members in any order. */
const anyOrder = (recorded: Shape, answer: Shape): void => expect(texts(answer)).toEqual(texts(recorded))

/** Checks that texts are the same JSON, members in any order. */
const sameJson = (recorded: Shape, answer: Shape): void =>
  expect(JSON.parse(answer as string)).toEqual(JSON.parse(recorded as string))

const nameOf = (name: Shape): string => (typeof name === "string" ? name : (name as { status: string }).status)

const members = (list: Shape): Map<string, Shape> => {
  const all = new Map<string, Shape>()
  for (let i = 0; i < (list as List).length; i += 2) all.set(nameOf((list as List)[i]!), (list as List)[i + 1]!)
  return all
}

/** Members of FT.INFO that tell of memory, of time, or of how often the index was asked and in which order it counts. */
export const figures: ReadonlySet<string> = new Set([
  "max_doc_id",
  "num_terms",
  "num_records",
  "inverted_sz_mb",
  "total_inverted_index_blocks",
  "offset_vectors_sz_mb",
  "doc_table_size_mb",
  "sortable_values_size_mb",
  "key_table_size_mb",
  "tag_overhead_sz_mb",
  "text_overhead_sz_mb",
  "total_index_memory_sz_mb",
  "records_per_doc_avg",
  "bytes_per_record_avg",
  "offsets_per_term_avg",
  "offset_bits_per_record_avg",
  "total_indexing_time",
  "number_of_uses"
])

/** Checks every recorded member of FT.INFO but figures and those named here. */
export const infoBut =
  (...except: ReadonlyArray<string>) =>
  (recorded: Shape, answer: Shape): void => {
    const [wanted, got] = [members(recorded), members(answer)]
    expect(recorded).not.toHaveLength(0)
    for (const [name, value] of wanted) {
      expect(got.has(name), name).toBe(true)
      if (!figures.has(name) && !except.includes(name)) expect(got.get(name), name).toEqual(value)
    }
    if (wanted.has("index_name")) expect([...got.keys()]).toEqual([...wanted.keys()])
  }

/** Checks an EXEC whose last answer is the id of a new stream entry. */
const newIdLast = (recorded: Shape, answer: Shape): void => {
  expect((answer as List).slice(0, -1)).toEqual((recorded as List).slice(0, -1))
  expect((answer as List).at(-1)).toMatch(/^\d{13}-\d+$/)
}

const hashOrder = "the order of a hash table, which differs between the two real servers too"

/** The differences that cannot be otherwise. */
export const byNature: Readonly<Record<number, ByNature>> = {
  1: {
    command: "INFO",
    why: "only some lines were kept; the build has its own id",
    check: (recorded, answer) => linesOf(recorded, answer, (line) => line.startsWith("redis_build_id"))
  },
  2: {
    command: "INFO",
    why: "statistics of the search module that nothing here corresponds to",
    check: (recorded, answer) => linesOf(recorded, answer, (line) => /^(search_|# search_|$)/.test(line))
  },
  21: { command: "FT.INFO", why: "7.4 counts the memory of empty tables", check: infoBut() },
  41: { command: "FT.INFO", why: "memory and time", check: infoBut() },
  175: { command: "FT.INFO", why: "only some members were kept", check: infoBut() },
  211: { command: "FT.INFO", why: "only some members were kept", check: infoBut() },
  221: {
    command: "FT.INFO",
    why: "only some members were kept; how far the index was at that moment",
    check: infoBut("num_docs", "percent_indexed")
  },
  222: {
    command: "FT.INFO",
    why: "only some members were kept; how far the index was at that moment",
    check: infoBut("num_docs", "percent_indexed")
  },
  223: { command: "FT.INFO", why: "only some members were kept; time", check: infoBut() },
  229: { command: "FT.SEARCH", why: `documents were indexed in ${hashOrder}`, check: anyOrder },
  353: { command: "JSON.GET", why: `several paths come in ${hashOrder}`, check: sameJson },
  474: { command: "EXEC", why: "the id of a new stream entry is a time", check: newIdLast },
  479: { command: "EXEC", why: "the id of a new stream entry is a time", check: newIdLast },
  484: { command: "EXEC", why: "the id of a new stream entry is a time", check: newIdLast },
  573: {
    command: "XPENDING",
    why: "milliseconds since delivery",
    check: (recorded, answer) => {
      const timeless = (list: Shape) => (list as ReadonlyArray<List>).map(([id, who, , times]) => [id, who, times])
      expect(timeless(answer)).toEqual(timeless(recorded))
    }
  },
  583: {
    command: "CONFIG",
    why: `settings come in ${hashOrder}`,
    check: (recorded, answer) => expect(members(answer)).toEqual(members(recorded))
  },
  608: {
    command: "<measured>",
    why: "a measurement, not a command",
    check: (_, answer) =>
      expect(answer).toEqual({ error: "ERR unknown command '<measured>', with args beginning with: " })
  },
  615: {
    command: "FT.INFO",
    why: "memory and time; a field was added just before, and how far that was at that moment",
    check: infoBut("percent_indexed", "indexing")
  },
  645: {
    command: "SCAN",
    why: `keys come in ${hashOrder}`,
    check: (recorded, answer) => {
      expect((answer as List)[0]).toBe((recorded as List)[0])
      anyOrder((recorded as List)[1]!, (answer as List)[1]!)
    }
  },
  731: { command: "JSON.GET", why: `several paths come in ${hashOrder}`, check: sameJson },
  732: { command: "JSON.GET", why: `several paths come in ${hashOrder}`, check: sameJson }
}

/** Those that 8.0 has besides, or otherwise. */
export const byNatureIn80: Readonly<Record<number, ByNature>> = {
  37: { command: "FT._LIST", why: `indexes come in ${hashOrder}`, check: anyOrder },
  48: { command: "JSON.GET", why: `several paths come in ${hashOrder}`, check: sameJson },
  615: {
    command: "FT.INFO",
    why: "as in the others; and it counts an expired key as a failure where it comes to it before the key is removed",
    check: infoBut("percent_indexed", "indexing", "hash_indexing_failures", "Index Errors")
  }
}

const noCommand = (name: string) => `ERR unknown command '${name}'`

/** The forms that are not known. */
export const notKnown: Readonly<Record<number, NotKnown>> = {
  55: { command: "OBJECT", why: "encodings are Redis's own affair", answers: noCommand("OBJECT") },
  103: { command: "FT.SEARCH", why: "phrases in TEXT fields", answers: "ERR stand-in: the query" },
  104: { command: "FT.SEARCH", why: "negated words in TEXT fields", answers: "ERR stand-in: the query" },
  144: { command: "FT.EXPLAINCLI", why: "for people", answers: noCommand("FT.EXPLAINCLI") },
  145: { command: "FT.EXPLAINCLI", why: "for people", answers: noCommand("FT.EXPLAINCLI") },
  146: { command: "FT.EXPLAINCLI", why: "for people", answers: noCommand("FT.EXPLAINCLI") },
  383: { command: "JSON.GET", why: "filters in JSONPath", answers: "ERR stand-in: the JSONPath" },
  609: { command: "FT.AGGREGATE", why: "aggregation", answers: noCommand("FT.AGGREGATE") },
  610: { command: "FT.TAGVALS", why: "lists of TAG values", answers: noCommand("FT.TAGVALS") },
  613: { command: "FT.ALIASADD", why: "aliases of indexes", answers: noCommand("FT.ALIASADD") },
  614: { command: "FT.SEARCH", why: "by the alias of 613", answers: "o such index" },
  616: { command: "HSET", why: "hashes", answers: noCommand("HSET") }
}
