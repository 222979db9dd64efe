/**
 * The benchmark's bookmaker, a separate process on 127.0.0.1. Every response, head and body, is a precomputed buffer.
 *
 * It implements just enough HTTP/1.1 for GET (keep-alive, pipelining) over `node:net`, so that it is not the
 * bottleneck; `load.ts` measures its maximum throughput. `/stats` returns request statistics since `/reset`.
 * `/next?share=0.1` changes the odds of a tenth of the competitions, of others each time. A forked bookmaker exits with its
 * parent.
 */
import { createServer, type Socket } from "node:net"
import { parseArgs } from "node:util"
import { type BodySize, listingBody, matchesBody } from "./bodies.ts"

/** Request statistics since the last reset. Times are Unix milliseconds. */
export interface Stats {
  /** Number of requests for the listing. */
  readonly listings: number
  /** Number of responses with matches. */
  readonly answers: number
  /** Number of requests for unknown competitions. */
  readonly unknown: number
  readonly bytes: number
  /** Maximum number of requests for matches in flight. */
  readonly peak: number
  /** Mean number of requests for matches in flight, from the first arrival to the last. */
  readonly mean: number
  /** The same mean from when the peak was first reached. */
  readonly meanAtPeak: number
  readonly firstRequestAt: number
  readonly lastRequestAt: number
  readonly lastAnswerAt: number
}

/** Message of a bookmaker to its parent once it listens. */
export interface Listening {
  readonly url: string
  readonly bodyBytes: number
}

const { values } = parseArgs({
  options: {
    competitions: { type: "string", default: "200" },
    matches: { type: "string", default: "10" },
    body: { type: "string", default: "lean" },
    latency: { type: "string", default: "0" },
    port: { type: "string", default: "0" }
  }
})
const competitions = Number(values.competitions)
const matches = Number(values.matches)
const latency = Number(values.latency)
const size: BodySize = values.body === "full" ? "full" : "lean"

const response = (body: string, status = "200 OK"): Buffer => {
  const head = `HTTP/1.1 ${status}\r\ncontent-type: application/json; charset=utf-8\r\n`
  return Buffer.from(`${head}content-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`)
}
const listing = response(listingBody(competitions))
/** The answers of each competition: with the odds of now first, with others second. */
const answers = Array.from({ length: competitions }, (_, index) => [response(matchesBody(index, matches, size))])
let changedNext = 0
/** Changes the odds of a share of the competitions, beginning after those that changed last. */
const change = (share: number) => {
  for (let count = Math.ceil(competitions * share); count > 0; count--) {
    const index = changedNext++ % competitions
    const [now, other = response(matchesBody(index, matches, size, 1))] = answers[index]!
    answers[index] = [other, now!]
  }
}
const notFound = response('{"data":{}}', "404 Not Found")

const now = () => performance.timeOrigin + performance.now()

class RequestStats {
  listings = 0
  answers = 0
  unknown = 0
  bytes = 0
  inFlight = 0
  peak = 0
  firstRequestAt = 0
  lastRequestAt = 0
  lastAnswerAt = 0
  /**
   * Integral of requests in flight over milliseconds, up to the last arrival; and its value when the peak was reached.
   */
  area = 0
  peakAt = 0
  areaAtPeak = 0
  #changedAt = 0
  /** The integral since the last arrival; added to `area` at the next arrival only. */
  #pending = 0

  #advance(at: number) {
    this.#pending += this.inFlight * (at - this.#changedAt)
    this.#changedAt = at
  }

  arrived() {
    const at = now()
    if (this.firstRequestAt === 0) {
      this.firstRequestAt = at
      this.#changedAt = at
    }
    this.#advance(at)
    this.area += this.#pending
    this.#pending = 0
    this.lastRequestAt = at
    this.inFlight++
    if (this.inFlight > this.peak) {
      this.peak = this.inFlight
      this.peakAt = at
      this.areaAtPeak = this.area
    }
  }

  answered(bytes: number) {
    const at = now()
    this.#advance(at)
    this.inFlight--
    this.answers++
    this.bytes += bytes
    this.lastAnswerAt = at
  }

  get stats(): Stats {
    const mean = (area: number, from: number) => (this.lastRequestAt > from ? area / (this.lastRequestAt - from) : 0)
    return {
      listings: this.listings,
      answers: this.answers,
      unknown: this.unknown,
      bytes: this.bytes,
      peak: this.peak,
      mean: mean(this.area, this.firstRequestAt),
      meanAtPeak: mean(this.area - this.areaAtPeak, this.peakAt),
      firstRequestAt: this.firstRequestAt,
      lastRequestAt: this.lastRequestAt,
      lastAnswerAt: this.lastAnswerAt
    }
  }
}

let current = new RequestStats()

const COMPETITION = /[?&]competition_id=([^& ]*)/

const handleRequest = (socket: Socket, target: string) => {
  const counted = current
  const send = (bytes: Buffer) => {
    if (!socket.destroyed) socket.write(bytes)
  }
  if (target.startsWith("/stats")) return send(response(JSON.stringify(current.stats)))
  if (target.startsWith("/reset")) {
    current = new RequestStats()
    return send(response("{}"))
  }
  if (target.startsWith("/next")) {
    change(Number(/share=([\d.]+)/.exec(target)?.[1] ?? 0))
    return send(response("{}"))
  }
  const id = COMPETITION.exec(target)?.[1]
  if (id === undefined || id === "") {
    counted.listings++
    if (latency === 0) send(listing)
    else setTimeout(send, latency, listing)
    return
  }
  const bytes = answers[Number(id) - 1]?.[0]
  if (bytes === undefined) {
    counted.unknown++
    return send(notFound)
  }
  counted.arrived()
  const finish = () => {
    counted.answered(bytes.length)
    send(bytes)
  }
  if (latency === 0) finish()
  else setTimeout(finish, latency)
}

const server = createServer((socket) => {
  socket.setNoDelay(true)
  socket.on("error", () => socket.destroy())
  let rest = ""
  socket.on("data", (chunk) => {
    rest += chunk.toString("latin1")
    for (let end = rest.indexOf("\r\n\r\n"); end >= 0; end = rest.indexOf("\r\n\r\n")) {
      const target = rest.slice(4, rest.indexOf(" ", 4))
      rest = rest.slice(end + 4)
      handleRequest(socket, target)
    }
  })
})

server.listen(Number(values.port), "127.0.0.1", () => {
  const address = server.address()
  const port = typeof address === "object" && address !== null ? address.port : 0
  const listening: Listening = { url: `http://127.0.0.1:${port}/`, bodyBytes: matchesBody(0, matches, size).length }
  if (process.send === undefined) console.log(JSON.stringify(listening))
  else process.send(listening)
})
process.on("disconnect", () => process.exit())
