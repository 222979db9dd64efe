/**
 * The worker of examples/edge in workerd, with a bookmaker on a port and the Redis stand-in behind a real socket.
 */
import { mkdtemp, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { bundle } from "../../examples/edge/bundle.ts"
import { type LocalOptions, start } from "../../examples/edge/local.ts"
import { type Handler, serve } from "../../mocks/index.ts"
import { serve as serveRedis } from "../../mocks/redis/Server.ts"
import type { serveRest } from "./restServers.ts"

const top = fileURLToPath(new URL("../..", import.meta.url))

const bundles = new Map<string, Promise<Uint8Array>>()

/** Bundles a file of this repository as the example's own command does, once. */
export const bundleFile = (path: string): Promise<Uint8Array> => {
  const made = bundles.get(path) ?? bundle({ entryPoints: [join(top, path)] })
  bundles.set(path, made)
  return made
}

/** Bundles a program of a few lines that stands at the top of this repository. */
export const bundleText = (contents: string) => bundle({ stdin: { contents, resolveDir: top, loader: "ts" } })

/** A line of the worker's log. */
export interface Line {
  readonly level: string
  readonly message: string
  readonly verdict?: string
  readonly extractor?: string
  readonly source?: string
  readonly entry?: string | null
  readonly competitions?: { readonly listed: number; readonly virtual: number }
}

/** How a worker of a test is started. */
interface WorkerOptions {
  readonly path: string
  readonly answer: Handler
  /** Laid over the settings, which name bookmaker and Redis; undefined takes one away. */
  readonly bindings?: Readonly<Record<string, LocalOptions["bindings"][string] | undefined>>
  readonly flags?: ReadonlyArray<string>
  /** Password of the Redis. @default none */
  readonly password?: string
  /** Serves the REST form of the Redis, which the settings then name too. */
  readonly serveRest?: typeof serveRest
}

const open = async ({ answer, bindings = {}, flags, password, path, serveRest }: WorkerOptions) => {
  const folder = await mkdtemp(join(tmpdir(), "bookiegamma-edge-"))
  const script = join(folder, "worker.js")
  await writeFile(script, await bundleFile(path))
  const bookmaker = await serve(answer, { port: 0 })
  const redis = await serveRedis(password === undefined ? {} : { password })
  const rest = await serveRest?.(redis.port)
  /** All that the worker wrote to its console. */
  const lines: Array<string> = []
  const settings = {
    BOOKIEGAMMA_LIVE_URL: bookmaker.url,
    BOOKIEGAMMA_UPCOMING_URL: bookmaker.url,
    REDIS_URL: redis.url,
    ...(rest === undefined ? {} : { REDIS_REST_URL: rest.url })
  }
  const given = Object.entries({ ...settings, ...bindings }).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, value] as const]
  )
  const local = await start({
    script,
    bindings: Object.fromEntries(given),
    onLine: (line) => lines.push(line),
    ...(flags === undefined ? {} : { flags })
  })
  /** Waits for the lines of an event: they come by a pipe of their own, so some may come after its outcome. */
  const settled = async (before: number) => {
    await until(() => lines.length > before)
    for (let count = -1; count !== lines.length; ) {
      count = lines.length
      await new Promise((resolve) => setTimeout(resolve, 50))
    }
  }
  return {
    ...local,
    /** Fires a trigger, and returns the outcome of its event once its lines are there. */
    fire: async (cron: string) => {
      const before = lines.length
      const outcome = await local.fire(cron)
      await settled(before)
      return outcome
    },
    settings,
    redis,
    rest,
    lines,
    /** The lines that are JSON, as all of the worker's own are. */
    log: () => lines.map((line): Line => JSON.parse(line)),
    close: async () => {
      await local.close()
      await bookmaker.close()
      await rest?.close()
      await redis.close()
      await rm(folder, { recursive: true })
    }
  }
}

/** Starts a worker from a file of this repository; all is stopped at the end. */
export const withWorker = async <A>(
  options: WorkerOptions,
  body: (worker: Awaited<ReturnType<typeof open>>) => Promise<A>
): Promise<A> => {
  const worker = await open(options)
  try {
    return await body(worker)
  } finally {
    await worker.close()
  }
}

/** Waits until something is so, however long it takes; the test's own limit ends it. */
export const until = async (isSo: () => boolean): Promise<void> => {
  while (!isSo()) await new Promise((resolve) => setTimeout(resolve, 20))
}
