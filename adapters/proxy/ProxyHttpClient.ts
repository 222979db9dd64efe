/**
 * The HTTP client through proxies, which `rotating.ts` takes in turn.
 *
 * The proxies hold whatever `NO_PROXY` and the like say; only `layerByOrigin` is made from them, by whoever reads them.
 *
 * Retries and the meaning of a status are in `src/bookmaker/http`. Error messages never contain a proxy's user or
 * password.
 */
import * as Effect from "effect/Effect"
import * as FetchHttpClient from "effect/http/FetchHttpClient"
import * as HttpClient from "effect/http/HttpClient"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import type * as Scope from "effect/Scope"
import * as rotating from "./rotating.ts"
import { routedFetch } from "./routedFetch.ts"

/** Makes a client through a proxy, or past all of them. */
const clientFor = Effect.fnUntraced(function* (
  proxy: Redacted.Redacted<string> | undefined
): Effect.fn.Return<HttpClient.HttpClient, never, Scope.Scope> {
  const { fetch } = yield* Effect.acquireRelease(
    Effect.promise(() => routedFetch(proxy && Redacted.value(proxy))),
    ({ close }) => Effect.promise(async () => close())
  )
  return yield* HttpClient.HttpClient.pipe(
    // Fresh: a layer that is built once for all would give every client the `fetch` of the first.
    Effect.provide(Layer.fresh(FetchHttpClient.layer)),
    Effect.provideService(FetchHttpClient.Fetch, fetch),
    Effect.provideService(HttpClient.TracerPropagationEnabled, false)
  )
})

const open = (url: Redacted.Redacted<string>) =>
  Effect.map(clientFor(url), (client): rotating.Proxy => ({ address: new URL(Redacted.value(url)).host, client }))

const make = (urls: ReadonlyArray<Redacted.Redacted<string>>) => Effect.map(Effect.forEach(urls, open), rotating.over)

/** Provides `HttpClient` through at least one proxy, each `http://user:password@host:port`. */
export const layer = (urls: ReadonlyArray<Redacted.Redacted<string>>): Layer.Layer<HttpClient.HttpClient> =>
  Layer.effect(HttpClient.HttpClient, make(urls))

/**
 * Provides `HttpClient` that takes for each origin (`https://host:port`) the proxy that it is given, and none where it is
 * given none, or the origin is not named.
 */
export const layerByOrigin = (
  proxies: ReadonlyMap<string, Redacted.Redacted<string> | undefined>
): Layer.Layer<HttpClient.HttpClient> =>
  Layer.effect(
    HttpClient.HttpClient,
    Effect.gen(function* () {
      const direct = yield* clientFor(undefined)
      const clients = new Map<string, HttpClient.HttpClient>()
      for (const [origin, proxy] of proxies) if (proxy !== undefined) clients.set(origin, yield* make([proxy]))
      return HttpClient.make((request, { origin }) => (clients.get(origin) ?? direct).execute(request))
    })
  )
