/**
 * The servers of the Redis tests: the stand-in in each version; Debian's redis-server without modules, if it is
 * installed; and a real server with JSON and search, if `REDIS_STACK_URL` is set.
 */
import { type ChildProcess, spawn, spawnSync } from "node:child_process"
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { Effect, Layer, Redacted, type Scope } from "effect"
import type * as Redis from "effect/persistence/Redis"
import { RedisClient, RedisOddsStore } from "../../adapters/redis/index.ts"
import { freePort } from "../../mocks/faults/index.ts"
import { type Options, serve } from "../../mocks/redis/Server.ts"
import type { OddsStore } from "../../src/index.ts"
import type { StoreProbe } from "../suites/StoreProbe.ts"
import { inZone } from "../suites/storeTest.ts"
import { pemFile } from "./certificates.ts"
import { layerProbe } from "./redisProbe.ts"

/** Starts a stand-in that runs until the scope closes. */
export const standIn = (options?: Options) =>
  Effect.acquireRelease(
    Effect.promise(() => serve(options)),
    (server) => Effect.promise(() => server.close())
  )

/** Provides the store and its probe on a `Redis` service. */
export const over = <E>(port: Layer.Layer<Redis.Redis, E>) =>
  Layer.mergeAll(RedisOddsStore.layerRedis("test"), layerProbe).pipe(Layer.provideMerge(port))

/** Provides this package's `Redis` service for a URL. A loaded machine may take long to connect. */
export const ourPort = (url: string) => RedisClient.layer({ url: Redacted.make(url), connectTimeout: "30 seconds" })

/** URL of a real Redis with JSON and search; undefined if there is none. */
export const stackUrl = process.env.REDIS_STACK_URL

/** A server with JSON and search: a stand-in that is started for each test, or the one that `REDIS_STACK_URL` names. */
export interface Target {
  readonly name: string
  /** Returns the server's URL; a stand-in runs until the scope closes. */
  readonly open: Effect.Effect<string, never, Scope.Scope>
}

/** Every version of the stand-in, and the real server if there is one, which others may use too. */
export const targets: ReadonlyArray<Target> = [
  ...(["7.2", "7.4", "8.0"] as const).map((version) => ({
    name: `redis ${version}, stand-in`,
    open: Effect.map(standIn({ version }), ({ url }) => url)
  })),
  ...(stackUrl === undefined ? [] : [{ name: "the redis of REDIS_STACK_URL", open: Effect.succeed(stackUrl) }])
]

/** Runs a test with the store and its probe on a server, in a zone of its own that is removed at the end. */
export const onTarget = <A, E>(
  { open }: Target,
  body: (url: string) => Effect.Effect<A, E, OddsStore | StoreProbe | Redis.Redis>
) => Effect.scoped(Effect.flatMap(open, (url) => inZone(() => body(url)).pipe(Effect.provide(over(ourPort(url))))))

/** Version of the installed redis-server; undefined if there is none. */
export const plainVersion = /v=(\S+)/.exec(
  spawnSync("redis-server", ["--version"], { encoding: "utf8" }).stdout ?? ""
)?.[1]

/** A redis-server without modules on a free port; it can be killed and started again on the same port. */
export interface Plain {
  readonly port: number
  readonly url: string
  readonly start: () => Promise<void>
  readonly kill: () => Promise<void>
}

/** Returns the flags of a redis-server that accepts only TLS, on a given port; without more, it demands a client certificate. */
export const tlsFlags = (port: number, ...more: ReadonlyArray<string>): ReadonlyArray<string> => [
  ...["--port", "0", "--tls-port", String(port), "--tls-ca-cert-file", pemFile("authority")],
  ...["--tls-cert-file", pemFile("server"), "--tls-key-file", pemFile("server-key"), ...more]
]

/** Starts a redis-server that runs until the scope closes. */
export const plain = (...flags: ReadonlyArray<string>) => plainWith(() => flags)

/** Starts a redis-server with flags that depend on its port; it runs until the scope closes. */
export const plainWith = (flagsFor: (port: number) => ReadonlyArray<string>) =>
  Effect.acquireRelease(
    Effect.promise(async (): Promise<Plain & { folder: string }> => {
      const folder = mkdtempSync(join(tmpdir(), "bookiegamma-redis-"))
      const port = await freePort()
      let child: ChildProcess | undefined
      const start = () =>
        new Promise<void>((resolve, reject) => {
          const options = [
            "--port",
            String(port),
            "--bind",
            "127.0.0.1",
            "--dir",
            folder,
            "--save",
            "",
            ...flagsFor(port)
          ]
          child = spawn("redis-server", options, { stdio: ["ignore", "pipe", "inherit"] })
          child.on("error", reject)
          child.stdout!.setEncoding("utf8").on("data", (text: string) => {
            if (text.includes("Ready to accept connections")) resolve()
          })
        })
      const kill = () =>
        new Promise<void>((resolve) => {
          if (child === undefined || child.exitCode !== null || child.signalCode !== null) return resolve()
          child.once("exit", () => resolve())
          child.kill("SIGKILL")
        })
      await start()
      return { port, url: `redis://127.0.0.1:${port}`, start, kill, folder }
    }),
    ({ folder, kill }) =>
      Effect.promise(async () => {
        await kill()
        rmSync(folder, { recursive: true, force: true })
      })
  )
