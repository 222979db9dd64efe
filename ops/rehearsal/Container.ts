/**
 * A started container of an image: what it says, its HEALTHCHECK, and its end.
 */
import { execFile, spawn } from "node:child_process"
import { readFileSync } from "node:fs"
import type { Image } from "./buildImage.ts"
import { beside, type Isolation, isolated, PATH } from "./isolated.ts"

/** How a container is started. */
export interface ContainerOptions extends Pick<Isolation, "volume" | "secrets"> {
  /** In the place of CMD. */
  readonly args?: ReadonlyArray<string>
  readonly env?: Readonly<Record<string, string>>
  /** In the place of USER. */
  readonly user?: string
}

/** How a container ended. */
export interface Ended {
  readonly code: number | null
  readonly output: string
}

/** A container that runs. */
export interface Container {
  /** Resolves when the output contains the text; rejects if the container ends before, or after two minutes. */
  readonly says: (text: string) => Promise<void>
  /** Runs HEALTHCHECK's command; resolves with its exit code and output. */
  readonly check: () => Promise<Ended>
  /** Sends a signal to process 1; resolves with how long the container took to end, in milliseconds. */
  readonly stop: (signal: NodeJS.Signals) => Promise<Ended & { readonly millis: number }>
  readonly ended: Promise<Ended>
}

const SAYING_MILLIS = 120_000

/** Starts a container with its whole tree read-only, except for a volume. */
export const start = (image: Image, { args = image.cmd, env = {}, user = image.user, ...mounts }: ContainerOptions) => {
  const isolation = { root: image.root, workdir: image.workdir, user, isReadOnly: true, ...mounts }
  const environment = { PATH, ...image.env, ...env }
  const [program, ...words] = isolated(isolation, [...image.entrypoint, ...args])
  const child = spawn(program, words, { env: environment, stdio: ["ignore", "pipe", "pipe"] })
  let output = ""
  const heard = new Set<() => void>()
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (text: string) => {
      output += text
      for (const hear of heard) hear()
    })
  }
  const ended = new Promise<Ended>((resolve, reject) => {
    child.on("error", reject)
    child.on("close", (code) => resolve({ code, output }))
  })
  /** Process 1, by its number outside. */
  const first = () => {
    const children = readFileSync(`/proc/${child.pid}/task/${child.pid}/children`, "utf8")
    return Number(children.trim().split(" ")[0])
  }
  const container: Container = {
    ended,
    says: (text) =>
      new Promise((resolve, reject) => {
        const fail = (why: string) => reject(new Error(`${why} before it said "${text}":\n${output}`))
        const timer = setTimeout(() => fail("two minutes went by"), SAYING_MILLIS)
        const hear = () => {
          if (!output.includes(text)) return
          clearTimeout(timer)
          heard.delete(hear)
          resolve()
        }
        heard.add(hear)
        hear()
        void ended.then(({ code }) => fail(`the container ended with ${code}`))
      }),
    check: () =>
      new Promise((resolve) => {
        const [program, ...words] = beside(first(), isolation, image.healthcheck?.command ?? [])
        execFile(program, words, { env: environment }, (error, stdout, stderr) =>
          resolve({ code: error === null ? 0 : Number(error.code), output: stdout + stderr })
        )
      }),
    stop: async (signal) => {
      const sent = performance.now()
      process.kill(first(), signal)
      return { ...(await ended), millis: performance.now() - sent }
    }
  }
  return container
}
