/**
 * JSON out of UTF-8 bytes, by the ways that take the least CPU.
 *
 * What is not read is taken out first: a pattern passes over JSON faster than it is parsed.
 *
 * V8 before version 14 maps new memory for each value above 128 kB. One character beyond Latin-1 makes a text take two bytes per
 * character, so answers of 92 kB with a Cyrillic or Turkish name exceeded that, which took half of the CPU of reading them. So the
 * bytes are read as Latin-1, and runs that are not ASCII are decoded one by one: Latin-1 characters stay, others become JSON
 * escapes, which mean the same wherever JSON allows a character.
 */
import type { Unread } from "../../src/bookmaker/http/BodyOptions.ts"
import { withoutUnread } from "./withoutUnread.ts"

/** The longest bytes that are read by the shorter way: beyond, also one byte a letter is far above 128 kB. */
const MAX_BYTES = 1024 * 1024

/** Whether this V8 maps memory for long texts; Deno and Bun name one too. */
const mapsLongTexts = /^1[0-3]\./.test(process.versions.v8 ?? "") && !("Deno" in globalThis || "Bun" in globalThis)

const utf8 = new TextDecoder()
/** Keeps a byte order mark, which is a letter like others but at the beginning. */
const utf8Within = new TextDecoder("utf-8", { ignoreBOM: true })

/** A backslash before a letter is no escape of JSON; before an escape it would be one. Looked for only where there is a backslash. */
const BROKEN_ESCAPE = /\\[\x80-\xff]/
const RUN = /[\x80-\xff]+/g
const BEYOND_LATIN1 = /[^\0-\xff]/g

const escaped = (letter: string): string => `\\u${letter.charCodeAt(0).toString(16).padStart(4, "0")}`

/** Runs that were decoded already: names come again and again, in one answer and in the next. */
const known = new Map<string, string>()
const MAX_KNOWN = 4096
const MAX_KNOWN_LENGTH = 64

const decodeRun = (run: string): string => {
  const text = utf8Within.decode(Buffer.from(run, "latin1")).replace(BEYOND_LATIN1, escaped)
  // Made anew as Latin-1, since V8 would let all texts that it becomes a part of take two bytes a letter.
  return Buffer.from(text, "latin1").toString("latin1")
}

const knownRun = (run: string): string => {
  const before = known.get(run)
  if (before !== undefined) return before
  const decoded = decodeRun(run)
  if (run.length > MAX_KNOWN_LENGTH) return decoded
  if (known.size >= MAX_KNOWN) known.clear()
  known.set(run, decoded)
  return decoded
}

const hasMark = ([first, second, third]: Uint8Array): boolean => first === 0xef && second === 0xbb && third === 0xbf

type Shorten = (text: string) => string
const asIs: Shorten = (text) => text
/** What takes the unread lists out of the answers of a run. */
const shorteners = new WeakMap<Unread, Shorten>()

const shortenerOf = (unread: Unread): Shorten => {
  const shorten = shorteners.get(unread) ?? withoutUnread(unread)
  shorteners.set(unread, shorten)
  return shorten
}

/** Parses JSON by the shorter way, where that is one. Throws where it is none. */
const parseByLatin1 = (bytes: Uint8Array, shorten: Shorten): unknown => {
  const from = hasMark(bytes) ? 3 : 0
  const whole = Buffer.from(bytes.buffer, bytes.byteOffset + from, bytes.length - from).toString("latin1")
  const text = shorten(whole)
  if (text === whole && !mapsLongTexts) return JSON.parse(utf8.decode(bytes))
  return JSON.parse(text.includes("\\") && BROKEN_ESCAPE.test(text) ? utf8.decode(bytes) : text.replace(RUN, knownRun))
}

/** Parses JSON in UTF-8, as `JSON.parse` does with its text, without what is not read. Throws where it is none. */
export const parseUtf8 = (bytes: Uint8Array, unread?: Unread): unknown => {
  const shorten = unread === undefined ? asIs : shortenerOf(unread)
  return bytes.length <= MAX_BYTES ? parseByLatin1(bytes, shorten) : JSON.parse(shorten(utf8.decode(bytes)))
}
