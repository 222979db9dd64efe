/**
 * The HTTP client for a collector of telemetry. It shares nothing with the bookmaker's: no proxies, limits or headers.
 *
 * Headers are added here, so that no log or span has them. Redirects are not followed, bodies of answers are discarded. An outage
 * is logged when it starts and when it ends.
 */
import * as Effect from "effect/Effect"
import * as HttpClient from "effect/http/HttpClient"
import * as HttpClientError from "effect/http/HttpClientError"
import * as HttpClientResponse from "effect/http/HttpClientResponse"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import { networkReason } from "../domain/networkReason.ts"
import { clean } from "../domain/Text.ts"
import { withoutSecrets } from "../domain/withoutSecrets.ts"

/** How long one request may take, in milliseconds. */
const TIMEOUT_MILLIS = 5000

/** Provides the client. `origin` names the collector to people. */
export const layer = (
  origin: string,
  headers: Redacted.Redacted<Readonly<Record<string, string>>>
): Layer.Layer<HttpClient.HttpClient> =>
  Layer.sync(HttpClient.HttpClient, () => {
    let isSilent = false
    // A runtime repeats a header that it cannot send.
    const withoutHeaders = withoutSecrets(Object.values(Redacted.value(headers)), new Set())
    const say = (problem: string | undefined) =>
      Effect.suspend(() => {
        if (isSilent === (problem !== undefined)) return Effect.void
        isSilent = problem !== undefined
        return problem === undefined
          ? Effect.logInfo(`the collector ${origin} accepts telemetry again`)
          : Effect.logWarning(
              `the collector ${origin} does not accept telemetry: ${problem}; it is dropped, runs go on, not logged again`
            )
      })
    return HttpClient.make((request, url, signal) => {
      const send = async () => {
        const { body } = request
        const response = await fetch(url, {
          method: request.method,
          headers: { ...request.headers, ...Redacted.value(headers) },
          ...(body._tag === "Uint8Array" ? { body: body.body as Uint8Array<ArrayBuffer> } : {}),
          redirect: "manual",
          signal: AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT_MILLIS)])
        })
        await response.body?.cancel()
        return new Response(null, { status: response.status === 0 ? 502 : response.status, headers: response.headers })
      }
      return Effect.tryPromise({
        try: send,
        catch: (cause) =>
          new HttpClientError.HttpClientError({
            reason: new HttpClientError.TransportError({
              request,
              description: withoutHeaders(clean(networkReason(cause)))
            })
          })
      }).pipe(
        Effect.tap(({ status }) => say(status < 300 ? undefined : `it answers with status ${status}`)),
        Effect.onInterrupt(() => say("it did not answer before shutdown")),
        Effect.tapError(({ reason }) => say(("description" in reason && reason.description) || reason._tag)),
        Effect.map((response) => HttpClientResponse.fromWeb(request, response))
      )
    })
  })
