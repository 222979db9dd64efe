/**
 * What a project that has installed the package runs and compiles: the README's programs, with addresses that are there, the
 * example with layers of one's own, and programs that load every entry, as ES modules and from CommonJS.
 */
import { readFileSync } from "node:fs"
import manifest from "../../package.json" with { type: "json" }

const FENCED = /^```(\w*)\n([\s\S]*?)^```$/gm

/** Addresses in place of those that the README leaves open. */
export interface Addresses {
  readonly bookmaker: string
  readonly redis: string
}

/** Returns the README's programs by the names of their files. */
const readmePrograms = ({ bookmaker, redis }: Addresses): Readonly<Record<string, string>> => {
  const readme = readFileSync(new URL("../../README.md", import.meta.url), "utf8")
  const blocks = Array.from(readme.matchAll(FENCED))
    .filter(([, language]) => language === "ts")
    .map(([, , code = ""]) => code)
    .filter((code) => /from "bookiegamma/.test(code))
  if (blocks.length === 0) throw new Error("the README has no program any more")
  return Object.fromEntries(
    blocks.map((code, index) => [
      `readme-${index + 1}.ts`,
      code.replaceAll("https://…", bookmaker).replaceAll("redis://localhost:6379", redis)
    ])
  )
}

const entries = Object.keys(manifest.exports)
  .filter((entry) => entry !== "./package.json")
  .map((entry) => manifest.name + entry.slice(1))

/** Imports entries, uses the types that a caller needs, and says how many names there are. */
const entriesProgram = (entries: ReadonlyArray<string>): string =>
  [
    'import type { MarketResult, MatchDocument, OutcomeState } from "bookiegamma"',
    ...entries.map((entry, index) => `import * as entry${index} from "${entry}"`),
    "",
    "/** Reads a document as a caller does. */",
    "export const odds = (document: MatchDocument): ReadonlyArray<string | undefined> => [",
    '  document.yes?.odd_, document["1X"]?.odd_, document.teams["a;b"]?.yes?.odd_value',
    "]",
    'export const first = ({ documents }: MarketResult): OutcomeState | undefined => documents[0]?.["X"]',
    `const all = [${entries.map((_, index) => `entry${index}`).join(", ")}]`,
    'console.log(all.map((entry) => Object.keys(entry).length).every((count) => count > 0) ? "complete" : "empty")',
    ""
  ].join("\n")

/** Loads entries from CommonJS, by `require`. */
const requireProgram = (entries: ReadonlyArray<string>): string =>
  [
    `const all = ${JSON.stringify(entries)}.map((entry) => Object.keys(require(entry)).length)`,
    'console.log(all.every((count) => count > 0) ? "complete" : "empty")',
    ""
  ].join("\n")

/** Tells whether a program only shows types: it names what the reader has. */
export const isFragment = (code: string): boolean => /^declare /m.test(code)

/** What a program must print; one that goes on after that is ended. */
export const expected = /\b(complete|partial)\b/

/** Returns all programs by the names of their files; without msw those that import it are left out. */
export const programs = (addresses: Addresses, hasMsw: boolean): Readonly<Record<string, string>> => {
  const there = entries.filter((entry) => hasMsw || !entry.endsWith("/msw"))
  return {
    ...readmePrograms(addresses),
    "own-layers.ts": readFileSync(new URL("../../examples/own-layers.ts", import.meta.url), "utf8"),
    "entries.ts": entriesProgram(there),
    "entries.cjs": requireProgram(there)
  }
}

/** Tells whether a program is compiled, and not only run. */
export const isCompiled = (name: string): boolean => name.endsWith(".ts")

/** The compilers, as dependencies of the project, and the file that each is started with. */
export const compilers = {
  // Yarn's Plug'n'Play patches the package of this name.
  typescript: { range: "~5.9.3", file: "typescript/bin/tsc" },
  typescript7: { range: "npm:typescript@~7.0.2", file: "typescript7/bin/tsc" }
} as const

/** Ways in which a compiler finds modules. */
export const resolutions = { nodenext: "nodenext", bundler: "esnext" } as const

/** Returns the compiler's configuration for one way. */
export const tsconfig = (resolution: keyof typeof resolutions, files: ReadonlyArray<string>): string =>
  JSON.stringify({
    compilerOptions: {
      module: resolutions[resolution],
      moduleResolution: resolution,
      target: "es2024",
      lib: ["es2024", "dom", "dom.iterable", "dom.asynciterable"],
      strict: true,
      exactOptionalPropertyTypes: true,
      noUncheckedIndexedAccess: true,
      skipLibCheck: false,
      noEmit: true,
      types: ["node"]
    },
    files
  })
