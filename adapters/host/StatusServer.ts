/**
 * Serves small pages over HTTP/1.1 on `node:http`, on Node, Deno and Bun alike. What they say is for whoever hands them in.
 *
 * Few connections, small heads, short times: a client that is slow, large or many takes nothing from the rest of the process.
 */
import { createServer, type IncomingMessage, type ServerResponse } from "node:http"
import type { AddressInfo } from "node:net"
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import type { Page, Respond } from "../../src/telemetry/StatusPages.ts"

/** Where to listen; port 0 takes a free one. */
export interface Address {
  readonly hostname: string
  readonly port: number
}

const MAX_CONNECTIONS = 64
const MAX_HEAD_BYTES = 8192
/** How long a request may take to arrive, and a connection may be idle. */
const TIMEOUT_MILLIS = 5000

const words: Readonly<Record<string, string>> = {
  EADDRINUSE: "the port is taken",
  EADDRNOTAVAIL: "this machine does not have that address",
  ENOTFOUND: "there is no such address",
  EACCES: "permission denied"
}

const failed: Page = { status: 500, headers: { "content-type": "text/plain" }, body: "internal error\n" }

const answer = (respond: Respond) => (incoming: IncomingMessage, outgoing: ServerResponse) => {
  const { headers, method = "", url = "" } = incoming
  let page = failed
  try {
    page = respond(method, url)
  } catch {
    // Answered with 500.
  }
  // Nobody reads a body here: the connection ends instead.
  const hasBody = headers["transfer-encoding"] !== undefined || Number(headers["content-length"] ?? 0) > 0
  if (hasBody) outgoing.once("finish", () => incoming.destroy())
  outgoing.writeHead(page.status, {
    ...page.headers,
    "content-length": Buffer.byteLength(page.body),
    ...(hasBody ? { connection: "close" } : {})
  })
  outgoing.end(method === "HEAD" ? undefined : page.body)
}

const urlOf = ({ address, family, port }: AddressInfo) =>
  `http://${family === "IPv6" ? `[${address}]` : address}:${port}`

/** Listens until the scope closes, and returns the URL. Fails with why it cannot listen. */
export const serve = (address: Address, respond: Respond): Effect.Effect<string, Error, Scope.Scope> =>
  Effect.acquireRelease(
    Effect.callback<{ readonly url: string; readonly close: () => void }, Error>((resume) => {
      const server = createServer(
        {
          maxHeaderSize: MAX_HEAD_BYTES,
          headersTimeout: TIMEOUT_MILLIS,
          requestTimeout: TIMEOUT_MILLIS,
          keepAliveTimeout: TIMEOUT_MILLIS
        },
        answer(respond)
      )
      server.maxConnections = MAX_CONNECTIONS
      server.setTimeout(TIMEOUT_MILLIS, (socket) => socket.destroy())
      server.once("error", (error: NodeJS.ErrnoException) => {
        const why = words[error.code ?? ""] ?? error.message
        resume(Effect.fail(new Error(`cannot listen on ${address.hostname}:${address.port}: ${why}`)))
      })
      server.listen(address.port, address.hostname, () => {
        const close = () => {
          server.close()
          server.closeAllConnections()
        }
        resume(Effect.succeed({ url: urlOf(server.address() as AddressInfo), close }))
      })
    }),
    ({ close }) => Effect.sync(close)
  ).pipe(Effect.map(({ url }) => url))
