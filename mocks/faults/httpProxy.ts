/**
 * An HTTP proxy on 127.0.0.1 that forwards plain requests and tunnels others, may ask for user and password, and counts
 * what passes. For tests of clients; it goes to this machine only. Names that end in `.invalid` lead here too, which
 * nobody reaches who goes past the proxy.
 */
import { createServer, type IncomingMessage, request as send } from "node:http"
import { connect } from "node:net"

/** A running proxy. */
export interface HttpProxy {
  readonly port: number
  /** Requests and tunnels that were let through, and those that were refused. */
  readonly seen: { passed: number; refused: number }
  close(): Promise<void>
}

const HERE = "127.0.0.1"
const LOCAL = /^(127\.0\.0\.1|localhost|.*\.invalid)$/

/** Starts a proxy; `credentials` is `user:password`. */
export const serveProxy = async (credentials?: string): Promise<HttpProxy> => {
  const seen = { passed: 0, refused: 0 }
  const expected = credentials === undefined ? undefined : `Basic ${btoa(credentials)}`
  const mayPass = (incoming: IncomingMessage, host: string) => {
    const passes = LOCAL.test(host) && (expected === undefined || incoming.headers["proxy-authorization"] === expected)
    seen[passes ? "passed" : "refused"]++
    return passes
  }

  const server = createServer((incoming, outgoing) => {
    const url = URL.parse(incoming.url ?? "")
    if (url === null || !mayPass(incoming, url.hostname)) {
      outgoing.writeHead(407, { "proxy-authenticate": "Basic" }).end()
      return
    }
    const { "proxy-authorization": _, "proxy-connection": __, ...headers } = incoming.headers
    const forwarded = send(url, { hostname: HERE, method: incoming.method ?? "GET", headers }, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers)
      answer.pipe(outgoing)
    })
    forwarded.on("error", () => outgoing.destroy())
    incoming.pipe(forwarded)
  })
  server.on("connect", (incoming, client, head) => {
    const [host = "", port = "80"] = (incoming.url ?? "").split(":")
    client.on("error", () => {})
    if (!mayPass(incoming, host)) {
      client.end("HTTP/1.1 407 Proxy Authentication Required\r\nproxy-authenticate: Basic\r\ncontent-length: 0\r\n\r\n")
      return
    }
    const upstream = connect(Number(port), HERE, () => {
      client.write("HTTP/1.1 200 Connection Established\r\n\r\n")
      upstream.write(head)
      upstream.pipe(client)
      client.pipe(upstream)
    })
    upstream.on("error", () => client.destroy())
    client.on("close", () => upstream.destroy())
  })
  await new Promise<void>((resolve) => server.listen(0, HERE, resolve))
  const address = server.address()
  return {
    port: typeof address === "object" && address !== null ? address.port : 0,
    seen,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      })
  }
}
