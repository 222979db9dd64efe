/**
 * The servers that the Redis tests run against: the stand-in, one of each version; Debian's plain redis-server, where it
 * is installed; and a real one with JSON and search, where `REDIS_STACK_URL` names it.
 */
import { type ChildProcess, execFileSync, spawn, spawnSync } from "node:child_process"
import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { createServer } from "node:net"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { Effect, Layer, Redacted } from "effect"
import type * as Redis from "effect/persistence/Redis"
import { RedisClient, RedisOddsStore } from "../../adapters/redis/index.ts"
import { type Options, serve } from "../../mocks/redis/Server.ts"
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

/** A certificate for 127.0.0.1 with its key, and the authority that nobody knows which has signed it; all are files. */
export interface Certificate {
  readonly certificate: string
  readonly key: string
  readonly authority: string
}

/** Makes an authority, and a certificate of its, in a folder. */
export const certify = (folder: string): Certificate => {
  const file = (name: string) => join(folder, name)
  const files = { certificate: file("certificate.pem"), key: file("key.pem"), authority: file("authority.pem") }
  const openssl = (...args: ReadonlyArray<string>) => execFileSync("openssl", args, { stdio: "ignore" })
  const fresh = ["req", "-newkey", "rsa:2048", "-nodes"]
  const authorityKey = file("authority-key.pem")
  openssl(...fresh, "-x509", "-days", "2", "-subj", "/CN=nobody", "-out", files.authority, "-keyout", authorityKey)
  openssl(...fresh, "-subj", "/CN=localhost", "-out", file("request.pem"), "-keyout", files.key)
  writeFileSync(file("names"), "subjectAltName=IP:127.0.0.1,DNS:localhost\nbasicConstraints=CA:FALSE\n")
  openssl(
    ...["x509", "-req", "-days", "2", "-in", file("request.pem"), "-out", files.certificate],
    ...["-CA", files.authority, "-CAkey", authorityKey, "-CAcreateserial", "-extfile", file("names")]
  )
  return files
}

/** Gives the flags that make a redis-server speak TLS alone, on the port that it is given. */
export const tlsFlags = (port: number, { authority, certificate, key }: Certificate): ReadonlyArray<string> => [
  ...["--port", "0", "--tls-port", String(port), "--tls-auth-clients", "no"],
  ...["--tls-cert-file", certificate, "--tls-key-file", key, "--tls-ca-cert-file", authority]
]

/** Starts a plain redis-server, until the scope closes. */
export const plain = (...flags: ReadonlyArray<string>) => plainWith(() => flags)

/** Starts a plain redis-server with flags that depend on its port, until the scope closes. */
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
