/**
 * The simulated bookmaker for MSW: request handlers for its servers and workers, and a `fetch` made of any handlers,
 * which patches nothing and so works on every runtime. The answers are SimulatedBookmaker's.
 * The only file that needs msw, and of that only the parts that open nothing and so let a process end.
 *
 * @module
 */

import { http } from "msw/http"
import { getResponse } from "msw/utils/get-response"
import { make, type Options } from "./bookmaker/SimulatedBookmaker.ts"

/** What MSW calls a request handler. */
export type RequestHandler = Parameters<typeof getResponse>[0][number]

/** Makes the handlers of one bookmaker, for any origin and path. */
export const handlers = (options?: Options): Array<RequestHandler> => {
  const bookmaker = make(options)
  return [http.all("*", ({ request }) => bookmaker(request))]
}

// Node's requests follow their caller's signal only until they are collected as garbage, so they are kept until read.
const kept = new Set<{ readonly request: Request }>()

const keep = (request: Request): (() => void) => {
  const entry = { request }
  kept.add(entry)
  return () => void kept.delete(entry)
}

// As with a real fetch, an abort also fails whoever is still reading the body.
const abortable = (response: Response, request: Request): Response => {
  if (response.body === null) return response
  const { headers, status, statusText } = response
  const through = new TransformStream<Uint8Array, Uint8Array>()
  const { signal } = request
  response.body
    .pipeTo(through.writable, { signal })
    .catch(() => {})
    .finally(keep(request))
  return new Response(through.readable, { headers, status, statusText })
}

/**
 * Makes a `fetch` that is answered by the handlers, asked for anew at each request. It rejects with the signal's reason
 * when aborted, and with TypeError where no handler answers or one answers `Response.error()`.
 */
export const fetchFrom = (handlers: () => Array<RequestHandler>): typeof fetch => {
  const answer = async (input: RequestInfo | URL, init?: RequestInit): Promise<Response> => {
    const request = new Request(input, init)
    const { signal } = request
    signal.throwIfAborted()
    const { promise: aborted, reject } = Promise.withResolvers<never>()
    const abort = () => reject(signal.reason)
    signal.addEventListener("abort", abort, { once: true })
    const release = keep(request)
    try {
      const response = await Promise.race([getResponse(handlers(), request), aborted])
      if (response === undefined) throw new TypeError(`no handler for ${request.method} ${request.url}`)
      if (response.type === "error") throw new TypeError("Failed to fetch")
      return abortable(response, request)
    } finally {
      release()
      signal.removeEventListener("abort", abort)
    }
  }
  return answer as typeof fetch
}
