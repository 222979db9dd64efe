/**
 * Faults of the body: what comes whole, but is no JSON, or JSON of another shape, or too much of it.
 */
import { textOf } from "./Content.ts"
import type { Exchange } from "./Exchange.ts"
import { type Fault, type Faults, final, heavy } from "./Fault.ts"
import { gzipOfSpaces } from "./gzip.ts"

const MEBIBYTE = 2 ** 20
const HUGE = 100 * MEBIBYTE
const MILLION = 1_000_000

const drifted = (body: string | ((exchange: Exchange) => string)): Fault =>
  final(["drifted"], (exchange) => exchange.send({ body: typeof body === "string" ? body : body(exchange) }))

const cut = (exchange: Exchange, share: number): string => {
  const text = textOf(exchange.content)
  return text.slice(0, Math.floor(text.length * share))
}

/** Puts something in front of the good answer's list, as a member that nobody asked for. */
const withMember = (exchange: Exchange, member: string): string =>
  `{"more":${member},${textOf(exchange.content).slice(1)}`

/** Sends an answer that is made as it is taken, until the client has enough. */
const stream = async (
  exchange: Exchange,
  start: string,
  part: (index: number) => string,
  parts: number,
  end: string
) => {
  await exchange.startChunks()
  await exchange.chunk(start)
  for (let index = 0; index < parts && !exchange.gone; index++) await exchange.chunk(part(index))
  if (exchange.gone) return
  await exchange.chunk(end)
  await exchange.chunk()
}

const tooMuch = (deal: Fault["deal"]): Fault => heavy(final(["drifted", "blocked", "unavailable"], deal))

const millionOf = (exchange: Exchange): Promise<void> => {
  const { elements, step } = exchange.content
  const [start, end] = textOf({ ...exchange.content, elements: ["|"] }).split("|") as [string, string]
  const name = step === "listing" ? "competition_id" : "parent_match_id"
  const thousand = (index: number) =>
    Array.from({ length: 1000 }, (_, i) => `{"${name}":${MILLION * 10 + index * 1000 + i}},`).join("")
  return stream(exchange, start, thousand, MILLION / 1000, `${elements[0] ?? "{}"}${end}`)
}

/** The answer with one element. */
const short = ({ content }: Exchange): string => textOf({ ...content, elements: content.elements.slice(0, 1) })

const spaces = " ".repeat(64 * 1024)

/** The faults of this family. */
export const bodies = {
  "json-truncated": drifted((exchange) => cut(exchange, 0.5)),
  "json-truncated-at-the-end": drifted((exchange) => textOf(exchange.content).slice(0, -1)),
  /** More is sent than the content-length says, so what is taken is cut short. */
  "content-length-short": final(["drifted", "unavailable"], (exchange) => {
    const text = textOf(exchange.content)
    return exchange.send({ body: text, length: text.length - 2 }).then(() => exchange.end())
  }),
  "two-answers": drifted((exchange) => textOf(exchange.content).repeat(2)),
  "no-content": final(["drifted"], (exchange) => exchange.send({ status: 204 })),
  "no-bytes": drifted(""),
  list: drifted("[]"),
  null: drifted("null"),
  object: drifted("{}"),
  "data-null": drifted('{"data":null}'),
  "data-list": drifted('{"data":[]}'),
  "data-other": drifted('{"data":{"competitions":{"message":"down"},"leagues":"","matches":null}}'),
  "error-object": drifted('{"error":"\\u001b[2Jtoo many \\u202eyltneuqesnoc requests","data":false}'),
  "error-object-echo": drifted(
    ({ asked }) => `{"error":"not for ${asked.headers.authorization}","target":${JSON.stringify(asked.target)}}`
  ),
  nan: drifted((exchange) => withMember(exchange, "NaN")),
  infinity: drifted((exchange) => withMember(exchange, "-Infinity")),
  "utf-16": final(["drifted", "blocked"], (exchange) =>
    exchange.send({ body: new Uint8Array(Uint16Array.from(textOf(exchange.content), (c) => c.charCodeAt(0)).buffer) })
  ),
  huge: tooMuch((exchange) =>
    stream(exchange, `{"more":"`, () => spaces, HUGE / spaces.length, `",${textOf(exchange.content).slice(1)}`)
  ),
  /** The same, but it says so before. */
  "huge-by-length": tooMuch(async (exchange) => {
    const text = textOf(exchange.content)
    exchange.spent = true
    await exchange.head(200, { "content-length": String(HUGE + text.length) })
    for (let sent = 0; sent < HUGE && !exchange.gone; sent += spaces.length) await exchange.write(spaces)
    if (!exchange.gone) await exchange.write(text)
  }),
  /** Some hundred kilobytes that become a hundred megabytes. */
  "huge-by-gzip": tooMuch((exchange) =>
    exchange.send({ headers: { "content-encoding": "gzip" }, body: gzipOfSpaces(HUGE, short(exchange)) })
  ),
  "a-million-elements": tooMuch(millionOf),
  deep: heavy({
    ...final(["drifted", "blocked", "unavailable"], (exchange) =>
      exchange.serve(exchange.content, { body: withMember(exchange, "[".repeat(100_000) + "]".repeat(100_000)) })
    ),
    counts: "perhaps"
  }),
  "deep-objects": heavy({
    ...final(["drifted", "blocked", "unavailable"], (exchange) =>
      exchange.serve(exchange.content, {
        body: withMember(exchange, `${'{"a":'.repeat(100_000)}1${"}".repeat(100_000)}`)
      })
    ),
    counts: "perhaps"
  }),
  "deep-without-end": heavy(drifted((exchange) => `{"data":{"${exchange.content.step}":${"[".repeat(100_000)}`))
} as const satisfies Faults
