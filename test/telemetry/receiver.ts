/**
 * A collector of telemetry on 127.0.0.1 that keeps what it is sent, and answers as a test says.
 */
import { createServer, type IncomingHttpHeaders, type ServerResponse } from "node:http"
import type { AddressInfo } from "node:net"

/** One request to it. */
export interface Sent {
  readonly path: string
  readonly headers: IncomingHttpHeaders
  readonly body: string
}

/** A span, as OTLP writes it in JSON. */
export interface Span {
  readonly name: string
  readonly traceId: string
  readonly spanId: string
  readonly parentSpanId?: string
  readonly attributes: ReadonlyArray<{ readonly key: string; readonly value: Readonly<Record<string, unknown>> }>
  readonly status: { readonly code: number; readonly message?: string }
}

const answerOk = (response: ServerResponse) => {
  response.writeHead(200, { "content-type": "application/json" }).end("{}")
}

/** Listens on a free port. */
export const receive = async (answer: (response: ServerResponse) => void = answerOk) => {
  const sent: Array<Sent> = []
  const server = createServer((request, response) => {
    const chunks: Array<Buffer> = []
    request.on("data", (chunk: Buffer) => chunks.push(chunk))
    request.on("end", () => {
      sent.push({ path: request.url ?? "", headers: request.headers, body: Buffer.concat(chunks).toString() })
      answer(response)
    })
  })
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    sent,
    /** The spans that came as JSON. */
    spans: (): ReadonlyArray<Span> =>
      sent
        .filter(({ path }) => path === "/v1/traces")
        .flatMap(({ body }) => JSON.parse(body).resourceSpans)
        .flatMap(({ scopeSpans }) => scopeSpans)
        .flatMap(({ spans }) => spans),
    /** The names of the metrics that came as JSON. */
    metrics: (): ReadonlyArray<string> =>
      sent
        .filter(({ path }) => path === "/v1/metrics")
        .flatMap(({ body }) => JSON.parse(body).resourceMetrics)
        .flatMap(({ scopeMetrics }) => scopeMetrics)
        .flatMap(({ metrics }) => metrics)
        .map(({ name }: { readonly name: string }) => name),
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      })
  }
}
