#!/usr/bin/env node
/**
 * Entry point of the command: makes layers from settings and runs the command line with them.
 */
import * as Effect from "effect/Effect"
import type { HttpClient } from "effect/http/HttpClient"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import { Host, hostBodies, hostHttp, runMain, tuneBun } from "./adapters/host/index.ts"
import { SANDBOX_URL } from "./adapters/sandbox/SandboxUrl.ts"
import manifest from "./package.json" with { type: "json" }
import type { ClientOptions } from "./src/bookmaker/http/ClientOptions.ts"
import * as Cli from "./src/cli/Cli.ts"
import type { Settings, StoreSettings } from "./src/cli/Settings.ts"
import type { StoreAdapter } from "./src/store/StoreAdmin.ts"

/** What a single file was built for, such as `linux-x64`: filled in where one is built, undeclared elsewhere. */
declare const SINGLE_FILE: string | undefined

/** Returns what `--version` says behind the name: the version, and what a single file is made of. */
const versionText = () => {
  if (typeof SINGLE_FILE === "undefined") return manifest.version
  const { bun, deno }: Readonly<Record<string, string | undefined>> = process.versions
  return `${manifest.version}\na single file for ${SINGLE_FILE}, with ${bun === undefined ? `Deno ${deno}` : `Bun ${bun}`}`
}

/** Returns a layer that has no span made for an HTTP request: one costs CPU time, and would hold its URL and headers. */
const layerUntraced = async () => {
  const { TracerDisabledWhen } = await import("effect/http/HttpClient")
  return Layer.succeed(TracerDisabledWhen, () => true)
}

/** Store adapters by the tag of their settings, imported when used. */
const stores = {
  Sqlite: async ({ path }) => (await import("./adapters/sqlite/index.ts")).storeAdapter(path),
  Redis: async ({ tls, url }) => (await import("./adapters/redis/index.ts")).storeAdapter(url, tls),
  RedisRest: async ({ token, url }) => {
    const [{ storeAdapter }, { KyHttpClient }, untraced] = await Promise.all([
      import("./adapters/redis-rest/index.ts"),
      import("./adapters/ky/index.ts"),
      layerUntraced()
    ])
    return storeAdapter({ url, token }, Layer.merge(KyHttpClient.layer, untraced))
  }
} satisfies { [S in StoreSettings as S["_tag"]]: (settings: S) => Promise<StoreAdapter> }

/** Returns users and passwords of the proxies on the way, of the settings or of the environment. */
const proxyLogins = ({ proxies, systemProxies }: Pick<Settings, "proxies" | "systemProxies">) =>
  [...proxies, ...(systemProxies?.values() ?? [])].flatMap((proxy) => {
    if (proxy === undefined) return []
    const { password, username } = new URL(Redacted.value(proxy))
    return [username, password].filter((text) => text !== "").map((text) => Redacted.make(decodeURIComponent(text)))
  })

const clientOptions = ({ bookmaker, concurrency, rate, ...settings }: Settings): ClientOptions => ({
  ...(bookmaker ?? { live: SANDBOX_URL, upcoming: SANDBOX_URL }),
  secrets: proxyLogins(settings),
  ...(concurrency === undefined ? {} : { maxInFlight: concurrency }),
  ...(rate === undefined ? {} : { rate })
})

/** Returns the layer of `HttpClient` that the settings ask for: sandbox, proxies or the host's. */
const httpClient = async ({ proxies, sandbox, systemProxies }: Settings) => {
  if (sandbox) return (await import("./adapters/sandbox/index.ts")).SandboxHttpClient.layer
  if (proxies.length === 0 && systemProxies === undefined) return hostHttp()
  const { ProxyHttpClient } = await import("./adapters/proxy/index.ts")
  return systemProxies === undefined ? ProxyHttpClient.layer(proxies) : ProxyHttpClient.layerByOrigin(systemProxies)
}

/** Builds a layer over the HTTP client that the settings ask for. */
const overHttp = <A, E>(settings: Settings, load: () => Promise<Layer.Layer<A, E, HttpClient>>): Layer.Layer<A> =>
  Layer.unwrap(
    Effect.promise(async () => {
      const [layer, untraced, http] = await Promise.all([load(), layerUntraced(), httpClient(settings)])
      return layer.pipe(Layer.provide(Layer.merge(http, untraced)), Layer.orDie)
    })
  )

const parts = Layer.succeed(Cli.Parts, {
  clientOptions,
  bookmaker: (settings, options) =>
    overHttp(settings, async () =>
      (await import("./src/bookmaker/bookiegamma/BookieGamma.ts")).layer(clientOptions(settings), {
        ...options,
        bodies: hostBodies
      })
    ),
  bookmakerAdmin: (settings) =>
    overHttp(settings, async () =>
      (await import("./src/bookmaker/bookiegamma/BookieGammaAdmin.ts")).layer(clientOptions(settings))
    ),
  store: (settings) =>
    Effect.promise(() => (stores[settings._tag] as (settings: StoreSettings) => Promise<StoreAdapter>)(settings)),
  table: (result, options) =>
    Effect.promise(async () => (await import("./adapters/terminal/index.ts")).Table.render(result, options)),
  screen: (view, size) =>
    Effect.promise(async () => (await import("./adapters/terminal/index.ts")).Screen.render(view, size)),
  keys: Effect.promise(async () => {
    const { canListen, listen } = await import("./adapters/host/Keyboard.ts")
    return canListen() ? listen : undefined
  }),
  serveSandbox: ({ shape, ...address }) =>
    Effect.acquireRelease(
      Effect.tryPromise({
        try: async () => {
          const { SimulatedBookmaker, serve } = await import("./mocks/index.ts")
          return serve(SimulatedBookmaker.make({ shape }), address)
        },
        catch: (cause) => (cause instanceof Error ? cause : new Error(String(cause)))
      }),
      (server) => Effect.promise(() => server.close())
    ).pipe(Effect.map(({ url }) => url)),
  decodeTls: (texts) =>
    Effect.flatMap(
      Effect.promise(() => import("./adapters/redis/index.ts")),
      ({ Tls }) => Effect.fromResult(Tls.decode(texts))
    ),
  service: Effect.promise(() => import("./adapters/host/service.ts")),
  version: manifest.version,
  files: Layer.unwrap(Effect.promise(async () => (await import("./adapters/host/HostFiles.ts")).layer))
})

// The built command has done so already, before it loaded this; from sources, one run is over before it pays.
if (process.argv.includes("watch")) tuneBun("watch")
runMain(Cli.run(versionText()).pipe(Effect.provide(Layer.merge(parts, Host.layer))))
