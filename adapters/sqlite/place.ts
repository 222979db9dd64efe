/**
 * What is where a SQLite file is to be, found out without opening it: opening a pipe waits for its writer, and opening what
 * is absent makes it.
 */
import * as Effect from "effect/Effect"

/** Least space, in bytes, that a disk must have left for a file to be made. */
export const LEAST_BYTES = 4 * 2 ** 20

/** What is there: a file; none, or an empty one, with what keeps a run from making one; or something else. */
export type Place =
  | { readonly _tag: "File" }
  | { readonly _tag: "Absent"; readonly isEmpty: boolean; readonly problem?: string }
  | { readonly _tag: "Other"; readonly problem: string }

const messageOf = (cause: unknown) => (cause instanceof Error ? cause.message : String(cause))

/** Looks at a path. Fails with what keeps it from being looked at. */
export const look = (path: string): Effect.Effect<Place, string> =>
  path === ":memory:"
    ? Effect.succeed({ _tag: "File" })
    : Effect.tryPromise({
        try: async (): Promise<Place> => {
          const { access, constants, stat, statfs } = await import("node:fs/promises")
          const { dirname } = await import("node:path")
          const found = await stat(path).catch((cause: NodeJS.ErrnoException) => {
            if (cause.code === "ENOENT") return undefined
            throw cause
          })
          const isEmpty = found?.isFile() === true && found.size === 0
          if (found?.isFile() && !isEmpty) return { _tag: "File" }
          if (found !== undefined && !isEmpty) {
            return {
              _tag: "Other",
              problem: `is ${found.isDirectory() ? "a directory" : "a pipe or device"}, not a file`
            }
          }
          const folder = dirname(path)
          try {
            await access(folder, constants.W_OK | constants.X_OK)
            if (isEmpty) await access(path, constants.W_OK)
          } catch (cause) {
            return { _tag: "Absent", isEmpty, problem: messageOf(cause) }
          }
          const { bavail, bsize } = await statfs(folder)
          return bavail * bsize < LEAST_BYTES
            ? { _tag: "Absent", isEmpty, problem: `the disk has ${Math.floor((bavail * bsize) / 1024)} KiB left` }
            : { _tag: "Absent", isEmpty }
        },
        catch: messageOf
      })
