/**
 * The files that a builder gets: those that `.dockerignore` lets through. It begins with `*`, and each further line lets one
 * file or folder through; other forms are refused.
 */
import { cpSync, existsSync, readFileSync } from "node:fs"
import { join } from "node:path"

/** Returns the paths that `.dockerignore` lets through. */
export const contextPaths = (top: string): ReadonlyArray<string> => {
  const [first, ...rest] = readFileSync(join(top, ".dockerignore"), "utf8")
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "" && !line.startsWith("#"))
  if (first !== "*") throw new Error(".dockerignore must leave everything out first: *")
  return rest.map((line) => {
    if (!/^!\w[\w./-]*$/.test(line)) throw new Error(`.dockerignore: only !path is known here, not ${line}`)
    return line.slice(1)
  })
}

/** Copies what a builder gets into a folder. */
export const copyContext = (top: string, folder: string): void => {
  for (const path of contextPaths(top)) {
    if (!existsSync(join(top, path))) throw new Error(`.dockerignore lets ${path} through, which is not there`)
    cpSync(join(top, path), join(folder, path), { recursive: true })
  }
}
