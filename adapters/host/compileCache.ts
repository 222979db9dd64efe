/**
 * Keeps what Node compiled for the next start, in a folder of the user's own.
 *
 * Node's own place for this is in the shared folder for temporary files, where another user could leave compiled code for us
 * to run. So the folder is used only if it belongs to this user and nobody else may write there. Without one, and whatever
 * else goes wrong, the command starts as it would without a cache. `NODE_COMPILE_CACHE` names another folder, and
 * `NODE_DISABLE_COMPILE_CACHE=1` turns it off; both are Node's.
 */
import { mkdirSync, statSync } from "node:fs"
import { enableCompileCache as enable } from "node:module"
import { isAbsolute, join } from "node:path"

type Environment = Readonly<Record<string, string | undefined>>

/** Where others may write, of the bits of a file's mode. */
const WRITABLE_BY_OTHERS = 0o022

/** Returns the folder for caches of this user, by the platform's convention; undefined where there is none. */
export const userCaches = (platform: string, { HOME, LOCALAPPDATA, XDG_CACHE_HOME }: Environment) => {
  const home = HOME !== undefined && isAbsolute(HOME) ? HOME : undefined
  if (platform === "win32") return LOCALAPPDATA
  if (platform === "darwin") return home && join(home, "Library", "Caches")
  // A path that is not absolute is to be ignored, says the XDG Base Directory Specification.
  return XDG_CACHE_HOME !== undefined && isAbsolute(XDG_CACHE_HOME) ? XDG_CACHE_HOME : home && join(home, ".cache")
}

/** Turns the cache on. Never fails. */
export const enableCompileCache = () => {
  try {
    const { env, platform } = process
    if (env.NODE_COMPILE_CACHE !== undefined) return
    const caches = userCaches(platform, env)
    if (caches === undefined) return
    const folder = join(caches, "bookiegamma", "compiled")
    mkdirSync(folder, { recursive: true, mode: 0o700 })
    const { mode, uid } = statSync(folder)
    if (platform !== "win32" && (uid !== process.getuid?.() || (mode & WRITABLE_BY_OTHERS) !== 0)) return
    enable(folder)
  } catch {
    // A start without a cache is only slower.
  }
}
