/**
 * The HTTP client of the command on Node, over `node:http`. It takes less CPU than any over `fetch`, and than effect's over `node:http`,
 * which starts three fibers for each request: docs/decisions.md has the figures.
 *
 * It sends the headers that Node's `fetch` sends, asks for compressed answers, and undoes their compression. Redirects are not
 * followed. There are no tracing headers and no spans. Interrupting an effect closes its connection. A response that is not read
 * holds its connection until that has been idle for the timeout, also with `HttpClient.withScope`.
 */
import * as http from "node:http"
import * as https from "node:https"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as HttpClient from "effect/http/HttpClient"
import * as HttpClientError from "effect/http/HttpClientError"
import * as HttpClientRequest from "effect/http/HttpClientRequest"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import { NodeResponse } from "./NodeResponse.ts"

/**
 * How long an idle connection is kept: longer than any attempt and most intervals of `watch`, and shorter than the minute after
 * which most servers close one, perhaps just as a request is sent.
 */
const USUAL_IDLE = Duration.seconds(40)

const CONDITIONS = ["if-match", "if-modified-since", "if-none-match", "if-range", "if-unmodified-since"]
/** Sent with a condition: what a cache on the way holds is no answer to it. */
const PAST_CACHES = { pragma: "no-cache", "cache-control": "no-cache" }

/** Returns the headers of a request, and those that Node's `fetch` adds where they are not given. */
const headersOf = ({ headers }: HttpClientRequest.HttpClientRequest, { protocol }: URL) => ({
  ...(CONDITIONS.some((name) => name in headers) ? PAST_CACHES : {}),
  accept: "*/*",
  "accept-language": "*",
  "sec-fetch-mode": "cors",
  "user-agent": "node",
  "accept-encoding": protocol === "https:" ? "br, gzip, deflate" : "gzip, deflate",
  ...headers
})

/** The connections of one layer, which stay. */
interface Agents {
  readonly plain: http.Agent
  readonly tls: https.Agent
  readonly idleMillis: number
}

/** Returns whether a request came too late on a connection that had been kept, which the server was closing. */
const wasTooLate = ({ reusedSocket }: http.ClientRequest, { code }: NodeJS.ErrnoException): boolean =>
  reusedSocket && (code === "ECONNRESET" || code === "EPIPE")

/** Sends a request to a URL; fails where no answer comes. One that came too late on a kept connection is sent on another. */
const sendTo = (url: URL, request: HttpClientRequest.HttpClientRequest, { idleMillis, plain, tls }: Agents) =>
  Effect.callback<NodeResponse, HttpClientError.HttpClientError>((resume) => {
    const failed = (cause: unknown) =>
      resume(
        Effect.fail(
          new HttpClientError.HttpClientError({ reason: new HttpClientError.TransportError({ request, cause }) })
        )
      )
    const { method } = request
    const isTls = url.protocol === "https:"
    const options = { agent: isTls ? tls : plain, method, headers: headersOf(request, url) }
    let sent: http.ClientRequest
    let isGivenUp = false
    const start = () => {
      const current = (isTls ? https : http).request(url, options)
      sent = current
      let response: NodeResponse | undefined
      current.on("response", (message) => {
        response = new NodeResponse(request, url, message)
        resume(Effect.succeed(response))
      })
      // Also behind the response: an error that nobody listens to ends the process.
      current.on("error", (cause) => {
        if (response !== undefined) response.breakOff(cause)
        else if (!isGivenUp && wasTooLate(current, cause)) start()
        else failed(cause)
      })
      current.on("upgrade", (_, socket) => {
        socket.destroy()
        failed(new Error("the server switched protocols, unasked"))
      })
      // Reset for each request: the agent leaves the timeout of a server's `keep-alive: timeout`, for idle connections, in place.
      current.on("socket", (socket) => socket.setTimeout(idleMillis))
      current.on("timeout", () => current.destroy(new Error("nothing came for too long")))
      current.end()
    }
    try {
      start()
    } catch (cause) {
      // A header that cannot be sent, or a protocol that is not HTTP.
      return failed(cause)
    }
    return Effect.sync(() => {
      isGivenUp = true
      sent.destroy()
    })
  })

const send = (request: HttpClientRequest.HttpClientRequest, agents: Agents) => {
  const url = HttpClientRequest.toUrl(request)
  if (Option.isSome(url) && request.body._tag === "Empty") return sendTo(url.value, request, agents)
  const reason = Option.isNone(url)
    ? new HttpClientError.InvalidUrlError({ request })
    : new HttpClientError.EncodeError({ request, description: "this client sends no body" })
  return Effect.fail(new HttpClientError.HttpClientError({ reason }))
}

const makeAgents = (idle: Duration.Input) =>
  Effect.acquireRelease(
    Effect.sync((): Agents => {
      const idleMillis = Duration.toMillis(Duration.fromInputUnsafe(idle))
      const options = { keepAlive: true, timeout: idleMillis }
      return { plain: new http.Agent(options), tls: new https.Agent(options), idleMillis }
    }),
    ({ plain, tls }) =>
      Effect.sync(() => {
        plain.destroy()
        tls.destroy()
      })
  )

/** Provides the client of `layer` with another idle timeout. */
export const layerIdle = (idle: Duration.Input): Layer.Layer<HttpClient.HttpClient> =>
  Layer.effect(
    HttpClient.HttpClient,
    Effect.map(makeAgents(idle), (agents) =>
      HttpClient.makeWith<never, never, HttpClientError.HttpClientError, never>(
        (request) => Effect.flatMap(request, (one) => send(one, agents)),
        Effect.succeed
      )
    )
  )

/**
 * Provides `HttpClient` on `node:http`, for requests without a body. A connection is closed when nothing has moved on it for 40 s, and
 * all are when the layer is released.
 */
export const layer: Layer.Layer<HttpClient.HttpClient> = layerIdle(USUAL_IDLE)
