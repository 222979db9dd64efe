/**
 * Reads the YAML files of `ops/` for tests: strictly, so that a key written twice or a wrong indent fails.
 */
import { existsSync, readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { parseAllDocuments } from "yaml"
import { settings } from "../../src/cli/Settings.ts"

/** The folder of the project. */
export const top = fileURLToPath(new URL("../..", import.meta.url))

/** A mapping read from YAML. */
// biome-ignore lint/suspicious/noExplicitAny: what is in it is checked by the compiler, or by each test
export type Mapping = Record<string, any>

/** Returns the documents of a file. */
export const documentsOf = (path: string): ReadonlyArray<Mapping> => {
  const documents = parseAllDocuments(readFileSync(join(top, path), "utf8"), {
    merge: true,
    strict: true,
    uniqueKeys: true
  })
  return documents.map((document) => {
    const [problem] = [...document.errors, ...document.warnings]
    if (problem !== undefined) throw new Error(`${path}: ${problem.message}`)
    return document.toJS()
  })
}

/** Returns the paths of the YAML files in a folder and below; none where there is no such folder. */
export const yamlFilesIn = (folder: string): ReadonlyArray<string> =>
  existsSync(join(top, folder))
    ? readdirSync(join(top, folder), { recursive: true, encoding: "utf8" })
        .filter((path) => /\.ya?ml$/.test(path))
        .map((path) => join(folder, path))
        .sort()
    : []

/** The settings' variables. */
export const settingNames: ReadonlyArray<string> = Object.values(settings).map(({ env }) => env)

/** Returns the names that look like settings of the command and are none. */
export const unknownSettings = (names: ReadonlyArray<string>): ReadonlyArray<string> =>
  names.filter((name) => /^(BOOKIEGAMMA_|REDIS_|SQLITE_|OTEL_|PREFIX$)/.test(name) && !settingNames.includes(name))
