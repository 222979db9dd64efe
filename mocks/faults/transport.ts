/**
 * Faults of the connection: refused, reset, cut, garbled, slow without end.
 */
import { textOf } from "./Content.ts"
import type { Exchange } from "./Exchange.ts"
import { type Faults, lasting, passing } from "./Fault.ts"
import { gzipOfSpaces } from "./gzip.ts"

const CLOSED_MILLIS = 300
/** Longer than any run takes. */
const MOST_DRIPS = 4000
const DRIP_MILLIS = 25

const half = (exchange: Exchange): string => {
  const text = textOf(exchange.content)
  return text.slice(0, Math.ceil(text.length / 2))
}

const drip = async (exchange: Exchange, write: () => Promise<void>) => {
  for (let drips = 0; drips < MOST_DRIPS && !exchange.gone; drips++) {
    await write()
    await exchange.sleep(DRIP_MILLIS)
  }
  exchange.reset()
}

/** The faults of this family. */
export const transport = {
  /** The port is closed for a while, and the connection with it. */
  refused: passing(["unavailable"], (exchange) => {
    exchange.around.refuse(CLOSED_MILLIS)
    exchange.reset()
  }),
  "reset-before-head": passing(["unavailable"], (exchange) => exchange.reset()),
  "reset-in-head": passing(["unavailable"], async (exchange) => {
    await exchange.write("HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-le")
    await exchange.sleep(5)
    exchange.reset()
  }),
  "reset-in-body": passing(["unavailable"], async (exchange) => {
    await exchange.send({ body: half(exchange), length: textOf(exchange.content).length })
    await exchange.sleep(5)
    exchange.reset()
  }),
  "closed-in-body": passing(["unavailable"], async (exchange) => {
    await exchange.send({ body: half(exchange), length: textOf(exchange.content).length })
    exchange.end()
  }),
  "closed-between-chunks": passing(["unavailable"], async (exchange) => {
    await exchange.startChunks()
    await exchange.chunk(half(exchange))
    exchange.end()
  }),
  /** Chunks that hold all of the answer, without the one that ends it. */
  "closed-before-last-chunk": passing(["unavailable"], async (exchange) => {
    await exchange.startChunks()
    await exchange.chunk(textOf(exchange.content))
    exchange.end()
  }),
  "bad-chunk": passing(["unavailable"], async (exchange) => {
    await exchange.startChunks()
    await exchange.chunk(half(exchange))
    await exchange.write("not a size\r\n")
    exchange.end()
  }),
  "not-http": passing(["unavailable"], async (exchange) => {
    await exchange.write("SSH-2.0-OpenSSH_9.6\r\n")
    exchange.end()
  }),
  "gzip-garbage": passing(["unavailable", "drifted"], async (exchange) => {
    const body = textOf(exchange.content)
    await exchange.send({ headers: { "content-encoding": "gzip" }, body })
  }),
  /** The end of the compressed bytes is missing, and the length says that it is not. */
  "gzip-cut": passing(["unavailable"], async (exchange) => {
    const body = gzipOfSpaces(10_000, textOf(exchange.content))
    await exchange.send({ headers: { "content-encoding": "gzip" }, body: body.subarray(0, body.length / 2) })
  }),
  /** Never answers. */
  silence: lasting(async (exchange) => {
    await exchange.sleep(DRIP_MILLIS * MOST_DRIPS)
    exchange.reset()
  }),
  "endless-head": lasting(async (exchange) => {
    await exchange.write("HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n")
    await drip(exchange, () => exchange.write("x: y\r\n"))
  }),
  "endless-drip": lasting(async (exchange) => {
    await exchange.startChunks()
    await exchange.chunk(textOf(exchange.content).slice(0, -3))
    await drip(exchange, () => exchange.chunk(" "))
  }),
  /** Half an answer, and then nothing, on an open connection. */
  stalled: lasting(async (exchange) => {
    await exchange.send({ body: half(exchange), length: textOf(exchange.content).length })
    await exchange.sleep(DRIP_MILLIS * MOST_DRIPS)
    exchange.reset()
  })
} as const satisfies Faults
