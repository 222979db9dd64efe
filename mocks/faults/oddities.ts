/**
 * Answers that are odd but good: what they hold must be taken, and nothing else.
 */
import { type Content, matchText, memberTexts, textOf } from "./Content.ts"
import type { Exchange } from "./Exchange.ts"
import { type Fault, type Faults, harmless } from "./Fault.ts"

/** Serves the content in a text of its own. */
const as = (write: (text: string, exchange: Exchange) => string | Uint8Array): Fault =>
  harmless((exchange) => exchange.serve(exchange.content, { body: write(textOf(exchange.content), exchange) }))

/** Serves other content than the usual. */
const instead = (change: (content: Content) => Content): Fault =>
  harmless((exchange) => exchange.serve(change(exchange.content)))

/** Adds competitions that have no matches, or matches that must be rejected. */
const withExtra = (
  competitions: ReadonlyArray<string>,
  distinctIds: number,
  rejected: (some: string) => ReadonlyArray<string>
): Fault =>
  instead((content) => {
    const some = matchText({ id: 1, odds: "1.5" }, "2026-11-23 22:00:00")
    const isListing = content.step === "listing"
    const extra = isListing ? competitions : rejected(some)
    const elements = [...extra, ...content.elements, ...extra]
    const others = { ...content.others, more: isListing ? distinctIds : 0 }
    return { ...content, elements, others, seen: isListing ? 0 : elements.length }
  })

const id = (text: string) => `{"competition_id":${text},"competition_name":"More"}`
const withId = (text: string) => (some: string) => some.replace('"parent_match_id":1,', `"parent_match_id":${text},`)

/** Makes names and ids hostile: what a terminal, a key, a query or a path might take for its own. */
const hostile = (text: string): string =>
  text
    .replaceAll('"Home ', '"\\u001b[31m\\u0007Ho\\u202Eme;\\r\\n: ')
    .replaceAll('"Away ', '"@*|{}()\\u2066../\\u0000A\\u009bway;~')
    .replaceAll('"Cup', '"\\u001b]0;title\\u0007Cup\\u2028;:{$}*\\ud800')
    .replaceAll(/"competition_id":"(7\d{3})"/g, '"competition_id":"\\u001b[2J;:$1\\u202e\\r\\n../*|-@{}"')

const latin1 = (text: string): Uint8Array =>
  Uint8Array.from(text.replaceAll(/"(Home|Cup|Away)/g, '"\xff\xc3$1'), (letter) => letter.charCodeAt(0))

const inPieces = (pieces: number, millis: number): Fault =>
  harmless(async (exchange) => {
    const text = textOf(exchange.content)
    const length = Math.ceil(text.length / pieces)
    await exchange.startChunks()
    for (let at = 0; at < text.length && !exchange.gone; at += length) {
      await exchange.chunk(text.slice(at, at + length))
      await exchange.sleep(millis)
    }
    exchange.served = exchange.content
    await exchange.chunk()
  })

const only =
  (count: number) =>
  (content: Content): Content => ({
    ...content,
    elements: content.elements.slice(0, count),
    positions: content.positions.slice(0, count),
    others: { virtual: count > content.positions.length ? content.others.virtual : 0, more: 0 },
    offered: content.offered.slice(0, count),
    seen: content.step === "listing" ? 0 : Math.min(count, content.seen)
  })

/** A hundred matches instead of a few, on ids of their own. */
const hundred = (content: Content): Content => {
  const [first] = content.offered
  if (first === undefined) return content
  const startTime = /"start_time":"([^"]+)"/.exec(content.elements[0] ?? "")?.[1] ?? ""
  const offered = Array.from({ length: 100 }, (_, index) => ({ id: first.id + index, odds: first.odds }))
  return { ...content, elements: offered.map((match) => matchText(match, startTime)), offered, seen: offered.length }
}

const wrongMembers = memberTexts({ sub_type_id: null, competition_id: ["x"], matches: "none" })

/** The odd answers. */
export const oddities = {
  "content-type-html": harmless((exchange) => exchange.serve(undefined, { headers: { "content-type": "text/html" } })),
  "content-type-none": harmless((exchange) => exchange.serve(undefined, { headers: { "content-type": "" } })),
  "charset-wrong": harmless((exchange) =>
    exchange.serve(undefined, { headers: { "content-type": "application/json; charset=utf-16le" } })
  ),
  "connection-closed-after": harmless(async (exchange) => {
    await exchange.serve(undefined, { headers: { connection: "close" } })
    exchange.end()
  }),
  "byte-order-mark": as((text) => `\ufeff${text}`),
  "white-space": as((text) => `\r\n\t ${text} \n\n`),
  "bad-utf-8": as(latin1),
  /** The last one counts. */
  "members-twice": as((text) => `{"data":{"competitions":[],"matches":[{}]},${text.slice(1)}`),
  "members-more": as((text) => `{${wrongMembers},${text.slice(1, -1)},"x":1e400,"y":-0,"z":12345678901234567890}`),
  "members-of-prototypes": as((text) =>
    text
      .replace("{", '{"__proto__":{"data":null},"constructor":{"prototype":{"data":null}},')
      .replaceAll('"outcomes":[', '"__proto__":{"name":"x"},"outcomes":[{"outcome_key":"__proto__","odd_value":"9.9"},')
      .replaceAll('{"competition_id"', '{"__proto__":{"competition_id":"x"},"competition_id"')
  ),
  "names-hostile": as(hostile),
  "ids-huge": withExtra(
    [id("9007199254740993"), id('"900719925474099390071992547409931"'), id("1e400"), id("-1e-400")],
    4,
    (some) =>
      ["9007199254740993", '"9007199254740993"', "1e400", "-1", "1.5", '"1e3"', "0"].map((text) => withId(text)(some))
  ),
  "ids-of-other-types": withExtra(
    [id("null"), id("{}"), id("[7000]"), id('""'), id("true"), id('"__proto__"'), id('"constructor"')],
    2,
    (some) => ["null", "{}", "[1]", '""', "true", '"__proto__"'].map((text) => withId(text)(some))
  ),
  "odds-odd": withExtra([], 0, (some) =>
    ["1e400", '"NaN"', '"1.5; DROP"', '"\\u0661.5"', '"1"', "-2.5", "null", '"1e3"'].map((odds) =>
      some.replaceAll('"1.5"', odds)
    )
  ),
  "elements-odd": withExtra(["null", "[]", "1", '"7000"', "{}"], 0, () => ["null", "[]", "1", '"x"', "{}"]),
  "none-of-them": instead(only(0)),
  "one-of-them": instead(only(1)),
  "a-hundred-of-them": instead(hundred),
  "slow-but-whole": inPieces(8, 40),
  "byte-by-byte": inPieces(400, 0)
} as const satisfies Faults
