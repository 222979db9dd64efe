#!/usr/bin/env node
/**
 * The only place where the parts are joined: configuration to layers, layers to the command line.
 */
import { Effect, Layer } from "effect"
import { Host, runMain } from "./adapters/host/index.ts"
import manifest from "./package.json" with { type: "json" }
import * as Cli from "./src/Cli.ts"
import { OddsStore, StoreError } from "./src/index.ts"

const parts = Layer.succeed(Cli.Parts, {
  http: ({ sandbox }) =>
    Layer.unwrap(
      Effect.promise(async () =>
        sandbox
          ? (await import("./adapters/sandbox/index.ts")).SandboxHttpClient.layer
          : (await import("./adapters/ky/index.ts")).KyHttpClient.layer
      )
    ),
  store: (store) =>
    Layer.unwrap(
      Effect.promise(async () => {
        if (store._tag === "Redis") {
          const message = "this version does not store into Redis; unset REDIS_URL and REDIS_HOST"
          return Layer.effect(OddsStore, Effect.fail(new StoreError({ operation: "open", message })))
        }
        const { SqliteOddsStore } = await import("./adapters/sqlite/index.ts")
        return SqliteOddsStore.layer(store.path)
      })
    ),
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
  sandboxUrl: "http://sandbox.invalid/"
})

runMain(Cli.run(manifest.version).pipe(Effect.provide(Layer.merge(parts, Host.layer))))
