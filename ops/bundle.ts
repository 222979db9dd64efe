/**
 * Bundles the command for a container, with all that it needs: an image has no `node_modules`. Bun runs this file, once
 * for each image: `bun ops/bundle.ts bun` and `bun ops/bundle.ts deno` write to a folder of `dist/container`.
 *
 * For Bun there is bytecode, which Bun makes of CommonJS alone (without an executable that holds it). It saves 7 % of the
 * CPU of a run in the sandbox and 14 % of `--help` against the package's `dist/bin/main.js`: the median of the ratios of
 * 15 pairs, user and system time. Deno gets ES modules.
 */
import { readFileSync, rmSync } from "node:fs"

interface BuildOptions {
  readonly entrypoints: ReadonlyArray<string>
  readonly external: ReadonlyArray<string>
  readonly outdir: string
  readonly minify: boolean
  readonly plugins: ReadonlyArray<{ readonly name: string; readonly setup: (build: PluginBuilder) => void }>
  readonly target: "bun" | "node"
  readonly format: "cjs" | "esm"
  readonly bytecode?: boolean
  readonly splitting?: boolean
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

const formats = {
  bun: { target: "bun", format: "cjs", bytecode: true },
  deno: { target: "node", format: "esm", splitting: true }
} as const satisfies Record<string, Pick<BuildOptions, "target" | "format" | "bytecode" | "splitting">>

const { Bun } = globalThis as { readonly Bun?: BunBuild }
const name = process.argv[2] ?? ""
if (Bun === undefined || !Object.hasOwn(formats, name)) {
  throw new Error(`use: bun ops/bundle.ts ${Object.keys(formats).join("|")}`)
}

const shared = {
  // Only Node needs undici, to reach a proxy.
  external: ["undici"],
  outdir: `dist/container/${name}`,
  minify: true,
  plugins: [withoutImportMeta]
}
const format = formats[name as keyof typeof formats]

rmSync(shared.outdir, { recursive: true, force: true })
const command = await Bun.build({ ...shared, ...format, entrypoints: ["main.ts"] })
const check = await Bun.build({ ...shared, ...format, bytecode: false, entrypoints: ["ops/healthcheck.ts"] })
const written = [command, check].flatMap(({ outputs }) => outputs.map(({ path }) => path))
if (name === "bun" && !written.some((path) => path.endsWith("main.js.jsc"))) {
  throw new Error("Bun made no bytecode; look for import.meta or top-level await in dist/container/bun/main.js")
}
