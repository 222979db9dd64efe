/**
 * A load loop against the bench's bookmaker: how many answers a second it can give at most.
 *
 * It reads no JSON: it counts the bytes of as many answers as it asked for, over `node:net`, 50 connections, one request
 * at a time on each. Prints answers a second and bytes a second as JSON.
 */
import { connect } from "node:net"

const [url = "http://127.0.0.1:8080/", requests = "4000", competitions = "200"] = process.argv.slice(2)
const { hostname, port } = new URL(url)
const CONNECTIONS = 50

let asked = 0
let answered = 0
let bytes = 0

const run = () =>
  new Promise<void>((resolve, reject) => {
    const socket = connect(Number(port), hostname)
    socket.on("error", reject)
    socket.on("close", () => resolve())
    let missing = 0
    const ask = () => {
      if (asked >= Number(requests)) return socket.end()
      const id = (asked++ % Number(competitions)) + 1
      socket.write(`GET /?src=1&sport_id=soccer&competition_id=${id} HTTP/1.1\r\nhost: ${hostname}\r\n\r\n`)
    }
    socket.on("connect", ask)
    socket.on("data", (chunk) => {
      bytes += chunk.length
      if (missing === 0) {
        const head = chunk.toString("latin1", 0, 200)
        const length = Number(/content-length: (\d+)/.exec(head)?.[1])
        missing = head.indexOf("\r\n\r\n") + 4 + length
      }
      missing -= chunk.length
      if (missing === 0) {
        answered++
        ask()
      }
    })
  })

const startedAt = performance.now()
await Promise.all(Array.from({ length: CONNECTIONS }, run))
const seconds = (performance.now() - startedAt) / 1000
console.log(JSON.stringify({ answers: answered, perSecond: answered / seconds, bytesPerSecond: bytes / seconds }))
