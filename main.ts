#!/usr/bin/env node
/**
 * The only place where the parts are joined: configuration to layers, layers to the command line.
 */
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { Host, runMain } from "./adapters/host/index.ts"
import manifest from "./package.json" with { type: "json" }
import * as Cli from "./src/cli/Cli.ts"
import type { StorePart } from "./src/cli/Parts.ts"
import type { Settings, StoreSettings } from "./src/cli/Settings.ts"

/** The stores by the name of their settings. */
const stores = {
  Sqlite: async ({ path }) => (await import("./adapters/sqlite/index.ts")).storePart(path),
  Redis: async ({ url }) => (await import("./adapters/redis/index.ts")).storePart(url)
} satisfies { [S in StoreSettings as S["_tag"]]: (settings: S) => Promise<StorePart> }

/** The way to the bookmaker. */
const client = async ({ proxies, sandbox }: Pick<Settings, "proxies" | "sandbox">) => {
  if (sandbox) return (await import("./adapters/sandbox/index.ts")).SandboxHttpClient.layer
  return proxies.length > 0
    ? (await import("./adapters/proxy/index.ts")).ProxyHttpClient.layer(proxies)
    : (await import("./adapters/ky/index.ts")).KyHttpClient.layer
}

const parts = Layer.succeed(Cli.Parts, {
  http: (settings) =>
    Layer.unwrap(
      Effect.promise(async () => {
        const { TracerDisabledWhen } = await import("effect/http/HttpClient")
        // Nobody here looks at spans, and one a request takes its time.
        return Layer.merge(
          await client(settings),
          Layer.succeed(TracerDisabledWhen, () => true)
        )
      })
    ),
  store: (settings) =>
    Effect.promise(() => (settings._tag === "Redis" ? stores.Redis(settings) : stores.Sqlite(settings))),
  table: (extract, colors) =>
    Effect.promise(async () => (await import("./adapters/terminal/index.ts")).Table.render(extract, colors)),
  serveSandbox: (address) =>
    Effect.acquireRelease(
      Effect.tryPromise({
        try: async () => {
          const { SimulatedBookmaker, serve } = await import("./mocks/index.ts")
          return serve(SimulatedBookmaker.make(), address)
        },
        catch: (cause) => (cause instanceof Error ? cause : new Error(String(cause)))
      }),
      (server) => Effect.promise(() => server.close())
    ).pipe(Effect.map(({ url }) => url)),
  files: Layer.unwrap(Effect.promise(async () => (await import("./adapters/host/HostFiles.ts")).layer)),
  sandboxUrl: "http://sandbox.invalid/"
})

runMain(Cli.run(manifest.version).pipe(Effect.provide(Layer.merge(parts, Host.layer))))
