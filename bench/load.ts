/**
 * A load generator that measures the maximum throughput of the benchmark's bookmaker.
 *
 * It uses `node:net` with 50 connections and one request in flight on each, and parses no JSON: it only counts the
 * bytes of the responses. Prints responses per second and bytes per second as JSON.
 */
import { connect } from "node:net"

const [url = "http://127.0.0.1:8080/", requests = "4000", competitions = "200"] = process.argv.slice(2)
const { hostname, port } = new URL(url)
const CONNECTIONS = 50

let sent = 0
let answered = 0
let bytes = 0

const runConnection = () =>
  new Promise<void>((resolve, reject) => {
    const socket = connect(Number(port), hostname)
    socket.on("error", reject)
    socket.on("close", () => resolve())
    let remaining = 0
    const sendRequest = () => {
      if (sent >= Number(requests)) return socket.end()
      const id = (sent++ % Number(competitions)) + 1
      socket.write(`GET /?src=1&sport_id=soccer&competition_id=${id} HTTP/1.1\r\nhost: ${hostname}\r\n\r\n`)
    }
    socket.on("connect", sendRequest)
    socket.on("data", (chunk) => {
      bytes += chunk.length
      if (remaining === 0) {
        const head = chunk.toString("latin1", 0, 200)
        const length = Number(/content-length: (\d+)/.exec(head)?.[1])
        remaining = head.indexOf("\r\n\r\n") + 4 + length
      }
      remaining -= chunk.length
      if (remaining === 0) {
        answered++
        sendRequest()
      }
    })
  })

const startedAt = performance.now()
await Promise.all(Array.from({ length: CONNECTIONS }, runConnection))
const seconds = (performance.now() - startedAt) / 1000
console.log(JSON.stringify({ answers: answered, perSecond: answered / seconds, bytesPerSecond: bytes / seconds }))
