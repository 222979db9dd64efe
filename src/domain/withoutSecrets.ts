/**
 * Text from outside without the user's secrets, so that it can be handed on.
 *
 * Pure. A response may repeat what was sent, in part or in another spelling: in URLs, JSON, HTML or Base64. It is easier
 * to take out too much than too little, so what remains may have holes where a secret is a common word.
 */

/** What stands where a secret was. */
export const PLACE = "[secret]"

/** Shorter texts are no secrets, and stand everywhere. */
const SHORTEST = 3
/** Shorter parts of a secret say nothing. */
const SHORTEST_PART = 4

const BETWEEN_PARTS = /[\s;,=:&"'`{}[\]<>()?|\\]+/
const BASE64_TEXT = /^[A-Za-z0-9+/_-]{6,}$/
const BASE64_RUN = /(?:[A-Za-z0-9+_-]|\\?\/){8,}/g
const READABLE = /^[^\p{Cc}\uFFFD]+$/u

const entities: Readonly<Record<string, string>> = { "&": "amp", "<": "lt", ">": "gt", '"': "quot", "'": "apos" }

/** Decodes Base64 in either alphabet, into a character for each byte. */
const bytesOf = (text: string): string => {
  const whole = text.replaceAll("\\", "").replaceAll("-", "+").replaceAll("_", "/")
  return atob(whole.slice(0, whole.length % 4 === 1 ? -1 : whole.length))
}

/** Returns the readable text that a Base64 text stands for; undefined where it stands for none. */
const decoded = (text: string): string | undefined => {
  if (!BASE64_TEXT.test(text)) return undefined
  const read = new TextDecoder().decode(Uint8Array.from(bytesOf(text), (byte) => byte.charCodeAt(0)))
  return READABLE.test(read) ? read : undefined
}

/** Decodes a part of a URL: as UTF-8, else byte by byte, as some servers do. */
const percentDecoded = (text: string): string => {
  try {
    return decodeURIComponent(text)
  } catch {
    return text.replaceAll(/%([0-9a-f]{2})/gi, (_, byte: string) => String.fromCharCode(Number.parseInt(byte, 16)))
  }
}

/** Returns a secret and its parts: words, and what words stand for in Base64, as the parts of a token do. */
const partsOf = (secret: string): ReadonlyArray<string> => {
  const whole = [secret, percentDecoded(secret)]
  const words = whole.flatMap((text) => text.split(BETWEEN_PARTS))
  const inBase64 = [...words, ...words.flatMap((word) => word.split("."))].flatMap((word) => decoded(word) ?? [])
  const parts = [...words, ...inBase64, ...inBase64.flatMap((text) => text.split(BETWEEN_PARTS))]
  return [...whole.filter((text) => text.length >= SHORTEST), ...parts.filter((text) => text.length >= SHORTEST_PART)]
}

const hex = (code: number, length: number): string => code.toString(16).padStart(length, "0")
const escaped = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|/-]/g, "\\$&")

/** One or more backslashes, however many a secret has: matching each could backtrack exponentially. */
const BACKSLASHES = String.raw`(?:\\|u005c|%(?:25)*5c|&(?:amp;)?#0*92;|&(?:amp;)?#x0*5c;)+`

/** Backslashes, as in nested JSON; at most 4 before the first character, so that runs of them cost little. */
const backslashes = (at: number): string => (at === 0 ? "\\\\{0,4}" : "\\\\*")

/** Returns a pattern of a character as URLs, JSON and HTML may write it, also where one is within another. */
const spellings = (character: string, at: number): string => {
  if (/[A-Za-z0-9]/.test(character)) return character
  if (character === "\\") return BACKSLASHES
  const bytes = Array.from(new TextEncoder().encode(character), (byte) => `%(?:25)*${hex(byte, 2)}`).join("")
  const units = character.split("").map((unit) => `${backslashes(at)}u${hex(unit.charCodeAt(0), 4)}`)
  const code = character.codePointAt(0)!
  const entity = entities[character]
  return `(?:${[
    `${backslashes(at)}${escaped(character)}`,
    bytes,
    units.join(""),
    `&(?:amp;)?#0*${code};`,
    `&(?:amp;)?#x0*${hex(code, 2)};`,
    ...(entity === undefined ? [] : [`&(?:amp;)?${entity};`]),
    ...(character === " " ? ["\\+"] : [])
  ].join("|")})`
}

/**
 * Returns a function that takes secrets out of a text. Names of JSON members that are in `members` are left as they are,
 * because they are no secrets and the text is of no use without them.
 */
export const withoutSecrets = (
  secrets: ReadonlyArray<string>,
  members: ReadonlySet<string>
): ((text: string) => string) => {
  const all = [...new Set(secrets.flatMap(partsOf))].sort((a, b) => b.length - a.length)
  if (all.length === 0) return (text) => text
  const pattern = all
    .map((secret) => Array.from(secret.toWellFormed().replaceAll(/\\+/g, "\\"), spellings).join(""))
    .join("|")
  const anyOf = new RegExp(pattern, "i")
  const memberOrSecret = new RegExp(`("(?:${[...members].map(escaped).join("|")})"\\s*:)|${pattern}`, "gi")
  const holdsSecret = (run: string) => [0, 1, 2, 3].some((from) => anyOf.test(bytesOf(run.slice(from))))
  return (text) => {
    // The same words come again and again in an answer: each is decoded once.
    const replaced = new Map<string, string>()
    return text
      .replace(memberOrSecret, (_, member?: string) => member ?? PLACE)
      .replace(BASE64_RUN, (run) => {
        const before = replaced.get(run)
        if (before !== undefined) return before
        const now = holdsSecret(run) ? PLACE : run
        replaced.set(run, now)
        return now
      })
  }
}
