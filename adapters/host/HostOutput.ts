/**
 * Writes to the process's stdout and stderr, whole, on Node, Deno and Bun alike.
 *
 * A file or device is written to directly: the runtimes' streams lose the rest of a write that a full disk has taken in
 * part. Pipes and terminals are written to by their streams. That their reader has gone, as with `| head`, is told apart
 * from a failure by the tag `BadResource`.
 */
import * as Effect from "effect/Effect"
import * as PlatformError from "effect/PlatformError"

/** Names a stream of the process. */
export type StreamName = "stdout" | "stderr"

const descriptors = { stdout: 1, stderr: 2 } as const

interface DenoLike {
  readonly Deno?: Readonly<Record<StreamName, { readonly isTerminal: () => boolean }>>
}
const { Deno } = globalThis as DenoLike

/** Returns whether a stream is a terminal. On Deno, `process.stdout` would open the stream, so Deno's own API is used. */
export const isTerminal = (name: StreamName): boolean =>
  Deno === undefined ? process[name].isTTY === true : Deno[name].isTerminal()

/** The width of a terminal that does not tell its own, unless `COLUMNS` does. */
const USUAL_COLUMNS = 80

/** Returns how many columns the terminal has that stdout or stderr leads to. */
export const terminalColumns = (): number => {
  const own = (["stdout", "stderr"] as const).map((name) => (isTerminal(name) ? process[name].columns : 0))
  return (
    [...own, Number(process.env.COLUMNS)].find((columns) => Number.isSafeInteger(columns) && columns >= 1) ??
    USUAL_COLUMNS
  )
}

/** What a write fails with where nobody reads any more: a closed pipe, a closed socket, a terminal that hung up. */
const readerHasGone: ReadonlySet<string | undefined> = new Set(["EPIPE", "ECONNRESET", "EIO"])

const ignore = () => {}

/** Writes to a pipe or terminal, and waits until it is out. Gives false where nobody reads it. */
const writeToStream = (name: StreamName, chunk: string | Uint8Array) =>
  new Promise<boolean>((resolve, reject) => {
    const stream = process[name]
    if (!stream.listeners("error").includes(ignore)) stream.on("error", ignore)
    stream.write(chunk, (error: NodeJS.ErrnoException | null | undefined) => {
      if (error && !readerHasGone.has(error.code)) reject(error)
      else resolve(!error)
    })
  })

const writeWhole = async (name: StreamName, chunk: string | Uint8Array) => {
  const { fstatSync, writeSync } = await import("node:fs")
  const descriptor = descriptors[name]
  const kind = fstatSync(descriptor)
  if (!kind.isFile() && !(kind.isCharacterDevice() && !isTerminal(name))) return await writeToStream(name, chunk)
  const bytes = typeof chunk === "string" ? new TextEncoder().encode(chunk) : chunk
  let written = 0
  while (written < bytes.length) written += writeSync(descriptor, bytes, written)
  return true
}

/** Says what an error of the system is, its code first: Deno's messages have none. */
const describe = (cause: unknown) => {
  const { code = "", message }: NodeJS.ErrnoException = cause instanceof Error ? cause : new Error(String(cause))
  return message.startsWith(code) ? message : `${code}: ${message}`
}

const failure = (name: StreamName, tag: "BadResource" | "Unknown", description: string, cause?: unknown) =>
  PlatformError.systemError({ module: "Stdio", method: name, _tag: tag, description, cause })

/**
 * Writes a chunk whole. Fails with why it could not be: the `description` of the reason is the system's message, its tag is
 * `BadResource` where the reader has gone.
 */
export const write = (name: StreamName, chunk: string | Uint8Array): Effect.Effect<void, PlatformError.PlatformError> =>
  Effect.tryPromise({
    try: () => writeWhole(name, chunk),
    catch: (cause) => failure(name, "Unknown", describe(cause), cause)
  }).pipe(
    Effect.flatMap((isRead) =>
      isRead ? Effect.void : Effect.fail(failure(name, "BadResource", "the reader has gone"))
    )
  )
