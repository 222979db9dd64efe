/**
 * The bench's bookmaker, a process of its own on 127.0.0.1: every answer, head and body, is one buffer made beforehand.
 *
 * It speaks just enough HTTP/1.1 for a GET (kept alive, pipelined or not) over `node:net`, so that it is not what is
 * measured; `load.ts` shows its own limit. `/stats` says what it has seen since `/reset`. Forked, it ends with its parent.
 */
import { createServer, type Socket } from "node:net"
import { parseArgs } from "node:util"
import { type BodySize, listingBody, matchesBody } from "./bodies.ts"

/** What the bookmaker has seen since it was asked to forget. Times are Unix milliseconds. */
export interface Stats {
  readonly listings: number
  readonly answers: number
  readonly unknown: number
  readonly bytes: number
  /** The most requests for matches that were unanswered at once. */
  readonly peak: number
  /** The mean of unanswered requests for matches, from the first one to the last one's arrival. */
  readonly mean: number
  /** The same, from the moment the peak was first reached. */
  readonly meanAtPeak: number
  readonly firstRequestAt: number
  readonly lastRequestAt: number
  readonly lastAnswerAt: number
}

/** What a bookmaker says once it listens. */
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

const answer = (body: string, status = "200 OK"): Buffer => {
  const head = `HTTP/1.1 ${status}\r\ncontent-type: application/json; charset=utf-8\r\n`
  return Buffer.from(`${head}content-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`)
}
const listing = answer(listingBody(competitions))
const answers = Array.from({ length: competitions }, (_, index) => answer(matchesBody(index, matches, size)))
const nothing = answer('{"data":{}}', "404 Not Found")

const now = () => performance.timeOrigin + performance.now()

class Observed {
  listings = 0
  answers = 0
  unknown = 0
  bytes = 0
  inFlight = 0
  peak = 0
  firstRequestAt = 0
  lastRequestAt = 0
  lastAnswerAt = 0
  /** Requests in flight times milliseconds, up to the last arrival, and what it was when the peak was reached. */
  area = 0
  peakAt = 0
  areaAtPeak = 0
  #changedAt = 0
  /** What has come since the last arrival; it counts only if another arrives. */
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

let seen = new Observed()

const COMPETITION = /[?&]competition_id=([^& ]*)/

const respond = (socket: Socket, target: string) => {
  const counted = seen
  const send = (bytes: Buffer) => {
    if (!socket.destroyed) socket.write(bytes)
  }
  if (target.startsWith("/stats")) return send(answer(JSON.stringify(seen.stats)))
  if (target.startsWith("/reset")) {
    seen = new Observed()
    return send(answer("{}"))
  }
  const id = COMPETITION.exec(target)?.[1]
  if (id === undefined || id === "") {
    counted.listings++
    if (latency === 0) send(listing)
    else setTimeout(send, latency, listing)
    return
  }
  const bytes = answers[Number(id) - 1]
  if (bytes === undefined) {
    counted.unknown++
    return send(nothing)
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
      respond(socket, target)
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
