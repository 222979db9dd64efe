/**
 * The servers that the Redis tests run against: the stand-in, one of each version; Debian's plain redis-server, where it
 * is installed; and a real one with JSON and search, where `REDIS_STACK_URL` names it.
 */
import { type ChildProcess, spawn, spawnSync } from "node:child_process"
import { mkdtempSync, rmSync } from "node:fs"
import { createServer } from "node:net"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { Effect, Layer, Redacted } from "effect"
import type * as Redis from "effect/persistence/Redis"
import { RedisClient, RedisOddsStore } from "../../../adapters/redis/index.ts"
import { type Options, serve } from "../../../mocks/redis/Server.ts"
import { layerProbe } from "./redisProbe.ts"

/** Starts a stand-in, until the scope closes. */
export const standIn = (options?: Options) =>
  Effect.acquireRelease(
    Effect.promise(() => serve(options)),
    (server) => Effect.promise(() => server.close())
  )

/** Provides the store and the neighbours' side of it over a port. */
export const over = <E>(port: Layer.Layer<Redis.Redis, E>) =>
  Layer.mergeAll(RedisOddsStore.layerRedis("test"), layerProbe).pipe(Layer.provideMerge(port))

/** Provides our port to a URL. */
export const ourPort = (url: string) => RedisClient.layer({ url: Redacted.make(url) })

/** Is where a real Redis with JSON and search is, if anywhere. */
export const stackUrl = process.env.REDIS_STACK_URL

/** Tells whether a plain redis-server is installed. */
export const plainVersion = /v=(\S+)/.exec(
  spawnSync("redis-server", ["--version"], { encoding: "utf8" }).stdout ?? ""
)?.[1]

const freePort = () =>
  new Promise<number>((resolve) => {
    const server = createServer().listen(0, "127.0.0.1", () => {
      const address = server.address()
      server.close(() => resolve(typeof address === "object" && address !== null ? address.port : 0))
    })
  })

/** A plain redis-server on a free port, which can be killed and started again on the same one. */
export interface Plain {
  readonly port: number
  readonly url: string
  readonly start: () => Promise<void>
  readonly kill: () => Promise<void>
}

/** Starts a plain redis-server, until the scope closes. */
export const plain = (...flags: ReadonlyArray<string>) =>
  Effect.acquireRelease(
    Effect.promise(async (): Promise<Plain & { folder: string }> => {
      const folder = mkdtempSync(join(tmpdir(), "bookiegamma-redis-"))
      const port = await freePort()
      let child: ChildProcess | undefined
      const start = () =>
        new Promise<void>((resolve, reject) => {
          const options = ["--port", String(port), "--bind", "127.0.0.1", "--dir", folder, "--save", "", ...flags]
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
