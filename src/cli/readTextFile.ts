/**
 * Reads a text file that a setting names: a regular file, of a limited size, in a limited time.
 *
 * A pipe is never opened, because opening one waits for its writer and cannot be given up on every runtime; a device may
 * have no end.
 */
import * as Effect from "effect/Effect"
import * as FileSystem from "effect/FileSystem"
import type { PlatformError } from "effect/PlatformError"
import * as Stream from "effect/Stream"

/** Largest size, in bytes. */
export const MAX_BYTES = 2 ** 20
/** How long reading may take, in milliseconds: a file on a network may never come. */
export const READ_MILLIS = 5000

const kinds: Readonly<Record<FileSystem.File.Type, string>> = {
  File: "a file",
  Directory: "a directory",
  SymbolicLink: "a link",
  BlockDevice: "a device",
  CharacterDevice: "a device",
  FIFO: "a pipe (FIFO)",
  Socket: "a socket",
  Unknown: "of an unknown kind"
}

const reasons: Readonly<Record<string, string>> = {
  NotFound: "no such file",
  PermissionDenied: "this user may not read it"
}

const cannotRead = (path: string) => (error: PlatformError) =>
  `cannot read ${path}: ${reasons[error.reason._tag] ?? `the system refuses (${error.reason._tag})`}`

/** Returns the text of a file. Fails with what is wrong with it, and what would be right: `what` it is to be. */
export const readTextFile = Effect.fnUntraced(
  function* (path: string, what: string) {
    const files = yield* FileSystem.FileSystem
    const { type } = yield* Effect.mapError(files.stat(path), cannotRead(path))
    if (type !== "File") return yield* Effect.fail(`${path} is ${kinds[type]}; name a regular file`)
    const chunks = yield* files
      .stream(path, { bytesToRead: MAX_BYTES + 1 })
      .pipe(Stream.runCollect, Effect.mapError(cannotRead(path)))
    const size = chunks.reduce((sum, { length }) => sum + length, 0)
    if (size > MAX_BYTES) return yield* Effect.fail(`${path} has more than 1 MiB; name ${what}`)
    const decoder = new TextDecoder()
    return chunks.map((chunk) => decoder.decode(chunk, { stream: true })).join("") + decoder.decode()
  },
  (reading, path) =>
    Effect.timeoutOrElse(reading, {
      duration: READ_MILLIS,
      orElse: () => Effect.fail(`${path} could not be read in ${READ_MILLIS / 1000} s; name a file on this machine`)
    })
)
