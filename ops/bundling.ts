/**
 * What bundles of the command share, whether they go into an image or into a single file: Bun makes them.
 */
import { readFileSync } from "node:fs"

/** What is given to Bun for a bundle. */
export interface BuildOptions {
  readonly entrypoints: ReadonlyArray<string>
  readonly external: ReadonlyArray<string>
  readonly minify: boolean
  readonly plugins: ReadonlyArray<{ readonly name: string; readonly setup: (build: PluginBuilder) => void }>
  readonly target: "bun" | "node"
  readonly format: "cjs" | "esm"
  readonly outdir?: string
  readonly bytecode?: boolean
  readonly splitting?: boolean
  readonly define?: Readonly<Record<string, string>>
  /** Makes an executable of the bundle. */
  readonly compile?: { readonly target: string; readonly outfile: string }
}

interface PluginBuilder {
  readonly onLoad: (
    files: { readonly filter: RegExp },
    load: (file: { readonly path: string }) => { readonly contents: string; readonly loader: "js" }
  ) => void
}

/** The part of Bun's API used here. */
interface BunBuild {
  readonly build: (options: BuildOptions) => Promise<{ readonly outputs: ReadonlyArray<{ readonly path: string }> }>
}

/**
 * Takes `import.meta` out of effect's file of configuration, which looks there for Vite's variables. CommonJS has none,
 * and bytecode is silently not made where it is met.
 */
const withoutImportMeta = {
  name: "without import.meta",
  setup: (build: PluginBuilder) =>
    build.onLoad({ filter: /effect\/dist\/ConfigProvider\.js$/ }, ({ path }) => ({
      contents: readFileSync(path, "utf8").replaceAll("import.meta?.env", "undefined"),
      loader: "js"
    }))
}

/** What every bundle is made with. */
export const shared = {
  // Only Node needs undici, to reach a proxy.
  external: ["undici"],
  minify: true,
  plugins: [withoutImportMeta]
} as const satisfies Partial<BuildOptions>

/** How a bundle for a runtime is made. Bun makes bytecode of CommonJS alone, if it is in no executable. */
export const formats = {
  bun: { target: "bun", format: "cjs", bytecode: true },
  deno: { target: "node", format: "esm", splitting: true }
} as const satisfies Record<string, Pick<BuildOptions, "target" | "format" | "bytecode" | "splitting">>

/** Names a runtime that bundles are made for. */
export type Format = keyof typeof formats

/** Tells whether a text names such a runtime. */
export const isFormat = (name: string): name is Format => Object.hasOwn(formats, name)

/** Returns Bun's function that bundles; throws on another runtime. */
export const bunBuild = (): BunBuild["build"] => {
  const { Bun } = globalThis as { readonly Bun?: BunBuild }
  if (Bun === undefined) throw new Error("Bun must run this file")
  return Bun.build
}
