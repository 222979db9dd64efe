import { readFileSync } from "node:fs"
import { builtinModules } from "node:module"
import { defineConfig, type Options } from "tsup"

type Plugin = NonNullable<Options["esbuildPlugins"]>[number]

/** Lets CommonJS packages that stand in an ES module have the runtime's modules: there is no `require` to ask for them. */
const requiredBuiltins: Plugin = {
  name: "required built-ins",
  setup: (build) => {
    const filter = new RegExp(`^(node:.*|${builtinModules.join("|")})$`)
    build.onResolve({ filter }, ({ kind, path }) =>
      kind === "require-call" ? { path, namespace: "built-in" } : { path, external: true }
    )
    build.onLoad({ filter: /.*/, namespace: "built-in" }, ({ path }) => ({
      contents: `module.exports = process.getBuiltinModule(${JSON.stringify(path)})`
    }))
  }
}

/**
 * Has packages make an `Intl.Segmenter` when they use it, and not when they are loaded, as effect's help is at every start: it takes
 * 11 ms of CPU on Node and 19 ms on Deno.
 */
const lateSegmenters: Plugin = {
  name: "late segmenters",
  setup: (build) => {
    build.onLoad({ filter: /[\\/](effect[\\/]dist[\\/]cli[\\/]CliOutput|string-width[\\/]index)\.js$/ }, ({ path }) => {
      const text = readFileSync(path, "utf8")
      const contents = text.replace(
        /new Intl\.Segmenter\(([^()]*)\)/,
        "({ segment(text) { return (this.made ??= new Intl.Segmenter($1)).segment(text) } })"
      )
      if (contents === text) throw new Error(`${path} makes no segmenter any more: take it off this list`)
      return { contents }
    })
  }
}

/**
 * The command in few files, for a quick start: it carries all but the client of proxies. The library is not bundled: `tsc` writes
 * a file for each source, so that whoever imports one name gets what that name needs.
 */
export default defineConfig({
  format: ["esm"],
  target: "es2024",
  platform: "neutral",
  dts: false,
  splitting: true,
  removeNodeProtocol: false,
  entry: { main: "bin.ts" },
  outDir: "dist/bin",
  external: ["undici"],
  noExternal: [/^effect/, /^@effect/, "@redis/client", "ky", "string-width"],
  esbuildPlugins: [requiredBuiltins, lateSegmenters],
  minify: true,
  // Bun takes a file that begins so as it is, without transpiling it once more: 3 to 6 % of CPU, measured on Bun.
  banner: { js: "// @bun" },
  esbuildOptions: (options) => {
    options.mainFields = ["module", "main"]
    options.legalComments = "none"
  }
})
